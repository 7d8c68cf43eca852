import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Column } from "../../src/columns/column";
import { concatColumns } from "../../src/columns/concat";
import { takeRows } from "../../src/columns/take";
import { columnOf } from "../../src/columns/make";
import { coded, dates, durations, numbers, plain, times } from "./columns";

const decimals = (scale: number, ...values: (string | null)[]) => columnOf(values, { type: "decimal", scale });
const int64 = columnOf([2n ** 62n, null, -1n]);
const truths = columnOf([true, null, false]);
const columns: [string, Column][] = [
  ["numbers", numbers(1, null, Number.NaN)], ["64-bit integers", int64], ["booleans", truths], ["dates", dates("2020-01-31", null, "1969-12-31")],
  ["timestamps", times("ns", "America/Sao_Paulo", "2020-01-31T00:00:00.000000001Z", null, "1969-12-31T00:00:00Z")], ["durations", durations("s", 1n, null, -1n)],
  ["decimals", decimals(2, "-12.50", null, "3")], ["wide decimals", decimals(2, "-1234567890123456789012.50", null, "3")], ["texts", plain("a", null, "é", "")],
  ["texts with a dictionary", coded("b", null, "é", "b", "")],
];

describe("columns one after another", () => {
  it.each(columns)("has the rows of both, of %s and of their slices", (_name, column) => {
    const parts = [column, column.slice(1), column.slice(0, 0), column.slice(0, 2)];
    const joined = concatColumns(parts);
    expect(joined.toArray()).toEqual(parts.flatMap((part) => part.toArray()));
    expect([joined.type, joined.unit, joined.zone]).toEqual([column.type, column.unit, column.zone]);
    expect(concatColumns([column])).toBe(column);
  });

  it("makes one dictionary, in order of first appearance", () => {
    const { data } = concatColumns([coded("skipped", "b", null, "a").slice(1), coded("a", "c", "b"), coded(null)]);
    expect(data.type === "text" && data.codes).toEqual(Uint32Array.of(0, 0, 1, 1, 2, 0, 0));
    expect(data.type === "text" && data.texts.offsets.length).toBe(4);
    expect(concatColumns([coded(null), coded(null)]).toArray()).toEqual([null, null]);
  });

  it("dissolves a dictionary beside plain text", () => {
    const joined = concatColumns([coded("a", null, "bb", "a"), plain("x", null, "yy").slice(1), coded("a")]);
    expect(joined.data).not.toHaveProperty("codes");
    expect(joined.toArray()).toEqual(["a", null, "bb", "a", null, "yy", "a"]);
  });

  it("takes the finest unit, and the wider decimals", () => {
    const moments = concatColumns([times("s", undefined, "1969-12-31T23:59:59"), times("us", undefined, "2020-01-31T00:00:00.000001"), times("ms", undefined, "2020-01-31", null)]);
    expect([moments.unit, moments.toArray()]).toEqual(["us", ["1969-12-31T23:59:59", "2020-01-31T00:00:00.000001", "2020-01-31T00:00:00", null]]);
    expect(concatColumns([durations("s", -1n), durations("ns", 5n)]).values).toEqual(BigInt64Array.of(-1_000_000_000n, 5n));
    expect(concatColumns([decimals(1, "-2.5"), decimals(1, "-1234567890123456789012.5")]).toArray()).toEqual(["-2.5", "-1234567890123456789012.5"]);
    expect(() => concatColumns([times("s", undefined, "9999-01-01"), times("ns", undefined, "2020-01-01")])).toThrow(/9999-01-01T00:00:00 is beyond what 64 bits of ns/);
  });

  it.each<[Column, Column, RegExp]>([
    [numbers(1), dates("2020-01-31"), /^concat: column 2 is date, and those before it float64$/], [decimals(1, "1"), decimals(2, "1"), /2 digits after the point/],
    [times("s", "UTC", null), times("s", undefined, null), /timestamp without a zone, and those before it timestamp of UTC/],
  ])("refuses columns of different types", (a, b, message) => {
    expect(() => concatColumns([a, b])).toThrow(message);
    expect(() => concatColumns([a, b])).toThrow(expect.objectContaining({ code: "UnsupportedType" }));
  });

  it("gives what columns of all values give, however they are cut", () => {
    const texts = fc.array(fc.option(fc.constantFrom("a", "b", "é", "", "long text of more than a few bytes")), { maxLength: 12 });
    fc.assert(fc.property(fc.array(fc.tuple(texts, fc.boolean()), { minLength: 1 }), (parts) => {
      const joined = concatColumns(parts.map(([values, isCoded]) => (isCoded ? coded(...values) : plain(...values))));
      expect(joined.toArray()).toEqual(parts.flatMap(([values]) => values));
      expect(joined.nullCount).toBe(parts.flatMap(([values]) => values).filter((value) => value === null).length);
    }));
  });
});

describe("some rows of a column", () => {
  it.each(columns)("in any order, more than once, of %s", (_name, column) => {
    const indices = Uint32Array.of(2, 0, 0, 1, 2);
    const all = column.toArray();
    expect(takeRows(column, indices).toArray()).toEqual([...indices].map((row) => all[row]));
    expect(takeRows(column.slice(1), Uint32Array.of(1, 0)).toArray()).toEqual([all[2], all[1]]);
    expect(takeRows(column, new Uint32Array(0)).length).toBe(0);
    expect(takeRows(column, indices).nullCount).toBe(1);
  });
});
