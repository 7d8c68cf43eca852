import * as zlib from "node:zlib";
import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrowTableOf } from "../../src/adapters/arrow/given";
import { footerIn } from "../../src/adapters/arrow/metadata";
import { openArrow } from "../../src/adapters/arrow/open";
import { type ArrowWriting, writeArrow } from "../../src/adapters/arrow/write";
import type { TablePart } from "../../src/adapters/format";
import { Column } from "../../src/columns/column";
import { textsOf } from "../../src/columns/texts";
import type { ColumnData, Validity } from "../../src/columns/types";
import { sliced, streamed, typesOf, valuesOf, wanted } from "./sources";

async function* each(parts: readonly TablePart[]) {
  yield* parts;
}

async function written(parts: readonly TablePart[], options: ArrowWriting = {}): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await writeArrow(each(parts), async (bytes) => void pieces.push(Uint8Array.from(bytes)), options);
  return new Uint8Array(Buffer.concat(pieces));
}

const whole = async (bytes: Uint8Array) => (await openArrow(sliced(bytes))).whole(wanted());

/** What a column is, its nulls and its values, whatever lies under the nulls. */
const told = (part: TablePart) =>
  part.map(([name, { data, unit, zone, ...column }, ], i) => ({
    name, type: data.type, unit, zone, ...column, values: part[i]![1].toArray(),
    scale: data.type === "decimal" ? [data.precision, data.scale] : undefined,
    isCoded: data.type === "text" && data.codes !== undefined,
  }));

const int = (bits: number, isSigned: boolean) =>
  isSigned ? fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n }) : fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n });
const texts = fc.string({ unit: "grapheme", maxLength: 12 });
const listOf = <T,>(rows: number, one: fc.Arbitrary<T>) => fc.array(one, { minLength: rows, maxLength: rows });
const bigs = (rows: number) => listOf(rows, int(64, true)).map((list) => BigInt64Array.from(list));

/** Columns of so many rows, of every type. */
function dataOf(rows: number): fc.Arbitrary<ColumnData> {
  const numbers = <T extends ColumnData["type"]>(type: T, Kind: { from(list: number[]): unknown }, one: fc.Arbitrary<number>) =>
    listOf(rows, one).map((list) => ({ type, values: Kind.from(list) }) as unknown as ColumnData);
  const small = (bits: number, isSigned: boolean) => int(bits, isSigned).map(Number);
  return fc.oneof(
    numbers("float64", Float64Array, fc.double()), numbers("float32", Float32Array, fc.float()),
    numbers("int8", Int8Array, small(8, true)), numbers("int16", Int16Array, small(16, true)), numbers("int32", Int32Array, small(32, true)),
    numbers("uint8", Uint8Array, small(8, false)), numbers("uint16", Uint16Array, small(16, false)), numbers("uint32", Uint32Array, small(32, false)),
    bigs(rows).map((values) => ({ type: "int64", values }) as const),
    listOf(rows, int(64, false)).map((list) => ({ type: "uint64", values: BigUint64Array.from(list) }) as const),
    numbers("boolean", Uint8Array, fc.nat(1)), numbers("date", Int32Array, fc.integer({ min: -1e6, max: 1e6 })),
    fc.record({ type: fc.constant("timestamp" as const), values: bigs(rows), unit: fc.constantFrom("ms" as const, "us" as const, "ns" as const),
      zone: fc.constantFrom(undefined, "UTC", "+05:30") }).map((data) => ({ ...data, values: data.values.map((value) => value >> 20n) })),
    fc.record({ type: fc.constant("duration" as const), values: bigs(rows), unit: fc.constantFrom("s" as const, "ns" as const) }),
    fc.record({ type: fc.constant("decimal" as const), values: bigs(rows), words: fc.constant(1 as const), precision: fc.constant(18),
      scale: fc.integer({ min: -2, max: 20 }) }),
    fc.record({ type: fc.constant("decimal" as const), values: bigs(2 * rows), words: fc.constant(2 as const), precision: fc.constant(38),
      scale: fc.integer({ min: 0, max: 38 }) }),
  );
}

