import { inspect } from "node:util";
import { Column, flux, Table } from "autoflux";
import { describe, expect, it } from "vitest";

const table = await flux.from([{ a: 1, b: "x" }, { a: null, b: "y" }, { a: 3, b: "z" }]);
const column = table.column("a");

describe("console.log", () => {
  it("of a column tells its type, rows, nulls and values", () => {
    expect(inspect(column)).toBe("Column(float64, 3 rows, 1 null) [1, null, 3]");
    expect(inspect(table.column("b"))).toBe("Column(text, 3 rows) ['x', 'y', 'z']");
    expect(inspect(column.slice(0, 0))).toBe("Column(float64, 0 rows) []");
  });

  it("of a long column shows the first ten values, and of a long text the beginning", async () => {
    const long = (await flux.from({ n: Int32Array.from({ length: 1000 }, (_, i) => i) })).column("n");
    expect(inspect(long)).toBe("Column(int32, 1000 rows) [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ... 990 more rows]");
    expect(inspect(long.slice(0, 11))).toMatch(/ 9, \.\.\. 1 more row\]$/);
    const text = (await flux.from({ t: ["x".repeat(1000)] })).column("t");
    expect(inspect(text)).toMatch(/^Column\(text, 1 row\) \['x{60}'\.\.\. 940 more characters\]$/);
  });

  it("of a table shows names, types and the first rows, as print does", () => {
    expect(inspect(table)).toBe(`Table\n${String(table)}`);
    expect(inspect(table)).toMatch(/^Table\n +a +b\nfloat64 +text\n[- ]+\n +1 +x\n +null +y\n +3 +z\n3 rows$/);
  });

  it("of what holds them shows them; deeper than it goes only what they are", () => {
    expect(inspect({ column })).toBe("{ column: Column(float64, 3 rows, 1 null) [1, null, 3] }");
    expect(inspect({ of: { column, table } }, { depth: 1 })).toBe("{ of: { column: [Column], table: [Table] } }");
    expect(inspect({ table })).toContain("float64");
  });

  it("of the classes shows their names, as the errors' and stack traces do", () => {
    expect([inspect(Column), inspect(Table)]).toEqual(["[class Column]", "[class Table]"]);
    expect([column.constructor.name, table.constructor.name]).toEqual(["Column", "Table"]);
  });
});
