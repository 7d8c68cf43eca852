/** Arrow's IPC formats, stream and file (Feather of version 2 is the latter), as tables. */
import { Column } from "../../columns/column";
import { TooLarge } from "../../data-errors";
import { chosenOf } from "../chosen";
import type { ByteSource, NamedColumn, TablePart, TableReader, Wanted } from "../format";
import { isSupported, refuse } from "./arrays";
import { type ArrowDictionaries, emptyPiece, extentsOf, pieceOf, placed } from "./batch";
import { decoding } from "./malformed";
import { type ArrowMessages, openMessages, type ReceivedMessage } from "./messages";
import type { BatchLayout } from "./metadata";
import { joined, type ArrowPiece } from "./pieces";
import { type ArrowField, type ArrowLeaf, leavesOf } from "./types";

export interface ArrowOptions {
  /** Bytes that an Arrow file may have which comes through a pipe: it has to be in memory as a whole. Default: any number. */
  mostBytes?: number;
}

/**
 * Columns lie in the source's own memory where the layouts agree. Fields of structs are columns named "struct.field"; times of day are
 * durations since midnight, date64 are dates; text of dictionaries has codes, other values of dictionaries are expanded.
 *
 * @throws (as a rejected promise) UnknownFormat, TruncatedFile, UnsupportedType, BadFile, TooLarge, and what reading throws
 */
export async function openArrow(source: ByteSource, options: ArrowOptions = {}): Promise<TableReader> {
  return new ArrowReader(source.name, await openMessages(source, options.mostBytes ?? Number.POSITIVE_INFINITY));
}

/** Some rows: of each wanted column a piece. */
interface ArrowRows {
  readonly length: number;
  readonly pieces: readonly ArrowPiece[];
}

class ArrowReader implements TableReader {
  readonly names: readonly string[];
  readonly numRows = undefined;
  readonly #leaves: readonly ArrowLeaf[];

  constructor(
    private readonly name: string,
    private readonly messages: ArrowMessages,
  ) {
    this.#leaves = leavesOf(messages.schema.fields);
    this.names = this.#leaves.map(({ name: column }) => column);
  }

