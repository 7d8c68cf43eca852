/** The results of batches, put together: what is a list counts element by element, anything else as one result of its batch. */
import type { TypedArray } from "../dtype";

export function isTyped(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** The results in one value. */
export function eachOf(value: unknown): Iterable<unknown> {
  return Array.isArray(value) || isTyped(value) ? (value as Iterable<unknown>) : [value];
}

/** All results: a typed array where every batch gave one of the same kind (`none`: that of the data, where there were no batches), else an array. */
export function joined(values: readonly unknown[], none: TypedArray | undefined): unknown {
  const first = values.length > 0 ? values[0] : none;
  if (!isTyped(first) || !values.every((value) => isTyped(value) && value.constructor === first.constructor)) {
    const all: unknown[] = [];
    for (const value of values) for (const one of eachOf(value)) all.push(one);
    return all;
  }
  const parts = values as TypedArray[];
  const whole = new (first.constructor as new (length: number) => Float64Array)(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part as Float64Array, at);
    at += part.length;
  }
  return whole;
}
