/** A block of text in the arena, and the places of its fields. */
import type { CsvFields } from "../adapters/csv-parsing";
import type { Arena } from "../memory/arena";
import type { BlockOf, FieldPlaces, FieldsAt } from "../text/fields";

/** What kernels may read before a block and after it. */
const MARGIN = 64;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

export class HeldBlock {
  readonly pointer: number;
  fieldsAt: FieldsAt | undefined;
  private fieldBytes = 0;
  private readonly owned: number;
  private users = 1;
  private isOver = false;
  private isGiven = false;
  private bytesOfIt: Uint8Array | undefined;

  /** Kept by whoever makes it. `pointer`: where it lies, if it is a part of another one. @throws ArenaFull */
  constructor(
    private readonly arena: Arena,
    private readonly bytes: number,
    pointer?: number,
  ) {
    this.owned = pointer === undefined ? bytes + 2 * MARGIN : 0;
    this.pointer = pointer ?? arena.lend(this.owned) + MARGIN;
  }

  /** Its bytes, on the memory as it was first: which grows, and stays the same. */
  get view(): Uint8Array {
    return (this.bytesOfIt ??= new Uint8Array(this.arena.memory.buffer, this.pointer, this.bytes));
  }

  /** Whether a block is a part of this one. */
  has({ buffer, byteOffset, length }: Uint8Array): boolean {
    return buffer === this.view.buffer && byteOffset >= this.pointer && byteOffset + length <= this.pointer + this.bytes;
  }

  /** Such a part, which ends no later than this one. */
  partFor({ byteOffset, length }: Uint8Array): HeldBlock {
    return new HeldBlock(this.arena, length, byteOffset);
  }

  /** Room for so many fields and rows, in the place of what there was. @throws ArenaFull */
  takeFields(fields: number, rows: number): FieldsAt {
    this.giveFields();
    const bytes = 4 * (2 * fields + rows + 1);
    const begins = this.arena.lend(bytes);
    this.fieldBytes = bytes;
    this.fieldsAt = { begins, ends: begins + 4 * fields, rows: begins + 8 * fields };
    return this.fieldsAt;
  }

  /** The fields with their places in the arena, in the room that was taken for them. */
  fieldsFrom({ count, bytes, columns, begins, ends, rows }: CsvFields): KernelFields {
    const at = this.fieldsAt!;
    const brought = (pointer: number, words: Uint32Array) => {
      const there = this.words(pointer, words.length);
      there.set(words);
      return there;
    };
    const places = { begins: brought(at.begins, begins), ends: brought(at.ends, ends), rows: brought(at.rows, rows) };
    return new KernelFields(count, bytes, columns, places);
  }

  words(pointer: number, length: number): Uint32Array {
    return new Uint32Array(this.arena.memory.buffer, pointer, length);
  }

  get isBusy(): boolean {
    return this.users > 0;
  }

  /** A run uses it: it stays until letGo(), though it be ended meanwhile. */
  keep(): void {
    this.users++;
  }

  letGo(): void {
    this.users--;
    if (this.isOver && this.users === 0) this.giveBack();
  }

  end(): void {
    this.isOver = true;
    if (this.users === 0) this.giveBack();
  }

  private giveBack(): void {
    if (this.isGiven) return;
    this.isGiven = true;
    this.giveFields();
    if (this.owned > 0) this.arena.giveBack(this.pointer - MARGIN, this.owned);
  }

  private giveFields(): void {
    if (this.fieldsAt) this.arena.giveBack(this.fieldsAt.begins, this.fieldBytes);
    this.fieldsAt = undefined;
  }
}

/** The places of fields in the arena: what is written to them, kernels see. */
interface Places {
  begins: Uint32Array;
  ends: Uint32Array;
  rows: Uint32Array;
}

/** Fields whose places lie in the arena, and can be read until their block leaves it. */
export class KernelFields implements CsvFields {
  constructor(
    readonly count: number,
    readonly bytes: number,
    readonly columns: number | undefined,
    private places: Places | undefined,
  ) {}

  get begins(): Uint32Array {
    return this.held.begins;
  }

  get ends(): Uint32Array {
    return this.held.ends;
  }

  get rows(): Uint32Array {
    return this.held.rows;
  }

  /** Their block leaves the arena. */
  leave(): void {
    this.places = undefined;
  }

  private get held(): Places {
    if (!this.places) throw new Error("csv kernels: fields of a block that has left the arena. Find them again");
    return this.places;
  }
}

/** What kernels found. The last row of the last block may have no line's end; of others what follows the last whole row is left out. */
export function fieldsFound(
  held: HeldBlock, block: Uint8Array, { delimiter }: BlockOf, { fields: ended, rows: whole }: FieldPlaces, isLast: boolean,
): KernelFields {
  const at = held.fieldsAt!, begins = held.words(at.begins, ended + 1);
  const ends = held.words(at.ends, ended + 1), rows = held.words(at.rows, whole + 2);
  rows[0] = 0;
  let count = whole;
  const last = block.length > 0 ? block[block.length - 1] : LINE_FEED;
  if (isLast && !isLineEnd(last)) {
    if (last === delimiter) begins[ended] = block.length;
    ends[ended] = block.length;
    rows[++count] = ended + 1;
  }
  const fields = rows[count]!;
  const bytes = isLast ? block.length : afterLineEnds(block, fields > 0 ? ends[fields - 1]! : 0);
  const places = { begins: begins.subarray(0, fields), ends: ends.subarray(0, fields), rows: rows.subarray(0, count + 1) };
  return new KernelFields(count, bytes, columnsOf(rows, count), places);
}

const isLineEnd = (byte: number | undefined) => byte === LINE_FEED || byte === CARRIAGE_RETURN;

/** Behind a line's end, and further ones: lines without a byte are none. */
function afterLineEnds(block: Uint8Array, at: number): number {
  while (at < block.length && isLineEnd(block[at])) at++;
  return at;
}

/** How many fields each row has, if all have the same. */
function columnsOf(rows: Uint32Array, count: number): number | undefined {
  if (count === 0) return undefined;
  const columns = rows[1]!;
  for (let row = 2, field = columns; row <= count; row++) if (rows[row] !== (field += columns)) return undefined;
  return columns;
}
