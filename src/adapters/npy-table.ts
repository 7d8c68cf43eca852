/** Arrays of NumPy (.npy) as tables: of one dimension a column, of two a column each, of records a column a field. */
import type { Column } from "../columns/column";
import { TooLarge, TruncatedFile, UnknownFormat, UnsupportedType } from "../data-errors";
import { BadFile } from "../errors";
import { chosenOf } from "./chosen";
import type { ByteSource, TablePart, TableReader, Wanted } from "./format";
import {
  NPY_MAGIC, NPY_PREFIX_BYTES, type NpyHeader, type NpyType, npyHeaderBytes, npyHeaderIn, refuseDtype, refuseObjects,
} from "./npy-header";
import { gathered, npyColumn } from "./npy-values";
import { shown } from "../shown";
import { StreamedBytes } from "./streamed-bytes";
import { typedPart } from "./typed";

const MOST_COLUMNS = 100_000;

/** A column of an array, and where its elements lie, from that of the first row on. */
export interface NpyColumnPlace {
  readonly name: string;
  readonly begin: number;
  readonly stride: number;
  readonly size: number;
  readonly dtype: string;
  /** Undefined for one that columns cannot have. */
  readonly type: NpyType | undefined;
}

export interface NpyLayout {
  readonly rows: number;
  /** Of all elements. */
  readonly bytes: number;
  /** In which all columns of a row lie; undefined where they lie apart, a whole column after the other. */
  readonly rowBytes: number | undefined;
  readonly columns: readonly NpyColumnPlace[];
}

/** `base`: what unnamed columns are called: "base_0", "base_1"; or `only`, where there is one. @throws UnsupportedType */
export function npyLayout(file: string, header: NpyHeader, base: string, only: string): NpyLayout {
  const { shape, isFortran, itemBytes, fields, isRecords } = header;
  refuseObjects(file, fields);
  const [rows = 1, wide = 1] = shape;
  if (shape.length > 2 || (isRecords && shape.length > 1)) {
    const [what, way] = isRecords ? [", of records", "a.ravel()"] : ["", "a.reshape(a.shape[0], -1)"];
    throw new UnsupportedType(
      `${file}: it is an array of ${shape.length} dimensions${what}, which is no table. Save it with numpy.save(path, ${way})`,
    );
  }
  if (wide > MOST_COLUMNS) {
    throw new UnsupportedType(`${file}: it has ${wide} columns, more than ${MOST_COLUMNS}. Save it with numpy.save(path, a.T)`);
  }
  const isApart = isFortran && wide > 1;
  const rowBytes = itemBytes * wide;
  const columns = Array.from({ length: wide }, (_, at) =>
    fields.map(({ name, offset, dtype, type }): NpyColumnPlace => ({
      name: isRecords ? name : shape.length < 2 ? only : `${base}_${at}`,
      begin: isApart ? at * rows * itemBytes : at * itemBytes + offset,
      stride: isApart ? itemBytes : rowBytes,
      size: type?.bytes ?? 0,
      dtype,
      type,
    })),
  ).flat();
  return { rows, bytes: rows * rowBytes, rowBytes: isApart ? undefined : rowBytes, columns };
}

/** Any bytes of the elements, from the first on. */
export type NpyElements = (begin: number, end: number) => Promise<Uint8Array>;

/** Rows [from, to) of some columns. @throws UnsupportedType, BadValue, TooLarge, and what reading throws */
export async function npyRows(
  file: string,
  layout: NpyLayout,
  elements: NpyElements,
  columns: readonly NpyColumnPlace[],
  [from, to]: readonly [number, number],
  mostBytes: number,
): Promise<Column[]> {
  for (const { name, type, dtype } of columns) if (!type) refuseDtype(file, name, dtype);
  const { rowBytes } = layout;
  const total = (to - from) * (rowBytes ?? columns.reduce((sum, { size }) => sum + size, 0));
  if (total > mostBytes) {
    throw new TooLarge(
      `${file}: its rows have ${total} bytes, more than the limit of ${mostBytes}. Read fewer rows or columns (limit, columns), go ` +
        "through it in parts (lazy: true), or raise memoryLimit",
    );
  }
  const all = rowBytes === undefined ? undefined : await elements(from * rowBytes, to * rowBytes);
  const made: Column[] = [];
  for (const { name, begin, stride, size, type } of columns) {
    const bytes = all ?? (await elements(begin + from * size, begin + to * size));
    const packed = gathered(bytes, all ? begin : 0, stride, size, to - from);
    const plain = new Uint8Array(packed.buffer, packed.byteOffset, packed.length); // no Buffer, whose methods are others
    made.push(npyColumn(type!, plain, to - from, { file, column: name, row: from }));
  }
  return made;
}

