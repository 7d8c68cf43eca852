import { describe, expect, it } from "vitest";
import { columnOf } from "../../src/columns/make";
import { type PrintOptions, Table, type TableHost } from "../../src/columns/table";
import { tableText } from "../../src/reading/show";
import { cutTo, widthOf } from "../../src/reading/text-width";

const host: TableHost = { describe: () => Promise.reject(new Error("not here")), shown: tableText };
const tableOf = (columns: Record<string, unknown[]>) => new Table(Object.entries(columns).map(([name, values]) => [name, columnOf(values)]), host);
const linesOf = (columns: Record<string, unknown[]>, options: PrintOptions = { width: 80 }) => tableText(tableOf(columns), options).split("\n");

describe("a table as text", () => {
  it("has names, types and rows, numbers to the right", () => {
    expect(linesOf({ city: ["Oslo", "Lima"], degrees: [-3.5, 19] })).toEqual([
      "city  degrees",
      "text  float64",
      "----  -------",
      "Oslo     -3.5",
      "Lima       19",
      "2 rows",
    ]);
  });

  it("shows nulls, NaN, -0, infinities, and six digits of fractions", () => {
    expect(linesOf({ x: [null, Number.NaN, -0, -1 / 0, 1 / 3, 123456789, 1e-9, 1234567.125] }).slice(3, -1).map((line) => line.trim())).toEqual([
      "null", "NaN", "-0", "-Infinity", "0.333333", "123456789", "1e-9", "1234570",
    ]);
  });

  it("counts characters of East Asia and emoji as two places, and marks as none", () => {
    expect(linesOf({ 名: ["愛", "👍🏽", "e\u0301", "ab"], n: ["1", "2", "3", "4"] })).toEqual([
      "名    n", "text  text", "----  ----", "愛    1", "👍🏽    2", "e\u0301     3", "ab    4", "4 rows",
    ]);
  });

  it("shows what moves the cursor, or hides, as escapes", () => {
    const [name, , , cell] = linesOf({ "a\nb": ["\u001b[31mred\u202e\r"] });
    expect(name).toBe("a\\u000ab");
    expect(cell).toBe("\\u001b[31mred\\u202e\\u000d");
  });

  it("has ten rows, or as many as one asks for, and says of how many", () => {
    const x = Array.from({ length: 12_345 }, (_, i) => i);
    expect(linesOf({ x }).length).toBe(14);
    expect(linesOf({ x }).at(-1)).toBe("10 rows of 12,345");
    expect(linesOf({ x }, { rows: 2, width: 80 }).slice(3)).toEqual(["      0", "      1", "2 rows of 12,345"]);
    expect(linesOf({ x: [1] }).at(-1)).toBe("1 row");
    expect(linesOf({ x: [] }).at(-1)).toBe("0 rows");
  });

  it("counts the columns that do not fit, and never takes more places than there are", () => {
    const columns = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`column${i}`, [i]]));
    const lines = linesOf(columns, { width: 40 });
    expect(lines[0]).toBe("column0  column1  column2  column3");
    expect(lines.at(-2)).toBe("... 16 more columns: column4, column5, …");
    for (let width = 10; width < 60; width++) {
      for (const line of linesOf({ ...columns, 名名名名名名: ["愛".repeat(30)] }, { width })) expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
  });

  it("cuts long texts", () => {
    const [, , , cell] = linesOf({ x: ["愛".repeat(1000)] });
    expect(cell).toBe(`${"愛".repeat(15)}…`);
    expect(cutTo("x".repeat(1e6), 5)).toBe("xxxx…");
    expect(cutTo("xxxxx", 5)).toBe("xxxxx");
  });

  it("of no columns says so", () => {
    expect(tableText(new Table([], host))).toBe("a table without columns");
  });

  it.each([{ rows: -1 }, { rows: 1.5 }, { width: 3 }, { widht: 80 }] as PrintOptions[])("is refused %o", (options) => {
    expect(() => tableText(tableOf({ x: [1] }), options)).toThrow(expect.objectContaining({ code: "BadOption" }));
  });
});
