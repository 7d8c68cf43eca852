import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Wanted } from "../../src/adapters/format";
import { type JsonReadOptions, openJson } from "../../src/adapters/json/reader";
import { arraysOf, fixture, joined, sourceOf, streamOf, typesOf, wanted } from "./bytes";

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));
const open = (text: string, options: Partial<JsonReadOptions> = {}) =>
  openJson(sourceOf(bytesOf(text), "t.json"), { mostBytes: 1e9, ...options });

async function read(text: string, options: Partial<JsonReadOptions> = {}, want: Partial<Wanted> = {}) {
  return (await open(text, options)).whole(wanted(want));
}

const table = { a: [1, 2], b: ["x", null] };

describe("tables in JSON", () => {
  it.each([
    ["a list of objects", '[{"a":1,"b":"x"},{"a":2,"b":null}]'],
    ["an object a line", '{"a":1,"b":"x"}\n{"a":2}\n'],
    ["lines with CRLF, blank ones among them", '\n{"a":1,"b":"x"}\r\n\r\n{"a":2,"b":null}\r\n\r\n'],
    ["lines after a mark of byte order", '\ufeff{"a":1,"b":"x"}\n{"a":2}'],
    ["an object of columns", '{"a":[1,2],"b":["x",null]}'],
    ["lists with a header", '[["a","b"],[1,"x"],[2,null]]'],
    ["a list a line, with a header", '["a","b"]\n[1,"x"]\n[2,null]\n'],
    ["columns and data, as pandas splits them", '{"columns":["a","b"],"index":[0,1],"data":[[1,"x"],[2,null]]}'],
    ["the one list of objects in an object", '{"status":"ok","data":{"page":1,"items":[{"a":1,"b":"x"},{"a":2}]},"tags":[1]}'],
    ["all of it with blanks", ' [ { "a" : 1 , "b" : "x" } ,\n\t{ "b" : null , "a" : 2 } ] \n'],
  ])("are read from %s", async (_, text) => {
    const part = await read(text);
    expect(arraysOf(part)).toEqual(table);
    expect(typesOf(part)).toEqual({ a: "int32", b: "text" });
    expect((await open(text)).names).toEqual(["a", "b"]);
  });

  it.each(["pandas.json", "pandas-split.json", "polars.json", "polars.ndjson", "duckdb.json"])("are read exactly from %s", async (name) => {
    const told: Record<string, unknown[]> = JSON.parse(Buffer.from(fixture("table.json")).toString());
    const reader = await openJson(sourceOf(fixture(name), name), { mostBytes: 1e9 });
    const part = await reader.whole(wanted());
    expect(typesOf(part)).toEqual({
      int32: "int32", int64: "int64", float64: "float64", boolean: "boolean", date: "date", text: "text", kind: "text",
    });
    for (const [column, values] of Object.entries(arraysOf(part))) {
      const expected = told[column]!.slice(0, 30).map((value) => {
        if (value === null) return null;
        if (column === "int64") return BigInt(value as string);
        // pandas writes 15 digits behind the point at most.
        return column === "float64" && name.startsWith("pandas") ? Number((value as number).toFixed(15)) : value;
      });
      expect(values).toEqual(expected);
    }
  });

  it.each([1, 2, 3, 7, 100])("are the same whether %i bytes come at a time, or all", async (step) => {
    const list = '[{"a":1,"b":"x"},{"a":2,"b":null}]';
    for (const text of [list, '{"a":1,"b":"x"}\n{"a":2}\n', '["a","b"]\n[1,"x"]\n[2,null]', `{"x":{"y":${list}}}`]) {
      const reader = await openJson(streamOf(bytesOf(text), step), { mostBytes: 1e9 });
      expect(arraysOf(await reader.whole(wanted()))).toEqual(table);
    }
  });

  it("are found by path, where an object has several", async () => {
    const text = '{"a.b":{"c":[{"n":1}]},"rows":[{"n":2}],"split":{"n":[3]},"lists":[["n"],[4]],"none":[]}';
    expect(arraysOf(await read(text, { path: "a.b.c" }))).toEqual({ n: [1] });
    expect(arraysOf(await read(text, { path: "rows" }))).toEqual({ n: [2] });
    expect(arraysOf(await read(text, { path: "split" }))).toEqual({ n: [3] });
    expect(arraysOf(await read(text, { path: "lists" }))).toEqual({ n: [4] });
    expect(arraysOf(await read(text, { path: "none" }))).toEqual({});
    await expect(open(text)).rejects.toThrow(/has 2 lists of objects: "a\.b\.c", "rows"\. Say which: path: "a\.b\.c"/);
    await expect(open(text, { path: "row" })).rejects.toThrow(/has no "row"; did you mean "rows"\?/);
    await expect(open('[{"a":1}]', { path: "rows" })).rejects.toMatchObject({ code: "UnknownFormat" });
  });

  it("are what JSON.parse makes of them, for any rows", async () => {
    const scalar = fc.oneof(fc.integer(), fc.constant(null), fc.maxSafeInteger());
    const texts = fc.oneof(fc.string({ unit: "grapheme" }), fc.constant(null), fc.constant('"\\\n\u2028😀'));
    const doubles = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(0.1));
    const keys = { int: scalar, text: texts, double: doubles, "": fc.boolean(), 'ké"y': scalar, nest: fc.record({ in: scalar }) };
    const row = fc.record(keys, { requiredKeys: [] });
    const spaces = fc.constantFrom(undefined, 1, "\t", " lines");
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), spaces, fc.integer({ min: 1, max: 50 }), async (rows, space, step) => {
        const text = space === " lines" ? rows.map((one) => JSON.stringify(one)).join("\n") : JSON.stringify(rows, null, space);
        const reader = await openJson(streamOf(bytesOf(text), step), { mostBytes: 1e9 });
        const found = arraysOf(await reader.whole(wanted()));
        const plain = (value: unknown) => (typeof value === "bigint" ? Number(value) : value);
        const told = (JSON.parse(JSON.stringify(rows)) as Record<string, unknown>[]).map(({ nest, ...rest }) => ({
          ...rest, ...(nest === undefined ? {} : { "nest.in": (nest as { in: unknown }).in }),
        })) as Record<string, unknown>[];
        const keys = [...new Set(told.flatMap((one) => Object.keys(one)))];
        expect(Object.fromEntries(Object.entries(found).map(([key, values]) => [key, values.map(plain)]))).toEqual(
          Object.fromEntries(keys.map((key) => [key, told.map((one) => one[key] ?? null)])),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("may be empty", async () => {
    for (const text of ["", " \n", "[]", " [ ] "]) {
      const reader = await open(text);
      expect(reader.names).toEqual([]);
      expect(await reader.whole(wanted())).toEqual([]);
    }
  });

  it("give the first rows, and their columns even where none are wanted", async () => {
    const text = '[{"a":1},{"a":2},{"a":3}]';
    expect(arraysOf(await read(text, {}, { limit: 2 }))).toEqual({ a: [1, 2] });
    expect(arraysOf(await read(text, {}, { limit: 0 }))).toEqual({ a: [] });
    expect(arraysOf(await read('{"a":[1,2,3]}', {}, { limit: 2 }))).toEqual({ a: [1, 2] });
    // What follows the rows that are wanted is not looked at.
    expect(arraysOf(await read('{"a":1}\n{"a":2}\nnonsense', {}, { limit: 2 }))).toEqual({ a: [1, 2] });
  });

  it("give the columns that are wanted alone, in that order, and read nothing else of the rows", async () => {
    const text = '[{"a":1,"b":[1],"c":"x","d":{"e":5,"f":[]}},{"c":"y","a":2}]';
    const part = await read(text, {}, { columns: ["c", "d.e", "a"] });
    expect(Object.entries(arraysOf(part))).toEqual([["c", ["x", "y"]], ["d.e", [5, null]], ["a", [1, 2]]]);
    await expect(read(text, {}, { columns: ["ab"] })).rejects.toMatchObject({ code: "UnknownColumn", column: "ab" });
  });

  it("go through in parts of the same types", async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => ({ n: i, text: `t${i}`, day: "2020-01-31", half: i === 0 ? 0.5 : i }));
    const text = rows.map((row) => JSON.stringify(row)).join("\n");
    const reader = await openJson(streamOf(bytesOf(text), 999), { mostBytes: 1e9 });
    const types = new Set<string>();
    const sizes: number[] = [];
    const parts = async function* () {
      for await (const part of reader.parts(wanted({ partRows: 300 }))) {
        types.add(JSON.stringify(typesOf(part)));
        sizes.push(part[0]![1].length);
        yield part;
      }
    };
    const columns = Object.keys(rows[0]!).map((key) => [key, rows.map((row) => row[key as "n"])]);
    expect(await joined(parts())).toEqual(Object.fromEntries(columns));
    expect([...types]).toEqual(['{"n":"int32","text":"text","day":"date","half":"float64"}']);
    expect(sizes).toEqual([300, 300, 300, 100]);
  });

  it.each([
    ['{"a":1}\n{"a":1.5}', 2, /1\.5" in a column of whole numbers/],
    ['{"a":1}\n{"a":3000000000}', 2, /3000000000" is no int32/],
    ['{"a":"2020-01-31"}\n{"a":"today"}', 2, /"today" is no date/],
    ['{"a":"x"}\n{"a":5}', 2, /5" in a column of text/],
    ['{"a":1}\n{"b":5}', 2, /row 2 has the key "b", which none of the first part has/],
    ['{"a":null}\n{"a":true}', 2, /true" in a column of text/],
  ])("say in which row of a later part a value breaks the type of the first: %s", async (text, row, message) => {
    const failed = joined((await open(text)).parts(wanted({ partRows: 1 })));
    await expect(failed).rejects.toMatchObject({ code: "BadValue", row });
    await expect(failed).rejects.toThrow(message);
  });

  it("leave no stream open: not where they are broken, nor where the caller leaves, nor where nobody reads", async () => {
    const opened = (text: string) => {
      const state = { isOpen: true };
      const stream = async function* () {
        try {
          while (true) yield bytesOf(text);
        } finally {
          state.isOpen = false;
        }
      };
      return { state, source: { name: "t.json", size: undefined, slice: undefined, stream } };
    };
    const broken = opened("x");
    await expect(openJson(broken.source, { mostBytes: 1e6 })).rejects.toMatchObject({ code: "UnknownFormat" });
    const left = opened('{"a":1}\n');
    for await (const part of (await openJson(left.source, { mostBytes: 1e6 })).parts(wanted({ partRows: 10 }))) {
      expect(part[0]![1].length).toBe(10);
      break;
    }
    const limited = opened('{"a":1}\n');
    await (await openJson(limited.source, { mostBytes: 1e6 })).whole(wanted({ limit: 100_000 }));
    const unread = opened('{"a":1}\n');
    await (await openJson(unread.source, { mostBytes: 1e6 })).close();
    expect([broken, left, limited, unread].map(({ state }) => state.isOpen)).toEqual([false, false, false, false]);
  });

  it("can be read again from a file, but not from a stream", async () => {
    const reader = await open('{"a":1}');
    for (let i = 0; i < 3; i++) expect(arraysOf(await reader.whole(wanted()))).toEqual({ a: [1] });
    const once = await openJson(streamOf(bytesOf('{"a":1}')), { mostBytes: 1e9 });
    expect(arraysOf(await once.whole(wanted()))).toEqual({ a: [1] });
    await expect(once.whole(wanted())).rejects.toThrow(/was read already/);
  });
});
