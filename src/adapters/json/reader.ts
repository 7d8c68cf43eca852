/** Tables of JSON: lists of objects or lists, lines of them, objects of columns, and any of these within an object. */
import type { Column } from "../../columns/column";
import { RaggedRow } from "../../data-errors";
import { AutofluxError, BadFile } from "../../errors";
import { Budget } from "../budget";
import type { ByteSource, NamedColumn, TablePart, TableReader, Wanted } from "../format";
import { quoted, shown } from "../../shown";
import type { JsonPlace } from "./builder";
import { INCOMPLETE, utf8 } from "./cursor";
import { JsonInput } from "./input";
import { type JsonLayout, layoutOf } from "./layout";
import { JsonRows } from "./rows";
import { unknownColumn } from "../../columns/unknown-column";

export interface JsonReadOptions {
  /** Where the table lies in an object: keys and dots. Default: its one list of objects. */
  path?: string | undefined;
  /** Makes columns "a.b" of objects within rows. Default true. */
  flatten?: boolean | undefined;
  /** Bytes that a value which must be in memory may take at most. */
  mostBytes: number;
}

const CLOSE_LIST = 93;
const COMMA = 44;
const UNNAMED = "column_";
const SAMPLE_ROWS = 1000;
/** Of most types. */
const VALUE_BYTES = 8;

/** @throws UnknownFormat, BadFile, TruncatedFile, TooLarge, and what reading throws */
export async function openJson(source: ByteSource, options: JsonReadOptions): Promise<TableReader> {
  const opened = async () => {
    const input = new JsonInput(source, options.mostBytes);
    try {
      return { input, layout: await layoutOf(input, options.path) };
    } catch (error) {
      await input.close();
      throw error;
    }
  };
  let first: { input: JsonInput; layout: JsonLayout } | undefined = await opened();
  const names = namesOf(first.input, first.layout, options);
  const next = async () => {
    const taken = first ?? (source.slice ? await opened() : undefined);
    first = undefined;
    if (taken) return taken;
    throw new BadFile(`${shown(source.name)}: was read already, and comes from front to back but once. Open it again`);
  };
  return {
    names,
    numRows: undefined,
    async whole(wanted) {
      for await (const part of partsOf(await next(), options, { ...wanted, partRows: Number.POSITIVE_INFINITY }, names)) return part;
      return [];
    },
    async *parts(wanted) {
      yield* partsOf(await next(), options, wanted, names);
    },
    close: async () => {
      await first?.input.close();
      first = undefined;
    },
  };
}

interface JsonOpened {
  input: JsonInput;
  layout: JsonLayout;
}

/** The names that rows have which are in memory; the cursor stays where it is. */
function namesOf(input: JsonInput, layout: JsonLayout, options: JsonReadOptions): string[] {
  if (layout.is === "nothing") return [];
  if (layout.is === "columns") return layout.lists.map(({ name }) => name);
  const { cursor } = input;
  const begin = cursor.at;
  const rows = rowsIn(input, options, { columns: undefined, types: new Map(), mostBytes: options.mostBytes });
  const reading = new JsonReading(input, rows, layout);
  try {
    reading.header();
    reading.some(SAMPLE_ROWS);
  } catch {
    // The bytes end, or whoever reads the rows is told.
  }
  rows.dropObjects();
  cursor.at = begin;
  return [...rows.builders.keys()];
}

function rowsIn(input: JsonInput, options: JsonReadOptions, wanted: Pick<Wanted, "columns" | "types" | "mostBytes">): JsonRows {
  const place: JsonPlace = { file: input.name, before: 0, budget: new Budget(input.name, wanted.mostBytes) };
  return new JsonRows(input.cursor, place, { wanted, flatten: options.flatten ?? true });
}

async function* partsOf(
  { input, layout }: JsonOpened, options: JsonReadOptions, wanted: Wanted, known: readonly string[],
): AsyncGenerator<TablePart> {
  try {
    const rows = rowsIn(input, options, wanted);
    if (layout.is === "columns") {
      const part = columnsIn(input, layout, rows, wanted);
      const length = part[0]?.[1].length ?? 0;
      for (let at = 0; at < Math.max(1, length); at += wanted.partRows) {
        yield part.map(([name, column]): NamedColumn => [name, column.slice(at, at + wanted.partRows)]);
      }
      return;
    }
    const reading = layout.is === "rows" ? new JsonReading(input, rows, layout) : undefined;
    await reading?.begin();
    let isFirst = true;
    for (let left = wanted.limit; ; ) {
      // Of no rows nobody would know the columns.
      const read = (await reading?.rows(Math.max(1, Math.min(left, wanted.partRows)))) ?? 0;
      const count = Math.min(read, left);
      if (count === 0 && !isFirst) return;
      if (isFirst) {
        rows.dropObjects();
        for (const name of wanted.columns ?? []) addMissing(input.name, rows, name, known, wanted);
      }
      yield named(rows, wanted, read).map(([name, column]) => [name, column.slice(0, count)] as const);
      rows.fix();
      isFirst = false;
      rows.place.before += count;
      left -= count;
      if (left <= 0 || reading?.isAtEnd !== false) return;
    }
  } finally {
    await input.close();
  }
}

