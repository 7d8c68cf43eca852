/** CSV files as tables. */
import { setImmediate as pause } from "node:timers/promises";
import type { Column } from "../../columns/column";
import { DuplicateColumn, TooLarge } from "../../data-errors";
import { BadFile, BadOption } from "../../errors";
import { FORMAT_TOKENS } from "../../columns/date-format";
import { type CsvParsing, UnclosedQuote } from "../csv-parsing";
import type { ByteSource, NamedColumn, TablePart, TableReader, Wanted, WantedType } from "../format";
import { quoted } from "../../shown";
import { type BlockContext, type CsvBlock, type CsvStart, blockOf, blocksOf, type KeptBlock, unclosedQuote } from "./blocks";
import { BlockRooms } from "./block-rooms";
import { ColumnReader } from "./column-reader";
import { formatReader } from "./date-format";
import { type Dialect, dialectOf } from "./dialect";
import { joined, utf8Of } from "./encoding";
import { evidenceOf, type FileEvidence } from "./evidence";
import { MissingWords } from "./missing";
import { type CheckedOptions, checkedOptions, type CsvReadOptions } from "./options";
import { fieldsOf } from "./plain";
import { unknownColumn } from "../../columns/unknown-column";

/** Bytes of the file that are parsed at once. */
const BLOCK_BYTES = 1 << 20;
/** Bytes by which the dialect is told. */
const SAMPLE_BYTES = 1 << 16;
/** Bytes in which the first rows must be. */
const MOST_HEAD_BYTES = 1 << 26;
/** Rows for which there is room from the first on. */
const MOST_EXPECTED = 1 << 26;
const UNNAMED = "column_";
/** Rows by which types are told where none are wanted. */
const ROWS_OF_TYPES = 10_000;

/** Reads as far as the first rows. @throws BadOption, BadFile, DuplicateColumn, and what the source throws */
export async function openCsv(source: ByteSource, options: CsvReadOptions, parsing: CsvParsing): Promise<TableReader> {
  const checked = checkedOptions(options, source.name);
  const start = await begin(source, checked);
  const { dialect, names } = start;
  const context: BlockContext = {
    source: source.name, parsing, layout: dialect.layout, columns: names.length, fills: checked.ragged === "fill",
  };
  return new CsvReader(source, checked, names, context, dialect, start);
}

async function begin(source: ByteSource, options: CheckedOptions): Promise<CsvStart & { dialect: Dialect; names: string[] }> {
  const chunks = utf8Of(source.stream(true), source.name, options.encoding)[Symbol.asyncIterator]();
  try {
    const parts: Uint8Array[] = [];
    let size = 0;
    let enough = 0;
    for (;;) {
      const next = await chunks.next();
      if (!next.done) {
        parts.push(next.value.slice());
        size += next.value.length;
      }
      const ended = next.done === true || size >= MOST_HEAD_BYTES;
      if (!ended && size < enough) continue;
      enough = size * 2;
      const head = joined(parts);
      const dialect = dialectIn(head, ended, next.done === true, options);
      if (dialect) return { dialect, names: namesOf(dialect, options, source.name), head, chunks };
      if (ended) throw new BadFile(`${source.name}: there is neither a header nor a row in it. Is it the right file?`);
    }
  } catch (error) {
    await chunks.return?.(undefined);
    throw error instanceof UnclosedQuote ? unclosedQuote(source.name, error.row) : error;
  }
}

/** By as few of the first bytes as have some rows. `ended`: no more will come; `isWhole`: as the file ends. */
function dialectIn(head: Uint8Array, ended: boolean, isWhole: boolean, options: CheckedOptions): Dialect | undefined {
  for (let most = SAMPLE_BYTES; ; most *= 4) {
    const isCut = most < head.length;
    const sample = isCut ? head.subarray(0, most) : head;
    const dialect = (ended && !isCut) || hasRows(sample, options) ? dialectOf(sample, isWhole && !isCut, options) : undefined;
    if (dialect || !isCut) return dialect;
  }
}

/** Whether bytes have some whole rows, whatever the delimiter is. */
function hasRows(bytes: Uint8Array, { quote, skipRows }: CheckedOptions): boolean {
  return fieldsOf(bytes, { delimiter: 44, quote: quote.charCodeAt(0) || 0, comment: 0 }, false).count > skipRows + 2;
}

