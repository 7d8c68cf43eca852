/** The types of columns: their names, and how values of each lie in memory. */
import type { TypedArray } from "../dtype";

/** Numbers of columns, by the kind of typed array that holds them. */
export const NUMBER_ARRAYS = {
  float64: Float64Array,
  float32: Float32Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
} as const;

export type NumberType = keyof typeof NUMBER_ARRAYS;
export type TimeUnit = "s" | "ms" | "us" | "ns";
export type ColumnType = NumberType | "boolean" | "date" | "timestamp" | "duration" | "decimal" | "text";

export const COLUMN_TYPES: readonly ColumnType[] = [
  ...(Object.keys(NUMBER_ARRAYS) as NumberType[]), "boolean", "date", "timestamp", "duration", "decimal", "text",
];

/** Other names by which callers may ask for a type. */
const ALIASES: Readonly<Record<string, ColumnType>> = {
  f64: "float64", f32: "float32", i8: "int8", i16: "int16", i32: "int32", i64: "int64", u8: "uint8", u16: "uint16", u32: "uint32",
  u64: "uint64", number: "float64", integer: "int64", bool: "boolean", string: "text", utf8: "text", datetime: "timestamp",
};

/** The type that a name stands for; undefined for none. */
export function columnTypeNamed(name: string): ColumnType | undefined {
  return COLUMN_TYPES.find((type) => type === name) ?? (Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined);
}

/** How many of a unit a second has. */
export const PER_SECOND: Record<TimeUnit, number> = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 };

export function isNumberType(type: ColumnType): type is NumberType {
  return Object.hasOwn(NUMBER_ARRAYS, type);
}

/** Strings as Arrow has them: string i is the UTF-8 bytes from offsets[i] to offsets[i + 1]. */
export interface Texts {
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
}

/** Which rows have a value, as Arrow has it: bit `offset + i`, from the least bit of each byte on, is 1 where row i is not null. */
export interface Validity {
  readonly bytes: Uint8Array;
  readonly offset: number;
}

/** The values of a column. What lies under a null is unspecified, but of texts it is empty, and of codes 0. */
export type ColumnData =
  | { readonly type: NumberType; readonly values: TypedArray }
  /** 1 or 0 each. */
  | { readonly type: "boolean"; readonly values: Uint8Array }
  /** Days since 1970-01-01, in the proleptic Gregorian calendar. */
  | { readonly type: "date"; readonly values: Int32Array }
  /** Units since 1970-01-01T00:00: of UTC where there is a zone, else of the clock on the wall. */
  | { readonly type: "timestamp"; readonly values: BigInt64Array; readonly unit: TimeUnit; readonly zone?: string | undefined }
  | { readonly type: "duration"; readonly values: BigInt64Array; readonly unit: TimeUnit }
  /** Integers, to be divided by 10 ** scale; with two words a value the lower one is first. */
  | { readonly type: "decimal"; readonly values: BigInt64Array; readonly words: 1 | 2; readonly precision: number; readonly scale: number }
  /** With codes, row i is string codes[i], and the strings differ from each other, in order of first appearance; else string i. */
  | { readonly type: "text"; readonly texts: Texts; readonly codes?: Uint32Array | undefined };
