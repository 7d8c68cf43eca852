import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TablePart } from "../../src/adapters/format";
import { openNpy } from "../../src/adapters/npy-table";
import { writeNpy } from "../../src/adapters/npy-write";
import { Column } from "../../src/columns/column";
import { textsOf } from "../../src/columns/texts";
import { type ColumnData, NUMBER_ARRAYS, type NumberType } from "../../src/columns/types";
import { fixture, sliced, typesOf, valuesOf, wanted } from "./sources";

async function written(...parts: TablePart[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  async function* each() {
    yield* parts;
  }
  await writeNpy(each(), async (bytes) => void pieces.push(Uint8Array.from(bytes)));
  return new Uint8Array(Buffer.concat(pieces));
}

const read = async (bytes: Uint8Array) => (await openNpy(sliced(bytes))).whole(wanted());
const columnOf = (data: ColumnData, length: number, nulls: number[] = []) => {
  const bytes = new Uint8Array(Math.ceil(length / 8)).fill(0xff);
  for (const row of nulls) bytes[row >> 3]! &= ~(1 << (row & 7));
  return new Column(data, length, { bytes, offset: 0 });
};
const words = (...texts: string[]) => columnOf({ type: "text", texts: textsOf(texts) }, texts.length);
const integers = Object.keys(NUMBER_ARRAYS).filter((type) => !type.startsWith("float")) as NumberType[];

describe("a table that is written as a NumPy array", () => {
  it("comes back with its types and values, one column as an array, several as records", async () => {
    const bytes = fc.uint8Array({ minLength: 24, maxLength: 24 });
    const number = fc.record({ type: fc.constantFrom(...(Object.keys(NUMBER_ARRAYS) as NumberType[])), bytes }).map(({ type, bytes: all }) => {
      const Kind = NUMBER_ARRAYS[type];
      return columnOf({ type, values: new Kind(all.slice().buffer, 0, 3) } as ColumnData, 3);
    });
    const time = fc.record({ type: fc.constantFrom("timestamp" as const, "duration" as const), unit: fc.constantFrom("s" as const, "ns" as const),
      nulls: fc.subarray([0, 1, 2]), values: fc.array(fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }), { minLength: 3, maxLength: 3 }) })
      .map(({ nulls, values, ...data }) => columnOf({ ...data, values: BigInt64Array.from(values) }, 3, nulls));
    const date = fc.subarray([0, 1, 2]).map((nulls) => columnOf({ type: "date", values: Int32Array.of(-719_468, 0, 18_000) }, 3, nulls));
    const truth = fc.constant(columnOf({ type: "boolean", values: Uint8Array.of(1, 0, 1) }, 3));
    const text = fc.array(fc.string({ unit: "grapheme" }).map((one) => one.replace(/\0+$/, "")), { minLength: 3, maxLength: 3 }).map((list) => words(...list));
    const names = fc.uniqueArray(fc.string({ minLength: 1, unit: "grapheme" }), { minLength: 1, maxLength: 4 });
    const tables = names.chain((list) => fc.tuple(...list.map((name) => fc.oneof(number, time, date, truth, text).map((column) => [name, column] as const))));
    await fc.assert(fc.asyncProperty(tables, async (table) => {
      const part = await read(await written(table));
      const named = table.length === 1 ? [["column_0", table[0]![1]] as const] : table;
      expect(valuesOf(part)).toEqual(valuesOf(named));
      expect(typesOf(part)).toEqual(typesOf(named));
    }), { numRuns: 300 });
  });

  it("has the bytes that NumPy writes", async () => {
    const arrays: [string, Column][] = [
      ["little-f8", columnOf({ type: "float64", values: Float64Array.of(0, 1, 2, 100) }, 4)],
      ["little-u2", columnOf({ type: "uint16", values: Uint16Array.of(0, 1, 2, 100) }, 4)],
      ["i1", columnOf({ type: "int8", values: Int8Array.of(-128, 127) }, 2)],
      ["bool", columnOf({ type: "boolean", values: Uint8Array.of(1, 0, 1) }, 3)],
      ["time-D", columnOf({ type: "date", values: Int32Array.of(18_326, 5, -1) }, 3, [1])],
      ["text", words("Lyon", "", "東京 🗼")],
    ];
    for (const [name, column] of arrays) expect(Buffer.from(await written([["a", column]])), name).toEqual(fixture(`numpy/${name}.npy`));
    const unicode: TablePart = [["größe", columnOf({ type: "int32", values: Int32Array.of(1, 2) }, 2)]];
    expect(typesOf(await read(await written([...unicode, ["b", words("x", "y")]])))).toEqual({ größe: "int32", b: "text" });
  });

  it("has the rows of all parts", async () => {
    const part = (first: number, text: string): TablePart => [
      ["x", columnOf({ type: "float32", values: Float32Array.of(first, Number.NaN) }, 2)], ["t", words(text, "b")],
    ];
    expect(valuesOf(await read(await written(part(1, "a"), part(3, "longer"))))).toEqual({
      x: [1, Number.NaN, 3, Number.NaN], t: ["a", "b", "longer", "b"],
    });
    const none: TablePart = [["x", columnOf({ type: "float64", values: new Float64Array(0) }, 0)]];
    expect(valuesOf(await read(await written(none)))).toEqual({ column_0: [] });
  });

  it.each(integers)("is refused with the row where an integer is null, which NumPy has not: %s", async (type) => {
    const nothing = columnOf({ type, values: new NUMBER_ARRAYS[type](3) } as ColumnData, 3, [2]);
    await expect(written([["x", nothing.slice(0, 2)]], [["x", nothing]])).rejects.toMatchObject({ code: "BadValue", row: 5, column: "x" });
  });

  it.each(["float64", "float32"] as const)("is refused with the row where a %s is null: NaN is a value, and not the same", async (type) => {
    const nothing = columnOf({ type, values: new NUMBER_ARRAYS[type](3) }, 3, [2]);
    await expect(written([["x", nothing.slice(0, 2)]], [["x", nothing]])).rejects.toMatchObject({
      code: "BadValue", row: 5, column: "x", message: expect.stringContaining("coalesce(x, NaN)"),
    });
  });

  it("is refused where timestamps have a zone, which NumPy's have not", async () => {
    const zoned = columnOf({ type: "timestamp", values: new BigInt64Array(1), unit: "ms", zone: "Europe/Oslo" }, 1);
    await expect(written([["when", zoned]])).rejects.toMatchObject({
      code: "UnsupportedType", message: expect.stringMatching(/"when".*"Europe\/Oslo".*number\(x\)/),
    });
  });

  it("is refused where NumPy has no such values", async () => {
    const text = columnOf({ type: "text", texts: textsOf(["a", ""]) }, 2, [1]);
    const flag = columnOf({ type: "boolean", values: new Uint8Array(1) }, 1, [0]);
    const price = columnOf({ type: "decimal", values: new BigInt64Array(1), words: 1, precision: 9, scale: 2 }, 1);
    await expect(written([["x", text]])).rejects.toMatchObject({ code: "BadValue", row: 2 });
    await expect(written([["x", flag]])).rejects.toMatchObject({ code: "BadValue", row: 1 });
    await expect(written([["x", words("a", "b\0")]])).rejects.toMatchObject({ code: "BadValue", row: 2 });
    await expect(written([["x", price]])).rejects.toMatchObject({ code: "UnsupportedType" });
    await expect(written([])).rejects.toMatchObject({ code: "UnsupportedType" });
    await expect(written()).rejects.toMatchObject({ code: "UnsupportedType" });
  });
});
