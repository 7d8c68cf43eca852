import {
  Binary, Bool, DateDay, DateMillisecond, Decimal, Dictionary, DurationMillisecond, Field, Float16, Float64, Int16, Int32, Int64, LargeUtf8, List,
  makeData, makeVector, Null, RecordBatch, Schema, Struct, Table, TimestampMicrosecond, tableFromArrays, tableFromIPC, Uint8, Utf8, Vector,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, it } from "vitest";
import { arrowTableOf, isArrow } from "../../src/adapters/arrow/given";
import { openArrow } from "../../src/adapters/arrow/open";
import { textsIn } from "../../src/columns/texts";
import { fixture, sliced, typesOf, valuesOf, wanted } from "./sources";

const ofVector = (vector: unknown) => arrowTableOf(vector)[0]![1];

describe("tables of apache-arrow", () => {
  it.each(["pyarrow.arrow", "pyarrow-batches.arrows", "duckdb.arrows", "polars.arrows", "dictionary-replaced.arrows", "dictionary-delta.arrow"])(
    "have the columns that their file has: %s",
    async (name) => {
      const table = tableFromIPC(fixture(name));
      const given = arrowTableOf(table);
      const read = await (await openArrow(sliced(fixture(name)))).whole(wanted());
      expect(valuesOf(given)).toEqual(valuesOf(read));
      expect(typesOf(given)).toEqual(typesOf(read));
    },
  );

  it.each([
    [0, 6], [1, 6], [2, 5], [3, 4], [5, 6], [6, 6],
  ])("have the rows of a slice, its bitmaps too: %d to %d", (begin, end) => {
    for (const name of ["pyarrow.arrow", "pyarrow-batches.arrows"]) {
      const table = tableFromIPC(fixture(name));
      const whole = valuesOf(arrowTableOf(table));
      const cut = Object.fromEntries(Object.entries(whole).map(([column, list]) => [column, list.slice(begin, end)]));
      expect(valuesOf(arrowTableOf(table.slice(begin, end)))).toEqual(cut);
      expect(valuesOf(arrowTableOf(table.slice(1).slice(0, 3)))["sold"]).toEqual(whole["sold"]!.slice(1, 4));
    }
  });

  it("lie in the given memory where there is one chunk, and are joined where there are several", () => {
    const x = Float64Array.of(1, 2, 3);
    const one = new Table({ x: makeVector(x) });
    expect(arrowTableOf(one)[0]![1].values!.buffer).toBe(x.buffer);
    const two = one.concat(one.slice(1));
    expect(arrowTableOf(two)[0]![1].toArray()).toEqual([1, 2, 3, 2, 3]);
    const shared = new Float64Array(new SharedArrayBuffer(16));
    expect(ofVector(makeVector(shared)).values!.buffer).toBe(shared.buffer);
  });

  it("have batches, which are tables too, and vectors, which are one column", () => {
    const table = tableFromArrays({ a: Int32Array.of(1, 2), b: ["x", null] });
    expect(valuesOf(arrowTableOf(table.batches[0]))).toEqual({ a: [1, 2], b: ["x", null] });
    expect(valuesOf(arrowTableOf(table.getChild("a")))).toEqual({ value: [1, 2] });
    expect([table, table.batches[0], table.getChild("b")].map(isArrow)).toEqual([true, true, true]);
  });

  it("are read in every type", () => {
    const day = new Date("2020-01-31");
    expect(ofVector(vectorFromArray([true, null, false], new Bool())).toArray()).toEqual([true, null, false]);
    expect(ofVector(vectorFromArray([1, null, -3], new Int16())).toArray()).toEqual([1, null, -3]);
    expect(ofVector(vectorFromArray([1n, null, 2n ** 62n], new Int64())).toArray()).toEqual([1n, null, 2n ** 62n]);
    expect(ofVector(vectorFromArray([1.5, null], new Float16())).toArray()).toEqual([1.5, null]);
    expect(ofVector(vectorFromArray([day, null], new DateDay())).toArray()).toEqual(["2020-01-31", null]);
    expect(ofVector(vectorFromArray([day, null], new DateMillisecond())).toArray()).toEqual(["2020-01-31", null]);
    expect(ofVector(vectorFromArray([day.getTime(), null], new TimestampMicrosecond("Asia/Tokyo"))).toArray()).toEqual([
      "2020-01-31T09:00:00+09:00", null,
    ]);
    expect(ofVector(vectorFromArray([5n, null], new DurationMillisecond())).toArray()).toEqual([5, null]);
    expect(ofVector(vectorFromArray(["a", null, "é"], new LargeUtf8())).toArray()).toEqual(["a", null, "é"]);
    expect(ofVector(makeVector(makeData({ type: new Null(), length: 2 }))).toArray()).toEqual([null, null]);
    const cents = makeData({ type: new Decimal(2, 10, 128), length: 1, data: Uint32Array.of(125, 0, 0, 0) });
    expect(ofVector(makeVector(cents)).toArray()).toEqual(["1.25"]);
    const words = ofVector(vectorFromArray(["b", "a", null, "b"], new Dictionary(new Utf8(), new Uint8())));
    expect(words.toArray()).toEqual(["b", "a", null, "b"]);
    if (words.data.type !== "text") throw new Error("no text");
    expect(textsIn(words.data.texts)).toEqual(["b", "a"]);
    expect(ofVector(vectorFromArray([7, 8, null, 7], new Dictionary(new Float64(), new Int32()))).toArray()).toEqual([7, 8, null, 7]);
  });

  it("have the fields of structs as columns, null where the struct is", () => {
    const child = new Field("x", new Int32(), true);
    const struct = vectorFromArray([{ x: 1 }, null, { x: null }], new Struct([child]));
    expect(valuesOf(arrowTableOf(new Table({ at: struct })))).toEqual({ "at.x": [1, null, null] });
    expect(valuesOf(arrowTableOf(new Table({ at: struct }).slice(1)))).toEqual({ "at.x": [null, null] });
  });

  it("have no rows, or no columns", () => {
    const schema = new Schema([new Field("a", new Utf8()), new Field("b", new Dictionary(new Utf8(), new Int32()))]);
    expect(valuesOf(arrowTableOf(new Table(schema)))).toEqual({ a: [], b: [] });
    expect(arrowTableOf(new Table())).toEqual([]);
  });

  it("have no text under a null, and its code is 0", () => {
    const hidden = makeData({ type: new Utf8(), length: 3, nullCount: 1, nullBitmap: Uint8Array.of(0b101), valueOffsets: Int32Array.of(0, 1, 3, 4),
      data: new TextEncoder().encode("abcd") });
    const { data } = ofVector(makeVector(hidden));
    if (data.type !== "text") throw new Error("no text");
    expect(textsIn(data.texts)).toEqual(["a", "", "d"]);
    const dictionary = makeVector(makeData({ type: new Utf8(), length: 2, valueOffsets: Int32Array.of(0, 1, 2), data: new TextEncoder().encode("xy") }));
    const coded = makeData({ type: new Dictionary(new Utf8(), new Int32()), length: 3, nullCount: 1, nullBitmap: Uint8Array.of(0b101),
      data: Int32Array.of(0, 77, 1), dictionary });
    expect(ofVector(makeVector(coded)).values).toEqual(Uint32Array.of(0, 0, 1));
    const unused = ofVector(makeVector(makeData({ type: new Dictionary(new Utf8(), new Int32()), length: 1, data: Int32Array.of(0), dictionary })));
    if (unused.data.type !== "text") throw new Error("no text");
    expect(textsIn(unused.data.texts)).toEqual(["x"]);
  });

  it("have a null where the dictionary has one, and refuse codes that it has not, of 64 bits too", () => {
    const words = vectorFromArray(["x", null, "z"], new Utf8());
    const numbers = vectorFromArray([1, null, 3], new Float64());
    const coded = (values: Vector, index: Int32 | Int64 | Uint8, data: Int32Array | BigInt64Array | Uint8Array) =>
      ofVector(makeVector(makeData({ type: new Dictionary(values.type, index as Int32), length: data.length, data, dictionary: values } as never)));
    expect(coded(words, new Uint8(), Uint8Array.of(2, 1, 0, 2)).toArray()).toEqual(["z", null, "x", "z"]);
    expect(coded(numbers, new Int64(), BigInt64Array.of(2n, 1n, 0n)).toArray()).toEqual([3, null, 1]);
    for (const bad of [2n ** 32n, -1n, 3n, -(2n ** 32n)]) {
      expect(() => coded(words, new Int64(), BigInt64Array.of(0n, bad))).toThrow(expect.objectContaining({ code: "BadFile" }));
    }
    expect(() => coded(words, new Int32(), Int32Array.of(-1))).toThrow(/row 1 refers to a value that the dictionary has not/);
  });

  it("are an error with the row where a value is not of its type", () => {
    const day = 86_400_000n;
    const dates = (...ms: bigint[]) => ofVector(makeVector(makeData({ type: new DateMillisecond(), length: ms.length, data: BigInt64Array.from(ms) })));
    expect(dates(day, -day).toArray()).toEqual(["1970-01-02", "1969-12-31"]);
    expect(() => dates(day, 1n)).toThrow(expect.objectContaining({ code: "BadValue", row: 2 }));
    expect(() => dates(day * 2n ** 31n)).toThrow(expect.objectContaining({ code: "BadValue", row: 1 }));
    const bytes = makeData({ type: new Utf8(), length: 2, valueOffsets: Int32Array.of(0, 1, 2), data: Uint8Array.of(0x61, 0xff) });
    expect(() => ofVector(makeVector(bytes))).toThrow(expect.objectContaining({ code: "BadValue", row: 2, message: expect.stringContaining("UTF-8") }));
    const times = (zone: string) => ofVector(vectorFromArray([0], new TimestampMicrosecond(zone)));
    expect(() => times("Mars/Olympus")).toThrow(/^the Arrow table: column "value" is of the time zone "Mars\/Olympus", .*columns: \[/);
    expect(["Etc/UTC", "+00:00", "Z", "UTC", "+05:30"].map((zone) => times(zone).zone)).toEqual(["UTC", "UTC", "UTC", "UTC", "+05:30"]);
  });

  it("are refused by name where columns cannot have their type", () => {
    const lists = vectorFromArray([[1], [2, 3]], new List(new Field("item", new Int32())));
    expect(() => arrowTableOf(new Table({ many: lists }))).toThrow(/^the Arrow table: column "many" is of Arrow's type list, /);
    expect(() => ofVector(vectorFromArray([new Uint8Array(1)], new Binary()))).toThrow(expect.objectContaining({ code: "UnsupportedType" }));
  });

  it("are an error that is named where their parts are not what they should be", () => {
    const table = tableFromArrays({ a: Int32Array.of(1, 2), b: ["x", "y"] });
    const short = new RecordBatch(table.schema, makeData({ type: new Struct(table.schema.fields), length: 9, children: table.batches[0]!.data.children }));
    for (const broken of [
      { schema: table.schema, batches: [{ data: { children: [{ type: { typeId: 2 }, length: 5 }] } }] },
      { schema: table.schema, batches: [null] },
      { schema: { fields: [null] }, batches: [] },
      { type: { typeId: 2, bitWidth: 32, isSigned: true }, data: [{ ...table.getChild("a")!.data[0], type: { typeId: 2 }, length: 1e9 }] },
    ]) {
      expect(() => arrowTableOf(broken)).toThrow(expect.objectContaining({ code: expect.stringMatching(/BadFile|UnequalLengths/) }));
    }
    expect(short.numRows).toBe(9);
  });
});

describe("what is no table of apache-arrow", () => {
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const hostile = new Proxy({}, { get: () => { throw new Error("no"); }, has: () => { throw new Error("no"); } });
  const endless: object = new Proxy({}, { get: () => endless });
  it.each([
    ["null", null], ["a number", 1], ["text", "Table"], ["an array", [1]], ["a typed array", new Float64Array(2)], ["a Map", new Map()],
    ["an object of arrays", { schema: [1], batches: [2], data: [3], type: ["a"] }], ["a revoked proxy", revoked], ["a proxy that throws", hostile],
    ["a proxy that has everything", endless], ["its own class", Vector],
  ])("is told, and does no harm: %s", (_, value) => {
    expect(isArrow(value)).toBe(false);
  });
});
