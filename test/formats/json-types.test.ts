import { describe, expect, it } from "vitest";
import type { WantedType } from "../../src/adapters/format";
import { type JsonReadOptions, openJson } from "../../src/adapters/json/reader";
import { arraysOf, sourceOf, typesOf, wanted } from "./bytes";

async function read(text: string, types: Record<string, WantedType> = {}, options: Partial<JsonReadOptions> = {}) {
  const reader = await openJson(sourceOf(new Uint8Array(Buffer.from(text)), "t.json"), { mostBytes: 1e9, ...options });
  return reader.whole(wanted({ types: new Map(Object.entries(types)) }));
}

/** A column of values as they are written. */
const column = async (values: string, type?: WantedType) => (await read(`{"x":[${values}]}`, type && { x: type }))[0]![1];

describe("numbers in JSON", () => {
  it.each([
    ["1, -2, 2147483647, -2147483648, null", "int32", [1, -2, 2147483647, -2147483648, null]],
    ["1, 2147483648", "int64", [1n, 2147483648n]],
    ["-2147483649", "int64", [-2147483649n]],
    ["9007199254740993, 1, null", "int64", [9007199254740993n, 1n, null]],
    ["1, -9223372036854775808, 9223372036854775807", "int64", [1n, -9223372036854775808n, 9223372036854775807n]],
    ["1, 9223372036854775808, null", "uint64", [1n, 9223372036854775808n, null]],
    ["18446744073709551615, 0, 9007199254740993", "uint64", [18446744073709551615n, 0n, 9007199254740993n]],
    ["9007199254740993, 18446744073709551615", "uint64", [9007199254740993n, 18446744073709551615n]],
    ["9223372036854775808, -1", "float64", [2 ** 63, -1]],
    ["-1, 9223372036854775808", "float64", [-1, 2 ** 63]],
    ["9223372036854775808, 0.5", "float64", [2 ** 63, 0.5]],
    ["18446744073709551616, 1", "float64", [2 ** 64, 1]],
    ["1, 2.0", "float64", [1, 2]],
    ["1, 2e3", "float64", [1, 2000]],
    ["0, -0", "float64", [0, -0]],
    ["0.1, 123456789.12345679, 5e-324, 1.7976931348623157e308, 0.30000000000000004", "float64",
      [0.1, 123456789.12345679, 5e-324, 1.7976931348623157e308, 0.30000000000000004]],
    ["1e400, -1e400", "float64", [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    ["1.5, 100000000000000000000, 9007199254740992", "float64", [1.5, 1e20, 2 ** 53]],
    ["1, 100000000000000000000", "float64", [1, 1e20]],
    ["NaN, Infinity, -Infinity, 1", "float64", [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1]],
    ["true, false, null", "boolean", [true, false, null]],
    ["null, null", "text", [null, null]],
  ])("%s are a column of %s", async (values, type, expected) => {
    const found = await column(values);
    expect(found.type).toBe(type);
    expect(found.toArray()).toEqual(expected);
  });

  it.each([
    ["1.5, 9007199254740993", 2, /among which it would be rounded/],
    ["18446744073709551615, -1", 2, /-1" in a column of integers of 64 bits that are not negative/],
    ["-1, 18446744073709551615", 2, /of 64 bits, of which it is none/],
    ["18446744073709551615, 1.5", 2, /1\.5" in a column of integers of 64 bits/],
    ["9007199254740993, 1.5", 2, /1\.5" in a column of integers of 64 bits/],
    ["1, 18446744073709551617", 2, /of 64 bits, of which it is none/],
    ["9007199254740993, 100000000000000000000", 2, /of 64 bits, of which it is none/],
    ['1, "x"', 2, /x" in a column of numbers/],
    ["true, null, 1", 3, /1" in a column of booleans/],
  ])("%s are refused at row %i rather than changed", async (values, row, message) => {
    await expect(column(values)).rejects.toMatchObject({ code: "BadValue", row, column: "x" });
    await expect(column(values)).rejects.toThrow(message);
    await expect(column(values)).rejects.toThrow(/types: \{ "x": "text" \}/);
    const texts = values.split(", ").map((text) => (text === "null" ? null : text.replaceAll('"', "")));
    expect((await column(values, { type: "text" })).toArray()).toEqual(texts);
  });

  it.each([
    ["-", "a number"], ["01", "a number"], ["1.", "a digit"], [".5", "a number"], ["1e", "a digit"], ["+1", "a number"],
    ["0x1", '"," or "}"'], ["nul", "a value of JSON"], ["Nan", "a value of JSON"], ["-NaN", "a value of JSON"], ["--1", "a number"],
  ])("%s is none", async (text, expected) => {
    await expect(read(`[{"x":${text}},{"x":1}]`)).rejects.toThrow(`row 1 is no JSON: expected ${expected}`);
  });
});

describe("dates and times in JSON", () => {
  it.each([
    ['"2020-02-29", null, "1969-12-31"', "date", undefined, undefined, ["2020-02-29", null, "1969-12-31"]],
    ['"2020-01-31T12:30:00", "2020-01-31 12:30:00.25"', "timestamp", "us", undefined, ["2020-01-31T12:30:00", "2020-01-31T12:30:00.25"]],
    ['"2020-01-31T12:30:00Z", "2020-01-31T12:30:00+02:00"', "timestamp", "us", "UTC", ["2020-01-31T12:30:00Z", "2020-01-31T10:30:00Z"]],
    ['"2020-01-31T12:30:00.000000001"', "timestamp", "ns", undefined, ["2020-01-31T12:30:00.000000001"]],
    ['"2020-02-30"', "text", undefined, undefined, ["2020-02-30"]],
    ['"2020-01-31", "2020-01-31T00:00:00"', "text", undefined, undefined, ["2020-01-31", "2020-01-31T00:00:00"]],
    ['"2020-01-31T00:00:00", "2020-01-31T00:00:00Z"', "text", undefined, undefined, ["2020-01-31T00:00:00", "2020-01-31T00:00:00Z"]],
    ['"2020-01-31", ""', "text", undefined, undefined, ["2020-01-31", ""]],
    ['"2020-01-31T00:00:00.0000000001"', "text", undefined, undefined, ["2020-01-31T00:00:00.0000000001"]],
  ])("%s are %s", async (values, type, unit, zone, expected) => {
    const found = await column(values);
    expect([found.type, found.unit, found.zone]).toEqual([type, unit, zone]);
    expect(found.toArray()).toEqual(expected);
  });

  it("are read in a format, as epochs, and in a zone, where the caller says so", async () => {
    const dates = await column('"31/01/2020", null', { type: "date", format: "DD/MM/YYYY" });
    expect(dates.toArray()).toEqual(["2020-01-31", null]);
    const epochs = await column("1580473800000, 0", { type: "timestamp" });
    expect(epochs.toArray()).toEqual(["2020-01-31T12:30:00Z", "1970-01-01T00:00:00Z"]);
    const seconds = await column("1580473800", { type: "timestamp", unit: "s", zone: "America/Sao_Paulo" });
    expect(seconds.toArray()).toEqual(["2020-01-31T09:30:00-03:00"]);
    const local = await column('"2020-01-31T09:30:00", "2020-01-31T12:30:00Z"', { type: "timestamp", zone: "America/Sao_Paulo" });
    expect(local.toArray()).toEqual(["2020-01-31T09:30:00-03:00", "2020-01-31T09:30:00-03:00"]);
    const mixed = column('"31/01/2020", "2020-01-31"', { type: "date", format: "DD/MM/YYYY" });
    await expect(mixed).rejects.toMatchObject({ code: "BadValue", row: 2 });
    await expect(column('"x"', { type: "date", format: "DD" })).rejects.toMatchObject({ code: "BadOption" });
  });
});

describe("types that a caller asks for", () => {
  it.each([
    ["1, 2.50, null, 1e2", { type: "text" }, ["1", "2.50", null, "1e2"]],
    ['"a", 1, true, [1, {"b":null}], {"c":2}', { type: "text" }, ["a", "1", "true", '[1, {"b":null}]', '{"c":2}']],
    ['1, "2", 2.5', { type: "float64" }, [1, 2, 2.5]],
    ["9007199254740993, 1.5", { type: "float64" }, [9007199254740992, 1.5]],
    ["1.0, 2e3, -5", { type: "int16" }, [1, 2000, -5]],
    ["18446744073709551615, 0", { type: "uint64" }, [18446744073709551615n, 0n]],
    ['"true", false', { type: "boolean" }, [true, false]],
    ['0.10, 12345678901234567890.12, "-5"', { type: "decimal", scale: 2 }, ["0.10", "12345678901234567890.12", "-5.00"]],
    ["0.1, 1.25", { type: "decimal" }, ["0.10", "1.25"]],
    ["1.5, 0.001, -2", { type: "duration", unit: "us" }, [1.5, 0.001, -2]],
  ] as [string, WantedType, unknown[]][])("%s as %o", async (values, type, expected) => {
    const found = await column(values, type);
    expect(found.type).toBe(type.type);
    expect(found.toArray()).toEqual(expected);
  });

  it.each([
    ["1.5", { type: "int32" }], ["300", { type: "uint8" }], ["-1", { type: "uint64" }], ['"x"', { type: "float64" }],
    ["1", { type: "boolean" }], ["0.123", { type: "decimal", scale: 2 }], ["100", { type: "decimal", precision: 2, scale: 0 }],
    ["0.0001", { type: "duration", unit: "us" }],
    ['"01"', { type: "int32" }], ["-0", { type: "int32" }], ["9223372036854775808", { type: "int64" }],
  ] as [string, WantedType][])("refuses %s as %o, with its row", async (value, type) => {
    await expect(column(`null, ${value}`, type)).rejects.toMatchObject({ code: "BadValue", row: 2, column: "x" });
  });
});

describe("what lies within rows of JSON", () => {
  it("makes columns of objects, and leaves lists out or reads them as text", async () => {
    const text = '[{"id":1,"at":{"x":1,"deep":{"y":"a"}},"tags":["p","q"]},{"id":2,"at":null},{"id":3,"at":{"x":5},"tags":[]}]';
    await expect(read(text)).rejects.toThrow(/row 1, column "tags": is a list, which no column can hold\. Read it as text, types/);
    await expect(read(text)).rejects.toMatchObject({ code: "UnsupportedType" });
    const part = await read(text, { tags: { type: "text" } });
    expect(arraysOf(part)).toEqual({
      id: [1, 2, 3], "at.x": [1, null, 5], "at.deep.y": ["a", null, null], tags: ['["p","q"]', null, "[]"],
    });
    const texts = arraysOf(await read(text, { tags: { type: "text" }, at: { type: "text" } }));
    expect(texts["at"]).toEqual(['{"x":1,"deep":{"y":"a"}}', null, '{"x":5}']);
    await expect(read(text, { tags: { type: "text" } }, { flatten: false })).rejects.toThrow(/column "at": is an object/);
  });

  it("refuses objects and other values in one place, and names that come twice", async () => {
    await expect(read('[{"a":{"b":1}},{"a":2}]')).rejects.toMatchObject({ code: "BadValue", row: 2, column: "a" });
    await expect(read('[{"a":2},{"a":{"b":1}}]')).rejects.toMatchObject({ code: "BadValue", row: 2, column: "a" });
    await expect(read('[{"a.b":1,"a":{"b":2}}]')).rejects.toMatchObject({ code: "DuplicateColumn" });
    await expect(read('[["a","a"],[1,2]]')).rejects.toMatchObject({ code: "DuplicateColumn" });
  });

  it("takes the last of keys that come twice in a row, as JSON.parse does", async () => {
    expect(arraysOf(await read('[{"a":1,"a":2},{"a":3,"a":null},{"a":"x"}]', { a: { type: "text" } }))).toEqual({ a: ["2", null, "x"] });
    expect(arraysOf(await read('[{"a":"long","b":0,"a":"s"},{"a":"t"}]'))).toEqual({ a: ["s", "t"], b: [0, null] });
  });

  it("names columns of lists that have no header, and refuses rows of another length", async () => {
    expect(arraysOf(await read('[[1,"x"],[2,"y"]]'))).toEqual({ column_1: [1, 2], column_2: ["x", "y"] });
    await expect(read('[["a","b"],[1,2],[3]]')).rejects.toMatchObject({ code: "RaggedRow", row: 2 });
    await expect(read('[["a","b"],[1,2,3]]')).rejects.toMatchObject({ code: "RaggedRow", row: 1 });
    await expect(read('{"a":[1,2],"b":[1]}')).rejects.toMatchObject({ code: "RaggedRow" });
  });

  it("reads escapes, and refuses halves of characters with their row", async () => {
    expect(arraysOf(await read('[{"a\\u0062":"\\ud83d\\ude00\\n\\\\\\"\\/é"}]'))).toEqual({ ab: ['😀\n\\"/é'] });
    await expect(read('[{"a":"x"},{"a":"\\ud83d"}]')).rejects.toMatchObject({ code: "BadValue", row: 2, column: "a" });
    await expect(read('[{"\\udc00":1}]')).rejects.toMatchObject({ code: "BadFile" });
  });

  it("knows no prototype", async () => {
    const names = ["__proto__", "constructor", "toString"];
    const part = await read('[{"__proto__":1,"constructor":2,"toString":3}]');
    expect(part.map(([name]) => name)).toEqual(names);
    expect(typesOf(part)).toMatchObject({ constructor: "int32", toString: "int32" });
  });
});

describe("numbers in JSON beyond int64", () => {
  const rows = (values: string[]) => sourceOf(new Uint8Array(Buffer.from(values.map((value) => `{"x":${value}}\n`).join(""))), "t.ndjson");
  const parts = async (values: string[]) => {
    const reader = await openJson(rows(values), { mostBytes: 1e9 });
    const found: unknown[] = [];
    for await (const part of reader.parts(wanted({ partRows: 2 }))) found.push([part[0]![1].type, part[0]![1].toArray()]);
    return found;
  };

  it("are uint64 in all parts, where the first part has one", async () => {
    expect(await parts(["18446744073709551615", "1", "2", "null", "9007199254740993", "0"])).toEqual([
      ["uint64", [18446744073709551615n, 1n]], ["uint64", [2n, null]], ["uint64", [9007199254740993n, 0n]],
    ]);
  });

  it("are told with their row where the first part has none, as is a negative one among them", async () => {
    await expect(parts(["5000000000", "1", "2", "18446744073709551615"])).rejects.toMatchObject({ code: "BadValue", row: 4 });
    await expect(parts(["18446744073709551615", "1", "2", "-1"])).rejects.toMatchObject({ code: "BadValue", row: 4 });
  });
});