/** A column that may be cut from a longer one, so that bitmaps begin anywhere. */
function columnOf(rows: number): fc.Arbitrary<Column> {
  const before = fc.nat(9);
  const isNull = (length: number) => fc.option(listOf(length, fc.boolean()));
  const bitmap = (nulls: boolean[] | null): Validity | undefined => {
    if (!nulls) return undefined;
    const bytes = new Uint8Array(Math.ceil(nulls.length / 8)).fill(0xff);
    for (const [row, is] of nulls.entries()) if (is) bytes[row >> 3]! &= ~(1 << (row & 7));
    return { bytes, offset: 0 };
  };
  const fixed = before.chain((skip) => fc.tuple(dataOf(rows + skip), isNull(rows + skip)).map(([data, nulls]) =>
    new Column(data, rows + skip, bitmap(nulls)).slice(skip)));
  const plain = before.chain((skip) => fc.tuple(listOf(rows + skip, texts), isNull(rows + skip)).map(([list, nulls]) =>
    new Column({ type: "text", texts: textsOf(list.map((text, row) => (nulls?.[row] ? "" : text))) }, rows + skip, bitmap(nulls)).slice(skip)));
  const coded = fc.uniqueArray(texts, { minLength: 1, maxLength: 4 }).chain((words) =>
    fc.tuple(listOf(rows, fc.nat(words.length - 1)), isNull(rows)).map(([codes, nulls]) =>
      new Column({ type: "text", texts: textsOf(words), codes: Uint32Array.from(codes, (code, row) => (nulls?.[row] ? 0 : code)) }, rows, bitmap(nulls))));
  return fc.oneof({ weight: 3, arbitrary: fixed }, plain, coded);
}

const tables = fc.nat(40).chain((rows) => fc.array(columnOf(rows), { minLength: 1, maxLength: 5 }).map((columns): TablePart =>
  columns.map((column, i) => [`c${i}`, column])));
const hasZstd = "zstdCompressSync" in zlib;
const codecs = [undefined, "lz4" as const, ...(hasZstd ? ["zstd" as const] : [])];
const options = fc.record({ format: fc.constantFrom("file" as const, "stream" as const), compression: fc.constantFrom(...codecs) });