/** One name for each column. @throws DuplicateColumn */
function namesOf({ names, columns }: Dialect, { duplicates }: CheckedOptions, source: string): string[] {
  const given = Array.from({ length: columns }, (_, i) => names?.[i] ?? `${UNNAMED}${i + 1}`);
  const taken = new Set(given);
  const seen = new Set<string>();
  return given.map((name) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    if (duplicates === "error") {
      throw new DuplicateColumn(`${source}: two columns are named ${quoted(name)}. Rename one, or give duplicates: "rename"`);
    }
    let number = 2;
    while (taken.has(`${name}_${number}`)) number++;
    taken.add(`${name}_${number}`);
    return `${name}_${number}`;
  });
}

class CsvReader implements TableReader {
  readonly numRows = undefined;
  readonly #missing: MissingWords;
  readonly #evidence: FileEvidence;
  readonly begin: number;
  #start: CsvStart | undefined;

  constructor(
    readonly source: ByteSource,
    readonly options: CheckedOptions,
    readonly names: readonly string[],
    readonly context: BlockContext,
    { begin, sample }: Dialect,
    start: CsvStart,
  ) {
    this.#start = start;
    this.begin = begin;
    this.#missing = new MissingWords(options.missing, options.usualMissing);
    this.#evidence = evidenceOf(sample, names.length, this.#missing);
  }

  async close(): Promise<void> {
    await this.#start?.chunks.return?.(undefined);
    this.#start = undefined;
  }

