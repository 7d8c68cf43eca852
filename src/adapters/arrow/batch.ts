/** A batch of rows: where the arrays of its fields lie, and the wanted ones as pieces of columns. */
import type { Column } from "../../columns/column";
import type { Validity } from "../../columns/types";
import { bothValid } from "../../columns/validity";
import { codesOf, columnOf, isSupported, refuse, validityOf } from "./arrays";
import { decompressed } from "./codecs";
import type { ArrowArray, ArrowPlace } from "./layout";
import { decoding, demand } from "./malformed";
import type { BatchLayout, ArrowExtent } from "./metadata";
import { type ArrowPiece, taken } from "./pieces";
import { ARROW, type ArrowField, type ArrowDataType, buffersOf, isTakenApart, isText, isView } from "./types";

/** A field in a batch: which nodes and buffers are its own, by number. */
interface PlacedField {
  readonly field: ArrowField;
  readonly node: number;
  readonly buffer: number;
  readonly buffers: number;
  readonly children: readonly PlacedField[];
}

/** A leaf in a batch: its path of structs, outermost first, is null where one of them is. */
export interface PlacedLeaf {
  readonly name: string;
  readonly at: PlacedField;
  readonly structs: readonly PlacedField[];
}

/** Values of dictionaries, by id, as columns. */
export type ArrowDictionaries = ReadonlyMap<string, Column>;

/** The parts of a message's body that are wanted: `slice` is over memory that holds them. */
export interface ArrowBody {
  slice(extent: ArrowExtent): Uint8Array;
}

/** Every leaf's place, in the order of the schema. @throws Malformed where the batch has not the arrays of the schema */
export function placed(fields: readonly ArrowField[], version: number, batch: BatchLayout): PlacedLeaf[] {
  const at = { node: 0, buffer: 0, variadic: 0 };
  const place = (field: ArrowField): PlacedField => {
    const type = field.dictionary ? field.dictionary.index : field.type;
    const node = at.node++;
    const { buffer } = at;
    const variadic = isView(type.id) ? (batch.variadic[at.variadic++] ?? -1) : 0;
    demand(variadic >= 0, "a batch does not say how many buffers its views have");
    const buffers = buffersOf(type, version) + variadic;
    at.buffer += buffers;
    return { field, node, buffer, buffers, children: field.dictionary ? [] : field.children.map(place) };
  };
  const all = fields.map(place);
  demand(at.node === batch.nodes.length && at.buffer === batch.buffers.length, "a batch has not the arrays that its schema says");
  for (const { node } of all) demand(batch.nodes[node]!.length === batch.length, "the arrays of a batch are not of its length");
  return leaves(all, "", []);
}

function leaves(all: readonly PlacedField[], path: string, structs: readonly PlacedField[]): PlacedLeaf[] {
  return all.flatMap((at) => {
    const name = path + at.field.name;
    return isTakenApart(at.field) ? leaves(at.children, `${name}.`, [...structs, at]) : [{ name, at, structs }];
  });
}

/** What has to be read for a leaf. */
export function extentsOf({ at, structs }: PlacedLeaf, batch: BatchLayout): ArrowExtent[] {
  const all = [...structs, at].flatMap(({ buffer, buffers }) => batch.buffers.slice(buffer, buffer + buffers));
  return all.filter(({ begin, end }) => end > begin);
}

/** @throws BadFile, UnsupportedType, BadValue, TooLarge */
export function pieceOf(
  leaf: PlacedLeaf,
  batch: BatchLayout,
  body: ArrowBody,
  dictionaries: ArrowDictionaries,
  place: ArrowPlace,
): ArrowPiece {
  return decoding(place.name, () => {
    const { field } = leaf.at;
    if (!isSupported(field.type)) refuse(place, field.type);
    const read = (number: number) => {
      const extent = batch.buffers[number]!;
      const bytes = extent.end > extent.begin ? body.slice(extent) : EMPTY;
      return batch.codec ? decompressed(place.name, batch.codec, bytes, place.mostBytes) : bytes;
    };
    const own = arrayOf(leaf.at, batch, read);
    const validity = underStructs(leaf, batch, read, own.validity);
    const array = { ...own, validity };
    if (!field.dictionary) return columnOf(array, place);
    return dictionaryPiece(array, dictionaries.get(field.dictionary.id) ?? emptyColumn(field.type, place));
  });
}

const EMPTY = new Uint8Array(0);

function arrayOf(at: PlacedField, batch: BatchLayout, read: (buffer: number) => Uint8Array): ArrowArray {
  const type = at.field.dictionary ? at.field.dictionary.index : at.field.type;
  const { length } = batch;
  if (type.id === ARROW.null) return { type, length, validity: undefined, values: EMPTY };
  const validity = nullsOf(at, batch, read);
  const [first, second, ...rest] = Array.from({ length: at.buffers - 1 }, (_, i) => read(at.buffer + 1 + i)) as [Uint8Array, Uint8Array];
  if (isView(type.id)) return { type, length, validity, values: first, long: second ? [second, ...rest] : [] };
  if (isText(type.id)) return { type, length, validity, offsets: first, values: second };
  return { type, length, validity, values: first };
}

function nullsOf(at: PlacedField, batch: BatchLayout, read: (buffer: number) => Uint8Array): Validity | undefined {
  const node = batch.nodes[at.node]!;
  demand(node.length >= batch.length, "an array of a struct is shorter than the batch");
  return node.nullCount === 0 ? undefined : validityOf(read(at.buffer), node.nullCount, batch.length);
}

function underStructs(leaf: PlacedLeaf, batch: BatchLayout, read: (buffer: number) => Uint8Array, own: Validity | undefined) {
  return bothValid(batch.length, ...leaf.structs.map((at) => nullsOf(at, batch, read)), own);
}

/** Values of a dictionary by their codes; text keeps them. @throws Malformed */
export function dictionaryPiece(array: ArrowArray, dictionary: Column): ArrowPiece {
  const { codes, validity } = codesOf(array, dictionary);
  return dictionary.data.type === "text" ? { length: array.length, codes, validity, dictionary } : taken(dictionary, codes, validity);
}

/** What a dictionary has that never came: a batch whose rows are all null may do without. */
function emptyColumn(type: ArrowDataType, place: ArrowPlace): Column {
  return columnOf({ type, length: 0, validity: undefined, values: EMPTY, offsets: EMPTY }, place);
}

/** No rows. */
export function emptyPiece({ type, dictionary }: ArrowField, place: ArrowPlace): ArrowPiece {
  const column = emptyColumn(type, place);
  return dictionary && isText(type.id) ? { length: 0, codes: new Uint32Array(0), validity: undefined, dictionary: column } : column;
}
