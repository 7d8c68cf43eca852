import { expect, it } from "vitest";
import { Column } from "../../src/columns/column";
import { filterRows, rowsWhere } from "../../src/columns/filter";
import { booleans, dates, durations, evaluated, numbers, texts, timestamps } from "./formula-columns";

const names = ["a", "b", null, "a", "c"];
const columns: [string, Column][] = [
  ["x", numbers([1, null, 3, 4, 5])], ["small", numbers([1, 2, 3, null, 5], "int8")], ["id", numbers([1n, 2n, null, 4n, 5n], "int64")], ["p", booleans([true, null, false, true, false])],
  ["t", texts(names)], ["plain", texts(names, false)], ["day", dates(["2020-01-01", null, "2020-01-03", "2020-01-04", "2020-01-05"])], ["at", timestamps(["2020-01-01T00:00:00", null, null, "2020-01-04T00:00:00", null], "us", "UTC")],
  ["took", durations([1n, 2n, 3n, null, 5n], "s")], ["price", new Column({ type: "decimal", values: BigInt64Array.of(1n, 0n, 2n, 0n, -3n, -1n, 4n, 0n, 5n, 0n), words: 2, precision: 30, scale: 1 }, 5)],
];

it("the rows where a condition is true are kept, of every type, with their nulls and dictionaries", () => {
  for (const mask of [[true, false, true, null, true], [null, null, null, null, null], [false, true, false, true, false], [true, true, true, true, true]]) {
    const kept = filterRows(columns, booleans(mask));
    expect(kept.map(([name]) => name)).toEqual(columns.map(([name]) => name));
    for (const [i, [name, column]] of kept.entries()) {
      expect(column.toArray(), name).toEqual(columns[i]![1].toArray().filter((_, row) => mask[row] === true));
      expect({ type: column.type, unit: column.unit, zone: column.zone }).toEqual({ type: columns[i]![1].type, unit: columns[i]![1].unit, zone: columns[i]![1].zone });
    }
    const data = kept[4]![1].data as { texts: unknown };
    expect(data.texts).toBe((columns[4]![1].data as { texts: unknown }).texts);
  }
});

it("slices are kept from as they are, and a condition is any formula of booleans", () => {
  const sliced = columns.map(([name, column]): [string, Column] => [name, column.slice(1, 5)]);
  const condition = evaluated("t == 'a' or x > 4", Object.fromEntries(sliced));
  expect([...rowsWhere(condition)]).toEqual([2, 3]);
  expect(filterRows(sliced, condition).map(([, column]) => column.get(0))).toEqual(columns.map(([, column]) => column.get(3)));
});

it("a condition is of booleans, and as long as the columns", () => {
  expect(() => filterRows(columns, numbers([1, 1, 1, 1, 1]))).toThrow(/a condition is a boolean column, got float64/);
  expect(() => filterRows(columns, booleans([true]))).toThrow(expect.objectContaining({ code: "UnequalLengths", message: expect.stringMatching(/1 rows, column "x" has 5/) }));
});