  /** Blocks from the first row on, each lent until the next is asked for. @throws BadFile a second time over what can be read once */
  async *#blocks({ limit, mostBytes }: Wanted): AsyncGenerator<CsvBlock> {
    let start = this.#start;
    this.#start = undefined;
    if (!start) {
      if (!this.source.slice) throw new BadFile(`${this.source.name}: it can be read once only, and was. Open it again`);
      start = await begin(this.source, this.options);
    }
    const { head, chunks } = start;
    const { parsing } = this.context;
    const rooms = new BlockRooms(parsing, parsing.blockBytes ?? BLOCK_BYTES);
    try {
      yield* oneAhead(blocksOf({ chunks, head: head.subarray(this.begin) }, rooms, limit, mostBytes, this.context));
    } finally {
      rooms.end();
      await chunks.return?.(undefined);
    }
  }

  async whole(wanted: Wanted): Promise<TablePart> {
    if (wanted.limit === 0) {
      const part = await this.whole({ ...wanted, limit: Math.min(ROWS_OF_TYPES, wanted.partRows) });
      return part.map(([name, column]): NamedColumn => [name, column.slice(0, 0)]);
    }
    const columns = this.#columns(wanted);
    let kept: KeptBlock[] = [];
    let size = 0;
    let rows: number | undefined;
    for await (const block of this.#blocks(wanted)) {
      if (rows === undefined) await guessed(columns, block);
      const expected = (rows ??= this.#rowsLike(block, wanted));
      await Promise.all(columns.map((column) => column.take(block, expected)));
      size += block.bytes.length;
      if (size > wanted.mostBytes) {
        throw new TooLarge(
          `${this.source.name}: it has more than ${wanted.mostBytes} bytes, the most that may be in memory. Go through it in parts, read ` +
            "fewer rows, or raise memoryLimit",
        );
      }
      if (this.source.slice) continue; // what must be taken again is read again
      if (columns.some((column) => column.needsBlocks)) kept.push(keptOf(block));
      else kept = [];
    }
    await this.#readAgain(columns, () => (this.source.slice ? this.#blocks(wanted) : this.#found(kept)), rows ?? 0);
    return finished(columns, false);
  }

  /** How many rows the file has, about, if they are like those of its first block. */
  #rowsLike({ bytes, fields }: CsvBlock, { limit }: Wanted): number {
    const { size = 0 } = this.source;
    return Math.min(limit, MOST_EXPECTED, Math.ceil((size / bytes.length) * fields.count * 1.02));
  }

  async *#found(kept: readonly KeptBlock[]): AsyncGenerator<CsvBlock> {
    for (const block of kept) yield await blockOf(block, this.context);
  }

  /** The columns that turned out to be other than they seemed. */
  async #readAgain(columns: readonly ColumnReader[], blocks: () => AsyncIterable<CsvBlock>, rows: number): Promise<void> {
    for (;;) {
      const late = columns.filter((column) => column.isLate);
      if (late.length === 0) return;
      for (const column of late) column.restart();
      for await (const block of blocks()) await Promise.all(late.map((column) => column.take(block, rows)));
    }
  }

  async *parts(wanted: Wanted): AsyncGenerator<TablePart> {
    if (wanted.limit === 0) {
      yield await this.whole(wanted);
      return;
    }
    const columns = this.#columns(wanted);
    const first: KeptBlock[] = [];
    let decidedBy = 0;
    let isDecided = false;
    const decided = async (isPart: boolean): Promise<TablePart> => {
      isDecided = true;
      await this.#readAgain(columns, () => this.#found(first), 0);
      first.length = 0;
      return finished(columns, isPart);
    };
    for await (const block of this.#blocks(wanted)) {
      if (isDecided) {
        const found = await Promise.all(columns.map((column) => column.next(block, decidedBy)));
        yield* slices(columns.map((column, i): NamedColumn => [column.context.name, found[i] as Column]), wanted.partRows);
        continue;
      }
      if (first.length === 0) await guessed(columns, block);
      first.push(keptOf(block));
      decidedBy += block.fields.count;
      await Promise.all(columns.map((column) => column.take(block, 0)));
      if (decidedBy >= wanted.partRows) yield* slices(await decided(true), wanted.partRows);
    }
    if (!isDecided) yield* slices(await decided(false), wanted.partRows);
  }

  /** @throws UnknownColumn, BadOption */
  #columns({ columns = this.names, types }: Wanted): ColumnReader[] {
    const unknown = [...columns, ...types.keys()].find((name) => !this.names.includes(name));
    if (unknown !== undefined) throw unknownColumn(this.source.name, unknown, this.names);
    return columns.map((name) => {
      const asked = types.get(name);
      if (asked) this.#checkFormat(name, asked);
      const { decimal, zone } = this.options;
      const delimiter = String.fromCharCode(this.context.layout.delimiter);
      const context = {
        source: this.source.name, name, wanted: asked, missing: this.#missing, delimiter, decimal, zone, evidence: this.#evidence,
      };
      return new ColumnReader(context, this.names.indexOf(name), this.context.layout);
    });
  }

  #checkFormat(name: string, { type, format }: WantedType): void {
    if (format === undefined || (format === "epoch" && type === "timestamp")) return;
    if ((type === "date" || type === "timestamp") && formatReader(format)) return;
    throw new BadOption(
      `${this.source.name}: types: ${quoted(name)}: ${quoted(format)} is no format of dates. Write a year, a month and a day in it, of ` +
        `${FORMAT_TOKENS}; or "epoch" for timestamps that are numbers`,
    );
  }
}

const keptOf = ({ bytes, fields, ...block }: CsvBlock): KeptBlock => ({ ...block, bytes: bytes.slice(), rows: fields.count });

/** The same values; each is asked for before the one ahead of it is used, so that reading and parsing go on at the same time. */
async function* oneAhead<T>(values: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = values.next();
  try {
    for (let found = await next; !found.done; found = await next) {
      next = values.next();
      next.catch(() => {}); // it is awaited above, unless whoever takes the values leaves
      yield found.value;
    }
  } finally {
    await values.return(undefined);
  }
}

/** Each in a turn of its own: dates are long to be told. */
async function guessed(columns: readonly ColumnReader[], block: CsvBlock): Promise<void> {
  for (const column of columns) {
    column.guess(block);
    await pause();
  }
}

/** One after the other: in the order of columns errors come. */
async function finished(columns: readonly ColumnReader[], isPart: boolean): Promise<TablePart> {
  const part: NamedColumn[] = [];
  for (const column of columns) {
    await pause(); // each may take some milliseconds
    part.push([column.context.name, await column.finish(isPart)]);
  }
  return part;
}

function* slices(part: TablePart, rows: number): Generator<TablePart> {
  const length = part[0]?.[1].length ?? 0;
  for (let begin = 0; begin < Math.max(1, length); begin += rows) {
    yield part.map(([name, column]): NamedColumn => [name, column.slice(begin, begin + rows)]);
  }
}
