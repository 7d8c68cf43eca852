/** Rows as they come, a batch at a time, gathered into parts of a table. */
import { Column } from "../../columns/column";
import { TooLarge } from "../../data-errors";
import type { NamedColumn, TablePart, Wanted } from "../format";
import { typedPart } from "../typed";
import { decoding } from "./malformed";
import { type ArrowPiece, joined } from "./pieces";

/** Some rows: of each wanted column a piece. */
export interface PieceRows {
  readonly length: number;
  readonly pieces: readonly ArrowPiece[];
}

export interface Gathering {
  readonly file: string;
  /** `none`: a piece without rows. */
  readonly columns: readonly { readonly name: string; none(): ArrowPiece }[];
  readonly mostBytes: number;
}

/** All rows, up to the limit, as one part. @throws TooLarge, BadFile, and what `rows` throws */
export async function wholeOf(rows: AsyncIterable<PieceRows>, gathering: Gathering, wanted: Wanted): Promise<TablePart> {
  const { limit } = wanted;
  const gathered = new GatheredPieces(gathering);
  for await (const some of limit === 0 ? [] : rows) {
    gathered.add(some);
    if (gathered.length >= limit) break;
  }
  return typedPart(gathering.file, cutTo(gathered.part(), 0, limit), wanted, 0);
}

/** Small batches together, and large ones in pieces. @throws BadFile, and what `rows` throws */
export async function* partsOf(rows: AsyncIterable<PieceRows>, gathering: Gathering, wanted: Wanted): AsyncGenerator<TablePart> {
  const { limit, partRows } = wanted;
  const { mostBytes } = gathering;
  const parted = { ...gathering, mostBytes: Number.POSITIVE_INFINITY }; // whoever gives batches sees to each of them
  let given = 0;
  let gathered = new GatheredPieces(parted);
  const typed = (part: TablePart, before: number) => typedPart(gathering.file, part, wanted, before);
  if (limit === 0) return yield typed(gathered.part(), 0);
  for await (const some of rows) {
    gathered.add(some);
    if (gathered.length < partRows && gathered.bytes < mostBytes / 2 && given + gathered.length < limit) continue;
    const part = gathered.part();
    const end = Math.min(gathered.length, limit - given);
    for (let at = 0; at < end; at += partRows) yield typed(cutTo(part, at, Math.min(end, at + partRows)), given + at);
    given += end;
    if (given >= limit) return;
    gathered = new GatheredPieces(parted);
  }
  if (gathered.length > 0 || given === 0) yield typed(gathered.part(), given);
}

/** Rows of several batches that are to be one part. */
class GatheredPieces {
  readonly #pieces: ArrowPiece[][];
  length = 0;
  bytes = 0;

  constructor(private readonly gathering: Gathering) {
    this.#pieces = gathering.columns.map(() => []);
  }

  /** @throws TooLarge */
  add({ length, pieces }: PieceRows): void {
    if (length === 0) return;
    this.length += length;
    pieces.forEach((piece, i) => {
      this.#pieces[i]!.push(piece);
      this.bytes += bytesOf(piece);
    });
    const { file, mostBytes } = this.gathering;
    if (this.bytes <= mostBytes) return;
    throw new TooLarge(
      `${file}: its columns take more than the limit of ${mostBytes} bytes. Read fewer columns or rows (columns, limit), go ` +
        "through it in parts (lazy: true), or raise memoryLimit",
    );
  }

  part(): NamedColumn[] {
    const { file, columns } = this.gathering;
    return columns.map(({ name, none }, i) => {
      const pieces = this.#pieces[i]!;
      return [name, decoding(file, () => joined(pieces.length > 0 ? pieces : [none()]))];
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
