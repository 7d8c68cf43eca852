/** One reading of a source: what was asked for, and the rows of it. */
import type { TablePart, Wanted } from "../adapters/format";
import { Call } from "../call/call";
import type { CallOptions } from "../call/options";
import { now } from "../clock";
import { Table, type TableHost } from "../columns/table";
import { TooLarge } from "../data-errors";
import type { Instance } from "../instance/instance";
import { bytesOfTable, concatenated } from "./concat";
import type { Formats } from "./formats";
import { checkColumns, type OpenTable, openTable, type ReadWatch } from "./opening";
import { type Asked, askedOf } from "./options";
import type { Origin } from "./origin";
import { originOf } from "./sources";

/** The rows of a table for which a formula is true. */
export type FilterRows = (part: Table, formula: string) => Promise<Table>;

/** What reading takes of the house around it. */
export interface ReadingHost {
  readonly instance: Instance;
  readonly tables: TableHost;
  readonly formats: Formats;
  readonly filterRows: FilterRows;
  /** The columns that a formula uses. @throws FormulaSyntax and its like */
  columnsOf(formula: string): readonly string[];
}

type GivenReadOptions = Pick<CallOptions, "signal" | "timeout" | "onProgress">;

/** Rows of a part, about: enough that what each part costs beside its rows is little. */
const PART_ROWS = 65_536;

/** One reading: what was given, asked for and found out. */
export class Reading {
  readonly where = "read";
  readonly asked: Asked;
  readonly origin: Origin;
  /** Columns that are read: those that were asked for, and those that `where` uses. */
  private readonly read: readonly string[] | undefined;
  private readonly used: readonly string[];

  /** @throws BadOption, DuplicateColumn, UnsupportedInput, DetachedBuffer, and what the formula is refused with */
  constructor(readonly host: ReadingHost, given: unknown, readonly options: object) {
    const { formats, instance } = host;
    const keys = Object.fromEntries(Object.entries(formats).map(([name, { readKeys }]) => [name, readKeys]));
    this.asked = askedOf(instance, options, keys as Record<keyof Formats, readonly string[]>, this.where);
    this.origin = originOf(given, this.where);
    const { columns, where } = this.asked;
    this.used = where === undefined ? [] : host.columnsOf(where);
    this.read = columns && [...new Set([...columns, ...this.used])];
  }

  /** A call of the instance: the reading itself, or a pass over a lazy table, which takes as long as whoever takes its parts. */
  call(isPass: boolean): Call {
    const { instance } = this.host;
    const { timeout, ...rest } = this.options as GivenReadOptions;
    const ms = isPass ? Number.POSITIVE_INFINITY : (timeout ?? instance.settings.timeout);
    return new Call(`${this.where}(${this.origin.name})`, "read", rest, ms, 0, now());
  }

  /** Bytes that data may take: a lazy table's never take much at once, whatever they are decompressed. */
  mostBytes(isLazy: boolean): number {
    return this.asked.mostBytes ?? (isLazy ? Number.POSITIVE_INFINITY : this.host.instance.settings.limitBytes);
  }

  async open(call: Call, stop: AbortSignal, mostBytes: number): Promise<OpenTable> {
    let bytes = 0;
    const watch: ReadWatch = {
      stop,
      read(count) {
        call.check();
        call.progress((bytes += count));
      },
    };
    const table = await openTable(this.origin, this.host.formats, this.asked, mostBytes, watch, this.where);
    if (table.size !== undefined) call.elements = table.size; // until the rows are known, progress is that of bytes
    try {
      checkColumns(table.reader.names, this.used, `${this.where}: where`);
      return table;
    } catch (error) {
      await table.close();
      throw error;
    }
  }

  wanted(columns: readonly string[] | undefined, mostBytes: number): Wanted {
    const { types, limit, where } = this.asked;
    return { columns, types, limit: where === undefined ? limit : Number.POSITIVE_INFINITY, mostBytes, partRows: PART_ROWS };
  }

  /** What there is to read for some of the columns that were asked for. */
  readFor(columns: readonly string[]): readonly string[] {
    return [...new Set([...columns, ...this.used])];
  }

  /** The rows that were asked for, a part at a time, of columns in their order. */
  async *parts({ reader }: OpenTable, columns: readonly string[] | undefined, mostBytes: number): AsyncGenerator<Table> {
    const { host: { filterRows }, asked: { where, limit } } = this;
    const chosen = columns ?? this.asked.columns ?? reader.names;
    const wanted = this.wanted(columns ? this.readFor(columns) : this.read, mostBytes);
    let left = limit;
    for await (const part of reader.parts(wanted)) {
      let table = this.table(part);
      if (where !== undefined) table = await filterRows(table, where);
      if (table.numRows > left) table = table.slice(0, left);
      left -= table.numRows;
      yield table.select(chosen);
      if (left === 0) return;
    }
  }

  table(part: TablePart): Table {
    return new Table(part, this.host.tables);
  }

  /** All rows at once, or in parts where rows are left out. @throws TooLarge, and what reading throws */
  async whole(open: OpenTable, mostBytes: number): Promise<Table> {
    const { host: { filterRows }, asked: { where, columns, limit } } = this;
    if (where === undefined || (limit === Number.POSITIVE_INFINITY && fits(open, mostBytes))) {
      const table = this.table(await open.reader.whole(this.wanted(this.read, mostBytes)));
      return (where === undefined ? table : await filterRows(table, where)).select(columns ?? open.reader.names);
    }
    const parts: Table[] = [];
    let bytes = 0;
    for await (const part of this.parts(open, undefined, Number.POSITIVE_INFINITY)) {
      if (parts.length === 1 && parts[0]!.numRows === 0) parts.pop(); // it was kept for its types
      if (part.numRows > 0 || parts.length === 0) parts.push(part);
      bytes += bytesOfTable(part);
      if (bytes <= mostBytes) continue;
      throw new TooLarge(`${this.where}: the rows of ${this.origin.name} take more than ${mostBytes} bytes. ${WAYS}`);
    }
    return parts.length === 0 ? this.empty(open) : this.table(concatenated(parts, this.where));
  }

  /** Of what has no rows, the columns all the same. */
  async empty({ reader }: OpenTable): Promise<Table> {
    const mostBytes = Number.POSITIVE_INFINITY;
    return this.table(await reader.whole({ ...this.wanted(this.read, mostBytes), limit: 0 })).select(this.asked.columns ?? reader.names);
  }
}

const WAYS = "Go through it in parts (lazy: true), read fewer columns or rows (columns, where, limit), or raise mostBytes or memoryLimit";

function fits({ estimate }: OpenTable, mostBytes: number): boolean {
  return estimate !== undefined && estimate <= mostBytes;
}
