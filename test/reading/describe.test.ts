/** Descriptions of tables: exact where float64 is not, a slice at a time, and ended when the caller says so. */
import { describe, expect, it } from "vitest";
import { Column } from "../../src/columns/column";
import { columnOf } from "../../src/columns/make";
import { Table } from "../../src/columns/table";
import { textsOf } from "../../src/columns/texts";
import { type Describing, describeTable } from "../../src/reading/describe";
import { newTables } from "./tiny-formats";

const using = (some: Partial<Describing> = {}): Describing => ({
  moments: async (values) => ({ mean: 0, std: 0, min: Math.min(...values), max: Math.max(...values) }),
  quantiles: async (_, at) => new Float64Array(at.length),
  check: () => {},
  stop: new AbortController().signal,
  ...some,
});
const tableOf = (name: string, column: Column) => new Table([[name, column]], newTables);
const rowOf = async (column: Column, host = using()) => (await describeTable(tableOf("x", column), host, newTables)).toRows()[0]!;
const words = (count: number) => {
  const texts = textsOf(Array.from({ length: count }, (_, i) => `w${i}`));
  return new Column({ type: "text", texts }, count);
};

describe("a description", () => {
  it.each<[string, bigint[], object]>([
    ["int64", [2n ** 53n + 1n, -5n], { from: "-5", to: "9007199254740993" }],
    ["int64", [-(2n ** 63n) + 1n, 7n], { from: "-9223372036854775807", to: "7" }],
    ["uint64", [2n ** 64n - 1n, 0n], { from: "0", to: "18446744073709551615" }],
  ])("of %s %o has the least and the greatest exactly, as text, where a float64 is neither", async (type, values, expected) => {
    const row = await rowOf(columnOf([...values, null], { type: type as "int64", name: "x", where: "test" }));
    expect(row).toMatchObject({ count: 2, nulls: 1, ...expected });
  });

  it("of 64-bit integers that float64 holds has them as numbers alone", async () => {
    const row = await rowOf(columnOf([2n ** 60n, 1n], { type: "int64", name: "x", where: "test" }));
    expect(row).toMatchObject({ min: 1, max: 2 ** 60 });
    expect(row).not.toHaveProperty("from");
  });

  it("of many different texts leaves the event loop its turns, and has them all", async () => {
    let turns = 0;
    const ticking = setInterval(() => turns++, 1);
    const row = await rowOf(words(400_000));
    clearInterval(ticking);
    expect(row).toMatchObject({ count: 400_000, distinct: 400_000, most: "w0" });
    expect(turns).toBeGreaterThan(3);
  });

  it("ends in the middle of a column when the call is to end", async () => {
    let checks = 0;
    const check = () => {
      if (++checks > 5) throw new Error("enough");
    };
    await expect(rowOf(words(400_000), using({ check }))).rejects.toThrow("enough");
    expect(checks).toBe(6);
  });
});