/** @throws (as a rejected promise) UnknownFormat, TruncatedFile, UnsupportedType, BadFile, and what reading throws */
export async function openNpy(source: ByteSource): Promise<TableReader> {
  const { slice, size } = source;
  const name = shown(source.name);
  if (slice && size !== undefined) {
    const header = await npyHeaderOf(name, (bytes) => slice(0, Math.min(size, bytes)));
    const layout = npyLayout(name, header, "column", "column_0");
    if (size < header.begin + layout.bytes) throw truncated(name);
    if (size > header.begin + layout.bytes) throw tooLong(name);
    return new NpyReader(name, layout, (begin, end) => slice(header.begin + begin, header.begin + end), async () => {}, async () => {});
  }
  const stream = new StreamedBytes(source.stream());
  try {
    const header = await npyHeaderOf(name, (bytes) => stream.peek(bytes));
    await stream.take(header.begin);
    const layout = npyLayout(name, header, "column", "column_0");
    const end = async () => {
      if ((await stream.take(1)).length > 0) throw tooLong(name);
    };
    return new NpyReader(name, layout, inOrder(name, stream, layout), end, () => stream.leave());
  } catch (error) {
    await stream.leave();
    throw error;
  }
}

const truncated = (name: string) =>
  new TruncatedFile(`${name}: the NumPy array ends too early. The file was cut short: copy or save it again`);
const tooLong = (name: string) =>
  new BadFile(`${name}: there are more bytes after the NumPy array. Save each array in a file of its own, or all with numpy.savez`);

/**
 * `first`: so many bytes from the beginning, or fewer where there are no more.
 * @throws UnknownFormat, TruncatedFile, BadFile, UnsupportedType
 */
export async function npyHeaderOf(name: string, first: (bytes: number) => Promise<Uint8Array>): Promise<NpyHeader> {
  const head = await first(NPY_PREFIX_BYTES);
  const magic = String.fromCharCode(...head.subarray(0, NPY_MAGIC.length));
  if (head.length < NPY_PREFIX_BYTES ? !NPY_MAGIC.startsWith(magic) : magic !== NPY_MAGIC) {
    throw new UnknownFormat(`${name}: it is no NumPy array: it does not begin with \\x93NUMPY`);
  }
  if (head.length < NPY_PREFIX_BYTES) throw truncated(name);
  const bytes = npyHeaderBytes(name, head);
  const header = await first(bytes);
  if (header.length < bytes) throw truncated(name);
  return npyHeaderIn(name, header);
}

/** Elements of a stream: rows as they come; columns that lie apart need all of them. */
function inOrder(name: string, stream: StreamedBytes, { bytes, rowBytes }: NpyLayout): NpyElements {
  let all: Uint8Array | undefined;
  return async (begin, end) => {
    if (rowBytes === undefined) {
      all ??= await stream.take(bytes);
      if (all.length < bytes) throw truncated(name);
      return all.subarray(begin, end);
    }
    const part = await stream.take(end - begin);
    if (part.length < end - begin) throw truncated(name);
    return part;
  };
}

class NpyReader implements TableReader {
  readonly names: readonly string[];
  readonly numRows: number;

  constructor(
    private readonly name: string,
    private readonly layout: NpyLayout,
    private readonly elements: NpyElements,
    /** Called when all rows were read. */
    private readonly end: () => Promise<void>,
    private readonly leave: () => Promise<void>,
  ) {
    this.names = layout.columns.map(({ name: column }) => column);
    this.numRows = layout.rows;
  }

  async whole(wanted: Wanted): Promise<TablePart> {
    const rows = Math.min(this.layout.rows, wanted.limit);
    const part = await this.#part(this.#chosen(wanted), 0, rows, wanted);
    if (rows === this.layout.rows) await this.end();
    return part;
  }

  async *parts(wanted: Wanted): AsyncGenerator<TablePart> {
    const chosen = this.#chosen(wanted);
    const rows = Math.min(this.layout.rows, wanted.limit);
    if (rows === 0) yield await this.#part(chosen, 0, 0, wanted);
    for (let at = 0; at < rows; at += wanted.partRows) {
      yield await this.#part(chosen, at, Math.min(rows, at + wanted.partRows), wanted);
    }
    if (rows === this.layout.rows) await this.end();
  }

  close(): Promise<void> {
    return this.leave();
  }

  #chosen({ columns }: Wanted): NpyColumnPlace[] {
    return chosenOf(this.name, this.names, columns).map((at) => this.layout.columns[at]!);
  }

  async #part(chosen: readonly NpyColumnPlace[], from: number, to: number, wanted: Wanted): Promise<TablePart> {
    const columns = await npyRows(this.name, this.layout, this.elements, chosen, [from, to], wanted.mostBytes);
    return typedPart(this.name, chosen.map(({ name }, i) => [name, columns[i]!]), wanted, from);
  }
}
