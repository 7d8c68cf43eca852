import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import type { Table } from "../../src/columns/table";
import { readOn } from "../../src/reading/read";
import { hostOf } from "./tiny-formats";

const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-read-"));
afterAll(() => rmSync(folder, { recursive: true }));
const ROWS = 1000;
const TEXT = `a,b,c\n${Array.from({ length: ROWS }, (_, i) => `${i},${i * 2},${i % 7}\n`).join("")}`;
const file = path.join(folder, "thousand.csv");
writeFileSync(file, TEXT);
const bytes = Buffer.from(TEXT);
const openFiles = () => readdirSync("/proc/self/fd").length;

async function partsOf(table: Table): Promise<Table[]> {
  const parts: Table[] = [];
  for await (const part of table) parts.push(part);
  return parts;
}
const rowsIn = (parts: readonly Table[]) => parts.flatMap((part) => part.toRows());

describe("columns and rows", () => {
  it("are those that are asked for, in the order that is asked for", async () => {
    const table = await readOn(hostOf().host, bytes, { columns: ["c", "a"], limit: 3 });
    expect(table.columns).toEqual(["c", "a"]);
    expect(table.toRows()).toEqual([{ c: 0, a: 0 }, { c: 1, a: 1 }, { c: 2, a: 2 }]);
  });

  it("end at limit, and what comes after it is not read", async () => {
    const { host, seen } = hostOf();
    let given = 0;
    const endless = (async function* () {
      yield Buffer.from("a,b\n");
      for (;;) yield Buffer.from(`${given++},2\n`.repeat(1000));
    })();
    expect((await readOn(host, endless, { limit: 250 })).numRows).toBe(250);
    expect(seen).toEqual({ open: 0, rows: 250 });
    expect(given).toBeLessThan(30);
  });

  it("are those for which where is true, though it uses columns that are not asked for", async () => {
    const table = await readOn(hostOf().host, bytes, { columns: ["b"], where: "c > 5 and a > 10" });
    expect(table.columns).toEqual(["b"]);
    const wanted = Array.from({ length: ROWS }, (_, a) => a).filter((a) => a % 7 > 5 && a > 10);
    expect(table.toRows()).toEqual(wanted.map((a) => ({ b: a * 2 })));
  });

  it("count for limit after where, part by part, and reading ends then", async () => {
    const { host, seen } = hostOf();
    const table = await readOn(host, bytes, { where: "a >= 150", limit: 100 });
    expect(table.toRows().map(({ a }) => a)).toEqual(Array.from({ length: 100 }, (_, i) => 150 + i));
    expect(seen).toEqual({ open: 0, rows: 300 });
  });

  it.each([{ where: "a > 5000" }, { where: "a > 5000", limit: 10 }])("may be none, with their columns all the same: %o", async (options) => {
    const table = await readOn(hostOf().host, bytes, { columns: ["c", "a"], ...options });
    expect([table.columns, table.numRows, table.types]).toEqual([["c", "a"], 0, { c: "float64", a: "float64" }]);
  });

  it.each<[string, object, string, RegExp?]>([
    ["an unknown column, with the nearest", { columns: ["aa"] }, "UnknownColumn", /did you mean "a"/],
    ["an unknown column of types", { types: { z: "text" } }, "UnknownColumn", /There are: "a", "b", "c"/],
    ["an unknown column in where", { where: "zz > 3" }, "UnknownColumn"],
    ["a column that is asked for twice", { columns: ["a", "a"] }, "DuplicateColumn"],
    ["a formula that cannot be read", { where: "a >" }, "FormulaSyntax"],
    ["a formula that is no condition", { where: "a + 1" }, "FormulaType", /must be a condition/],
    ["an unknown option", { colums: [] }, "BadOption", /columns/],
    ["columns that are no list", { columns: "a" }, "BadOption"],
    ["a type that does not exist", { types: { a: "complex" } }, "BadOption", /float64/],
    ["a type with an unknown key", { types: { a: { type: "date", fmt: "x" } } }, "BadOption", /format/],
    ["a limit that is no number of rows", { limit: -1 }, "BadOption"],
    ["a format that does not exist", { format: "xlsx" }, "BadOption", /parquet/],
    ["an option of another format", { format: "json", delimiter: ";" }, "BadOption"],
    ["a signal that is none", { signal: 3 }, "BadOption"],
    ["mostBytes that is nothing", { mostBytes: 0 }, "BadOption"],
  ])("with %s are an error", async (_, options, code, message) => {
    const { host, seen } = hostOf();
    const given = "format" in options && options.format === "json" ? Buffer.from("[1]") : bytes;
    const failure = expect(readOn(host, given, options)).rejects;
    await failure.toMatchObject({ code, ...(message && { message: expect.stringMatching(message) }) });
    expect(seen.open).toBe(0);
  });
});

