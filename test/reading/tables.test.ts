import { tableFromArrays, vectorFromArray } from "apache-arrow";
import { createFlux, flux, type FormatName, Table } from "autoflux";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-tables-"));
afterAll(() => rmSync(folder, { recursive: true }));
const ROWS = [
  { city: "Oslo", degrees: -3.5, rain: true, day: "2020-01-31" },
  { city: "Lima, Perú", degrees: 19.25, rain: false, day: "2020-02-29" },
  { city: null, degrees: null, rain: null, day: null },
  { city: 'say "hi"', degrees: 1e-7, rain: true, day: "1969-12-31" },
];
const made = async () => flux.from(ROWS, { types: { day: "date" } });

describe("the same table is read from each format", () => {
  it.each<[FormatName, string?]>([["csv"], ["tsv"], ["json"], ["ndjson"], ["arrow"], ["arrow", "stream"], ["parquet"]])("%s %s", async (format, container) => {
    const options = { format, ...(container && { container: container as "stream" }) };
    const bytes = await flux.write(await made(), options);
    const read = await flux.read(bytes, { types: { day: "date" } });
    expect(read.toRows()).toEqual(ROWS);
    expect(read.types).toEqual({ city: "text", degrees: "float64", rain: "boolean", day: "date" });
    const kept = await flux.read(bytes, { columns: ["day"], where: "rain and degrees < 0", types: { day: "date" } });
    expect(kept.toRows()).toEqual([{ day: "2020-01-31" }]);
    expect((await flux.read(bytes, { limit: 1, columns: ["city"] })).toRows()).toEqual([{ city: "Oslo" }]);
    const lazy = await flux.read(bytes, { lazy: true, columns: ["degrees", "city"], where: "degrees > 0" });
    const parts: unknown[] = [];
    for await (const part of lazy) parts.push(...part.toRows());
    expect(parts).toEqual([{ degrees: 19.25, city: "Lima, Perú" }, { degrees: 1e-7, city: 'say "hi"' }]);
  });

  it.each(["rows.csv.gz", "rows.ndjson.gz", "rows.parquet", "rows.arrows", "rows.json"])("%s, by the name of its file", async (name) => {
    const file = path.join(folder, name);
    expect(await flux.write(await made(), file)).toMatchObject({ rows: 4 });
    expect((await flux.read(file, { types: { day: "date" } })).toRows()).toEqual(ROWS);
  });

  it.each<[string, object]>([["rows.parquet", { compression: "none" }], ["rows.parquet", {}], ["rows.arrow", { compression: "none" }]])(
    "%s by its path, lazy or not, columns of nulls among it: %o",
    async (name, options) => {
      const file = path.join(folder, `nulls-${name}`);
      await flux.write(await flux.from({ c: [null, null, null], k: ["a", "b", "c"], x: [0.5, null, 1.5] }), file, options);
      const rows = [{ c: null, k: "a", x: 0.5 }, { c: null, k: "b", x: null }, { c: null, k: "c", x: 1.5 }];
      expect((await flux.read(file)).toRows()).toEqual(rows);
      const parts: unknown[] = [];
      for await (const part of await flux.read(file, { lazy: true })) parts.push(...part.toRows());
      expect(parts).toEqual(rows);
    },
  );

  it.each<[FormatName, string[]]>([
    ["csv", ["a", "t"]], ["tsv", ["a", "t"]], ["arrow", ["a", "t"]], ["parquet", ["a", "t"]], ["json", []], ["ndjson", []],
  ])("%s, of no rows", async (format, columns) => {
    const none = await flux.from({ a: new Float64Array(0), t: [] }, { types: { t: "text" } });
    const bytes = await flux.write(none, { format });
    expect(await flux.read(bytes, { format })).toMatchObject({ numRows: 0, columns });
    for await (const part of await flux.read(bytes, { format, lazy: true })) expect(part.toRows()).toEqual([]);
  });

  it("npy, of one column", async () => {
    const bytes = await flux.write(await flux.from({ x: new Float32Array([1, 2.5]) }), { format: "npy" });
    const read = await flux.read(bytes);
    expect([read.numRows, Object.values(read.types)]).toEqual([2, ["float32"]]);
  });
});

