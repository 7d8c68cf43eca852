import { describe, expect, it } from "vitest";
import { openArrow } from "../../src/adapters/arrow/open";
import type { ByteSource, Wanted } from "../../src/adapters/format";
import { fixture, sliced, streamed, typesOf, valuesOf, wanted } from "./sources";

const read = async (source: ByteSource, some: Partial<Wanted> = {}) => (await openArrow(source)).whole(wanted(some));
const DAY = "2000-01-01T00:00:00";

const TABLE = {
  id: [1n, 2n, 3n, null, 5n, 6n],
  small: [1, -2, null, 4, 127, -128],
  count: [0, 65535, 3, 4, null, 6],
  price: [1.5, null, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e-300],
  ratio: [0.5, Math.fround(0.1), null, -1, 2, 3],
  sold: [true, false, null, true, true, false],
  city: ["Lyon", "São Paulo", null, "", "Lyon", "東京 🗼"],
  day: ["2020-01-31", null, "1969-12-31", "1582-10-15", "9999-12-31", "2024-02-29"],
  at: ["2020-01-31T12:30:00.25", null, "1969-12-31T23:59:59.999999", DAY, DAY, DAY],
  utc: ["2020-07-01T12:00:00Z", null, ...Array(4).fill("2020-01-01T00:00:00Z")],
  amount: ["1.25", "-99999999.99", null, "0.00", "0.01", "12345678.90"],
};
const SIX_ROWS = [
  "pyarrow.arrow", "pyarrow-batches.arrows", "pandas.feather", "polars.arrow", "polars-zstd.arrow", "polars.arrows", "duckdb.arrows",
];

describe("an Arrow file or stream", () => {
  it.each(SIX_ROWS)("gives the same table whoever wrote it: %s", async (name) => {
    for (const source of [sliced(fixture(name)), streamed(fixture(name)), streamed(fixture(name), 1 << 20)]) {
      const part = await read(source);
      expect(valuesOf(part)).toEqual(TABLE);
      expect(typesOf(part)).toEqual({
        id: "int64", small: "int8", count: "uint16", price: "float64", ratio: "float32", sold: "boolean", city: "text", day: "date",
        at: "timestamp", utc: "timestamp", amount: "decimal",
      });
      expect(part.find(([column]) => column === "utc")![1].zone).toMatch(/UTC/);
    }
  });
});
