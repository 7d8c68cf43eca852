import { describe, expect, it } from "vitest";
import { isDuckResult } from "../../src/adapters/duckdb";
import { isFrame, isPolarsFrame, isPolarsSeries, openFrame } from "../../src/adapters/frames";
import { fixture, typesOf, valuesOf, wanted } from "./sources";

const nothing = () => undefined;
const read = async (value: unknown, some = {}) => (await openFrame(value)).whole(wanted(some));

/** What a frame of nodejs-polars has, of the fixture that Polars wrote. */
const polars = { columns: [], getColumn: nothing, vstack: nothing, writeIPC: () => fixture("polars.arrow") };
const series = { name: "id", dtype: {}, argSort: nothing, toTypedArray: nothing, toFrame: () => polars };

/** A vector of @duckdb/node-api: a typed array and its nulls, or values one by one. */
interface FakeColumn {
  name: string;
  type: { typeId: number; width?: number; scale?: number; values?: string[] };
  values: unknown[];
  items?: unknown;
}

function duckResult(columns: FakeColumn[], cuts: number[], counted = true) {
  const rows = columns[0]!.values.length;
  const at = [0, ...cuts, rows];
  let next = 0;
  return {
    ...(counted ? { rowCount: rows } : {}),
    columnNames: () => columns.map(({ name }) => name),
    columnTypes: () => columns.map(({ type }) => ({ toString: () => `TYPE ${type.typeId}`, ...type })),
    getColumns: async () => columns.map(({ values }) => values),
    fetchChunk: async () => {
      const [from, to] = [at[next], at[++next]];
      if (to === undefined) return null;
      return {
        rowCount: to - from!,
        getColumnValues: (i: number) => columns[i]!.values.slice(from, to),
        getColumnVector: (i: number) => ({
          items: (columns[i]!.items as Float64Array | undefined)?.subarray(from, to),
          validity: { itemValid: (row: number) => columns[i]!.values[from! + row] !== null },
        }),
      };
    },
  };
}

const reader = (columns: FakeColumn[]) => {
  const { columnNames, columnTypes } = duckResult(columns, []);
  let isRead = false;
  return {
    columnNames, columnTypes,
    deduplicatedColumnNames: columnNames,
    readAll: async () => void (isRead = true),
    getColumns: () => columns.map(({ values }) => (isRead ? values : [])),
  };
};

const COLUMNS: FakeColumn[] = [
  { name: "flag", type: { typeId: 1 }, values: [true, null, false] },
  { name: "n", type: { typeId: 4 }, values: [1, null, -3], items: Int32Array.of(1, 99, -3) },
  { name: "big", type: { typeId: 5 }, values: [2n ** 62n, null, -1n], items: BigInt64Array.of(2n ** 62n, 0n, -1n) },
  { name: "x", type: { typeId: 11 }, values: [0.5, null, Number.NaN], items: Float64Array.of(0.5, 9, Number.NaN) },
  { name: "at", type: { typeId: 12 }, values: [{ micros: 1n }, null, { micros: -1n }], items: BigInt64Array.of(1n, 2n ** 63n - 1n, -1n) },
  { name: "day", type: { typeId: 13 }, values: [{ days: 18_292 }, null, { days: -1 }] },
  { name: "time", type: { typeId: 14 }, values: [{ micros: 1_000_000n }, null, { micros: 0n }] },
  { name: "s", type: { typeId: 20 }, values: [{ seconds: 60n }, null, { seconds: 0n }] },
  { name: "ms", type: { typeId: 21 }, values: [{ millis: 60n }, null, { millis: 0n }] },
  { name: "ns", type: { typeId: 22 }, values: [{ nanos: 60n }, null, { nanos: 0n }] },
  { name: "tz", type: { typeId: 31 }, values: [{ micros: 60n }, null, { micros: 0n }] },
  { name: "sum", type: { typeId: 16 }, values: [-(2n ** 127n), null, 7n] },
  { name: "price", type: { typeId: 19, width: 9, scale: 2 }, values: [{ value: -125n }, null, { value: 5n }] },
  { name: "text", type: { typeId: 17 }, values: ["é", null, ""] },
  { name: "uuid", type: { typeId: 27 }, values: [{ toString: () => "0-1" }, null, { toString: () => "0-2" }] },
  { name: "kind", type: { typeId: 23, values: ["a", "b", "c"] }, values: ["c", null, "a"] },
  { name: "none", type: { typeId: 36 }, values: [null, null, null] },
];
const EXPECTED = {
  flag: [true, null, false], n: [1, null, -3], big: [2n ** 62n, null, -1n], x: [0.5, null, Number.NaN],
  at: ["1970-01-01T00:00:00.000001", null, "1969-12-31T23:59:59.999999"], day: ["2020-01-31", null, "1969-12-31"], time: [1000, null, 0],
  s: ["1970-01-01T00:01:00", null, "1970-01-01T00:00:00"], ms: ["1970-01-01T00:00:00.06", null, "1970-01-01T00:00:00"],
  ns: ["1970-01-01T00:00:00.00000006", null, "1970-01-01T00:00:00"], tz: ["1970-01-01T00:00:00.00006Z", null, "1970-01-01T00:00:00Z"],
  sum: [String(-(2n ** 127n)), null, "7"], price: ["-1.25", null, "0.05"], text: ["é", null, ""], uuid: ["0-1", null, "0-2"],
  kind: ["c", null, "a"], none: [null, null, null],
};

