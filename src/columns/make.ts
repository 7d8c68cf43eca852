/** Columns of JavaScript's values. */
import type { TypedArray } from "../dtype";
import { elementsIn, kindOf } from "../typed-array";
import { Column } from "./column";
import { ofTexts } from "./text-values";
import { ofDates, ofInstants, ofWallTimes } from "./time-values";
import { asType } from "./typed-values";
import { NUMBER_ARRAYS, type NumberType } from "./types";
import { type ColumnOptions, inferred } from "./values";

/**
 * A column of an array's values. Typed arrays are not copied where the type allows it. null, undefined and holes are null; NaN is a
 * value. Numbers become float64, bigints int64 (uint64 where one is larger), Date and Temporal's moments timestamps; a string is text,
 * with a dictionary where texts repeat. Nulls alone are float64.
 *
 * @throws BadValue where values are of several types, or do not fit the type that is asked for
 */
export function columnOf(values: ArrayLike<unknown>, given: ColumnOptions = {}, where = given.where): Column {
  const options = { ...given, where };
  const elements = kindOf(values) === undefined ? undefined : elementsIn(values);
  if (elements) return ofElements(elements, options);
  if (options.type !== undefined) return asType(values, options.type, options);
  const kind = inferred(values, options);
  switch (kind) {
    case undefined:
    case "number":
      return asType(values, "float64", options);
    case "bigint":
      return ofBigints(values as ArrayLike<bigint | null>, options);
    case "boolean":
      return asType(values, "boolean", options);
    case "text":
      return ofTexts(values as ArrayLike<string | null>, options);
    case "date":
      return ofDates(values as ArrayLike<object | null>);
    case "wall":
      return ofWallTimes(values as ArrayLike<object | null>, options);
    default:
      return ofInstants(values as ArrayLike<object | null>, options);
  }
}

function ofBigints(values: ArrayLike<bigint | null>, options: ColumnOptions): Column {
  let isSigned = true;
  for (let row = 0; row < values.length && isSigned; row++) isSigned = (values[row] ?? 0n) < 2n ** 63n;
  return asType(values, isSigned ? "int64" : "uint64", options);
}

const TYPE_OF = new Map<string | undefined, NumberType>(
  Object.entries(NUMBER_ARRAYS).map(([type, Kind]) => [Kind.name, type as NumberType]),
);

function ofElements(elements: TypedArray, options: ColumnOptions): Column {
  const array = plainElements(elements);
  const own = TYPE_OF.get(kindOf(array))!;
  const { type = own, unit, zone } = options;
  const { length } = array;
  if (type === own) return new Column({ type, values: array }, length);
  if (type === "date" && array instanceof Int32Array) return new Column({ type, values: array }, length);
  if (array instanceof BigInt64Array && unit !== undefined) {
    if (type === "duration") return new Column({ type, values: array, unit }, length);
    if (type === "timestamp") return new Column({ type, values: array, unit, zone: zone ?? "UTC" }, length);
  }
  const isTruth = type === "boolean" && array instanceof Uint8Array && array.every((value) => value <= 1);
  if (isTruth) return new Column({ type, values: array }, length);
  return asType(array as ArrayLike<unknown>, type, options);
}

/** Of kinds that columns have no type for: bytes that clamp are bytes, halves become singles. */
function plainElements(elements: TypedArray): TypedArray {
  if (TYPE_OF.has(kindOf(elements))) return elements;
  if (kindOf(elements) !== "Uint8ClampedArray") return Float32Array.from(elements as unknown as ArrayLike<number>);
  return new Uint8Array(elements.buffer, elements.byteOffset, elements.length);
}
