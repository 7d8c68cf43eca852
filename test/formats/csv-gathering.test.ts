/** Columns of many blocks of CSV, gathered as one. */
import { describe, expect, it } from "vitest";
import { plainParsing } from "../../src/adapters/csv/plain";
import { openCsv } from "../../src/adapters/csv/reader";
import { TextBuilder } from "../../src/adapters/csv/text-builder";
import { ValuesBuilder } from "../../src/adapters/csv/values-builder";
import type { NamedColumn } from "../../src/adapters/format";
import { Column } from "../../src/columns/column";
import { textsOf } from "../../src/columns/texts";
import { sliced, streamed } from "./sources";

const integers = (...values: bigint[]) => new Column({ type: "int64", values: BigInt64Array.from(values) }, values.length);
const texts = (values: string[]) => new Column({ type: "text", texts: textsOf(values) }, values.length);

describe("integers of many blocks", () => {
  it("are int32 as long as all are, whatever number of rows was expected", () => {
    for (const rows of [0, 1, 4, 5, 100_000]) {
      const builder = new ValuesBuilder(rows, true);
      for (const block of [integers(1n, -2n), integers(3n), integers(2_147_483_647n, -2_147_483_648n)]) builder.add(block);
      expect([builder.column().type, builder.column().toArray()]).toEqual(["int32", [1, -2, 3, 2_147_483_647, -2_147_483_648]]);
    }
  });

  it("become int64 with the first one that is beyond", () => {
    for (const rows of [0, 3, 100_000]) {
      const builder = new ValuesBuilder(rows, true);
      for (const block of [integers(1n, -2n), integers(2_147_483_648n), integers(5n)]) builder.add(block);
      expect([builder.column().type, builder.column().toArray()]).toEqual(["int64", [1n, -2n, 2_147_483_648n, 5n]]);
    }
  });

  it("stay int64 where they were asked for", () => {
    const builder = new ValuesBuilder(2, false);
    builder.add(integers(1n));
    expect(builder.column().toArray()).toEqual([1n]);
  });

  it("do not keep the memory that they are given", () => {
    const lent = BigInt64Array.of(7n, 8n), builder = new ValuesBuilder(2, false);
    builder.add(new Column({ type: "int64", values: lent }, 2));
    lent.fill(0n);
    expect(builder.column().toArray()).toEqual([7n, 8n]);
  });
});

describe("text of many blocks", () => {
  const TRIAL = 1 << 16;
  const built = (rows: number, block: number, text: (row: number) => string, expected: number) => {
    const builder = new TextBuilder("text", expected);
    const all = Array.from({ length: rows }, (_, row) => text(row));
    for (let from = 0; from < rows; from += block) builder.add(texts(all.slice(from, from + block)));
    const column = builder.column();
    expect(column.toArray()).toEqual(all);
    return column.data.type === "text" && column.data.codes !== undefined;
  };

  it("is a dictionary where no more than half of the first rows differ, whatever the blocks", () => {
    const half = (row: number) => `v${row % (TRIAL / 2)}`, more = (row: number) => `v${row % (TRIAL / 2 + 1)}`;
    for (const [block, expected] of [[1000, 0], [50_000, TRIAL + 5000], [TRIAL + 5000, 10]] as const) {
      expect(built(TRIAL + 5000, block, half, expected)).toBe(true);
      expect(built(TRIAL + 5000, block, more, expected)).toBe(false);
    }
  });

  it("has no text under a null, whatever lies there", () => {
    for (const rows of [0, TRIAL + 1]) {
      const builder = new TextBuilder("text");
      builder.add(texts(Array.from({ length: rows }, (_, row) => `v${row}`)));
      const data = { type: "text", texts: textsOf(["a", "hidden", "b"]) } as const;
      builder.add(new Column(data, 3, { bytes: Uint8Array.of(0b101), offset: 0 }));
      const column = builder.column();
      expect(column.toArray().slice(rows)).toEqual(["a", null, "b"]);
      expect(column.data.type === "text" && Buffer.from(column.data.texts.bytes.slice(-2)).toString()).toBe("ab");
    }
  });
});

it("a column that turns out late to have fractions is read again, from the file or from what was kept of a stream", async () => {
  const rows = Array.from({ length: 200_000 }, (_, i) => `${i},${i === 199_999 ? "0.5" : i}`);
  const bytes = Buffer.from(`a,b\n${rows.join("\n")}\n`);
  const wanted = { columns: undefined, types: new Map(), limit: 1e9, mostBytes: 1e9, partRows: 1e9 };
  for (const source of [sliced(bytes), streamed(bytes, 100_000)]) {
    const [, [, column]] = (await (await openCsv(source, {}, plainParsing)).whole(wanted)) as [unknown, NamedColumn];
    expect([column.type, column.length]).toEqual(["float64", 200_000]);
    expect([7, 150_000, 199_999].map((row) => column.get(row))).toEqual([7, 150_000, 0.5]);
  }
});
