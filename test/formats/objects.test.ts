import { describe, expect, it } from "vitest";
import { tableOfObjects } from "../../src/adapters/objects";
import { arraysOf, typesOf } from "./bytes";

class Trade {
  readonly price = 1.5;
  #secret = 1;
  get secret() {
    return this.#secret;
  }
}

describe("a list of objects", () => {
  it("has a column for each key, in order of first appearance, and null where one is missing", () => {
    const part = tableOfObjects([{ a: 1, b: "x" }, { b: "y", c: true }, {}, { a: null, c: undefined, b: null }]);
    expect(Object.entries(arraysOf(part))).toEqual([
      ["a", [1, null, null, null]], ["b", ["x", "y", null, null]], ["c", [null, true, null, null]],
    ]);
    expect(typesOf(part)).toEqual({ a: "float64", b: "text", c: "boolean" });
  });

  it("has dates, bigints and NaN as what they are", () => {
    const part = tableOfObjects([{ at: new Date(0), big: 2n ** 62n, nan: Number.NaN }, { at: null, big: 1n, nan: -0 }]);
    expect(typesOf(part)).toEqual({ at: "timestamp", big: "int64", nan: "float64" });
    expect(arraysOf(part)).toEqual({ at: ["1970-01-01T00:00:00Z", null], big: [2n ** 62n, 1n], nan: [Number.NaN, -0] });
  });

  it("takes an object's own properties, of any class or none", () => {
    const bare = Object.assign(Object.create(null) as object, { price: 2 });
    const heir = Object.assign(Object.create({ inherited: 1 }) as object, { price: 4 });
    expect(arraysOf(tableOfObjects([new Trade(), bare, { price: 3, [Symbol("s")]: 1 }, heir]))).toEqual({ price: [1.5, 2, 3, 4] });
    const odd = JSON.parse('{"__proto__":1,"constructor":2}') as object;
    expect(tableOfObjects([odd]).map(([name, column]) => [name, column.get(0)])).toEqual([["__proto__", 1], ["constructor", 2]]);
  });

  it("takes types and columns that are asked for", () => {
    const rows = [{ a: 1, b: "2020-01-31", c: 5 }, { a: 2, b: null, c: 6 }];
    const types = new Map([["a", { type: "int32" as const }], ["b", { type: "date" as const }]]);
    const part = tableOfObjects(rows, { columns: ["b", "a", "z"], types });
    expect(Object.entries(arraysOf(part))).toEqual([["b", ["2020-01-31", null]], ["a", [1, 2]], ["z", [null, null]]]);
    expect(typesOf(part)).toMatchObject({ a: "int32", b: "date" });
  });

  it.each([
    [[{ a: 1 }, 5], /row 2 of the list is no object with a value for each column, but number/],
    [[null], /row 1 .* but null/],
    [[[1, 2]], /row 1 .* but a list/],
    [[{ a: 1 }, , { a: 2 }], /row 2 .* but undefined/],
  ])("refuses what is no object: %o", (rows, message) => {
    expect(() => tableOfObjects(rows)).toThrow(message);
  });

  it("refuses mixed and nested values, with column and row", () => {
    expect(() => tableOfObjects([{ a: 1 }, { a: "x" }])).toThrow(/column "a": row 2/);
    expect(() => tableOfObjects([{ a: [1] }])).toThrow(/column "a": row 1/);
    expect(() => tableOfObjects([{ a: 1 }, { a: "x" }])).toThrow(expect.objectContaining({ code: "BadValue", row: 2, column: "a" }));
  });

  it("may be empty", () => {
    expect(tableOfObjects([])).toEqual([]);
  });
});
