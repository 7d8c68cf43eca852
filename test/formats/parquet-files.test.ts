import { describe, expect, it } from "vitest";
import { openParquet } from "../../src/adapters/parquet/reader";
import { arraysOf, fixture, joined, sourceOf, streamOf, typesOf, wanted } from "./bytes";

const table: Record<string, unknown[]> = JSON.parse(Buffer.from(fixture("table.json")).toString());
/** 64-bit integers are text in table.json. */
const expected = Object.fromEntries(
  Object.entries(table).map(([name, values]) => [
    name, name === "int64" || name === "uint64" ? values.map((value) => (value === null ? null : BigInt(value as string))) : values,
  ]),
);
const TYPES = {
  int8: "int8", uint8: "uint8", int16: "int16", uint16: "uint16", int32: "int32", uint32: "uint32", int64: "int64", uint64: "uint64",
  float32: "float32", float64: "float64", boolean: "boolean", date: "date", timestamp: "timestamp", instant: "timestamp", money: "decimal",
  large: "decimal", text: "text", kind: "text",
};
const open = (name: string) => openParquet(sourceOf(fixture(`${name}.parquet`), name), { mostBytes: 1e9 });
const read = async (name: string, columns?: string[]) => (await open(name)).whole(wanted({ columns }));

describe("Parquet files of other libraries", () => {
  it.each(["pyarrow", "pandas", "polars", "duckdb", "duckdb-v2", "encodings", "plain"])(
    "have the same table, exactly, if %s wrote them",
    async (name) => {
      const part = await read(name);
      expect(typesOf(part)).toEqual(TYPES);
      expect(arraysOf(part)).toEqual(expected);
    },
  );

  it.each(["none", "snappy", "gzip", "brotli", "zstd", "lz4"])("are read whether or not their pages are compressed: %s", async (codec) => {
    const { int64, float64, boolean, text, kind } = expected;
    expect(arraysOf(await read(`codec-${codec}`))).toEqual({ int64, float64, boolean, text, kind });
  });

  it("are read part by part, row group by row group", async () => {
    const reader = await open("pyarrow");
    expect(reader.numRows).toBe(60);
    const sizes: number[] = [];
    for await (const part of reader.parts(wanted())) sizes.push(part[0]![1].length);
    expect(sizes).toEqual([25, 25, 10]);
    expect(await joined(reader.parts(wanted()))).toEqual(expected);
  });

  it("are cut into smaller parts where row groups are larger than what is asked for", async () => {
    const reader = await open("pyarrow");
    const sizes: number[] = [];
    for await (const part of reader.parts(wanted({ partRows: 10 }))) sizes.push(part[0]![1].length);
    expect(sizes).toEqual([10, 10, 5, 10, 10, 5, 10]);
    expect(await joined(reader.parts(wanted({ partRows: 10 })))).toEqual(expected);
  });

  it.each([0, 1, 24, 25, 26, 50, 59, 60, 61])("give the first %i rows", async (limit) => {
    const first = Object.fromEntries(Object.entries(expected).map(([name, values]) => [name, values.slice(0, limit)]));
    const reader = await open("polars");
    expect(arraysOf(await reader.whole(wanted({ limit })))).toEqual(first);
    expect(await joined(reader.parts(wanted({ limit })))).toEqual(first);
  });

  it("are read only where the wanted columns lie, in the order that was asked for", async () => {
    const bytes = fixture("pyarrow.parquet");
    const source = sourceOf(bytes);
    const reader = await openParquet(source, { mostBytes: 1e9 });
    source.ranges.length = 0;
    const part = await reader.whole(wanted({ columns: ["kind", "int8"] }));
    expect(part.map(([name]) => name)).toEqual(["kind", "int8"]);
    expect(source.ranges).toHaveLength(6);
    expect(source.ranges.reduce((sum, [begin, end]) => sum + end - begin, 0)).toBeLessThan(bytes.length / 8);
  });

  it("are read from a stream too, which is held in memory up to the limit", async () => {
    const bytes = fixture("pyarrow.parquet");
    const reader = await openParquet(streamOf(bytes), { mostBytes: bytes.length });
    expect(arraysOf(await reader.whole(wanted()))).toEqual(expected);
    await expect(openParquet(streamOf(bytes), { mostBytes: bytes.length - 1 })).rejects.toMatchObject({ code: "TooLarge" });
  });

  it("keep zones, units and types that only some libraries have", async () => {
    const times = ["zoned", "seconds", "nanoseconds", "time", "time32", "duration"];
    const part = await read("odd", ["half", "uuid", ...times, "nothing", "struct.x", "struct.y", "category"]);
    const column = (name: string) => part.find(([own]) => own === name)![1];
    expect(column("half").toArray()).toEqual([1.5, -2, 65504, 2 ** -24, Number.POSITIVE_INFINITY]);
    expect(column("uuid").get(1)).toBe("0785ee10-d5da-46d9-00f4-36a000000000");
    expect(column("zoned").zone).toBe("America/Sao_Paulo");
    expect(column("zoned").toArray()).toEqual([
      "1969-12-31T21:00:00-03:00", "1969-12-31T21:00:00.001-03:00", null, "1969-12-31T20:59:59.999-03:00", "2001-09-08T22:46:40-03:00",
    ]);
    expect(column("seconds").unit).toBe("s");
    expect(column("seconds").toArray()).toEqual([
      "1970-01-01T00:00:00", "1970-01-01T00:00:01", null, "1969-12-31T23:59:59", "2001-09-09T01:46:40",
    ]);
    expect(column("nanoseconds").get(4)).toBe("2001-09-09T01:46:40.000000001");
    expect(column("time").toArray()).toEqual([0, 0.001, null, 0.005, 86399999.999]);
    expect(column("time32").toArray()).toEqual([0, 1, null, 5, 86399999]);
    expect([column("duration").type, column("duration").unit]).toEqual(["duration", "us"]);
    expect(column("duration").toArray()).toEqual([0, 0.001, null, -0.005, 1e12]);
    expect(column("nothing").nullCount).toBe(5);
    expect(column("struct.x").toArray()).toEqual([1, null, null, 3, 4]);
    expect(column("struct.y").toArray()).toEqual(["a", "b", null, null, "e"]);
    expect(column("category").toArray()).toEqual(["x", "y", null, "x", "y"]);
    expect(column("category").values).toBeInstanceOf(Uint32Array);
  });

  it("keep INT96 timestamps to the nanosecond", async () => {
    const part = await read("int96");
    expect(part[0]![1].unit).toBe("ns");
    expect(part[0]![1].toArray().slice(0, 4)).toEqual([
      "1960-01-01T00:00:00", "1961-12-01T00:01:01.001001", "1963-11-01T00:02:02.002002", null,
    ]);
  });

  it("keep text in codes over dictionaries that differ, and leave them where a page has none", async () => {
    const part = await read("dictionaries");
    const { word, gap, number } = arraysOf(part);
    const rows = [...Array(200).keys()];
    expect(word).toEqual(rows.map((i) => (i < 60 ? `w${Math.floor(i / 3)}` : `a long and different string, the ${i}th`)));
    expect(gap).toEqual(rows.map((i) => (i >= 100 && i < 150 ? null : `g${i % 4}`)));
    expect(number).toEqual(rows.map((i) => i % 5));
    expect(part.map(([, column]) => column.values instanceof Uint32Array)).toEqual([false, true, false]);
  });

  it("may have no rows", async () => {
    const reader = await open("empty");
    expect(reader.numRows).toBe(0);
    expect(typesOf(await reader.whole(wanted()))).toEqual({ a: "int32", b: "text" });
    expect(await joined(reader.parts(wanted()))).toEqual({ a: [], b: [] });
  });

  it("give other types than their own where those are asked for", async () => {
    const reader = await open("pyarrow");
    const types = new Map([["int8", { type: "text" as const }], ["uint16", { type: "float64" as const }]]);
    const part = await reader.whole(wanted({ columns: ["int8", "uint16"], types }));
    expect(typesOf(part)).toEqual({ int8: "text", uint16: "float64" });
    expect(part[0]![1].get(0)).toBe("-30");
  });
});