  async whole(wanted: Wanted): Promise<TablePart> {
    const chosen = chosenOf(this.name, this.names, wanted.columns);
    const gathered = new GatheredBatches(this.name, chosen.map((at) => this.#leaves[at]!), wanted.mostBytes);
    for await (const rows of this.#rows(chosen, wanted)) {
      gathered.add(rows);
      if (gathered.length >= wanted.limit) break;
    }
    return cutTo(gathered.part(), 0, wanted.limit);
  }

  async *parts(wanted: Wanted): AsyncGenerator<TablePart> {
    const chosen = chosenOf(this.name, this.names, wanted.columns);
    const leaves = chosen.map((at) => this.#leaves[at]!);
    let given = 0;
    let gathered = new GatheredBatches(this.name, leaves, wanted.mostBytes);
    if (wanted.limit === 0) return yield gathered.part();
    for await (const rows of this.#rows(chosen, wanted)) {
      gathered.add(rows);
      if (gathered.length < wanted.partRows && given + gathered.length < wanted.limit) continue;
      const part = gathered.part();
      const end = Math.min(gathered.length, wanted.limit - given);
      for (let at = 0; at < end; at += wanted.partRows) yield cutTo(part, at, Math.min(end, at + wanted.partRows));
      given += end;
      if (given >= wanted.limit) return;
      gathered = new GatheredBatches(this.name, leaves, wanted.mostBytes);
    }
    if (gathered.length > 0 || given === 0) yield cutTo(gathered.part(), 0, wanted.limit - given);
  }

  close(): Promise<void> {
    return this.messages.close();
  }

  async *#rows(chosen: readonly number[], { mostBytes }: Wanted): AsyncGenerator<ArrowRows> {
    const { fields, version } = this.messages.schema;
    const dictionaries = new WantedDictionaries(this.name, version, mostBytes, chosen.map((at) => this.#leaves[at]!.field));
    let row = 0;
    for await (const received of this.messages.all(mostBytes)) {
      const { message } = received;
      if (message.kind === "dictionary") await dictionaries.add(received, message);
      if (message.kind !== "rows") continue;
      const { batch } = message;
      const all = decoding(this.name, () => placed(fields, version, batch));
      const leaves = chosen.map((at) => all[at]!);
      const body = await received.body(leaves.flatMap((leaf) => extentsOf(leaf, batch)));
      const pieces = leaves.map((leaf) => {
        const place = { name: this.name, column: leaf.name, row, mostBytes };
        return pieceOf(leaf, batch, body, dictionaries.columns, place);
      });
      yield { length: batch.length, pieces };
      row += batch.length;
    }
  }
}

/** Rows of several batches that are to be one part. */
class GatheredBatches {
  readonly #pieces: ArrowPiece[][];
  length = 0;
  #bytes = 0;

  constructor(
    private readonly name: string,
    private readonly leaves: readonly ArrowLeaf[],
    private readonly mostBytes: number,
  ) {
    this.#pieces = leaves.map(() => []);
  }

  /** @throws TooLarge */
  add({ length, pieces }: ArrowRows): void {
    if (length === 0) return;
    this.length += length;
    pieces.forEach((piece, i) => {
      this.#pieces[i]!.push(piece);
      this.#bytes += bytesOf(piece);
    });
    if (this.#bytes <= this.mostBytes) return;
    throw new TooLarge(
      `${this.name}: its columns take more than the limit of ${this.mostBytes} bytes. Read fewer columns or rows (columns, limit), ` +
        "read it in parts, or raise memoryLimit",
    );
  }

  part(): NamedColumn[] {
    return this.leaves.map(({ name, field }, i) => {
      const pieces = this.#pieces[i]!;
      const place = { name: this.name, column: name, row: 0, mostBytes: this.mostBytes };
      return [name, decoding(this.name, () => joined(pieces.length > 0 ? pieces : [emptyPiece(field, place)]))];
    });
  }
}

function bytesOf(piece: ArrowPiece): number {
  if (!(piece instanceof Column)) return piece.codes.byteLength;
  const { data, validity, length } = piece;
  const bits = validity ? length / 8 : 0;
  if (data.type !== "text") return bits + data.values.byteLength;
  const { offsets } = data.texts;
  return bits + offsets.byteLength + offsets.at(-1)! - offsets[0]!;
}

function cutTo(part: readonly NamedColumn[], begin: number, end: number): TablePart {
  return part.map(([name, column]): NamedColumn => [name, begin === 0 && end >= column.length ? column : column.slice(begin, end)]);
}

/** The dictionaries of the wanted columns, as they come: each is the whole of its id, or appends to it. */
class WantedDictionaries {
  readonly #columns = new Map<string, Column>();
  readonly #fields = new Map<string, ArrowField>();

  constructor(
    private readonly name: string,
    private readonly version: number,
    private readonly mostBytes: number,
    fields: readonly ArrowField[],
  ) {
    for (const field of fields) if (field.dictionary) this.#fields.set(field.dictionary.id, { ...field, dictionary: undefined });
  }

  get columns(): ArrowDictionaries {
    return this.#columns;
  }

  /** @throws BadFile, UnsupportedType, BadValue, TooLarge */
  async add(received: ReceivedMessage, { id, isDelta, batch }: { id: string; isDelta: boolean; batch: BatchLayout }): Promise<void> {
    const field = this.#fields.get(id);
    if (!field) return;
    if (!isSupported(field.type)) refuse({ name: this.name, column: field.name }, field.type);
    const [leaf] = decoding(this.name, () => placed([field], this.version, batch));
    const body = await received.body(extentsOf(leaf!, batch));
    const place = { name: this.name, column: field.name, row: 0, mostBytes: this.mostBytes };
    const values = pieceOf(leaf!, batch, body, new Map(), place) as Column;
    const before = isDelta ? this.#columns.get(id) : undefined;
    this.#columns.set(id, before ? decoding(this.name, () => joined([before, values])) : values);
  }
}