describe("a table that is lazy", () => {
  it("has its first rows in memory, and gives all of them in parts, as often as one likes", async () => {
    const { host, seen } = hostOf();
    const before = openFiles();
    const table = await readOn(host, file, { lazy: true });
    expect([table.isLazy, seen.open, openFiles()]).toEqual([true, 0, before]);
    expect(table.head(2).toRows()).toEqual([{ a: 0, b: 0, c: 0 }, { a: 1, b: 2, c: 1 }]);
    expect(() => table.numRows).toThrow(expect.objectContaining({ code: "LazyTable" }));
    const whole = (await readOn(host, file)).toRows();
    for (let pass = 0; pass < 2; pass++) {
      const parts = await partsOf(table);
      expect(parts.length).toBe(10);
      expect(rowsIn(parts)).toEqual(whole);
    }
    expect(rowsIn(await partsOf(table.select("b")))).toEqual(whole.map(({ b }) => ({ b })));
    expect([seen.open, openFiles()]).toEqual([0, before]);
  });

  it("has where, columns and limit in its parts", async () => {
    const table = await readOn(hostOf().host, file, { lazy: true, columns: ["b"], where: "a > 500", limit: 150 });
    expect(table.head(1).toRows()).toEqual([{ b: 1002 }]);
    const rows = rowsIn(await partsOf(table));
    expect(rows).toEqual(Array.from({ length: 150 }, (_, i) => ({ b: (501 + i) * 2 })));
  });

  it("closes its file where one leaves it early", async () => {
    const { host, seen, instance } = hostOf();
    const before = openFiles();
    for await (const part of await readOn(host, file, { lazy: true })) {
      expect(part.numRows).toBe(100);
      expect(openFiles()).toBe(before + 1);
      break;
    }
    expect([seen.open, openFiles()]).toEqual([0, before]);
    await instance.close();
  });

  it("of a stream can be gone through once", async () => {
    const { host, seen } = hostOf();
    const table = await readOn(host, Readable.from([bytes]), { lazy: true, where: "a >= 150" });
    expect(table.head(1).toRows()).toEqual([{ a: 150, b: 300, c: 3 }]);
    expect(rowsIn(await partsOf(table.select("a"))).length).toBe(850);
    expect(seen.open).toBe(0);
    await expect(partsOf(table)).rejects.toMatchObject({ code: "LazyTable", message: expect.stringContaining("once") });
  });

  it("is one of a file that was changed since: that is an error", async () => {
    const changing = path.join(folder, "changing.csv");
    writeFileSync(changing, TEXT);
    const table = await readOn(hostOf().host, changing, { lazy: true });
    writeFileSync(changing, `${TEXT}1,2,3\n`);
    await expect(partsOf(table)).rejects.toMatchObject({ code: "FileChanged" });
  });

  it("is what is larger than the memory limit, unless lazy: false; then it is an error", async () => {
    const { host } = hostOf({ memoryLimit: 3 << 20, maxWorkers: 1 }, 10_000);
    const large = path.join(folder, "large.csv");
    writeFileSync(large, `a,b\n${"1,2\n".repeat(500_000)}`);
    const table = await readOn(host, large);
    expect(table.isLazy).toBe(true);
    let rows = 0;
    for await (const part of table) rows += part.numRows;
    expect(rows).toBe(500_000);
    await expect(readOn(host, large, { lazy: false })).rejects.toMatchObject({ code: "TooLarge" });
    expect((await readOn(host, large, { where: "a > 1" })).numRows).toBe(0);
    expect((await readOn(host, large, { limit: 20 })).numRows).toBe(20);
    expect((await readOn(host, large, { where: "a > 0" })).isLazy).toBe(true);
    await expect(readOn(host, large, { mostBytes: 1 << 20 })).rejects.toMatchObject({ code: "TooLarge" });
  });
});

describe("a reading is a call", () => {
  it("that a signal ends, whatever it waits for", async () => {
    const waiting = new PassThrough();
    waiting.write("a,b\n1,2\n");
    const { host, seen } = hostOf();
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error("enough")), 20);
    await expect(readOn(host, waiting, { signal: abort.signal })).rejects.toThrow("enough");
    expect([seen.open, waiting.destroyed]).toEqual([0, true]);
  });

  it("that is over when its time is", async () => {
    const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    await expect(readOn(hostOf().host, never, { timeout: 20 })).rejects.toMatchObject({ code: "TimeoutError" });
    const file2 = path.join(folder, "timed.csv");
    writeFileSync(file2, `a,b\n${"1,2\n".repeat(2_000_000)}`);
    const before = openFiles();
    await expect(readOn(hostOf().host, file2, { timeout: 1 })).rejects.toMatchObject({ code: "TimeoutError" });
    expect(openFiles()).toBe(before);
  });

  it("that close({ abort: true }) ends, and close() waits for; a closed instance refuses it", async () => {
    const { host, instance } = hostOf();
    const reading = expect(readOn(host, new PassThrough())).rejects.toMatchObject({ code: "InstanceClosed" });
    await instance.close({ abort: true });
    await reading;
    await expect(readOn(host, bytes)).rejects.toMatchObject({ code: "InstanceClosed" });
  });

  it("that is counted with its rows, and tells how far it has come", async () => {
    const { host, instance } = hostOf();
    const told: { done: number; total: number }[] = [];
    await readOn(host, bytes, { onProgress: (progress: { done: number; total: number }) => told.push(progress) });
    expect(told.at(-1)!.done).toBe(ROWS);
    await expect(readOn(host, bytes, { columns: ["zz"] })).rejects.toThrow();
    expect(instance.metrics().operations["read"]).toMatchObject({ calls: 2, failed: 1, elements: ROWS });
  });

  it("whose passes over a lazy table end with its signal too", async () => {
    const abort = new AbortController();
    const { host, seen } = hostOf();
    const table = await readOn(host, file, { lazy: true, signal: abort.signal });
    const parts = table[Symbol.asyncIterator]();
    await parts.next();
    abort.abort(new Error("enough"));
    await expect(parts.next()).rejects.toThrow("enough");
    expect(seen.open).toBe(0);
  });
});
