import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openParquet } from "../../src/adapters/parquet/reader";
import { type ParquetWriteOptions, writeParquet } from "../../src/adapters/parquet/writer";
import { Column } from "../../src/columns/column";
import { textsOf } from "../../src/columns/texts";
import type { TablePart } from "../../src/adapters/format";
import { collected, sourceOf, wanted } from "./bytes";
import { cutInto, knownIn, tables, withNulls } from "./columns";

async function written(parts: AsyncIterable<TablePart>, options?: ParquetWriteOptions) {
  const { out, bytes, chunks } = collected();
  await writeParquet(parts, out, options);
  return { bytes: bytes(), chunks };
}

const read = async (bytes: Uint8Array) => (await openParquet(sourceOf(bytes), { mostBytes: 1e9 })).whole(wanted());
const numbers = (length: number): TablePart => [
  ["n", new Column({ type: "float64", values: Float64Array.from({ length }, (_, i) => i) }, length)],
];

describe("writing Parquet", () => {
  it("gives back every table exactly: types, units, zones, digits, nulls, -0", async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 30 }), async (table, rows, rowGroupRows) => {
        const { bytes } = await written(cutInto(table, rows), { rowGroupRows });
        expect(knownIn(await read(bytes))).toEqual(knownIn(table));
      }),
      { numRuns: 300 },
    );
  });

  it.each(["none", "snappy", "gzip", "brotli"] as const)("compresses pages by %s", async (compression) => {
    const { bytes } = await written(cutInto(numbers(3000), 1000), { compression });
    expect(knownIn(await read(bytes))).toEqual(knownIn(numbers(3000)));
    const plain = (await written(cutInto(numbers(3000), 1000), { compression: "none" })).bytes.length;
    if (compression === "none") expect(bytes.length).toBe(plain);
    else expect(bytes.length).toBeLessThan(plain);
  });

  it("writes a row group as soon as it has its rows, and holds no more", async () => {
    const { bytes, chunks } = await written(cutInto(numbers(10_000), 700), { rowGroupRows: 2000 });
    expect(chunks).toHaveLength(6);
    const sizes: number[] = [];
    for await (const part of (await openParquet(sourceOf(bytes), { mostBytes: 1e9 })).parts(wanted())) sizes.push(part[0]![1].length);
    expect(sizes).toEqual([2000, 2000, 2000, 2000, 2000]);
  });

  it("writes a table of no rows, and reads its columns", async () => {
    const { bytes } = await written(cutInto(numbers(0), 10));
    expect(knownIn(await read(bytes))).toEqual(knownIn(numbers(0)));
  });

  it("keeps dictionaries of text, and rows that are all null", async () => {
    const codes = Uint32Array.from({ length: 1000 }, (_, i) => i % 2);
    const text = new Column({ type: "text", texts: textsOf(["a", "é"]), codes }, 1000);
    const none = withNulls({ type: "int64", values: new BigInt64Array(1000) }, 1000, () => true);
    const table: TablePart = [["text", text], ["none", none]];
    const part = await read((await written(cutInto(table, 1000))).bytes);
    expect(knownIn(part)).toEqual(knownIn(table));
    expect(part[0]![1].values).toEqual(text.values);
  });

  it("keeps 0 and -0 apart, nulls among them or not", async () => {
    const values = Float64Array.from({ length: 3000 }, (_, i) => (i % 3 === 0 ? -0 : 0));
    const table: TablePart = [
      ["all", new Column({ type: "float64", values }, 3000)],
      ["some", withNulls({ type: "float32", values: Float32Array.from(values) }, 3000, (row) => row % 5 === 1)],
    ];
    expect(knownIn(await read((await written(cutInto(table, 3000))).bytes))).toEqual(knownIn(table));
  });

  it("is read as another type where that fits, and names the row of the file where it does not", async () => {
    const column = new Column({ type: "float64", values: Float64Array.of(1, 2, 3, 1.5) }, 4);
    const { bytes } = await written(cutInto([["x", column]], 4), { rowGroupRows: 2 });
    const reader = await openParquet(sourceOf(bytes), { mostBytes: 1e9 });
    const types = new Map([["x", { type: "int32" as const }]]);
    expect((await reader.whole(wanted({ types, limit: 3 })))[0]![1].values).toEqual(Int32Array.of(1, 2, 3));
    const failed = (async () => {
      for await (const part of reader.parts(wanted({ types }))) expect(part[0]![1].type).toBe("int32");
    })();
    await expect(failed).rejects.toMatchObject({ code: "BadValue", row: 4, column: "x" });
    await expect(failed).rejects.toThrow(/column x: row 4: /);
  });

  it("refuses seconds that Parquet's milliseconds cannot hold, and names the row", async () => {
    const seconds = new Column({ type: "timestamp", unit: "s", values: BigInt64Array.of(0n, 2n ** 62n) }, 2);
    await expect(written(cutInto([["t", seconds]], 1))).rejects.toMatchObject({ code: "BadValue", row: 2, column: "t" });
  });

  it("refuses options and tables that it cannot write", async () => {
    await expect(written(cutInto(numbers(1), 1), { compression: "lzo" as never })).rejects.toMatchObject({ code: "BadOption" });
    await expect(written(cutInto(numbers(1), 1), { rowGroupRows: 0 })).rejects.toMatchObject({ code: "BadOption" });
    await expect(written(cutInto([], 1))).rejects.toMatchObject({ code: "UnsupportedInput" });
    const parts = async function* () {
      yield numbers(1);
      yield [["n", new Column({ type: "boolean", values: Uint8Array.of(1) }, 1)]] as TablePart;
    };
    await expect(written(parts())).rejects.toMatchObject({ code: "UnsupportedInput" });
  });
});
