/**
 * The fields of a block of separated values: pieces are counted for both cases, whether they begin between quotes or not; which it is comes
 * out of the counts of those before; then the fields are written. A block with comments, or quotes in odd places, is gone through in order.
 */
import type { Algorithm, Lease, Phase } from "../threads/phase";

/** A block in memory. Sixteen bytes before it and 64 after it can be read. */
export interface BlockOf {
  pointer: number;
  bytes: number;
  /** Bytes each; 0 for none. */
  delimiter: number;
  quote: number;
  comment: number;
}

/** Where each piece begins, and what all have. */
export interface FieldPlaces {
  /** Of each piece: whether it begins within quotes, how many fields and rows have ended before it. */
  places: Uint32Array;
  fields: number;
  rows: number;
  /** The block ends within quotes. */
  isWithin: boolean;
}

/** Where the fields go: room for one field and one row more than are counted. */
export interface FieldsAt {
  begins: number;
  ends: number;
  rows: number;
}

const PIECE = 1 << 15;
const COUNTS = 5;
const PLACES = 3;
/** What a byte takes, ns. */
const COUNT_NS = 0.15;
const FIELDS_NS = 0.6;

const piecesOf = ({ bytes }: Pick<BlockOf, "bytes">) => Math.ceil(bytes / PIECE);

export const countBytes = (of: Pick<BlockOf, "bytes">): number => 4 * COUNTS * piecesOf(of) + 64;
export const placesBytes = (of: Pick<BlockOf, "bytes">): number => 4 * PLACES * piecesOf(of) + 64;
export const fieldsNs = ({ bytes }: Pick<BlockOf, "bytes">): number => bytes * (COUNT_NS + FIELDS_NS);

/** How many fields and rows there are, as far as quotes stand where they should. */
export function* countFields(lease: Lease, of: BlockOf): Algorithm<FieldPlaces> {
  const units = piecesOf(of);
  if (units === 0) return { places: new Uint32Array(0), fields: 0, rows: 0, isWithin: false };
  const { pointer: block, bytes, delimiter, quote } = of;
  const counts = lease.u32(COUNTS * units);
  const frame = { block, bytes, piece: PIECE, delimiter, quote, counts: counts.pointer };
  yield { kernel: "text.structure_count", frame, units, unitNs: PIECE * COUNT_NS };
  return placed(counts.view(), units);
}

function placed(counts: Uint32Array, pieces: number): FieldPlaces {
  const places = new Uint32Array(PLACES * pieces);
  let within = 0, fields = 0, rows = 0;
  for (let i = 0; i < pieces; i++) {
    const at = COUNTS * i, to = PLACES * i;
    places[to] = within;
    places[to + 1] = fields;
    places[to + 2] = rows;
    fields += counts[at + 1 + 2 * within]!;
    rows += counts[at + 2 + 2 * within]!;
    within ^= counts[at]!;
  }
  return { places, fields, rows, isWithin: within === 1 };
}

/** Writes them. Whether they are right: else the block has comments or odd quotes. */
export function* writeFields(lease: Lease, of: BlockOf, { places }: FieldPlaces, at: FieldsAt): Algorithm<boolean> {
  const units = piecesOf(of);
  if (units === 0) return true;
  const { pointer: block, bytes, delimiter, quote, comment } = of;
  const leased = lease.u32(places.length);
  leased.view().set(places);
  const frame = { block, bytes, piece: PIECE, delimiter, quote, comment, places: leased.pointer, ...at };
  const phase: Phase = { kernel: "text.structure_fields", frame, units, unitNs: PIECE * FIELDS_NS };
  return (yield phase) === 0;
}