describe("a frame of Polars", () => {
  it("is read by the Arrow file that it writes, a series as a frame of one column", async () => {
    expect([isFrame(polars), isPolarsFrame(polars), isPolarsSeries(series), isFrame(series)]).toEqual([true, true, true, true]);
    for (const value of [polars, series]) {
      expect(valuesOf(await read(value, { columns: ["id", "city"] }))).toEqual({
        id: [1n, 2n, 3n, null, 5n, 6n], city: ["Lyon", "São Paulo", null, "", "Lyon", "東京 🗼"],
      });
    }
    await expect(read(polars, { columns: ["cty"] })).rejects.toThrow(/^the Polars frame: no column is named "cty"; did you mean "city"/);
  });
});

describe("a result of DuckDB", () => {
  it.each([[[]], [[1]], [[1, 2]]])("has a column of each type, from chunks cut at %j and from a reader", async (cuts) => {
    for (const value of [duckResult(COLUMNS, cuts), duckResult(COLUMNS, cuts, false), reader(COLUMNS)]) {
      expect(isFrame(value)).toBe(true);
      const part = await read(value);
      expect(valuesOf(part)).toEqual(EXPECTED);
      expect(typesOf(part)).toMatchObject({ flag: "boolean", n: "int32", day: "date", time: "duration", sum: "decimal", kind: "text", none: "float64" });
      expect(part.find(([name]) => name === "kind")![1].values).toEqual(Uint32Array.of(0, 0, 1));
    }
  });

  it("goes through in parts, and has no rows where it has none", async () => {
    const found: unknown[] = [];
    for await (const part of (await openFrame(duckResult(COLUMNS, [1, 2]))).parts(wanted({ columns: ["n"], partRows: 2 }))) found.push(valuesOf(part));
    expect(found).toEqual([{ n: [1, null] }, { n: [-3] }]);
    const none = COLUMNS.map((column) => ({ ...column, values: [] }));
    expect(valuesOf(await read(duckResult(none, [])))).toEqual(Object.fromEntries(COLUMNS.map(({ name }) => [name, []])));
  });

  it("is not read twice as if it had fewer rows", async () => {
    const result = duckResult(COLUMNS, [1]);
    await read(result);
    await expect(read(result)).rejects.toMatchObject({ code: "UnsupportedInput", message: expect.stringContaining("0 of its 3 rows") });
  });

  it.each([15, 18, 24, 25, 26, 28, 29, 30, 33, 35, 40, 41])("is refused by name where columns cannot have the type: %d", async (typeId) => {
    const columns = [{ name: "odd", type: { typeId }, values: [{}, {}, {}] }, ...COLUMNS];
    await expect(read(duckResult(columns, []))).rejects.toMatchObject({
      code: "UnsupportedType", message: expect.stringMatching(new RegExp(`column "odd" is of DuckDB's type "TYPE ${typeId}".*columns: \\[`)),
    });
    expect(valuesOf(await read(duckResult(columns, []), { columns: ["n"] }))).toEqual({ n: [1, null, -3] });
  });

  it.each([
    ["a date", 13, { days: 2_147_483_647 }, Int32Array.of(0, 2_147_483_647)],
    ["a timestamp", 12, { micros: -(2n ** 63n) + 1n }, BigInt64Array.of(0n, -(2n ** 63n) + 1n)],
    ["an integer of 128 bits without a sign", 32, 2n ** 127n, undefined],
  ])("is an error with the row where %s is infinite or too large", async (_, typeId, value, items) => {
    for (const given of [undefined, items]) {
      const columns = [{ name: "t", type: { typeId }, values: [null, value], items: given }];
      await expect(read(duckResult(columns, []))).rejects.toMatchObject({ code: "BadValue", row: 2, column: "t" });
    }
  });
});

describe("what is no frame", () => {
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const hostile = new Proxy({}, { get: () => { throw new Error("no"); } });
  it.each([["null", null], ["a function", nothing], ["an array", []], ["text", "frame"], ["a revoked proxy", revoked], ["a proxy that throws", hostile]])(
    "is told, and does no harm: %s",
    (_, value) => {
      expect([isFrame(value), isPolarsFrame(value), isPolarsSeries(value), isDuckResult(value)]).toEqual([false, false, false, false]);
    },
  );
});