describe("flux.from takes", () => {
  const table = [{ a: 1, b: "x" }, { a: 2, b: "y" }];

  it.each<[string, () => unknown, unknown]>([
    ["an array of objects", () => table, table],
    ["arrays by name", () => ({ a: [1, 2], b: ["x", "y"] }), table],
    ["typed arrays and columns by name", async () => ({ a: new Float64Array([1, 2]), b: (await flux.from(table)).column("b") }), table],
    ["a table of apache-arrow", () => tableFromArrays({ a: Float64Array.of(1, 2), b: ["x", "y"] }), table],
    ["vectors of apache-arrow by name", () => ({ a: vectorFromArray([1, 2]), b: vectorFromArray(["x", "y"]) }), table],
    ["bytes", () => Buffer.from("a,b\n1,x\n2,y\n"), table],
    ["an array of numbers", () => [1, 2], [{ value: 1 }, { value: 2 }]],
    ["a typed array", () => new Int16Array([1, 2]), [{ value: 1 }, { value: 2 }]],
    ["a column", async () => (await flux.from(table)).column("a"), [{ value: 1 }, { value: 2 }]],
  ])("%s", async (_, make, rows) => {
    expect((await flux.from(await make())).toRows()).toEqual(rows);
  });

  it("a table, which it returns as it is; and of it what options ask for", async () => {
    const given = await flux.from(table);
    expect(await flux.from(given)).toBe(given);
    expect((await flux.from(given, { columns: ["b"], where: "a > 1" })).toRows()).toEqual([{ b: "y" }]);
    expect((await flux.from(given, { types: { a: "int32" }, limit: 1 })).types).toEqual({ a: "int32", b: "text" });
  });

  it("typed arrays without a copy", async () => {
    const a = new Float64Array([1, 2]);
    expect((await flux.from({ a })).column("a").values!.buffer).toBe(a.buffer);
  });

  it.each<[string, unknown, string]>([
    ["a number", 3, "UnsupportedInput"],
    ["null", null, "UnsupportedInput"],
    ["rows that are none", [{ a: 1 }, [2]], "UnsupportedInput"],
    ["a class of somebody's", new Map([["a", [1]]]), "UnsupportedInput"],
    ["a name with no array", { a: 3 }, "UnsupportedInput"],
    ["columns of different lengths", { a: [1], b: [1, 2] }, "UnequalLengths"],
    ["values of several types", [{ a: 1 }, { a: "x" }], "BadValue"],
  ])("but not %s", async (_, given, code) => {
    await expect(flux.from(given)).rejects.toMatchObject({ code });
  });

  it("and refuses options that it has not, and columns that are not there", async () => {
    await expect(flux.from(table, { delimiter: ";" })).rejects.toMatchObject({ code: "BadOption" });
    await expect(flux.from(table, { columns: ["bb"] })).rejects.toMatchObject({ code: "UnknownColumn" });
  });
});

