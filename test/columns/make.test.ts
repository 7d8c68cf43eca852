import fc from "fast-check";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { columnOf } from "../../src/columns/make";
import type { ColumnOptions } from "../../src/columns/values";

const shape = (values: ArrayLike<unknown>, options?: ColumnOptions) => {
  const { type, unit, zone } = columnOf(values, options);
  return { type, unit, zone };
};
/** Objects that have the tags and the members of Temporal's, for hosts without it. */
function tagged(kind: string, text: string, members: object = {}) {
  return { [Symbol.toStringTag]: `Temporal.${kind}`, toString: (options?: { calendarName?: string }) => (options?.calendarName === "never" ? text : `${text}[u-ca=x]`), ...members };
}
const instant = (text: string, ns: bigint) => tagged("Instant", text, { epochNanoseconds: ns });
const zoned = (zone: string, ns: bigint) => tagged("ZonedDateTime", "", { epochNanoseconds: ns, timeZoneId: zone });

describe("columns of arrays", () => {
  it("infers the type from all values", () => {
    expect(shape([1, null, 2.5])).toMatchObject({ type: "float64" });
    expect(columnOf([1, null, Number.NaN, undefined, -0]).toArray()).toEqual([1, null, Number.NaN, null, -0]);
    expect(columnOf([1, , 3]).toArray()).toEqual([1, null, 3]);
    expect(columnOf([5n, null, -(2n ** 63n)]).toArray()).toEqual([5n, null, -(2n ** 63n)]);
    expect(shape([5n])).toMatchObject({ type: "int64" });
    expect(shape([5n, 2n ** 64n - 1n])).toMatchObject({ type: "uint64" });
    expect(columnOf([true, null, false]).toArray()).toEqual([true, null, false]);
    expect(columnOf(["a", null, "é", ""]).toArray()).toEqual(["a", null, "é", ""]);
    expect(columnOf([null, undefined]).toArray()).toEqual([null, null]);
    expect(shape([null])).toMatchObject({ type: "float64" });
    expect(columnOf([]).length).toBe(0);
  });

  it("makes timestamps of Date, of any realm", () => {
    const foreign = runInNewContext("new Date(1580473800250)") as Date;
    const column = columnOf([new Date("2020-01-31T12:30:00.250Z"), null, foreign, new Date(-1)]);
    expect(column).toMatchObject({ type: "timestamp", unit: "ms", zone: "UTC" });
    expect(column.toArray()).toEqual(["2020-01-31T12:30:00.25Z", null, "2020-01-31T12:30:00.25Z", "1969-12-31T23:59:59.999Z"]);
    expect(columnOf([new Date(0)], { zone: "America/Sao_Paulo" }).toArray()).toEqual(["1969-12-31T21:00:00-03:00"]);
    expect(() => columnOf([new Date(0), new Date("soon")])).toThrow(/row 2: expected a date, got an invalid Date/);
  });

  it("makes dates and timestamps of Temporal's objects, in the unit that holds them", () => {
    expect(columnOf([tagged("PlainDate", "2020-01-31"), null, tagged("PlainDate", "-000044-03-15")]).toArray()).toEqual(["2020-01-31", null, "-000044-03-15"]);
    const wall = columnOf([tagged("PlainDateTime", "2020-01-31T12:30:00.000001"), null]);
    expect([wall.type, wall.unit, wall.zone, wall.toArray()]).toEqual(["timestamp", "us", undefined, ["2020-01-31T12:30:00.000001", null]]);
    const inZone = columnOf([tagged("PlainDateTime", "2018-11-04T00:30:00")], { zone: "America/Sao_Paulo" });
    expect(inZone.toArray()).toEqual(["2018-11-04T01:30:00-02:00"]);
    const moments = columnOf([instant("", 1_580_473_800_000_000_001n), new Date(0), instant("", -1n)]);
    expect([moments.unit, moments.zone, moments.toArray()]).toEqual(["ns", "UTC", ["2020-01-31T12:30:00.000000001Z", "1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999999999Z"]]);
    const zones = columnOf([zoned("Asia/Kathmandu", 0n), null, zoned("Asia/Kathmandu", 1_000_000n)]);
    expect([zones.unit, zones.zone, zones.get(2)]).toEqual(["ms", "Asia/Kathmandu", "1970-01-01T05:30:00.001+05:30"]);
    expect(() => columnOf([zoned("Asia/Kathmandu", 0n), zoned("UTC", 0n)])).toThrow(/row 2: expected a moment in Asia\/Kathmandu, got one in UTC: give the zone/);
    expect(columnOf([zoned("Asia/Kathmandu", 0n), zoned("UTC", 0n)], { zone: "UTC" }).zone).toBe("UTC");
    expect(() => columnOf([instant("i", 1n)], { unit: "us" })).toThrow(/row 1: expected a time that 64 bits can hold in us, got i/);
    expect(() => columnOf([instant("i", 10n ** 19n + 1n)])).toThrow(/64 bits can hold in ns/);
  });

  const temporal = (globalThis as unknown as { Temporal?: Record<string, { from(text: string): object }> }).Temporal;
  it.skipIf(!temporal)("makes dates and timestamps of the host's own Temporal", () => {
    const from = (kind: string, text: string) => temporal![kind]!.from(text);
    expect(columnOf([from("PlainDate", "2020-01-31[u-ca=hebrew]")]).toArray()).toEqual(["2020-01-31"]);
    expect(columnOf([from("PlainDateTime", "2020-01-31T12:30:00.5")]).toArray()).toEqual(["2020-01-31T12:30:00.5"]);
    expect(columnOf([from("Instant", "2020-01-31T12:30:00.000000001Z")]).toArray()).toEqual(["2020-01-31T12:30:00.000000001Z"]);
    expect(columnOf([from("ZonedDateTime", "2020-01-31T12:30[America/Sao_Paulo]")]).toArray()).toEqual(["2020-01-31T12:30:00-03:00"]);
  });

  it("says which row breaks the type, and both types", () => {
    expect(() => columnOf([1, null, "two"], { name: "x" })).toThrow(/^column "x": row 3: expected a number, as the rows before have, got text \("two"\): give the column's type/);
    expect(() => columnOf([1, null, "two"], { name: "x" })).toThrow(expect.objectContaining({ code: "BadValue", row: 3, column: "x" }));
    expect(() => columnOf([1n, 2])).toThrow(/row 2: expected a bigint, as the rows before have, got a number \(2\)/);
    expect(() => columnOf([new Date(0), tagged("PlainDate", "2020-01-31")])).toThrow(/row 2: expected a moment, .* got a date/);
    for (const value of [{}, [1], Symbol("s"), () => 1, new Map()]) expect(() => columnOf([null, value])).toThrow(/row 2: expected a number, text, boolean, date or null/);
    expect(() => columnOf(["a", "\ud800"])).toThrow(/row 2: expected text, got .*half of a character/);
    expect(() => columnOf(["a", "a", "\ud800", "a", "a", "\ud800"])).toThrow(/row 3: expected text/);
  });

  it("gives text a dictionary where texts repeat", () => {
    const repeated = columnOf(["b", "a", null, "b", "a", "b"]).data;
    expect(repeated.type === "text" && repeated.codes).toEqual(Uint32Array.of(0, 1, 0, 0, 1, 0));
    const distinct = columnOf(["b", "a", "c", "b"]).data;
    expect(distinct.type === "text" && distinct.codes).toBeUndefined();
    const many = Array.from({ length: 5000 }, (_, i) => `text ${i}`);
    expect(columnOf(many).toArray()).toEqual(many);
    expect(columnOf(many).data).not.toHaveProperty("codes");
    expect(columnOf([...many, ...many, ...many].sort()).data).toHaveProperty("codes");
    fc.assert(fc.property(fc.array(fc.option(fc.string({ unit: "grapheme", maxLength: 2 }))), (texts) => {
      expect(columnOf(texts, { type: "text" }).toArray()).toEqual(texts);
    }));
  });
});

describe("columns of typed arrays", () => {
  it("takes them as they are, without a copy", () => {
    for (const array of [Float64Array.of(1), Float32Array.of(1), Int8Array.of(1), Int16Array.of(1), Int32Array.of(1), BigInt64Array.of(1n), Uint8Array.of(1),
      Uint16Array.of(1), Uint32Array.of(1), BigUint64Array.of(1n)]) expect(columnOf(array).values, array.constructor.name).toBe(array);
    expect(shape(BigUint64Array.of(1n))).toMatchObject({ type: "uint64" });
    const clamped = Uint8ClampedArray.of(1, 255);
    expect([columnOf(clamped).type, columnOf(clamped).values!.buffer]).toEqual(["uint8", clamped.buffer]);
    const days = Int32Array.of(18_292);
    expect(columnOf(days, { type: "date" }).toArray()).toEqual(["2020-01-31"]);
    expect(columnOf(days, { type: "date" }).values).toBe(days);
    const units = BigInt64Array.of(1_580_473_800_000n);
    expect(columnOf(units, { type: "timestamp", unit: "ms" }).values).toBe(units);
    expect(columnOf(units, { type: "timestamp", unit: "ms" }).get(0)).toBe("2020-01-31T12:30:00Z");
    expect(columnOf(BigInt64Array.of(5n), { type: "duration", unit: "s" }).get(0)).toBe(5000);
    expect(columnOf(Uint8Array.of(1, 0), { type: "boolean" }).toArray()).toEqual([true, false]);
  });

  it("names the place that is given, in every error", () => {
    const place = 'data.csv, column "x"';
    expect(() => columnOf([1, "a"], {}, place)).toThrow(/^data\.csv, column "x": row 2: expected a number/);
    expect(() => columnOf(["a"], { type: "date", name: "x" }, place)).toThrow(/^data\.csv, column "x": date: row 1/);
    expect(() => columnOf([2n ** 53n + 1n], { type: "float64", name: "x" })).toThrow(/^column "x": row 1: float64 cannot hold 9007199254740993 exactly/);
    expect(() => columnOf([10n ** 400n], { type: "float64" })).toThrow(expect.objectContaining({ code: "PrecisionLost" }));
  });

  it("converts them where another type is asked for, and never in silence", () => {
    expect(columnOf(Int32Array.of(1, -2), { type: "int16" }).values).toEqual(Int16Array.of(1, -2));
    expect(columnOf(Int16Array.of(18_292), { type: "date" }).toArray()).toEqual(["2020-01-31"]);
    expect(columnOf(Float64Array.of(1, 2), { type: "int32" }).values).toEqual(Int32Array.of(1, 2));
    expect(() => columnOf(Float64Array.of(1, 2.5), { type: "int32" })).toThrow(/row 2: expected a whole number that int32 can hold, got 2.5/);
    expect(() => columnOf(Uint8Array.of(1, 2), { type: "boolean" })).toThrow(/row 2: expected true or false, got 2/);
    expect(() => columnOf(BigInt64Array.of(2n ** 53n + 1n), { type: "float64" })).toThrow(expect.objectContaining({ code: "PrecisionLost", row: 1 }));
    expect(columnOf(Float64Array.of(1580473800.25), { type: "timestamp", unit: "s" }).toArray()).toEqual(["2020-01-31T12:30:00.25Z"]);
  });
});

describe("columns of the type that is asked for", () => {
  it.each<[values: unknown[], options: ColumnOptions, wanted: unknown[]]>([
    [[1, null, -128], { type: "int8" }, [1, null, -128]],
    [[1, 2n], { type: "int64" }, [1n, 2n]],
    [[1, 2n], { type: "uint64" }, [1n, 2n]],
    [[" 1.5 ", null, "NaN", "1e3"], { type: "float64" }, [1.5, null, Number.NaN, 1000]],
    [["9007199254740993", "+5", "-1"], { type: "int64" }, [9007199254740993n, 5n, -1n]],
    [["12", "-3"], { type: "int8" }, [12, -3]],
    [["yes", null, "FALSE"], { type: "boolean" }, [true, null, false]],
    [[0.1, 5n, null], { type: "float32" }, [Math.fround(0.1), 5, null]],
    [[1, 0, true, null], { type: "boolean" }, [true, false, true, null]],
    [["2020-01-31", null], { type: "date" }, ["2020-01-31", null]],
    [["31/01/2020"], { type: "date", format: "DD/MM/YYYY" }, ["2020-01-31"]],
    [[new Date("2020-01-31T02:00:00Z")], { type: "date" }, ["2020-01-31"]],
    [[new Date("2020-01-31T02:00:00Z")], { type: "date", zone: "America/Sao_Paulo" }, ["2020-01-30"]],
    [[18_292], { type: "date" }, ["2020-01-31"]],
    [["2020-01-31T12:30:00", null], { type: "timestamp" }, ["2020-01-31T12:30:00", null]],
    [["31/01/2020 12:30"], { type: "timestamp", format: "DD/MM/YYYY HH:mm", zone: "America/Sao_Paulo" }, ["2020-01-31T12:30:00-03:00"]],
    [["2020-01-31T12:30:00.123456789Z"], { type: "timestamp", unit: "ns" }, ["2020-01-31T12:30:00.123456789Z"]],
    [[1_580_473_800_000, null], { type: "timestamp" }, ["2020-01-31T12:30:00Z", null]],
    [[1_580_473_800n], { type: "timestamp", unit: "s" }, ["2020-01-31T12:30:00Z"]],
    [[1500, null, 2n], { type: "duration" }, [1500, null, 2]],
    [["-12.50", "3", null, ".5"], { type: "decimal" }, ["-12.50", "3.00", null, "0.50"]],
    [[1.5, 2n], { type: "decimal", scale: 3 }, ["1.500", "2.000"]],
    [["-0.00000000000000000000000000000001"], { type: "decimal" }, ["-0.00000000000000000000000000000001"]],
    [["12345678901234567890123456789012345678", "-1"], { type: "decimal" }, ["12345678901234567890123456789012345678", "-1"]],
    [[null, null], { type: "text" }, [null, null]],
    [[null], { type: "timestamp" }, [null]],
  ])("%o as %o", (values, options, wanted) => {
    const column = columnOf(values, options);
    expect(column.type).toBe(options.type);
    expect(column.toArray()).toEqual(wanted);
  });

  it.each<[values: unknown[], options: ColumnOptions, message: RegExp]>([
    [[1, 128], { type: "int8" }, /row 2: expected a whole number that int8 can hold, got 128/], [[-1], { type: "uint64" }, /uint64 can hold, got -1/],
    [[2n ** 63n], { type: "int64" }, /int64 can hold/], [["1", "x"], { type: "float64" }, /row 2: expected a number for float64, got "x"/],
    [["maybe"], { type: "boolean" }, /row 1: expected true or false, got "maybe"/], [[true, "yes"], { type: "boolean" }, /row 2: expected true or false, got "yes"/],
    [["yes", 1], { type: "boolean" }, /row 2: expected text, as the rows before have/], [["1.5"], { type: "int32" }, /int32 can hold, got "1.5"/], [[""], { type: "int8" }, /a number for int8, got ""/], [[1], { type: "text" }, /row 1: expected text, got 1/],
    [["soon"], { type: "date" }, /row 1: expected a date/], [[true], { type: "date" }, /expected a date, got a boolean/], [[true], { type: "timestamp" }, /expected a moment, got a boolean/],
    [["x"], { type: "decimal" }, /expected a decimal number/], [["1.25"], { type: "decimal", scale: 1 }, /at most 38 digits, 1 of them after the point/], [["1".repeat(39)], { type: "decimal" }, /at most 38 digits/],
    [[1.5], { type: "duration" }, /whole number/], [["a", "2020-01-31"], { type: "date", name: "day" }, /^column "day": date: row 1/],
  ])("%o is not %o", (values, options, message) => {
    expect(() => columnOf(values, options)).toThrow(message);
    expect(() => columnOf(values, options)).toThrow(expect.objectContaining({ code: "BadValue" }));
  });
});