/** A name that no row had: it may be a column of nulls if its type is told. */
function addMissing(file: string, rows: JsonRows, name: string, known: readonly string[], wanted: Wanted): void {
  if (rows.builders.has(name)) return;
  if (wanted.types.has(name)) {
    rows.add(name);
    return;
  }
  throw unknownColumn(file, name, known);
}

function named(rows: JsonRows, { columns, partRows, limit, mostBytes }: Wanted, count: number): TablePart {
  const names = [...(columns ?? rows.builders.keys())];
  new Budget(rows.place.file, mostBytes).take(names.length * count * VALUE_BYTES);
  return names.map((name) => [name, rows.builders.get(name)!.finish(count, partRows < limit)] as const);
}

function columnsIn(input: JsonInput, { lists }: JsonLayout & { is: "columns" }, rows: JsonRows, wanted: Wanted): TablePart {
  const { cursor, name: file } = input;
  const names = wanted.columns ?? lists.map(({ name }) => name);
  const columns = new Map<string, Column>();
  let first: string | undefined;
  for (const list of lists) {
    if (!names.includes(list.name)) continue;
    cursor.at = list.at;
    const column = rows.column(list.name, wanted.limit);
    columns.set(list.name, column);
    const length = columns.get((first ??= list.name))!.length;
    if (length === column.length) continue;
    throw new RaggedRow(
      `${file}: column ${quoted(first)} has ${length} values, column ${quoted(list.name)} has ${column.length}. Write columns of one ` +
        "length",
      Math.min(length, column.length) + 1,
    );
  }
  return names.map((name): NamedColumn => {
    const column = columns.get(name);
    if (column) return [name, column];
    addMissing(file, rows, name, lists.map((list) => list.name), wanted);
    return [name, rows.builders.get(name)!.finish(columns.get(first ?? "")?.length ?? 0, false)];
  });
}

/** Goes from row to row. */
class JsonReading {
  /** Rows of the part that is being read. */
  private count = 0;
  private isFirst = true;
  isAtEnd = false;

  constructor(
    private readonly input: JsonInput,
    private readonly to: JsonRows,
    private readonly layout: JsonLayout & { is: "rows" },
  ) {}

  /** Reads the names of columns, where rows are lists. */
  async begin(): Promise<void> {
    await this.input.whole(() => this.header(), "the header");
  }

  header(): void {
    const { cursor } = this.input;
    if (this.layout.of === "objects") return;
    if (this.layout.header) {
      this.to.name(this.layout.header);
      return;
    }
    const begin = cursor.at;
    if (cursor.next() !== 91) cursor.fail("a list");
    cursor.skip();
    const values = JSON.parse(utf8(cursor.bytes, cursor.begin, cursor.to)) as unknown[];
    const isHeader = values.length > 0 && values.every((value) => typeof value === "string");
    if (isHeader) this.isFirst = false;
    else cursor.at = begin;
    this.to.name(isHeader ? (values as string[]) : values.map((_, i) => `${UNNAMED}${i + 1}`));
  }

  /** Reads so many rows at most, and tells how many there were. */
  async rows(most: number): Promise<number> {
    const { input } = this;
    this.count = 0;
    while (!this.isAtEnd && this.count < most) {
      const where = () => `row ${this.to.place.before + this.count + 1}`;
      try {
        this.some(most);
      } catch (error) {
        if (error !== INCOMPLETE) throw error instanceof AutofluxError ? error : input.failure(error, where());
        if (!(await input.fill())) throw input.truncated(where());
      }
    }
    if (this.isAtEnd && !this.layout.isWithin) await this.nothingMore();
    input.check();
    return this.count;
  }

  /** Reads rows until there are so many, or the bytes end. @throws INCOMPLETE, with the cursor before the row that is cut off */
  some(most: number): void {
    const { cursor } = this.input;
    const isObjects = this.layout.of === "objects";
    while (this.count < most) {
      const begin = cursor.at;
      try {
        if (!this.nextRow()) {
          this.isAtEnd = true;
          return;
        }
        if (isObjects) this.to.object(this.count);
        else this.to.values(this.count);
      } catch (error) {
        if (error === INCOMPLETE) cursor.at = begin;
        throw error;
      }
      this.isFirst = false;
      this.count++;
    }
  }

  /** Goes to the first byte of the next row; false where there is none. */
  private nextRow(): boolean {
    const { cursor } = this.input;
    const byte = cursor.next();
    if (cursor.at >= cursor.end) {
      if (cursor.isLast && !this.layout.isList) return false;
      throw INCOMPLETE;
    }
    if (!this.layout.isList) return true;
    if (byte === CLOSE_LIST) {
      cursor.at++;
      return false;
    }
    if (this.isFirst) return true;
    if (byte !== COMMA) cursor.fail('"," or "]"');
    cursor.at++;
    if (cursor.next() === 0 && cursor.at >= cursor.end) throw INCOMPLETE;
    return true;
  }

  private async nothingMore(): Promise<void> {
    const { input } = this;
    await input.blanks();
    await input.whole(() => {
      if (input.cursor.at < input.cursor.end) input.cursor.fail("nothing more");
    }, "what follows the list");
  }
}
