/** Arrow's IPC formats, stream and file (Feather of version 2 is the latter), as tables. */
import type { Column } from "../../columns/column";
import { TooLarge } from "../../data-errors";
import { chosenOf } from "../chosen";
import type { ByteSource, TablePart, TableReader, Wanted } from "../format";
import { shown } from "../../shown";
import { isSupported, refuse } from "./arrays";
import { type ArrowDictionaries, emptyPiece, extentsOf, pieceOf, placed } from "./batch";
import { decompressedSize } from "./codecs";
import { type Gathering, type PieceRows, partsOf, wholeOf } from "./gathered";
import { decoding } from "./malformed";
import { type ArrowMessages, openMessages, type ReceivedMessage } from "./messages";
import type { BatchLayout } from "./metadata";
import { joined } from "./pieces";
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
  return new ArrowReader(shown(source.name), await openMessages(source, options.mostBytes ?? Number.POSITIVE_INFINITY));
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
    return wholeOf(this.#rows(chosen, wanted), this.#gathering(chosen, wanted), wanted);
  }

  async *parts(wanted: Wanted): AsyncGenerator<TablePart> {
    const chosen = chosenOf(this.name, this.names, wanted.columns);
    yield* partsOf(this.#rows(chosen, wanted), this.#gathering(chosen, wanted), wanted);
  }

  close(): Promise<void> {
    return this.messages.close();
  }

  #gathering(chosen: readonly number[], { mostBytes }: Wanted): Gathering {
    const columns = chosen.map((at) => {
      const { name, field } = this.#leaves[at]!;
      return { name, none: () => emptyPiece(field, { name: this.name, column: name, row: 0, mostBytes }) };
    });
    return { file: this.name, columns, mostBytes };
  }

  /** @throws TooLarge */
  #demandRoom(bytes: number, mostBytes: number): void {
    if (bytes <= mostBytes) return;
    throw new TooLarge(
      `${this.name}: the wanted columns of a batch of rows have ${bytes} bytes, more than the limit of ${mostBytes}. Read fewer columns ` +
        "(columns), raise memoryLimit, or write smaller batches",
    );
  }

  async *#rows(chosen: readonly number[], { mostBytes }: Wanted): AsyncGenerator<PieceRows> {
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
      const extents = leaves.flatMap((leaf) => extentsOf(leaf, batch));
      this.#demandRoom(extents.reduce((sum, { begin, end }) => sum + end - begin, 0), mostBytes);
      const body = await received.body(extents);
      if (batch.codec) this.#demandRoom(extents.reduce((sum, extent) => sum + decompressedSize(body.slice(extent)), 0), mostBytes);
      const pieces = leaves.map((leaf) => {
        const place = { name: this.name, column: leaf.name, row, mostBytes };
        return pieceOf(leaf, batch, body, dictionaries.columns, place);
      });
      yield { length: batch.length, pieces };
      row += batch.length;
    }
  }
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
