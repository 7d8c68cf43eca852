/** {@link Flux.from}: what JavaScript has of tables, as a table. */
import type { NamedColumn, TablePart, WantedType } from "../adapters/format";
import { tableOfObjects } from "../adapters/objects";
import { retyped } from "../adapters/retype";
import { Call } from "../call/call";
import type { CallOptions } from "../call/options";
import { now } from "../clock";
import { Column } from "../columns/column";
import { columnOf } from "../columns/make";
import { Table } from "../columns/table";
import { DetachedBuffer, shown, UnsupportedInput } from "../errors";
import { isPath } from "../streams/paths";
import { bufferOf, isDetached, isList, isRevoked, isTypedArray } from "../typed-array";
import { inArena } from "./arena-columns";
import { arrow } from "./known-formats";
import { checkColumns } from "./opening";
import { type AskedTable, askedOf } from "./options";
import { readOn } from "./read";
import type { ReadCall, ReadingHost } from "./reading";
import { isBytes } from "./sources";

const WHERE = "from";
/** The name of a column that has none. */
const ALONE = "value";
const NO_KEYS = { csv: [], tsv: [], json: [], ndjson: [], npy: [], npz: [], arrow: [], parquet: [] };

export async function fromOn(host: ReadingHost, given: unknown, options: object = {}): Promise<Table> {
  const { instance } = host;
  if (isPath(given) || (isBytes(given) && !isArrays(given))) return readOn(host, given, options);
  instance.open();
  const asked = askedOf(instance, options, NO_KEYS, WHERE);
  if (Table.is(given) && Object.keys(options).length === 0) return given;
  const { timeout = instance.settings.timeout } = options as CallOptions;
  const call = new Call(WHERE, WHERE, options, timeout, 0, now());
  return instance.track(call, [], async (parts) => {
    const stop = new AbortController();
    call.onStop(() => stop.abort());
    const table = await chosen(host, await partOf(given, asked, host), asked, { call, parts, stop });
    call.check();
    call.lastProgressAt(table.numRows);
    return asked.home === "arena" ? inArena(host, table) : table;
  });
}

/** Of a table of columns the rows and columns that are asked for. */
async function chosen(host: ReadingHost, part: TablePart, asked: AskedTable, { parts, stop }: ReadCall): Promise<Table> {
  const { columns, where, limit } = asked;
  let table = new Table(part, host.tables);
  checkColumns(table.columns, [...(columns ?? []), ...asked.types.keys()], WHERE);
  if (where !== undefined) table = await host.formulas().rowsOfTable(table, where, `${WHERE}: where`, host.tables, parts, stop.signal);
  if (limit < table.numRows) table = table.slice(0, limit);
  return columns ? table.select(columns) : table;
}

/** A pipe, a stream or bytes; an array is one of elements. */
function isArrays(given: unknown): boolean {
  return isTypedArray(given) && !(given instanceof Uint8Array);
}

/** @throws UnsupportedInput, and what making columns throws */
async function partOf(given: unknown, { types }: AskedTable, host: ReadingHost): Promise<TablePart> {
  const typed = (part: TablePart) => part.map(([name, column]): NamedColumn => [name, asType(name, column, types)]);
  if (Table.is(given)) return typed(given.columns.map((name): NamedColumn => [name, given.column(name)]));
  if (Column.is(given)) return typed([[ALONE, given]]);
  if (typeof given !== "object" || given === null || isRevoked(given)) throw unsupported(given);
  if (isList(given) && given.length > 0 && given.every((row) => typeof row === "object" && row !== null && !(row instanceof Date))) {
    return tableOfObjects(given, { types, where: WHERE });
  }
  if (isList(given) || isTypedArray(given)) return [[ALONE, valuesOf(ALONE, given as ArrayLike<unknown>, types)]];
  if (mayBeForeign(given)) {
    const { arrowTableOf, isArrow, isFrame, openFrame } = arrow();
    if (isArrow(given)) return typed(arrowTableOf(given));
    if (isFrame(given)) {
      const reader = await openFrame(given);
      const mostBytes = host.instance.settings.limitBytes;
      return reader.whole({ columns: undefined, types, limit: Number.POSITIVE_INFINITY, mostBytes, partRows: Number.POSITIVE_INFINITY });
    }
    throw unsupported(given);
  }
  return Object.entries(given).map(([name, values]): NamedColumn => {
    if (Column.is(values)) return [name, asType(name, values, types)];
    if (isList(values) || isTypedArray(values)) return [name, valuesOf(name, values as ArrayLike<unknown>, types)];
    if (typeof values === "object" && values !== null && mayBeForeign(values) && arrow().isArrow(values)) {
      const [[, column]] = arrow().arrowTableOf(values) as [NamedColumn];
      return [name, asType(name, column, types)];
    }
    throw new UnsupportedInput(`${WHERE}: column ${shown(name)} must be an array, a typed array or a column, got ${shown(values)}`);
  });
}

/** An object of a class: what a caller writes down has none. */
function mayBeForeign(given: object): boolean {
  try {
    const prototype = Object.getPrototypeOf(given) as object | null;
    return prototype !== null && Object.getPrototypeOf(prototype) !== null;
  } catch {
    return false; // a proxy that throws: its entries tell
  }
}

/** @throws DetachedBuffer, and what making columns throws */
function valuesOf(name: string, values: ArrayLike<unknown>, types: ReadonlyMap<string, WantedType>): Column {
  if (isTypedArray(values) && isDetached(bufferOf(values))) {
    throw new DetachedBuffer(`${WHERE}, column ${shown(name)}: the array was transferred: its buffer is detached. Copy it before`);
  }
  const { type, unit, zone, format, scale } = types.get(name) ?? {};
  return columnOf(values, { type, unit, zone, format, scale, name, where: `${WHERE}, column ${shown(name)}` });
}

function asType(name: string, column: Column, types: ReadonlyMap<string, WantedType>): Column {
  const wanted = types.get(name);
  return wanted ? retyped(column, wanted, { name, where: WHERE, before: 0 }) : column;
}

function unsupported(given: unknown): UnsupportedInput {
  return new UnsupportedInput(
    `${WHERE}: must be an array of objects, { name: array }, a table of apache-arrow, nodejs-polars or DuckDB, bytes or a path, got ` +
      shown(given),
  );
}
