import { describe, expect, it } from "vitest";
import { Column } from "../../../src/columns/column";
import { concatColumns } from "../../../src/columns/concat";
import { add, columnFunctions, compare, isIn, subtract } from "../../../src/columns/functions/index";
import type { FunctionArgument } from "../../../src/columns/functions/interface";
import { coded, dates, durations, numbers, plain, times } from "../columns";
import { call } from "./calls";

/** What each function is given beside the column. */
const LITERALS: Record<string, FunctionArgument[]> = {
  replace: ["a", "b"], contains: ["a"], startsWith: ["a"], endsWith: ["a"], split: [",", 0], matches: ["a"], extract: ["a"], truncate: ["day"], inZone: ["UTC"],
};
const nulls: Column[] = [plain(null, null), concatColumns([coded(null), coded(null)]), numbers(null, null), dates(null, null), times("us", "Asia/Kathmandu", null, null),
  durations("s", null, null), new Column({ type: "boolean", values: new Uint8Array(2) }, 2, { bytes: Uint8Array.of(0), offset: 0 })];
const cases = [...columnFunctions].flatMap(([name, { parameters }]) =>
  nulls.filter(({ type }) => parameters[0]!.kinds.includes(type === "float64" ? "number" : (type as "text"))).map((column) => [name, column.type, column] as const));

describe("functions of formulas", () => {
  it("have names, summaries and parameters of their own", () => {
    expect(cases.length).toBeGreaterThan(columnFunctions.size);
    for (const [name, row] of columnFunctions) {
      expect([row.name, row.summary.length > 7, row.summary.includes("\n"), row.parameters.length > 0], name).toEqual([name, true, false, true]);
      const firstOptional = row.parameters.findIndex(({ isOptional }) => isOptional);
      expect(row.parameters.slice(firstOptional < 0 ? Infinity : firstOptional).every(({ isOptional }) => isOptional), name).toBe(true);
    }
  });

  it.each(cases)("%s of %s: no rows give none, and nulls null", (name, type, column) => {
    const literals = name === "timestamp" && type === "float64" ? ["ms"] : LITERALS[name] ?? [];
    expect(call(name, column, ...literals).toArray()).toEqual([null, null]);
    expect(call(name, column.slice(0, 0), ...literals).toArray()).toEqual([]);
  });
});

describe("comparison and arithmetic", () => {
  it("of no rows give none, and of nulls null", () => {
    for (const column of nulls.filter(({ type }) => type !== "float64")) {
      expect(compare(column, column, "<", 2).toArray(), column.type).toEqual([null, null]);
      expect(compare(column.slice(0, 0), column.slice(0, 0), "<", 0).toArray(), column.type).toEqual([]);
    }
    for (const text of nulls.slice(0, 2)) expect(isIn(text, ["a", ""], 2).toArray()).toEqual([null, null]);
    for (const time of nulls.slice(3, 6)) {
      expect(add(time, nulls[5]!, 2).toArray(), time.type).toEqual([null, null]);
      expect(add(time, { months: 0, days: 0, ns: 1n }, 2).toArray(), time.type).toEqual([null, null]);
      expect(subtract(time, nulls[5]!, 2).toArray(), time.type).toEqual([null, null]);
    }
  });
});
