/**
 * Tables, batches and vectors of the package apache-arrow that a caller gives, recognised by what they have: the package itself, of which
 * there may be several versions, is never imported.
 */
import type { Column } from "../../columns/column";
import type { TimeUnit, Validity } from "../../columns/types";
import { bothValid } from "../../columns/validity";
import { UnequalLengths } from "../../errors";
import { bufferOf, byteOffsetOf, elementsIn, isList } from "../../typed-array";
import type { NamedColumn, TablePart } from "../format";
import { quoted } from "../../shown";
import { columnOf, isSupported, refuse } from "./arrays";
import { dictionaryPiece, emptyPiece } from "./batch";
import type { ArrowArray, ArrowPlace } from "./layout";
import { decoding, demand } from "./malformed";
import { type ArrowPiece, joined } from "./pieces";
import { ARROW, type ArrowField, type ArrowDataType, isTakenApart, isText, isView } from "./types";

/** What the package's objects have, in its versions 15 to 21. */
interface GivenType {
  readonly typeId: number;
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly unit?: number;
  readonly timezone?: string | null;
  readonly children?: readonly GivenField[] | null;
  readonly dictionary?: GivenType;
  readonly indices?: GivenType;
}

interface GivenField {
  readonly name: string;
  readonly type: GivenType;
}

interface GivenData {
  readonly type: GivenType;
  readonly length: number;
  /** Of bitmaps alone: all other buffers begin at the first value. */
  readonly offset: number;
  readonly nullCount: number;
  readonly nullBitmap?: unknown;
  readonly values?: unknown;
  readonly valueOffsets?: unknown;
  readonly variadicBuffers?: readonly unknown[];
  readonly children?: readonly GivenData[];
  readonly dictionary?: GivenVector;
}

interface GivenVector {
  readonly type: GivenType;
  readonly data: readonly GivenData[];
}

interface GivenBatch {
  readonly schema: { readonly fields: readonly GivenField[] };
  readonly data: GivenData;
}

const NAME = "the Arrow table";
/** The name of a vector's column. */
const VECTOR_COLUMN = "value";
/** The package's own number of dictionaries. */
const DICTIONARY = -1;
const UNITS: readonly TimeUnit[] = ["s", "ms", "us", "ns"];

/** Whether a value is a table, a batch or a vector of apache-arrow. Never throws, whatever it is given. */
export function isArrow(value: unknown): boolean {
  return kindOf(value) !== undefined;
}

function kindOf(value: unknown): "table" | "batch" | "vector" | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    const { schema, batches, data, type } = value as Partial<GivenBatch & GivenVector> & { batches?: unknown };
    if (isList(schema?.fields)) {
      if (isList(batches)) return "table";
      return isList((data as GivenData | undefined)?.children) ? "batch" : undefined;
    }
    const isTyped = (one: { type?: GivenType } | undefined) => typeof one?.type?.typeId === "number";
    return isTyped({ type: type! }) && isList(data) && data.every((one) => isTyped(one as GivenData)) ? "vector" : undefined;
  } catch {
    return undefined; // a proxy, or a getter that throws: none of the package's
  }
}

/**
 * The columns of a table, a batch, or a vector, whose column is named "value". They lie in the given memory, but where there are several
 * chunks, which are joined, or where the layouts differ.
 * @throws UnsupportedType, BadFile, BadValue, UnequalLengths
 */
export function arrowTableOf(value: unknown): TablePart {
  return decoding(NAME, () => given(value));
}

function given(value: unknown): TablePart {
  const kind = kindOf(value);
  if (kind === "vector") {
    const { type, data } = value as GivenVector;
    return columnsOf([{ name: VECTOR_COLUMN, type }], data.map((one) => [one]), data.map(() => undefined));
  }
  const batches = kind === "table" ? (value as { batches: readonly GivenBatch[] }).batches : [value as GivenBatch];
  const { fields } = (value as GivenBatch).schema;
  const own = batches.map(({ data }) => validityOf(data));
  return columnsOf(fields, batches.map(({ data }) => data.children!), own);
}

