import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TablePart, WantedType } from "../../src/adapters/format";
import { openJson } from "../../src/adapters/json/reader";
import { type JsonWriteOptions, writeJson } from "../../src/adapters/json/writer";
import { Column } from "../../src/columns/column";
import { textsOf } from "../../src/columns/texts";
import { collected, sourceOf, wanted } from "./bytes";
import { cutInto, known, tables, withNulls } from "./columns";

async function written(parts: AsyncIterable<TablePart>, options?: JsonWriteOptions) {
  const { out, bytes } = collected();
  await writeJson(parts, out, options);
  return bytes();
}

const textOf = async (part: TablePart, options?: JsonWriteOptions) => Buffer.from(await written(cutInto(part, 2), options)).toString();
const floats = (...values: number[]): TablePart => [
  ["x", new Column({ type: "float64", values: Float64Array.from(values) }, values.length)],
];

/** What a column is read as, where JSON alone does not tell its type. */
function typeOf({ type, unit, zone, data }: Column): WantedType {
  const digits = data.type === "decimal" ? { precision: data.precision, scale: data.scale } : {};
  return { type, unit, zone, ...digits };
}

describe("writing JSON", () => {
  it.each(["ndjson", "json"] as const)("gives back every table exactly, if its types are told: %s", async (format) => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 20 }), async (table, rows) => {
        const bytes = await written(cutInto(table, rows), { format, nonFinite: "literal" });
        const types = new Map(table.map(([name, column]) => [name, typeOf(column)]));
        const columns = table.map(([name]) => name);
        const part = await (await openJson(sourceOf(bytes), { mostBytes: 1e9 })).whole(wanted({ columns, types }));
        expect(part.map(([name, column]) => [name, known(column)])).toEqual(table.map(([name, column]) => [name, known(column)]));
        const text = Buffer.from(bytes).toString();
        if (!/NaN|Infinity/.test(text)) {
          const list = format === "json" ? text : `[${text.trimEnd().split("\n").join(",")}]`;
          expect(JSON.parse(list)).toHaveLength(table[0]![1].length);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("gives back the types that JSON tells without being told", async () => {
    const table: TablePart = [
      ["int32", new Column({ type: "int32", values: Int32Array.of(1, -2, 3) }, 3)],
      ["int64", withNulls({ type: "int64", values: BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n), 0n) }, 3, (row) => row === 2)],
      ["float64", new Column({ type: "float64", values: Float64Array.of(1, 2, -0) }, 3)],
      ["boolean", new Column({ type: "boolean", values: Uint8Array.of(1, 0, 1) }, 3)],
      ["date", new Column({ type: "date", values: Int32Array.of(-1, 0, 18000) }, 3)],
      ["wall", new Column({ type: "timestamp", values: BigInt64Array.of(-1n, 0n, 10n ** 15n), unit: "us" }, 3)],
      ["instant", new Column({ type: "timestamp", values: BigInt64Array.of(-1n, 0n, 10n ** 15n), unit: "us", zone: "UTC" }, 3)],
      ["text", new Column({ type: "text", texts: textsOf(['a"\n', "é😀", "\u2028"]) }, 3)],
    ];
    const part = await (await openJson(sourceOf(await written(cutInto(table, 2))), { mostBytes: 1e9 })).whole(wanted());
    expect(part.map(([name, column]) => [name, known(column)])).toEqual(table.map(([name, column]) => [name, known(column)]));
  });

  it("writes what people expect to see", async () => {
    const money = { type: "decimal", words: 1, precision: 9, scale: 2, values: BigInt64Array.of(1250n, -5n, 0n) } as const;
    const table: TablePart = [
      ["n", new Column({ type: "float64", values: Float64Array.of(1, 0.1, 1e21) }, 3)],
      ["t", new Column({ type: "timestamp", unit: "s", zone: "America/Sao_Paulo", values: BigInt64Array.of(0n, 1n, 2n) }, 3)],
      ["d", new Column({ type: "duration", unit: "us", values: BigInt64Array.of(1500n, -1n, 2_000_000n) }, 3)],
      ["m", withNulls(money, 3, (row) => row === 2)],
    ];
    expect((await textOf(table)).split("\n")).toEqual([
      '{"n":1.0,"t":"1969-12-31T21:00:00-03:00","d":1.5,"m":"12.50"}',
      '{"n":0.1,"t":"1969-12-31T21:00:01-03:00","d":-0.001,"m":"-0.05"}',
      '{"n":1e+21,"t":"1969-12-31T21:00:02-03:00","d":2000,"m":null}',
      "",
    ]);
    expect(await textOf(floats(1, 2, 3), { format: "json" })).toBe('[\n{"x":1.0},\n{"x":2.0},\n{"x":3.0}\n]\n');
    expect(await textOf(floats(), { format: "json" })).toBe("[]\n");
    expect(await textOf(floats())).toBe("");
  });

  it("refuses NaN and infinities, with the row, or writes what the caller says", async () => {
    await expect(textOf(floats(1, 2, Number.NaN))).rejects.toMatchObject({ code: "BadValue", row: 3, column: "x" });
    const infinite = textOf(floats(Number.POSITIVE_INFINITY));
    await expect(infinite).rejects.toThrow(/JSON has no Infinity\. Write nulls, or .* nonFinite: "null" or "literal"/);
    const values = floats(Number.NaN, Number.NEGATIVE_INFINITY);
    expect(await textOf(values, { nonFinite: "null" })).toBe('{"x":null}\n{"x":null}\n');
    expect(await textOf(values, { nonFinite: "literal" })).toBe('{"x":NaN}\n{"x":-Infinity}\n');
    await expect(textOf(values, { format: "yaml" as never })).rejects.toMatchObject({ code: "BadOption" });
    await expect(textOf(values, { nonFinite: "x" as never })).rejects.toMatchObject({ code: "BadOption" });
  });

  it("writes block by block", async () => {
    const { out, chunks } = collected();
    await writeJson(cutInto(floats(...Array(100_000).fill(0.5)), 1000), out);
    expect(chunks.length).toBeGreaterThan(10);
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(100_000);
  });
});
