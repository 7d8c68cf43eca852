import { describe, expect, it } from "vitest";
import { Column } from "../../src/columns/column";
import { Table, type TableHost } from "../../src/columns/table";
import { textsOf } from "../../src/columns/texts";
import { allValid, setNull } from "../../src/columns/validity";

const host: TableHost = { describe: async (table) => table, shown: (table) => `a table of ${table.columns.length} columns` };
const floats = (...values: number[]) => new Column({ type: "float64", values: Float64Array.from(values) }, values.length);
const withNull = (column: Column, row: number) => {
  const validity = allValid(column.length);
  setNull(validity, row);
  return new Column(column.data, column.length, validity);
};
const words = new Column({ type: "text", texts: textsOf(["a", "b", "c"]) }, 3);
const table = new Table([["TMAX", floats(1, 2, 3)], ["TMIN", withNull(floats(0, 0, 5), 1)], ["word", words]], host);

const lazyOf = (first: Table) => new Table([...first.columns].map((name) => [name, first.column(name)] as const), host, {
  first,
  async *parts(columns) {
    yield first.select(columns);
    yield first.select(columns);
  },
});

describe("a table", () => {
  it("has columns by name, of one length, in order", () => {
    expect(table.columns).toEqual(["TMAX", "TMIN", "word"]);
    expect(table.types).toEqual({ TMAX: "float64", TMIN: "float64", word: "text" });
    expect(table.numRows).toBe(3);
    expect(table.column("TMIN").nullCount).toBe(1);
    expect(table.select("word", "TMAX").columns).toEqual(["word", "TMAX"]);
    expect(table.select(["TMIN"]).columns).toEqual(["TMIN"]);
  });

  it("gives rows, and cuts like an array, without a copy", () => {
    expect(table.toRows()[1]).toEqual({ TMAX: 2, TMIN: null, word: "b" });
    expect(table.head(1).toRows()).toEqual([{ TMAX: 1, TMIN: 0, word: "a" }]);
    expect(table.slice(-2, -1).toRows()).toEqual([{ TMAX: 2, TMIN: null, word: "b" }]);
    expect(table.head().numRows).toBe(3);
    expect((table.slice(1).column("TMAX").values as Float64Array).buffer).toBe((table.column("TMAX").values as Float64Array).buffer);
  });

  it("gives arrays: typed ones of numbers, with NaN for what is null", () => {
    const arrays = table.toArrays();
    expect(arrays["TMAX"]).toEqual(Float64Array.of(1, 2, 3));
    expect(arrays["TMIN"]).toEqual(Float64Array.of(0, Number.NaN, 5));
    expect(arrays["word"]).toEqual(["a", "b", "c"]);
    const whole = new Table([["n", withNull(new Column({ type: "int64", values: BigInt64Array.of(1n, 2n) }, 2), 0)]], host);
    expect(whole.toArrays()["n"]).toEqual([null, 2n]);
  });

  it("refuses an unknown column with the nearest name, two of one name, and columns of different lengths", () => {
    expect(() => table.column("tmx")).toThrow(expect.objectContaining({ code: "UnknownColumn", column: "tmx", message: expect.stringContaining('did you mean "TMAX"') }));
    expect(() => table.select("nothing")).toThrow(expect.objectContaining({ code: "UnknownColumn" }));
    expect(() => new Table([["a", floats(1)], ["a", floats(1)]], host)).toThrow(expect.objectContaining({ code: "DuplicateColumn" }));
    expect(() => new Table([["a", floats(1)], ["b", floats(1, 2)]], host)).toThrow(expect.objectContaining({ code: "UnequalLengths" }));
  });

  it("is one part of itself", async () => {
    const parts: Table[] = [];
    for await (const part of table) parts.push(part);
    expect(parts).toEqual([table]);
  });
});

describe("a table that is larger than memory", () => {
  const lazy = lazyOf(table);

  it("goes through in parts, its first rows at hand", async () => {
    let rows = 0;
    for await (const part of lazy.select("word")) {
      expect(part.columns).toEqual(["word"]);
      rows += part.numRows;
    }
    expect(rows).toBe(6);
    expect(lazy.isLazy).toBe(true);
    expect(lazy.head(2).toRows()).toEqual(table.head(2).toRows());
    expect(lazy.types).toEqual(table.types);
  });

  it.each(["numRows", "column", "slice", "toRows", "toArrays", "head"] as const)("says the way out where all rows are asked for at once: %s", (what) => {
    const ask = () => (what === "numRows" ? lazy.numRows : what === "column" ? lazy.column("TMAX") : what === "head" ? lazy.head(4) : lazy[what]());
    expect(ask).toThrow(expect.objectContaining({ code: "LazyTable", message: expect.stringContaining("for await") }));
  });
});
