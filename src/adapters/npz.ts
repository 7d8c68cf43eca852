/** Archives of NumPy arrays (.npz) as tables: each array is a column of its name, or several. */
import { TooLarge, TruncatedFile, UnknownFormat, UnsupportedType } from "../data-errors";
import { BadFile, UnequalLengths } from "../errors";
import { chosenOf } from "./chosen";
import type { ByteSource, NamedColumn, TablePart, TableReader, Wanted } from "./format";
import { type NpyColumnPlace, type NpyLayout, npyHeaderOf, npyLayout, npyRows } from "./npy-table";
import { quoted, shown } from "../shown";
import { StreamedBytes } from "./streamed-bytes";
import { typedPart } from "./typed";
import { type ZipEntry, type ZipSlice, zipBeginning, zipContent, zipEntries, zipSlice } from "./zip";

export interface NpzOptions {
  /** Bytes that an archive may have which comes through a pipe: it has to be in memory as a whole. Default: any number. */
  mostBytes?: number;
}

interface NpzArray {
  readonly entry: ZipEntry;
  readonly file: string;
  /** Bytes before the first element. */
  readonly begin: number;
  readonly layout: NpyLayout;
}

/** An array that is none of a table's, with what there is to say. */
interface NpzRefused {
  readonly name: string;
  readonly error: UnsupportedType;
}

type NpzColumn = { readonly array: NpzArray; readonly place: NpyColumnPlace } | NpzRefused;

/** @throws (as a rejected promise) UnknownFormat, TruncatedFile, UnsupportedType, BadFile, TooLarge, and what reading throws */
export async function openNpz(source: ByteSource, { mostBytes = Number.POSITIVE_INFINITY }: NpzOptions = {}): Promise<TableReader> {
  const name = shown(source.name);
  let { slice, size } = source;
  if (!slice || size === undefined) {
    const stream = new StreamedBytes(source.stream());
    const all = await stream.rest(mostBytes).finally(() => stream.leave());
    if (!all) throw new TooLarge(`${name}: the archive has more than the limit of ${mostBytes} bytes. Give its path, or raise memoryLimit`);
    slice = async (begin, end) => all.subarray(begin, end);
    size = all.length;
  }
  const magic = String.fromCharCode(...(await slice(0, Math.min(2, size))));
  if (!"PK".startsWith(magic)) throw new UnknownFormat(`${name}: it is no archive of NumPy arrays: it is not a zip file`);
  if (size < 4) throw new TruncatedFile(`${name}: the archive ends too early. The file was cut short: copy or save it again`);
  const inside = zipSlice(name, slice, size);
  const columns: NpzColumn[] = [];
  for (const entry of await zipEntries(name, inside, size)) {
    if (entry.name.endsWith(".npy")) columns.push(...(await columnsOf(name, inside, entry)));
  }
  if (columns.length === 0) throw new UnknownFormat(`${name}: the zip archive has no NumPy arrays in it. Unpack it first`);
  return new NpzReader(name, inside, columns);
}

async function columnsOf(name: string, slice: ZipSlice, entry: ZipEntry): Promise<NpzColumn[]> {
  const array = entry.name.slice(0, -".npy".length);
  const file = `${name}: array ${quoted(array)}`;
  const header = await npyHeaderOf(file, async (bytes) => (await zipBeginning(name, slice, entry, bytes)).subarray(0, bytes));
  try {
    const layout = npyLayout(file, header, array, array);
    const made = { entry, file, begin: header.begin, layout };
    return layout.columns.map((place): NpzColumn => {
      const path = header.isRecords ? `${array}.${place.name}` : place.name;
      return { array: made, place: { ...place, name: path } };
    });
  } catch (error) {
    if (error instanceof UnsupportedType) return [{ name: array, error }];
    throw error;
  }
}

class NpzReader implements TableReader {
  readonly names: readonly string[];
  readonly numRows = undefined;

  constructor(
    private readonly name: string,
    private readonly slice: ZipSlice,
    private readonly columns: readonly NpzColumn[],
  ) {
    this.names = columns.map((column) => ("place" in column ? column.place.name : column.name));
  }

  async whole(wanted: Wanted): Promise<TablePart> {
    const chosen = chosenOf(this.name, this.names, wanted.columns).map((at) => {
      const column = this.columns[at]!;
      if ("error" in column) throw column.error;
      return column;
    });
    const [first] = chosen;
    for (const { array, place } of chosen) {
      const { rows } = first!.array.layout;
      if (array.layout.rows === rows) continue;
      throw new UnequalLengths(
        `${this.name}: array ${quoted(first!.place.name)} has ${rows} elements, ${quoted(place.name)} has ${array.layout.rows}. Read ` +
          "those of one length (columns: [...])",
      );
    }
    const named = new Map<NpyColumnPlace, NamedColumn>();
    let left = wanted.mostBytes;
    for (const array of new Set(chosen.map((column) => column.array))) {
      const places = chosen.filter((column) => column.array === array).map(({ place }) => place);
      const content = await zipContent(this.name, this.slice, array.entry, left);
      left -= content.length;
      const { begin, layout, file } = array;
      if (content.length !== begin + layout.bytes) {
        throw new BadFile(`${file}: has ${content.length} bytes, not as many as its header says. Save it again`);
      }
      const elements = async (from: number, to: number) => content.subarray(begin + from, begin + to);
      const columns = await npyRows(file, layout, elements, places, [0, Math.min(layout.rows, wanted.limit)], wanted.mostBytes);
      for (const [i, place] of places.entries()) named.set(place, [place.name, columns[i]!]);
    }
    return typedPart(this.name, chosen.map(({ place }) => named.get(place)!), wanted, 0);
  }

  /** An array is unpacked as a whole: parts are cut from it. */
  async *parts(wanted: Wanted): AsyncGenerator<TablePart> {
    const all = await this.whole(wanted);
    const rows = all[0]?.[1].length ?? 0;
    if (rows === 0) yield all;
    for (let at = 0; at < rows; at += wanted.partRows) yield all.map(([name, column]) => [name, column.slice(at, at + wanted.partRows)]);
  }

  async close(): Promise<void> {}
}