/** `chunks`: of each batch the data of each field; `structs`: of each batch the rows that are not null as a whole. */
function columnsOf(
  all: readonly GivenField[],
  chunks: readonly (readonly GivenData[])[],
  structs: readonly (Validity | undefined)[],
): NamedColumn[] {
  const dictionaries = new Map<GivenVector, Column>();
  const gather = (fields: readonly GivenField[], within: typeof chunks, nulls: typeof structs, path: string): NamedColumn[] =>
    fields.flatMap((one, at): NamedColumn[] => {
      const name = path + one.name;
      const place: ArrowPlace = { name: NAME, column: name, row: 0, mostBytes: Number.POSITIVE_INFINITY };
      const field = decoding(NAME, () => fieldOf(one));
      const own = within.map((batch) => batch[at]!);
      if (own.some((data) => !data)) throw new UnequalLengths(`${NAME}: a batch has no column ${quoted(name)}. Give each all columns`);
      const validities = own.map((data, i) => bothValid(data.length, nulls[i], validityOf(data)));
      if (isTakenApart(field)) return gather(one.type.children!, own.map(({ children }) => children!), validities, `${name}.`);
      if (!isSupported(field.type)) refuse(place, field.type);
      const pieces = own.map((data, i) => pieceOf(field, data, validities[i], place, dictionaries));
      return [[name, decoding(NAME, () => joined(pieces.length > 0 ? pieces : [emptyPiece(field, place)]))]];
    });
  return gather(all, chunks, structs, "");
}

function pieceOf(
  field: ArrowField,
  data: GivenData,
  validity: Validity | undefined,
  place: ArrowPlace,
  dictionaries: Map<GivenVector, Column>,
): ArrowPiece {
  return decoding(NAME, () => {
    if (!field.dictionary) return columnOf(arrayOf(field.type, data, validity), place);
    const { dictionary } = data;
    demand(dictionary !== undefined, "a dictionary is missing");
    let values = dictionaries.get(dictionary);
    if (!values) {
      const plain = { ...field, dictionary: undefined };
      const pieces = dictionary.data.map((one) => pieceOf(plain, one, validityOf(one), place, dictionaries));
      dictionaries.set(dictionary, (values = joined(pieces.length > 0 ? pieces : [emptyPiece(plain, place)])));
    }
    return dictionaryPiece(arrayOf(field.dictionary.index, data, validity), values);
  });
}

const EMPTY = new Uint8Array(0);

function arrayOf(type: ArrowDataType, data: GivenData, validity: Validity | undefined): ArrowArray {
  const { length, offset: bit } = data;
  const values = bytesOf(data.values);
  if (isView(type.id)) return { type, length, validity, values, long: (data.variadicBuffers ?? []).map(bytesOf) };
  if (isText(type.id)) return { type, length, validity, values, offsets: bytesOf(data.valueOffsets) };
  return { type, length, validity, values, bit };
}

function validityOf({ nullBitmap, nullCount, offset }: GivenData): Validity | undefined {
  const bytes = bytesOf(nullBitmap);
  return bytes.length === 0 || nullCount === 0 ? undefined : { bytes, offset };
}

/** The bytes of a typed array, as they lie. */
function bytesOf(array: unknown): Uint8Array {
  const elements = elementsIn(array);
  return elements ? new Uint8Array(bufferOf(elements), byteOffsetOf(elements), elements.byteLength) : EMPTY;
}

function fieldOf({ name, type }: GivenField): ArrowField {
  const isCoded = type.typeId === DICTIONARY;
  const values = isCoded ? type.dictionary! : type;
  const children = values.children ?? [];
  return {
    name,
    type: typeOf(values),
    children: children.map(fieldOf),
    dictionary: isCoded ? { id: "", index: typeOf(type.indices!) } : undefined,
  };
}

function typeOf({ typeId: id, bitWidth, isSigned, precision, scale, unit, timezone }: GivenType): ArrowDataType {
  switch (id) {
    case ARROW.int:
      return { id, bits: bitWidth!, isSigned: isSigned! };
    case ARROW.float:
      return { id, bits: 16 << precision! };
    case ARROW.decimal:
      return { id, bits: bitWidth ?? 128, precision: precision!, scale: scale! };
    case ARROW.date:
      return { id, bits: unit === 0 ? 32 : 64 };
    case ARROW.time:
      return { id, bits: bitWidth!, unit: UNITS[unit!]! };
    case ARROW.timestamp:
      return { id, unit: UNITS[unit!]!, zone: timezone || undefined };
    case ARROW.duration:
      return { id, unit: UNITS[unit!]! };
    default:
      return { id };
  }
}
