import { describe, expect, it } from "vitest";
import type { ByteSource, Wanted } from "../../src/adapters/format";
import { openNpy } from "../../src/adapters/npy-table";
import { fixture, sliced, streamed, typesOf, valuesOf, wanted } from "./sources";

const npy = (name: string) => fixture(`numpy/${name}.npy`);
const read = async (source: ByteSource, some: Partial<Wanted> = {}) => (await openNpy(source)).whole(wanted(some));

/** A header of the first version, and the elements. */
function npyOf(header: string, elements = new Uint8Array(0), version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(10 + text.length + elements.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, text.length & 255, text.length >> 8]);
  bytes.set(text, 10);
  bytes.set(elements, 10 + text.length);
  return bytes;
}

describe("a NumPy array", () => {
  it.each(["f4", "f8", "i2", "i4", "i8", "u2", "u4", "u8"])("is a column of its dtype in either byte order: %s", async (kind) => {
    const type = `${{ f: "float", i: "int", u: "uint" }[kind[0]!]}${Number(kind[1]) * 8}`;
    const values = [0, 1, 2, 100].map((value) => (kind === "i8" || kind === "u8" ? BigInt(value) : value));
    for (const order of ["little", "big"]) {
      for (const source of [sliced(npy(`${order}-${kind}`)), streamed(npy(`${order}-${kind}`))]) {
        const part = await read(source);
        expect(valuesOf(part)).toEqual({ column_0: values });
        expect(typesOf(part)).toEqual({ column_0: type });
      }
    }
  });

  it.each<[string, string, unknown[]]>([
    ["i1", "int8", [-128, 127]],
    ["u1", "uint8", [0, 255]],
    ["bool", "boolean", [true, false, true]],
    ["half", "float32", [1.5, -0, 65504, Number.POSITIVE_INFINITY, Number.NaN]],
    ["time-Y", "date", ["2020-01-01", null, "1969-01-01"]],
    ["time-M", "date", ["2020-03-01", null, "1969-12-01"]],
    ["time-W", "date", ["2020-03-05", null, "1969-12-25"]],
    ["time-D", "date", ["2020-03-05", null, "1969-12-31"]],
    ...["h", "m", "s", "ms", "us", "ns"].map((unit): [string, string, unknown[]] => [
      `time-${unit}`, "timestamp", ["2020-03-05T00:00:00", null, "1969-12-31T00:00:00"],
    ]),
    ["lasted-W", "duration", [604_800_000, null, -1_209_600_000]],
    ["lasted-D", "duration", [86_400_000, null, -172_800_000]],
    ["lasted-h", "duration", [3_600_000, null, -7_200_000]],
    ["lasted-s", "duration", [1000, null, -2000]],
    ["lasted-ns", "duration", [1e-6, null, -2e-6]],
    ["bytes", "text", ["abc", "", "d\0e"]],
    ["text", "text", ["Lyon", "", "東京 🗼"]],
    ["text-big", "text", ["Lyon", "", "東京 🗼"]],
    ["scalar", "float64", [7.5]],
    ["empty", "float64", []],
  ])("is a column with what is not a time as null: %s", async (name, type, values) => {
    const part = await read(sliced(npy(name)));
    expect(valuesOf(part)).toEqual({ column_0: values });
    expect(typesOf(part)).toEqual({ column_0: type });
  });

  it("has a column for each of the second dimension, in either order", async () => {
    for (const name of ["rows", "columns"]) {
      for (const source of [sliced(npy(name)), streamed(npy(name), 11)]) {
        expect(valuesOf(await read(source))).toEqual({ column_0: [0, 2, 4], column_1: [1, 3, 5] });
      }
      expect(valuesOf(await read(sliced(npy(name)), { columns: ["column_1"], limit: 2 }))).toEqual({ column_1: [1, 3] });
    }
    expect(valuesOf(await read(sliced(npy("rows-i2"))))).toEqual({ column_0: [0, 3], column_1: [1, 4], column_2: [2, 5] });
    expect(typesOf(await read(sliced(npy("empty-rows"))))).toEqual({ column_0: "float64", column_1: "float64" });
  });

  it("of records has a column for each field, those of records in it too", async () => {
    const part = await read(sliced(npy("records")));
    expect(valuesOf(part)).toEqual({
      id: [1n, 2n], name: ["a", "bé"], "at.x": [1.5, 3.5], "at.y": [2.5, 4.5], rgb_0: [1, 4], rgb_1: [2, 5], rgb_2: [3, 6], "it's": [true, false],
    });
    expect(valuesOf(await read(streamed(npy("unicode"))))).toEqual({ größe: [1, 2] });
  });

  it("goes through in parts, and is not copied where its bytes are aligned", async () => {
    for (const name of ["rows", "columns"]) {
      for (const source of [sliced(npy(name)), streamed(npy(name), 9)]) {
        const found: unknown[] = [];
        for await (const part of (await openNpy(source)).parts(wanted({ partRows: 2 }))) found.push(valuesOf(part));
        expect(found).toEqual([{ column_0: [0, 2], column_1: [1, 3] }, { column_0: [4], column_1: [5] }]);
      }
    }
    const shared = new Uint8Array(new SharedArrayBuffer(npy("little-f8").length));
    shared.set(npy("little-f8"));
    const part = await read(sliced(shared));
    expect(part[0]![1].values!.buffer).toBe(shared.buffer);
  });

  it.each([
    ["objects", "UnsupportedType", /pickle.*astype/],
    ["complex", "UnsupportedType", /"<c16"/],
    ["cube", "UnsupportedType", /3 dimensions.*reshape/],
    ["latin1", "BadValue", /row 1 .*UTF-8/],
  ])("is refused with the way out: %s", async (name, code, message) => {
    await expect(read(sliced(npy(name), "a.npy"))).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await expect(read(sliced(npy(name), "a.npy"))).rejects.toThrow(/^a\.npy: /);
  });

  it("is an error wherever it is cut", async () => {
    for (const name of ["rows", "records", "text"]) {
      const bytes = npy(name);
      for (let end = 0; end < bytes.length; end++) {
        for (const source of [sliced(bytes.subarray(0, end)), streamed(bytes.subarray(0, end), 50)]) {
          await expect(read(source), `${name} cut at ${end}`).rejects.toMatchObject({ code: "TruncatedFile" });
        }
      }
      for (const source of [sliced(new Uint8Array([...bytes, 0])), streamed(new Uint8Array([...bytes, 0]))]) {
        await expect(read(source)).rejects.toMatchObject({ code: "BadFile" });
      }
    }
  });

  it.each([
    ["M8[D]", 2n ** 40n],
    ["M8[W]", 2n ** 31n],
    ["M8[Y]", 2n ** 40n],
    ["M8[h]", 2n ** 62n],
    ["m8[W]", -(2n ** 60n)],
  ])("is an error with the row where a time is out of range: %s", async (dtype, value) => {
    const elements = new Uint8Array(BigInt64Array.of(0n, -(2n ** 63n), value).buffer);
    const bytes = npyOf(`{'descr': '<${dtype}', 'fortran_order': False, 'shape': (3,)}`, elements);
    await expect(read(sliced(bytes))).rejects.toMatchObject({ code: "BadValue", row: 3, column: "column_0" });
  });

  it("has true for every byte that is not 0", async () => {
    const bytes = npyOf("{'descr': '|b1', 'fortran_order': False, 'shape': (3,)}", Uint8Array.of(0, 2, 255));
    expect((await read(sliced(bytes)))[0]![1].values).toEqual(Uint8Array.of(0, 1, 1));
  });

  it.each([
    ["no dict", "5    "],
    ["an expression", "{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}"],
    ["no shape", "{'descr': '<f8', 'fortran_order': False}"],
    ["a negative shape", "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}"],
    ["a shape that is no tuple", "{'descr': '<f8', 'fortran_order': False, 'shape': 3}"],
    ["an impossible shape", "{'descr': '<f8', 'fortran_order': False, 'shape': (9007199254740991, 99)}"],
    ["elements of no bytes", "{'descr': '<U0', 'fortran_order': False, 'shape': (1099511627776,)}"],
    ["no dtype", "{'descr': 'double', 'fortran_order': False, 'shape': (1,)}"],
    ["a deep dtype", `{'descr': ${"[('a', ".repeat(400)}'<f8'${")]".repeat(400)}, 'fortran_order': False, 'shape': (1,)}`],
    ["a list of lists without end", "[".repeat(60_000)],
    ["a text without end", `{'descr': '${"\\\\".repeat(20_000)}`],
  ])("is damaged where its header has %s", async (_, header) => {
    await expect(read(sliced(npyOf(header)))).rejects.toMatchObject({ code: "BadFile" });
  });

  it("is not read where it is another format, of another version, or has more columns than a table", async () => {
    await expect(read(sliced(new TextEncoder().encode("a,b,c\n1,2,3\n")))).rejects.toMatchObject({ code: "UnknownFormat" });
    const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 1099511627776), }";
    await expect(read(sliced(npyOf(header)))).rejects.toMatchObject({ code: "UnsupportedType" });
    await expect(read(sliced(npyOf(header, undefined, 4)))).rejects.toMatchObject({ code: "UnsupportedType" });
    await expect(read(sliced(npy("rows")), { mostBytes: 40 })).rejects.toMatchObject({ code: "TooLarge" });
    await expect(read(sliced(npy("rows")), { columns: ["column_3"] })).rejects.toMatchObject({ code: "UnknownColumn" });
  });

  it("has the types that are asked for, and a value that has none is an error with its row in the file", async () => {
    const types = new Map([["column_1", { type: "int8" }]] as const);
    expect(typesOf(await read(sliced(npy("rows")), { types }))).toEqual({ column_0: "float64", column_1: "int8" });
    const narrow = new Map([["column_0", { type: "int8" }]] as const);
    const reader = await openNpy(sliced(npyOf("{'descr': '<i2', 'fortran_order': False, 'shape': (3,)}", Uint8Array.of(1, 0, 2, 0, 0, 1))));
    const parts = reader.parts(wanted({ types: narrow, partRows: 2 }));
    expect(valuesOf((await parts.next()).value!)).toEqual({ column_0: [1, 2] });
    await expect(parts.next()).rejects.toMatchObject({ code: "BadValue", row: 3, column: "column_0" });
  });
});
