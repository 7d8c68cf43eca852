/** Columns and tables for tests. */
import { Column, createFlux, type Flux, Table } from "autoflux";
import fc from "fast-check";
import { afterAll } from "vitest";
import { textsOf } from "../../src/columns/texts";
import type { ColumnData, NumberType, Validity } from "../../src/columns/types";
import type { TypedArray } from "../../src/dtype";

/** Makes instances with so many workers, which are closed when the test file ends. */
export function instancesOf(): (maxWorkers: number) => Promise<Flux> {
  const instances: Flux[] = [];
  afterAll(() => Promise.all(instances.map((fx) => fx.close())));
  return async (maxWorkers) => {
    const fx = await createFlux({ maxWorkers });
    instances.push(fx);
    return fx;
  };
}

/** A bitmap that does not begin at a byte. */
export function validityOf(length: number, isNull: (row: number) => boolean, offset = 3): Validity {
  const bytes = new Uint8Array(Math.ceil((length + offset) / 8)).fill(0xa5);
  for (let row = 0; row < length; row++) {
    const bit = 1 << ((row + offset) & 7);
    if (isNull(row)) bytes[(row + offset) >> 3]! &= ~bit;
    else bytes[(row + offset) >> 3]! |= bit;
  }
  return { bytes, offset };
}

const TYPE_OF: Record<string, NumberType> = {
  Float64Array: "float64", Float32Array: "float32", Int8Array: "int8", Int16Array: "int16", Int32Array: "int32", BigInt64Array: "int64",
  Uint8Array: "uint8", Uint16Array: "uint16", Uint32Array: "uint32", BigUint64Array: "uint64",
};

/** A column of numbers over an array. */
export function columnOf(values: TypedArray, isNull?: (row: number) => boolean): Column {
  return new Column({ type: TYPE_OF[values.constructor.name]!, values }, values.length, isNull && validityOf(values.length, isNull));
}

export function described(data: ColumnData, length: number, isNull?: (row: number) => boolean): Column {
  return new Column(data, length, isNull && validityOf(length, isNull));
}

/** Text: with a dictionary, or without. */
export function textColumn(strings: readonly (string | null)[], hasCodes: boolean): Column {
  const isNull = (row: number) => strings[row] === null;
  const known = [...new Set(strings.map((text) => text ?? ""))];
  const data: ColumnData = hasCodes
    ? { type: "text", texts: textsOf(known), codes: Uint32Array.from(strings, (text) => known.indexOf(text ?? "")) }
    : { type: "text", texts: textsOf(strings.map((text) => text ?? "")) };
  return described(data, strings.length, strings.some((text) => text === null) ? isNull : undefined);
}

export function tableOf(columns: Record<string, Column>): Table {
  return new Table(Object.entries(columns), { describe: () => Promise.reject(new Error("none")), shown: () => "" });
}

/** Numbers and nulls. */
export const nullable = (value = fc.double()) => fc.array(fc.option(value, { freq: 4 }), { maxLength: 60 });

/** The column of numbers and nulls: what lies under a null is a NaN. */
export function nullableColumn(values: readonly (number | null)[], Kind: { from(values: number[]): TypedArray } = Float64Array): Column {
  const filled = Kind.from(values.map((value) => value ?? Number.NaN));
  return columnOf(filled, (row) => values[row] === null);
}

export const withoutNulls = <T>(values: readonly (T | null)[]): T[] => values.filter((value) => value !== null);

/** Whether two arrays have the same bytes: quicker than toEqual. */
export function haveSameBits(a: TypedArray, b: TypedArray): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: TypedArray) => Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  return a.constructor === b.constructor && bytes(a).equals(bytes(b));
}
