import { describe, expect, it } from "vitest";
import { openArrow } from "../../src/adapters/arrow/open";
import { textsIn } from "../../src/columns/texts";
import type { ByteSource, Wanted } from "../../src/adapters/format";
import { fixture, sliced, streamed, typesOf, valuesOf, wanted } from "./sources";

const read = async (source: ByteSource, some: Partial<Wanted> = {}) => (await openArrow(source)).whole(wanted(some));
const DAY = "2000-01-01T00:00:00";

const TABLE = {
  id: [1n, 2n, 3n, null, 5n, 6n],
  small: [1, -2, null, 4, 127, -128],
  count: [0, 65535, 3, 4, null, 6],
  price: [1.5, null, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e-300],
  ratio: [0.5, Math.fround(0.1), null, -1, 2, 3],
  sold: [true, false, null, true, true, false],
  city: ["Lyon", "São Paulo", null, "", "Lyon", "東京 🗼"],
  day: ["2020-01-31", null, "1969-12-31", "1582-10-15", "9999-12-31", "2024-02-29"],
  at: ["2020-01-31T12:30:00.25", null, "1969-12-31T23:59:59.999999", DAY, DAY, DAY],
  utc: ["2020-07-01T12:00:00Z", null, ...Array(4).fill("2020-01-01T00:00:00Z")],
  amount: ["1.25", "-99999999.99", null, "0.00", "0.01", "12345678.90"],
};
const SIX_ROWS = [
  "pyarrow.arrow", "pyarrow-batches.arrows", "pandas.feather", "polars.arrow", "polars-zstd.arrow", "polars.arrows", "duckdb.arrows",
];

describe("an Arrow file or stream", () => {
  it.each(SIX_ROWS)("gives the same table whoever wrote it: %s", async (name) => {
    for (const source of [sliced(fixture(name)), streamed(fixture(name)), streamed(fixture(name), 1 << 20)]) {
      const part = await read(source);
      expect(valuesOf(part)).toEqual(TABLE);
      expect(typesOf(part)).toEqual({
        id: "int64", small: "int8", count: "uint16", price: "float64", ratio: "float32", sold: "boolean", city: "text", day: "date",
        at: "timestamp", utc: "timestamp", amount: "decimal",
      });
      expect(part.find(([column]) => column === "utc")![1].zone).toMatch(/UTC/);
    }
  });

  it.each(["pyarrow-lz4.arrow", "pyarrow-zstd.arrow"])("gives it sixty times where it is compressed: %s", async (name) => {
    const values = valuesOf(await read(sliced(fixture(name))));
    const sixty = <T,>(list: readonly T[]) => Array.from({ length: 60 }, () => list).flat();
    expect(values).toEqual(Object.fromEntries(Object.entries(TABLE).map(([column, list]) => [column, sixty<unknown>(list)])));
  });

  it("has all other types as columns too, of arrays that were sliced in the middle of a byte", async () => {
    const columns = [
      "half", "large", "view", "date64", "time32", "time64", "paris", "nanos", "lasted", "d32", "d64", "none", "u64", "place.x", "place.in.y",
      "last",
    ];
    const part = await read(sliced(fixture("types.arrow")), { columns });
    expect(valuesOf(part)).toEqual({
      half: [-0, 65504, Math.fround(2 ** -24), Number.POSITIVE_INFINITY, Number.NaN],
      large: [null, "ccc", "dd", "e", "f"],
      view: [null, "longer than twelve bytes", "", "twelve bytes", "thirteen byte"],
      date64: [null, "1900-01-01", "2020-01-01", "2020-01-01", "2020-01-01"],
      time32: [null, 1000, 3_600_000, 3_600_000, 3_600_000],
      time64: [null, 1000, 3_600_000, 3_600_000, 3_600_000],
      paris: [null, "2020-01-01T01:00:00+01:00", ...Array(3).fill("1970-01-01T01:00:00+01:00")],
      nanos: [null, "1969-12-31T23:59:59.999999999", "2116-02-20T23:53:38.427387904", "1970-01-01T00:00:00", "1970-01-01T00:00:00"],
      lasted: [null, -1, 0, 0, 0],
      d32: [null, "-2.5", "0.0", "0.0", "0.0"],
      d64: [null, "-2.5", "0.0", "0.0", "0.0"],
      none: [null, null, null, null, null],
      u64: [null, 0n, 1n, 2n, 3n],
      "place.x": [null, null, 4, 5, null],
      "place.in.y": [null, null, null, "e", null],
      last: [null, false, true, true, null],
    });
    expect(typesOf(part)).toMatchObject({ half: "float32", date64: "date", time32: "duration", lasted: "duration", d32: "decimal", none: "float64" });
  });

  it.each([
    ["list", "list"],
    ["bytes", "binary"],
    ["map", "map"],
    ["d256", "decimal256"],
  ])("refuses a column of lists, bytes, maps or long decimals by name, and reads the others: %s", async (column, type) => {
    const reader = await openArrow(sliced(fixture("types.arrow"), "t.arrow"));
    expect(reader.names).toContain(column);
    await expect(reader.whole(wanted())).rejects.toMatchObject({ code: "UnsupportedType" });
    await expect(reader.whole(wanted({ columns: [column] }))).rejects.toThrow(
      new RegExp(`^t\\.arrow: column "${column}" is of Arrow's type ${type}, .*columns: \\[`),
    );
    expect(valuesOf(await reader.whole(wanted({ columns: ["u64"] })))).toEqual({ u64: [null, 0n, 1n, 2n, 3n] });
  });

  it("has columns with their types where there are no rows", async () => {
    const part = await read(sliced(fixture("no-rows.arrow")));
    expect(typesOf(part)).toEqual({ large: "text", view: "text", u64: "uint64", last: "boolean" });
    expect(part.map(([, column]) => column.length)).toEqual([0, 0, 0, 0]);
  });
});

describe("text of dictionaries", () => {
  it.each([
    ["dictionary-replaced.arrows", ["a", "b", null, "c", "a", "c"], [2020, null, 2021, 1999, null, 2000], ["a", "b", "c"]],
    ["dictionary-delta.arrows", ["a", "b", null, "d", "unused", "b"], [2020, null, 2021, 2020, null, 2021], ["a", "b", "d", "unused"]],
    ["dictionary-delta.arrow", ["a", "b", null, "d", "unused", "b"], [2020, null, 2021, 2020, null, 2021], ["a", "b", "d", "unused"]],
  ])("has codes in order of first appearance over all batches, numbers are numbers: %s", async (name, words, years, strings) => {
    for (const source of [sliced(fixture(name)), streamed(fixture(name))]) {
      const part = await read(source);
      expect(valuesOf(part)).toEqual({ word: words, year: years });
      const { data } = part[0]![1];
      if (data.type !== "text") throw new Error("no text");
      expect(textsIn(data.texts)).toEqual(strings);
      expect([...data.codes!]).toEqual(words.map((word) => (word === null ? 0 : strings.indexOf(word))));
    }
  });

  it("goes through in parts, each with the codes of its own", async () => {
    const reader = await openArrow(sliced(fixture("dictionary-replaced.arrows")));
    const parts = [];
    for await (const part of reader.parts(wanted({ partRows: 3 }))) parts.push(part[0]![1]);
    expect(parts.map((column) => column.toArray())).toEqual([["a", "b", null], ["c", "a", "c"]]);
    expect(parts.map(({ data }) => (data.type === "text" ? textsIn(data.texts) : []))).toEqual([["a", "b"], ["c", "a"]]);
  });
});
