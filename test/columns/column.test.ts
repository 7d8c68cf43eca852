import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { civilOf, daysIn, daysOf, dateText, timestampText } from "../../src/columns/calendar";
import { Column } from "../../src/columns/column";
import { isWellFormed, LoneSurrogate, textAt, textsIn, textsOf } from "../../src/columns/texts";
import { columnTypeNamed } from "../../src/columns/types";
import { aligned, allValid, bothValid, countNulls, isValid, setNull } from "../../src/columns/validity";

const wellFormed = fc.string({ unit: "binary", maxLength: 40 });

/** A bitmap of these rows that begins at some bit, among noise. */
function bitmapOf(rows: readonly boolean[], offset: number, noise: number) {
  const bytes = new Uint8Array(Math.ceil((offset + rows.length) / 8) + 1).fill(noise);
  rows.forEach((isThere, row) => {
    const at = offset + row;
    const bit = 1 << (at & 7);
    bytes[at >> 3] = isThere ? bytes[at >> 3]! | bit : bytes[at >> 3]! & ~bit;
  });
  return { bytes, offset };
}

describe("validity", () => {
  const bitmaps = fc.record({ rows: fc.array(fc.boolean(), { maxLength: 70 }), offset: fc.nat(20), noise: fc.constantFrom(0, 255, 0x5a) });

  it("counts and finds nulls wherever a bitmap begins", () => {
    fc.assert(fc.property(bitmaps, ({ rows, offset, noise }) => {
      const validity = bitmapOf(rows, offset, noise);
      expect(countNulls(validity, rows.length)).toBe(rows.filter((isThere) => !isThere).length);
      for (const [row, isThere] of rows.entries()) expect(isValid(validity, row)).toBe(isThere);
      const copy = { bytes: aligned(validity, rows.length), offset: 0 };
      for (const [row, isThere] of rows.entries()) expect(isValid(copy, row)).toBe(isThere);
    }));
  });

  it("is that of rows which all columns have", () => {
    fc.assert(fc.property(bitmaps, bitmaps, (a, b) => {
      const length = Math.min(a.rows.length, b.rows.length);
      const both = bothValid(length, bitmapOf(a.rows, a.offset, a.noise), undefined, bitmapOf(b.rows, b.offset, b.noise))!;
      for (let row = 0; row < length; row++) expect(isValid(both, row)).toBe(a.rows[row]! && b.rows[row]!);
    }));
    expect(bothValid(3, undefined, undefined)).toBeUndefined();
  });

  it("is written a row at a time", () => {
    const validity = allValid(11);
    setNull(validity, 9);
    expect(countNulls(validity, 11)).toBe(1);
    expect(isValid(validity, 9)).toBe(false);
  });
});

describe("texts", () => {
  it("come back as they were: any characters, empty ones, long ones", () => {
    fc.assert(fc.property(fc.array(wellFormed, { maxLength: 30 }), (strings) => {
      expect(textsIn(textsOf(strings))).toEqual(strings);
    }));
    const long = ["\ufeffx".repeat(1000), "", "a".repeat(25), "é".repeat(24)];
    expect(long.map((_, i) => textAt(textsOf(long), i))).toEqual(long);
  });

  it("refuse half a character, and say which string has it", () => {
    expect(() => textsOf(["fine", "a\ud800b"])).toThrow(LoneSurrogate);
    expect(isWellFormed("a\udc00")).toBe(false);
    expect(isWellFormed("\u{1f600}")).toBe(true);
  });
});

