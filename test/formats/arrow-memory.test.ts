import { describe, expect, it } from "vitest";
import { openArrow } from "../../src/adapters/arrow/open";
import { fixture, sliced, streamed, valuesOf, wanted } from "./sources";

const FIXED = ["id", "small", "count", "price", "ratio", "day", "at", "utc", "amount"];

describe("reading Arrow", () => {
  it.each([
    ["ordinary memory", (length: number) => new ArrayBuffer(length)],
    ["shared memory", (length: number) => new SharedArrayBuffer(length)],
  ])("makes columns over the file's own bytes in %s, where they are aligned", async (_, make) => {
    for (const name of ["pyarrow.arrow", "duckdb.arrows", "polars.arrow"]) {
      const given = fixture(name);
      const bytes = new Uint8Array(make(given.length + 8) as ArrayBuffer, 8);
      bytes.set(given);
      const part = await (await openArrow(sliced(bytes))).whole(wanted());
      for (const [column, { values, data, validity }] of part) {
        if (FIXED.includes(column)) expect(values!.buffer, column).toBe(bytes.buffer);
        if (data.type === "text" && name !== "polars.arrow") expect(data.texts.bytes.buffer).toBe(bytes.buffer);
        expect(validity!.bytes.buffer).toBe(bytes.buffer);
      }
    }
  });

  it("copies what is not aligned", async () => {
    const given = fixture("pyarrow.arrow");
    const bytes = new Uint8Array(new ArrayBuffer(given.length + 3), 3);
    bytes.set(given);
    const part = await (await openArrow(sliced(bytes))).whole(wanted());
    expect(valuesOf(part)["id"]).toEqual([1n, 2n, 3n, null, 5n, 6n]);
  });

  it("reads only what the wanted columns have, in their order", async () => {
    const all = sliced(fixture("pyarrow-lz4.arrow"));
    await (await openArrow(all)).whole(wanted());
    const few = sliced(fixture("pyarrow-lz4.arrow"));
    const reader = await openArrow(few);
    const opened = few.read;
    const part = await reader.whole(wanted({ columns: ["sold", "id"] }));
    expect(part.map(([name]) => name)).toEqual(["sold", "id"]);
    expect(few.read - opened).toBeLessThan(all.read - opened - 1000);
  });

  it("tells the nearest name of a column that is not there", async () => {
    const reader = await openArrow(sliced(fixture("pyarrow.arrow"), "sales.arrow"));
    await expect(reader.whole(wanted({ columns: ["pric"] }))).rejects.toMatchObject({
      code: "UnknownColumn",
      message: expect.stringMatching(/^sales\.arrow: no column is named "pric"; did you mean "price"\? There are: "id", /),
    });
  });

  it("gives as many rows as the limit says, and no more than it needs is read", async () => {
    const source = sliced(fixture("pyarrow-batches.arrows"));
    const reader = await openArrow(source);
    const opened = source.read;
    expect(valuesOf(await reader.whole(wanted({ columns: ["id"], limit: 3 })))).toEqual({ id: [1n, 2n, 3n] });
    const three = source.read - opened;
    await reader.whole(wanted({ columns: ["id"] }));
    expect(source.read - opened - three).toBeGreaterThan(three);
    expect(valuesOf(await reader.whole(wanted({ columns: ["id"], limit: 0 })))).toEqual({ id: [] });
  });

  it.each([1, 2, 3, 4, 5, 6, 7])("gives parts of about %d rows, of small batches together and of large ones in pieces", async (partRows) => {
    for (const name of ["pyarrow-batches.arrows", "pyarrow.arrow"]) {
      for (const limit of [0, 4, 5, Number.POSITIVE_INFINITY]) {
        const found: unknown[] = [];
        const lengths: number[] = [];
        for await (const part of (await openArrow(sliced(fixture(name)))).parts(wanted({ columns: ["city"], partRows, limit }))) {
          found.push(...part[0]![1].toArray());
          lengths.push(part[0]![1].length);
        }
        expect(found).toEqual(["Lyon", "São Paulo", null, "", "Lyon", "東京 🗼"].slice(0, limit));
        expect(Math.max(...lengths)).toBeLessThanOrEqual(partRows);
        if (limit === 0) expect(lengths).toEqual([0]);
        else expect(Math.min(...lengths)).toBeGreaterThan(0);
      }
    }
  });

  it("lets go of a stream that is left early", async () => {
    for (const use of ["whole", "parts", "close"] as const) {
      const source = streamed(fixture("pyarrow-batches.arrows"), 512);
      const reader = await openArrow(source);
      if (use === "whole") await reader.whole(wanted({ limit: 1 }));
      if (use === "parts") for await (const part of reader.parts(wanted({ partRows: 1 }))) if (part) break;
      await reader.close();
      expect(source.left, use).toBe(true);
    }
    const bad = streamed(new Uint8Array(1000), 64);
    await expect(openArrow(bad)).rejects.toMatchObject({ code: "UnknownFormat" });
    expect(bad.left).toBe(true);
  });

  it("has the types that are asked for, and a value that has none is an error with its row in the file", async () => {
    const types = new Map([["id", { type: "float64" }], ["day", { type: "timestamp", unit: "ms" }], ["small", { type: "text" }]] as const);
    const reader = await openArrow(sliced(fixture("pyarrow-batches.arrows"), "sales.arrows"));
    const part = await reader.whole(wanted({ columns: ["id", "day", "small"], types }));
    expect(part.map(([, { type, unit }]) => [type, unit])).toEqual([["float64", undefined], ["timestamp", "ms"], ["text", undefined]]);
    expect(valuesOf(part)).toMatchObject({ id: [1, 2, 3, null, 5, 6], small: ["1", "-2", null, "4", "127", "-128"] });
    expect(valuesOf(part)["day"]![0]).toBe("2020-01-31T00:00:00");
    const narrow = wanted({ columns: ["count"], types: new Map([["count", { type: "int8" }]]), partRows: 2 });
    await expect(reader.whole(narrow)).rejects.toMatchObject({ code: "BadValue", row: 2, column: "count" });
    await expect(async () => {
      for await (const some of reader.parts(wanted({ columns: ["small"], types: new Map([["small", { type: "uint8" }]]), partRows: 1 }))) {
        expect(some[0]![1].length).toBe(1);
      }
    }).rejects.toMatchObject({ code: "BadValue", row: 2, column: "small" });
  });
});