describe("a table that was read", () => {
  const text = Buffer.from("x,n,who\n1.5,1,a\n,2,b\n2.5,,a\n");

  it("lives in the arena where it is asked to, its validity too, and is mapped there", async () => {
    const fx = await createFlux({ maxWorkers: 1 });
    const table = await fx.read(text, { home: "arena" });
    for (const name of ["x", "n"]) {
      const { values, validity } = table.column(name);
      expect([values!.buffer, validity!.bytes.buffer].map((buffer) => buffer instanceof SharedArrayBuffer)).toEqual([true, true]);
    }
    expect(fx.status().memory.arrays).toBe(4);
    expect(table.toRows()).toEqual((await fx.read(text)).toRows());
    await fx.close();
  });

  it("is described, lazy or not", async () => {
    const rows = (await (await flux.read(text)).describe()).toRows();
    expect(rows).toMatchObject([
      { column: "x", type: "float64", count: 2, nulls: 1, mean: 2, std: Math.SQRT1_2, min: 1.5, q25: 1.75, median: 2, q75: 2.25, max: 2.5, distinct: null },
      { column: "n", count: 2, nulls: 1, mean: 1.5 },
      { column: "who", type: "text", count: 3, nulls: 0, mean: null, distinct: 2, most: "a" },
    ]);
    const lazy = (await (await flux.read(text, { lazy: true })).describe()).toRows();
    expect(lazy).toEqual(rows.map((row) => ({ ...row, q25: null, median: null, q75: null })));
  });

  it("is described within a call, which has a signal and a timeout, and no other options", async () => {
    const table = await flux.read(text);
    await expect(table.describe({ percentiles: [1] } as object)).rejects.toMatchObject({ code: "BadOption" });
    await expect(table.describe({ timeout: -1 })).rejects.toMatchObject({ code: "BadOption" });
    await expect(table.describe({ signal: AbortSignal.abort("enough") })).rejects.toBe("enough");
    const long = await flux.read(Buffer.from(`x\n${"1\n2\n".repeat(200_000)}`), { lazy: true });
    await expect(long.describe({ timeout: 1 })).rejects.toMatchObject({ code: "TimeoutError" });
    expect((await table.describe({ timeout: 60_000 })).numRows).toBe(3);
  });

  it("of numbers and dates is described by the parts of many", async () => {
    const count = 200_000;
    const lines = Array.from({ length: count }, (_, i) => `${i},${2000 + (i % 20)}-01-01\n`).join("");
    const bytes = Buffer.from(`i,day\n${lines}`);
    for (const lazy of [true, false]) {
      const [i, day] = (await (await flux.read(bytes, { lazy })).describe()).toRows();
      expect(i).toMatchObject({ count, mean: (count - 1) / 2, min: 0, max: count - 1 });
      expect(i!["std"]).toBeCloseTo(Math.sqrt((count * (count + 1)) / 12), 6);
      expect(day).toMatchObject({ from: "2000-01-01", to: "2019-01-01", mean: null });
    }
  });

  it("is printed as text", async () => {
    expect(String(await flux.read(text))).toBe(
      ["      x      n  who", "float64  int32  text", "-------  -----  ----", "    1.5      1  a", "   null      2  b", "    2.5   null  a", "3 rows"].join("\n"),
    );
  });

  it("is a table, and no copy of its class is", async () => {
    expect(Table.is(await flux.read(text))).toBe(true);
    expect(Table.is({ columns: [] })).toBe(false);
  });
});

it("a file larger than the memory limit goes through in memory that stays bounded", () => {
  const file = path.join(folder, "large.csv");
  const code = `
    const { createFlux } = require("autoflux");
    const { createWriteStream } = require("node:fs");
    const { once } = require("node:events");
    (async () => {
      const rows = 4_000_000, out = createWriteStream(${JSON.stringify(file)});
      out.write("i,half,name\\n");
      for (let from = 0; from < rows; from += 10_000) {
        let text = "";
        for (let i = from; i < from + 10_000; i++) text += i + "," + i / 2 + ",name" + (i % 1000) + "\\n";
        if (!out.write(text)) await once(out, "drain");
      }
      out.end();
      await once(out, "finish");
      const fx = await createFlux({ maxWorkers: 1, memoryLimit: 32 << 20 });
      const table = await fx.read(${JSON.stringify(file)});
      globalThis.gc();
      const before = process.memoryUsage().rss;
      let seen = 0, sum = 0, most = 0;
      for await (const part of table) {
        seen += part.numRows;
        sum += part.column("half").get(part.numRows - 1);
        most = Math.max(most, process.memoryUsage().rss - before);
      }
      console.log(JSON.stringify({ isLazy: table.isLazy, seen, most }));
      await fx.close();
    })();`;
  const { isLazy, seen, most } = JSON.parse(execFileSync(process.execPath, ["--expose-gc", "-e", code], { cwd: root, encoding: "utf8" }));
  expect([isLazy, seen]).toEqual([true, 4_000_000]);
  expect(most).toBeLessThan(160 << 20); // the columns take 108 MB, and the file as much
});
