/** One reading of a source: what was asked for, and the rows of it. */
import type { TablePart, Wanted } from "../adapters/format";
import { Call } from "../call/call";
import type { CallOptions } from "../call/options";
import { now } from "../clock";
import { Table, type TableHost } from "../columns/table";
import { TooLarge } from "../data-errors";
import type { Instance } from "../instance/instance";
import type { Parts } from "../instance/parts";
import { bytesOfTable, concatenated } from "./concat";
import type { Formats } from "./formats";
import { type OpenTable, openTable, type ReadWatch } from "./opening";
import { type AskedTable, askedOf } from "./options";
import type { Origin } from "./origin";
import { originOf } from "./sources";

/** Formulas over the columns of tables. */
export interface Formulas {
  /** Those of some columns whose names stand in a formula. @throws FormulaSyntax */
  columnsNamedIn(formula: string, columns: readonly string[], where: string): string[];
  /** The rows of a table for which a formula is true. */
  rowsOfTable(table: Table, formula: string, where: string, host: TableHost, parts: Parts, stop: AbortSignal): Promise<Table>;
}

/** What reading takes of the house around it. */
export interface ReadingHost {
  readonly instance: Instance;
  readonly tables: TableHost;
  readonly formats: Formats;
  /** Loaded when a formula is used. */
  formulas(): Formulas;
}

/** The call that a reading, or a pass over a lazy table, is. Of a stream the pass goes on with what the reading has opened. */
export interface ReadCall {
  call: Call;
  parts: Parts;
  readonly stop: AbortController;
}

type GivenReadOptions = Pick<CallOptions, "signal" | "timeout" | "onProgress">;

/** Rows of a part, about: enough that what each part costs beside its rows is little. */
const PART_ROWS = 65_536;

/** One reading: what was given, asked for and found out. */
export class TableReading {
  readonly where = "read";
  readonly asked: AskedTable;
  readonly origin: Origin;

  /** @throws BadOption, DuplicateColumn, UnsupportedInput, DetachedBuffer */
  constructor(readonly host: ReadingHost, given: unknown, readonly options: object) {
    const { formats, instance } = host;
    const keys = Object.fromEntries(Object.entries(formats).map(([name, { readKeys }]) => [name, readKeys]));
    this.asked = askedOf(instance, options, keys as Record<keyof Formats, readonly string[]>, this.where);
    this.origin = originOf(given, this.where);
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

  async open(within: ReadCall, mostBytes: number): Promise<OpenTable> {
    let bytes = 0;
    const watch: ReadWatch = {
      stop: within.stop.signal,
      format: {
        where: this.where, instance: this.host.instance,
        check: () => within.call.check(),
        begin: () => within.call.begin(),
        progress: () => {},
        onStop: (cancel) => within.call.onStop(cancel),
      },
      read(count) {
        within.call.check();
        within.call.progress((bytes += count));
      },
    };
    const table = await openTable(this.origin, this.host.formats, this.asked, mostBytes, watch, this.where);
    if (table.size !== undefined) within.call.elements = table.size; // until the rows are known, progress is that of bytes
    return table;
  }

  wanted(columns: readonly string[] | undefined, mostBytes: number): Wanted {
    const { types, limit, where } = this.asked;
    return { columns, types, limit: where === undefined ? limit : Number.POSITIVE_INFINITY, mostBytes, partRows: PART_ROWS };
  }

  /** What there is to read for columns that are wanted: those that `where` uses besides. */
  private toRead(columns: readonly string[] | undefined, { reader: { names } }: OpenTable): readonly string[] | undefined {
    const { where } = this.asked;
    if (columns === undefined || where === undefined) return columns;
    return [...new Set([...columns, ...this.host.formulas().columnsNamedIn(where, names, WHERE)])];
  }

  private async kept(table: Table, { parts, stop }: ReadCall): Promise<Table> {
    const { host: { formulas, tables }, asked: { where } } = this;
    return where === undefined ? table : formulas().rowsOfTable(table, where, WHERE, tables, parts, stop.signal);
  }

  /** The rows that were asked for, a part at a time, of columns in their order. */
  async *parts(open: OpenTable, columns: readonly string[] | undefined, mostBytes: number, within: ReadCall): AsyncGenerator<Table> {
    const chosen = columns ?? this.asked.columns ?? open.reader.names;
    let left = this.asked.limit;
    for await (const part of open.reader.parts(this.wanted(this.toRead(chosen, open), Math.min(mostBytes, open.unitBytes)))) {
      let table = await this.kept(this.table(part), within);
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
  async whole(open: OpenTable, mostBytes: number, within: ReadCall): Promise<Table> {
    const { where, limit, columns = open.reader.names } = this.asked;
    if (where === undefined || (limit === Number.POSITIVE_INFINITY && fits(open, mostBytes))) {
      const table = this.table(await open.reader.whole(this.wanted(this.toRead(columns, open), mostBytes)));
      return (await this.kept(table, within)).select(columns);
    }
    const parts: Table[] = [];
    let bytes = 0;
    for await (const part of this.parts(open, undefined, Number.POSITIVE_INFINITY, within)) {
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
    const { columns = reader.names } = this.asked;
    return this.table(await reader.whole({ ...this.wanted(columns, Number.POSITIVE_INFINITY), limit: 0 })).select(columns);
  }
}

const WHERE = "read: where";
const WAYS = "Go through it in parts (lazy: true), read fewer columns or rows (columns, where, limit), or raise mostBytes or memoryLimit";

function fits({ estimate }: OpenTable, mostBytes: number): boolean {
  return estimate !== undefined && estimate <= mostBytes;
}
