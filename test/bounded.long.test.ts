import { execFile } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createFlux } from "autoflux";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const child = (name: string) => fileURLToPath(new URL(`children/${name}`, import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-bounded-"));
const doubles = path.join(folder, "doubles.f64");
const table = path.join(folder, "table.csv");
afterAll(() => rmSync(folder, { recursive: true }));

/** The limits, and files 20 times as large: reading text makes garbage of its own, of which the collector lets 40 MB pile up. */
const LIMIT_MB = 24;
const CSV_LIMIT_MB = 48;
const DOUBLES = (LIMIT_MB * 20 * 2 ** 20) / 8;

beforeAll(() => {
  const file = openSync(doubles, "w");
  const block = new Float64Array(1 << 16);
  for (let at = 0; at < DOUBLES; at += block.length) {
    for (let i = 0; i < block.length; i++) block[i] = (at + i) / DOUBLES;
    writeSync(file, block);
  }
  closeSync(file);
  const csv = openSync(table, "w");
  writeSync(csv, "note,value\n");
  const rows = `${"a note of some length, ".repeat(200).trim()},0.5\n`.replace(/^(.*),(0\.5)/, '"$1",$2').repeat(500);
  for (let bytes = 0; bytes < CSV_LIMIT_MB * 20 * 2 ** 20; bytes += rows.length) writeSync(csv, rows);
  closeSync(csv);
}, 60_000);

interface Told {
  result: unknown;
  grownMb: number;
}
const told = async (args: string[]): Promise<Told> => JSON.parse((await run(process.execPath, args, { timeout: 110_000 })).stdout) as Told;

describe(`with a memoryLimit of ${LIMIT_MB} MiB, in a process of its own, resident memory grows by no more than that`, () => {
  it.each(["map", "expression"])("while %s goes through a file of doubles 20 times as large", async (task) => {
    const { result, grownMb } = await told([child("bounded.mjs"), task, String(LIMIT_MB), doubles]);
    expect(result).toEqual({ elements: DOUBLES });
    expect(grownMb).toBeLessThan(LIMIT_MB);
  }, 120_000);

  it("while a reduction does", async () => {
    const { result, grownMb } = await told([child("bounded.mjs"), "reduce", String(LIMIT_MB), doubles]);
    expect(result).toBeCloseTo(2 / 3, 4);
    expect(grownMb).toBeLessThan(LIMIT_MB);
  }, 120_000);
});

it("a column of a CSV file 20 times larger than the limit is reduced within it", async () => {
  const { result, grownMb } = await told([child("bounded.mjs"), "csv column", String(CSV_LIMIT_MB), table]);
  expect(result).toBeGreaterThan(50_000);
  expect(grownMb).toBeLessThan(CSV_LIMIT_MB);
}, 120_000);

it("parallel over an async iterable takes memory that does not depend on its length", async () => {
  const short = await told([child("bounded.mjs"), "parallel", "64", "30000"]);
  const long = await told([child("bounded.mjs"), "parallel", "64", "150000"]);
  expect(long.grownMb).toBeLessThan(short.grownMb * 1.5 + 32);
}, 120_000);

it("100,000 maps of mixed sizes leave resident memory within 5 % of its high-water mark after warm-up", async () => {
  const { stdout } = await run(process.execPath, [child("many-maps.mjs")], { timeout: 110_000 });
  const { highAtWarmUp, highAfter, memory } = JSON.parse(stdout) as { highAtWarmUp: number; highAfter: number; memory: { arrays: number; stagingBytes: number } };
  expect(highAfter).toBeLessThan(highAtWarmUp * 1.05);
  expect(memory).toMatchObject({ arrays: 6, stagingBytes: 0 });
}, 120_000);

describe("memorySafe", () => {
  /** A control group with a limit of its own, where this machine lets us make one. */
  const group = "/sys/fs/cgroup/memory/autoflux-tests";
  const LIMIT = 192 << 20;
  const hasGroups = (() => {
    try {
      mkdirSync(group, { recursive: true });
      writeFileSync(`${group}/memory.limit_in_bytes`, String(LIMIT));
      return true;
    } catch {
      return false;
    }
  })();
  afterAll(() => {
    if (hasGroups) rmdirSync(group);
  });
  const within = async (code: string) => {
    const script = `require("node:fs").writeFileSync("${group}/cgroup.procs", String(process.pid)); const { createFlux } = require(${JSON.stringify(fileURLToPath(new URL("../dist/index.cjs", import.meta.url)))}); (async () => { ${code} })();`;
    return JSON.parse((await run(process.execPath, ["-e", script], { timeout: 110_000 })).stdout) as unknown;
  };

  it.skipIf(!hasGroups)("sees the limit of the container it runs in, and goes through a file of more than that", async () => {
    const told = (await within(`
      const fx = await createFlux();
      const { limitBytes } = fx.status().memory;
      const { elements } = await fx.mapFile("sqrt(x)", ${JSON.stringify(doubles)}, ${JSON.stringify(`${doubles}.roots`)});
      console.log(JSON.stringify({ limitBytes, elements, sum: await fx.reduceFile("sum", ${JSON.stringify(doubles)}) }));
      await fx.close();
    `)) as { limitBytes: number; elements: number };
    expect(told.limitBytes).toBeLessThan(LIMIT / 2);
    expect(told.elements).toBe(DOUBLES);
  }, 120_000);

  it.skipIf(!hasGroups)("refuses there what cannot fit, in the arena and as a result, and says what would; the process lives on", async () => {
    const [inArena, asResult, after] = (await within(`
      const fx = await createFlux();
      const code = (e) => ({ code: e.code, message: e.message });
      let inArena;
      try { fx.zeros(25_000_000); } catch (e) { inArena = code(e); }
      const a = new Int8Array(30_000_000);
      const asResult = await fx.map("add", a, 1).catch(code);
      console.log(JSON.stringify([inArena, asResult, Array.from(await fx.map("sqrt", [4]))]));
      await fx.close();
    `)) as { code: string; message: string }[];
    expect(inArena).toMatchObject({ code: "ArenaFull", message: expect.stringMatching(/the largest array that fits now takes \d+ bytes, \d+ float64/) });
    expect(asResult).toMatchObject({ code: "NotEnoughMemory", message: expect.stringMatching(/takes 240000000 bytes, and \d+ are free: at most \d+ float64 fit/) });
    expect(after).toEqual([2]);
  }, 120_000);

  it.skipIf(!hasGroups)("fills one array with what functions over batches give, so that data and results fit there together", async () => {
    const told = await within(`
      const fx = await createFlux({ maxWorkers: 2 });
      const results = await fx.parallel((batch) => batch.map((v) => v + 1), { strategy: "threads" })(new Float64Array(5_500_000));
      console.log(JSON.stringify([results.length, results.every((v) => v === 1)]));
      await fx.close();
    `);
    expect(told).toEqual([5_500_000, true]);
  }, 120_000);

  it.skipIf(!hasGroups)("refuses the results of functions over batches where they cannot fit, before memory is short", async () => {
    const told = (await within(`
      const fx = await createFlux({ maxWorkers: 2 });
      const widen = fx.parallel((batch) => Float64Array.from(batch), { strategy: "threads" });
      const error = await widen(new Int8Array(30_000_000)).catch((e) => ({ code: e.code, message: e.message }));
      console.log(JSON.stringify([error, Array.from(await widen(new Int8Array(2)))]));
      await fx.close();
    `)) as unknown[];
    expect(told).toEqual([{ code: "NotEnoughMemory", message: expect.stringMatching(/the results take 240000000 bytes, and \d+ are free/) }, [0, 0]]);
  }, 120_000);

  it("false leaves it to the system", async () => {
    const fx = await createFlux({ memorySafe: false });
    expect(fx.status().memory.limitBytes).toBe(65535 * 65536);
    await fx.close();
  });
});