describe("a table that is written as Arrow", () => {
  it("comes back with its types, nulls and values, from memory and from a pipe", async () => {
    await fc.assert(fc.asyncProperty(tables, options, async (table, how) => {
      const bytes = await written([table], how);
      expect(told(await whole(bytes))).toEqual(told(table));
      expect(told(await (await openArrow(streamed(bytes, 100))).whole(wanted()))).toEqual(told(table));
    }), { numRuns: 300 });
  });

  it("comes back from several parts as from one, its dictionaries together", async () => {
    await fc.assert(fc.asyncProperty(tables, options, fc.array(fc.nat(40), { maxLength: 3 }), async (table, how, cuts) => {
      const rows = table[0]![1].length;
      const at = [0, ...cuts.map((cut) => Math.min(cut, rows)).sort((a, b) => a - b), rows];
      const parts = at.slice(1).map((end, i) => table.map(([name, column]) => [name, column.slice(at[i], end)] as const));
      const bytes = await written(parts, how);
      expect(told(await whole(bytes))).toEqual(told(table));
    }), { numRuns: 200 });
  });

  it("is read by apache-arrow as it is by this package", async () => {
    await fc.assert(fc.asyncProperty(tables, fc.constantFrom("file" as const, "stream" as const), async (table, format) => {
      expect(valuesOf(arrowTableOf(tableFromIPC(await written([table], { format }))))).toEqual(valuesOf(table));
    }), { numRuns: 100 });
  });

  it("may have no rows, or no parts at all", async () => {
    const empty: TablePart = [["a", new Column({ type: "int32", values: new Int32Array(0) }, 0)]];
    for (const format of ["file", "stream"] as const) {
      expect(typesOf(await whole(await written([empty], { format })))).toEqual({ a: "int32" });
      expect(await whole(await written([], { format }))).toEqual([]);
    }
  });

  it("may mix text with codes and without among its parts", async () => {
    const coded = new Column({ type: "text", texts: textsOf(["x", "y"]), codes: Uint32Array.of(1, 0, 1) }, 3);
    const plain = new Column({ type: "text", texts: textsOf(["z", "", "x"]) }, 3, { bytes: Uint8Array.of(0b101), offset: 0 });
    for (const parts of [[coded, plain], [plain, coded]]) {
      const bytes = await written(parts.map((column) => [["t", column]]));
      expect(valuesOf(await whole(bytes))["t"]).toEqual(parts.flatMap((column) => column.toArray()));
    }
  });

  it("is refused where a later part has another type", async () => {
    const ints: TablePart = [["a", new Column({ type: "int32", values: new Int32Array(1) }, 1)]];
    const doubles: TablePart = [["a", new Column({ type: "float64", values: new Float64Array(1) }, 1)]];
    await expect(written([ints, doubles])).rejects.toMatchObject({ code: "UnsupportedType", message: expect.stringContaining('"a"') });
  });

  it("is smaller where it is compressed, and the same table", async () => {
    const values = Float64Array.from({ length: 20_000 }, (_, i) => i % 100);
    const list = Array.from(values, (value) => `row ${value}`);
    const table: TablePart = [["x", new Column({ type: "float64", values }, values.length)], ["t", new Column({ type: "text", texts: textsOf(list) }, list.length)]];
    for (const compression of codecs.slice(1)) {
      const bytes = await written([table], { compression });
      expect(bytes.length).toBeLessThan((await written([table])).length / 4);
      expect(told(await whole(bytes))).toEqual(told(table));
    }
  });

  it.skipIf(hasZstd)("is refused where this host has no zstd", async () => {
    await expect(written([], { compression: "zstd" })).rejects.toMatchObject({ code: "UnsupportedType", message: expect.stringContaining("lz4") });
  });

  it("is not compressed where compression is none, and another word is an error", async () => {
    const part: TablePart = [["x", new Column({ type: "float64", values: new Float64Array(1000) }, 1000)]];
    expect(await written([part], { compression: "none" })).toEqual(await written([part]));
    for (const compression of ["snappy", "gzip", "brotli", "lzo", ""]) {
      const wrong = { compression } as unknown as ArrowWriting;
      await expect(written([part], wrong)).rejects.toMatchObject({ code: "BadOption", message: expect.stringContaining('"none", "lz4", "zstd"') });
    }
    const format = "stram" as "stream";
    await expect(written([part], { format })).rejects.toMatchObject({ code: "BadOption", message: expect.stringContaining('"file", "stream"') });
  });

  it("has its dictionary once where it does not grow, and in a file once, however it grows", async () => {
    const words = Array.from({ length: 100 }, (_, i) => `a long word ${i}`.padEnd(100));
    const parts = [50, 100, 100, 100].map((count): TablePart => {
      const codes = Uint32Array.from({ length: count }, (_, i) => i);
      return [["t", new Column({ type: "text", texts: textsOf(words), codes }, count)]];
    });
    const size = async (some: readonly TablePart[]) => (await written(some, { format: "stream" })).length;
    expect(await size(parts)).toBeLessThan(await size(parts.slice(0, 2)) + 3000);
    const bytes = await written(parts);
    const footerBytes = new DataView(bytes.buffer).getInt32(bytes.length - 10, true);
    const footer = footerIn("the file", bytes.subarray(bytes.length - 10 - footerBytes, bytes.length - 10));
    expect([footer.dictionaries.length, footer.batches.length]).toEqual([1, 4]);
    expect(valuesOf(await whole(bytes))["t"]!.slice(-100)).toEqual(words);
  });

  it("has the same bytes whatever bits lie beyond the last row", async () => {
    const table = (bits: number): TablePart => [["x", new Column({ type: "int8", values: Int8Array.of(1, 2, 3) }, 3, { bytes: Uint8Array.of(bits), offset: 0 })]];
    expect(await written([table(0b1111_1101)])).toEqual(await written([table(0b101)]));
  });

  it("is given in large pieces, which are not copied", async () => {
    const values = new Float64Array(1 << 18).map((_, i) => i);
    const pieces: Uint8Array[] = [];
    await writeArrow(each([[["x", new Column({ type: "float64", values }, values.length)]]]), async (bytes) => void pieces.push(bytes));
    expect(pieces.some(({ buffer }) => buffer === values.buffer)).toBe(true);
  });
});