describe("the calendar", () => {
  it("goes from days to dates and back, as JavaScript's Date does", () => {
    fc.assert(fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), (days) => {
      const date = new Date(days * 86_400_000);
      const civil = civilOf(days);
      expect(civil).toEqual({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() });
      expect(daysOf(civil.year, civil.month, civil.day)).toBe(days);
      expect(`${dateText(days)}T00:00:00.000Z`).toBe(date.toISOString());
    }));
    expect([daysIn(2000, 2), daysIn(1900, 2), daysIn(2024, 2), daysIn(2023, 4)]).toEqual([29, 28, 29, 30]);
  });

  it.each([
    [0n, "s", undefined, "1970-01-01T00:00:00"],
    [-1n, "ns", undefined, "1969-12-31T23:59:59.999999999"],
    [1_500n, "ms", "UTC", "1970-01-01T00:00:01.5Z"],
    [1_541_300_399n, "s", "America/Sao_Paulo", "2018-11-03T23:59:59-03:00"],
    [1_541_300_400n, "s", "America/Sao_Paulo", "2018-11-04T01:00:00-02:00"],
    [0n, "s", "+05:30", "1970-01-01T05:30:00+05:30"],
  ] as const)("writes %s %s of zone %s as %s", (value, unit, zone, text) => {
    expect(timestampText(value, unit, zone)).toBe(text);
  });
});

describe("a column", () => {
  const validity = bitmapOf([true, false, true], 3, 255);

  it.each([
    ["float64", { type: "float64", values: Float64Array.of(1.5, 0, Number.NaN) }, [1.5, null, Number.NaN]],
    ["int64", { type: "int64", values: BigInt64Array.of(-1n, 0n, 2n ** 62n) }, [-1n, null, 2n ** 62n]],
    ["boolean", { type: "boolean", values: Uint8Array.of(1, 0, 0) }, [true, null, false]],
    ["date", { type: "date", values: Int32Array.of(0, 0, -1) }, ["1970-01-01", null, "1969-12-31"]],
    ["timestamp", { type: "timestamp", unit: "us", values: BigInt64Array.of(1n, 0n, 0n) }, ["1970-01-01T00:00:00.000001", null, "1970-01-01T00:00:00"]],
    ["duration", { type: "duration", unit: "us", values: BigInt64Array.of(1500n, 0n, -1000n) }, [1.5, null, -1]],
    ["decimal", { type: "decimal", words: 1, precision: 5, scale: 2, values: BigInt64Array.of(-5n, 0n, 12345n) }, ["-0.05", null, "123.45"]],
    ["wide decimal", { type: "decimal", words: 2, precision: 38, scale: 1, values: BigInt64Array.of(-1n, -1n, 0n, 0n, 0n, 1n) }, ["-0.1", null, "1844674407370955161.6"]],
    ["text", { type: "text", texts: textsOf(["a", "", "ü"]) }, ["a", null, "ü"]],
    ["text by codes", { type: "text", texts: textsOf(["x", "y"]), codes: Uint32Array.of(1, 0, 0) }, ["y", null, "x"]],
  ] as const)("of %s gives each value or null, also of its slices", (_, data, values) => {
    const column = new Column(data, 3, validity);
    expect(column.toArray()).toEqual(values);
    expect([...column]).toEqual(values);
    expect(column.nullCount).toBe(1);
    for (let begin = 0; begin <= 3; begin++) {
      for (let end = begin; end <= 3; end++) expect(column.slice(begin, end).toArray()).toEqual(values.slice(begin, end));
    }
    expect(column.slice(-1).toArray()).toEqual(values.slice(-1));
    for (const row of [3, -1, 0.5, Number.NaN, 2 ** 32]) expect([column.get(row), column.slice(0, 2).get(2)]).toEqual([null, null]);
    for (const row of ["0", undefined, 0n]) expect(column.get(row as never)).toBeNull();
    expect(column.slice(1).slice(1).nullCount).toBe(0);
  });

  it("forgets a bitmap in which no row is null", () => {
    expect(new Column({ type: "boolean", values: Uint8Array.of(1) }, 1, allValid(1)).validity).toBeUndefined();
  });

  it("is told from whatever looks like one, without looking at it", () => {
    const column = new Column({ type: "boolean", values: Uint8Array.of(1) }, 1);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(Column.is(column)).toBe(true);
    for (const other of [proxy, Object.create(Column.prototype), { ...column }, null, 1, "x"]) expect(Column.is(other)).toBe(false);
  });

  it("has types by their names and a few others", () => {
    expect(["f64", "string", "int8", "datetime", "toString", "F64"].map(columnTypeNamed)).toEqual(["float64", "text", "int8", "timestamp", undefined, undefined]);
  });
});
