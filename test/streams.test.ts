import { execFileSync } from "node:child_process";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { createFlux } from "autoflux";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { reductions } from "../src/catalog/index";
import type { PlainReduction } from "../src/catalog/names";
import { expectSameBits, generator, randomDoubles } from "./values";

const fx = await createFlux({ maxWorkers: 2 });
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-streams-"));
const at = (name: string) => path.join(folder, name);
afterAll(async () => {
  await fx.close();
  rmSync(folder, { recursive: true });
});

const x = randomDoubles(700_001, 11, (u) => u * 6 - 1);
writeFileSync(at("x.f64"), x);
const doublesIn = (name: string) => new Float64Array(new Uint8Array(readFileSync(at(name))).buffer);

/** An array in chunks of the sizes given, in turn. */
function* chunks(values: Float64Array, sizes: number[]) {
  for (let from = 0, i = 0; from < values.length; i++) yield values.subarray(from, (from += sizes[i % sizes.length]!));
}
async function* later<T>(values: Iterable<T>) {
  for (const value of values) {
    await sleep(0);
    yield value;
  }
}
async function all(parts: AsyncIterable<Float64Array>): Promise<Float64Array> {
  const whole: number[] = [];
  for await (const part of parts) for (const value of part) whole.push(value);
  return Float64Array.from(whole);
}

describe("many columns", () => {
  it("share one signal, which Node does not take for a leak", async () => {
    const warnings: string[] = [];
    const heard = ({ name }: Error) => void warnings.push(name);
    process.on("warning", heard);
    const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-columns-"));
    writeFileSync(path.join(folder, "t.csv"), "v\n1\n2\n");
    const names = Array.from({ length: 14 }, (_, i) => `v${i}`);
    const sum = fx.compile(names.join(" + "), { inputs: names });
    const files = names.map(() => ({ path: path.join(folder, "t.csv"), column: "v" }));
    expect(await fx.reduceFile("sum", sum as never, files as never)).toBe(42);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", heard);
    rmSync(folder, { recursive: true });
    expect(warnings).toEqual([]);
  });

  it.each([{ delimiter: Symbol("d") }, { delimiter: Object.create(null) }, { column: Object.create(null) }, { missing: Object.create(null) }, { missing: [Symbol("m")] }, { comment: Object.create(null) }, { header: Symbol("h") }])("%o is a BadOption", async (wrong) => {
    await expect(fx.reduceFile("sum", { path: "/nowhere/t.csv", column: "v", ...wrong } as never)).rejects.toMatchObject({ code: "BadOption" });
  });
});

describe("mapStream", () => {
  it("gives the bits of map, whatever the chunks", async () => {
    const want = await fx.map("exp(-(x**2)) + 1", x);
    for (const sizes of [[700_001], [1000, 1, 77_777], [300_000]]) {
      expectSameBits(await all(fx.mapStream("exp(-(x**2)) + 1", chunks(x, sizes))), want);
      expectSameBits(await all(fx.mapStream("exp(-(x**2)) + 1", later(chunks(x, sizes)))), want);
    }
  });

  it("takes arrays of numbers, numbers one by one, functions, and several streams", async () => {
    expect(await all(fx.mapStream("sqrt(x)", [[1, 4], [], [9]]))).toEqual(new Float64Array([1, 2, 3]));
    expect(await all(fx.mapStream("sqrt(x)", later([1, 4, 9])))).toEqual(new Float64Array([1, 2, 3]));
    expect(await all(fx.mapStream("sqrt(x)", Readable.from([[1], [4, 9]])))).toEqual(new Float64Array([1, 2, 3]));
    expect(await all(fx.mapStream((v) => v * 2, [new Int16Array([1, 2])]))).toEqual(new Float64Array([2, 4]));
    expect(await all(fx.mapStream("x * y + z", [[[1, 2], [3]], later([[10], [20, 30]]), 1]))).toEqual(new Float64Array([11, 41, 91]));
    expect(await all(fx.mapStream("sqrt(x)", []))).toEqual(new Float64Array(0));
  });

  it("gives what there is of a slow stream, and reads no further than results are taken", async () => {
    let read = 0;
    async function* slow() {
      for (;;) {
        read++;
        yield new Float64Array(300_000).fill(read);
      }
    }
    const parts = fx.mapStream("x + 1", slow());
    expect((await parts.next()).value![0]).toBe(2);
    await sleep(50);
    expect(read).toBeLessThan(8);
    await parts.return(undefined);
    expect(fx.status()).toMatchObject({ inFlight: 0, memory: { arrays: 0, stagingBytes: 0 } });
    async function* drops() {
      yield [1, 2];
      await sleep(5000);
      yield [3];
    }
    const begun = performance.now();
    const live = fx.mapStream("x + 1", drops());
    expect((await live.next()).value).toEqual(new Float64Array([2, 3]));
    expect(performance.now() - begun).toBeLessThan(3000);
    await live.return(undefined);
  });

  it("ends with what the stream throws, the signal's reason, or a timeout, and leaves nothing", async () => {
    const broken = new Error("broken");
    async function* breaks() {
      yield [1, 2];
      throw broken;
    }
    await expect(all(fx.mapStream("x + 1", breaks()))).rejects.toBe(broken);
    const reason = new Error("mine");
    const controller = new AbortController();
    async function* endless() {
      for (let i = 0; ; i++) {
        if (i === 5) controller.abort(reason);
        yield new Float64Array(200_000);
      }
    }
    await expect(all(fx.mapStream("sin(x)", endless(), { signal: controller.signal }))).rejects.toBe(reason);
    await expect((async () => { for await (const _ of fx.mapStream("sin(x)", endless(), { timeout: 50 })); })()).rejects.toMatchObject({ code: "TimeoutError" });
    expect(fx.status()).toMatchObject({ inFlight: 0, memory: { arrays: 0, stagingBytes: 0 } });
  });

  it("ends though a stream gives nothing more; what it has left behind is nobody's", async () => {
    let release = () => {};
    async function* waits() {
      yield [1, 2];
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      yield [3];
    }
    await expect(fx.reduceStream("sum", waits(), { timeout: 100 })).rejects.toMatchObject({ code: "TimeoutError" });
    const both = fx.mapStream("x + y", [waits(), [[5, 6, 7, 7, 7]]]);
    await both.next();
    await both.return(undefined);
    const zeros = Array.from({ length: 30 }, () => fx.zeros(1000));
    release();
    await sleep(30);
    for (const array of zeros) {
      expect(array.every((value) => value === 0)).toBe(true);
      fx.free(array);
    }
    const other = await createFlux({ maxWorkers: 1 });
    const held = other.mapStream("x + 1", waits());
    await held.next();
    await other.close({ abort: true });
    await expect(held.next()).rejects.toMatchObject({ code: "InstanceClosed" });
  });

  it.each([
    ["streams of different lengths", ["x + y", [[[1, 2], [3]], [[1]]]], "UnequalLengths"],
    ["streams of different lengths, the other way", ["x + y", [[[1]], [[1, 2], [3]]]], "UnequalLengths"],
    ["one stream for two inputs", ["x + y", [[1, 2], [3], [4]]], "WrongArity"],
    ["numbers alone", ["x + y", [1, 2]], "WrongArity"],
    ["what is no stream", ["x + 1", 5], "WrongArity"],
    ["chunks that are no numbers", ["x + 1", [["a"]]], "NotANumber"],
    ["chunks of bytes", ["x + 1", [Buffer.from([1, 2])]], "UnsupportedInput"],
    ["an unknown option", ["x + 1", [[1]], { out: x }], "BadOption"],
  ])("refuses %s", async (_, args, code) => {
    await expect(all(fx.mapStream(...(args as [string, number[][]])))).rejects.toMatchObject({ code });
    expect(fx.status().memory).toMatchObject({ arrays: 0, stagingBytes: 0 });
  });
});

describe("reduceStream", () => {
  const plainReductions = (Object.keys(reductions) as (keyof typeof reductions)[]).filter(
    (name): name is PlainReduction => reductions[name].inputs === 1,
  );
  const alsoOfNothing = plainReductions.filter((name) => !("needs" in reductions[name]));

  it("gives the very bits of reduce, for any chunks", async () => {
    const lengths = fc.integer({ min: 0, max: 5000 });
    const cuts = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 4 });
    await fc.assert(fc.asyncProperty(lengths, cuts, fc.constantFrom(...alsoOfNothing), async (length, sizes, name) => {
      const values = randomDoubles(length, length + 1, (u) => u * 4 - 1);
      expect(await fx.reduceStream(name, chunks(values, sizes))).toBe(await fx.reduce(name, values));
    }), { numRuns: 60 });
    for (const name of plainReductions) {
      const streamed = await fx.reduceStream(name, "sin(x) * 2", later(chunks(x, [9999])));
      expect(streamed, name).toBe(await fx.reduce(name, "sin(x) * 2", x));
    }
    expect(await fx.reduceStream("dot", [chunks(x, [1000]), chunks(x, [77_000])])).toBe(await fx.reduce("dot", x, x));
  });

  it("refuses the smallest of nothing, and what is no reduction", async () => {
    await expect(fx.reduceStream("min", [])).rejects.toMatchObject({ code: "EmptyInput" });
    await expect(fx.reduceStream("median" as "mean", [[1]])).rejects.toMatchObject({ code: "UnknownOperation" });
  });
});

describe("mapFile and reduceFile", () => {
  it("map and reduce a file of doubles, with the bits of arrays", async () => {
    expect(await fx.mapFile("exp(x) - 1", at("x.f64"), at("y.f64"))).toEqual({ elements: x.length });
    expectSameBits(doublesIn("y.f64"), await fx.map("exp(x) - 1", x));
    expect(await fx.reduceFile("sum", at("x.f64"))).toBe(await fx.reduce("sum", x));
    expect(await fx.reduceFile("mean", "sqrt(abs(x))", pathToFileURL(at("x.f64")))).toBe(await fx.reduce("mean", "sqrt(abs(x))", x));
    expect(await fx.reduceFile("dot", [at("x.f64"), at("y.f64")])).toBe(await fx.reduce("dot", x, doublesIn("y.f64")));
    await fx.mapFile("x * y + z", [at("x.f64"), 2, at("y.f64")], at("z.f64"));
    expectSameBits(doublesIn("z.f64"), await fx.map("x * y + z", x, 2, doublesIn("y.f64")));
  });

  it("takes a norm whose squares leave the range of doubles in one reading", async () => {
    writeFileSync(at("large.f64"), new Float64Array([3e200, 4e200]));
    expect(await fx.reduceFile("norm", at("large.f64"))).toBe(await fx.reduce("norm", [3e200, 4e200]));
  });

  it("keeps float32 as float32, and skips a header", async () => {
    writeFileSync(at("single.f32"), Buffer.concat([Buffer.from("header42"), Buffer.from(new Float32Array([1, 4, 9]).buffer)]));
    await fx.mapFile("sqrt(x)", { path: at("single.f32"), dtype: "float32", offset: 8 }, at("roots.f32"));
    expect(new Float32Array(new Uint8Array(readFileSync(at("roots.f32"))).buffer)).toEqual(new Float32Array([1, 2, 3]));
  });

  it("reads a column of a CSV file, missing values as NaN, and writes one", async () => {
    writeFileSync(at("t.csv"), '# measured by hand\nday,temp,"odd, name"\n1,10.5,a\n2,NA,b\n3,"-3",c\n4,none,d\n');
    const column = { path: at("t.csv"), column: "temp", missing: ["none"] };
    await fx.mapFile("x * 2", column, { path: at("out.csv"), column: "double, temp" });
    expect(readFileSync(at("out.csv"), "utf8")).toBe('"double, temp"\n21\nNaN\n-6\nNaN\n');
    expect(await fx.reduceFile("sum", "where(isnan(x), 0, x)", column)).toBe(7.5);
    writeFileSync(at("bare.tsv"), "1\t2\n3\t4\n");
    expect(await fx.reduceFile("sum", { path: at("bare.tsv"), column: 2, header: false })).toBe(6);
  });

  it("may write over its own input; a file that failed leaves what was there, and no draft", async () => {
    writeFileSync(at("own.f64"), new Float64Array([1, 4, 9]));
    await fx.mapFile("sqrt(x)", at("own.f64"), at("own.f64"));
    expect(doublesIn("own.f64")).toEqual(new Float64Array([1, 2, 3]));
    writeFileSync(at("bad.csv"), "v\n1\n2\nthree\n");
    await expect(fx.mapFile("x + 1", { path: at("bad.csv"), column: "v" }, at("own.f64"))).rejects.toMatchObject({ code: "BadFile", message: expect.stringContaining('row 3, column "v": "three" is no number') });
    expect(doublesIn("own.f64")).toEqual(new Float64Array([1, 2, 3]));
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    expect(fx.status()).toMatchObject({ inFlight: 0, memory: { arrays: 0, stagingBytes: 0 } });
  });

  it("writes through a link to where it leads, for those who might read it before", async () => {
    writeFileSync(at("target.f64"), new Float64Array([0]), { mode: 0o600 });
    symlinkSync(at("target.f64"), at("link.f64"));
    await fx.mapFile("sqrt(x)", at("x.f64"), at("link.f64"));
    expect(lstatSync(at("link.f64")).isSymbolicLink()).toBe(true);
    expect(statSync(at("target.f64")).size).toBe(x.byteLength);
    expect(statSync(at("target.f64")).mode & 0o777).toBe(0o600);
  });

  it("reads a pipe, offset and all, as it comes", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    const writing = writeFile(at("pipe"), new Float64Array([1000, 1, 2]));
    expect(await fx.reduceFile("sum", { path: at("pipe"), offset: 8 })).toBe(3);
    await writing;
  });

  it("tells of progress, with the total where the file's size tells it", async () => {
    const told: { done: number; total: number }[] = [];
    await fx.mapFile("x + 1", at("x.f64"), at("p.f64"), { onProgress: (p) => told.push(p) });
    expect(told.at(-1)).toEqual({ done: x.length, total: x.length });
  });

  it("stops at once when it is aborted, or out of time", async () => {
    const reason = new Error("mine");
    await expect(fx.mapFile("sin(x)", at("x.f64"), at("never.f64"), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(fx.mapFile("sin(x)", at("x.f64"), at("never.f64"), { timeout: 0.001 })).rejects.toMatchObject({ code: "TimeoutError" });
    expect(statSync(at("never.f64"), { throwIfNoEntry: false })).toBeUndefined();
  });

  it("is one call for maxQueue, and close() waits for it", async () => {
    const one = await createFlux({ maxWorkers: 2, maxQueue: 1 });
    const call = one.reduceFile("sum", at("x.f64"));
    await sleep(1);
    const closing = one.close();
    expect(await call).toBe(await fx.reduce("sum", x));
    await closing;
    await expect(one.reduceFile("sum", at("x.f64"))).rejects.toMatchObject({ code: "InstanceClosed" });
  });

  it("runs without WebAssembly too", async () => {
    const js = await createFlux({ engine: "js" });
    expect(await js.reduceFile("sum", "x + 1", at("x.f64"))).toBe(await js.reduce("sum", "x + 1", x));
    await js.close();
  });

  it.each([
    ["a file that is not there", "nowhere.f64", undefined, { code: "ENOENT" }],
    ["a file that is no whole number of doubles", "odd.bin", undefined, { code: "BadFile", message: expect.stringContaining("no whole number") }],
    ["a folder", "", undefined, { code: "BadFile", message: expect.stringContaining("is a folder") }],
    ["text without a column", "t.csv", undefined, { code: "BadOption", message: expect.stringContaining("column") }],
    ["a column that is not there", "t.csv", { column: "rain" }, { code: "BadFile", message: expect.stringContaining("rain") }],
    ["a column that is no name", "t.csv", { column: 0 }, { code: "BadOption" }],
    ["a delimiter of two characters", "t.csv", { column: "temp", delimiter: ";;" }, { code: "BadOption" }],
    ["missing that is no list", "t.csv", { column: "temp", missing: "none" }, { code: "BadOption" }],
    ["a header that is neither", "t.csv", { column: "temp", header: "no" }, { code: "BadOption" }],
    ["a comment that is no text", "t.csv", { column: "temp", comment: 3 }, { code: "BadOption" }],
    ["a dtype that there is not", "x.f64", { dtype: "int32" }, { code: "BadOption" }],
    ["an offset below zero", "x.f64", { offset: -8 }, { code: "BadOption" }],
    ["an unknown key", "x.f64", { size: 3 }, { code: "BadOption" }],
  ])("refuses %s", async (_, name, more, error) => {
    writeFileSync(at("odd.bin"), Buffer.alloc(13));
    await expect(fx.reduceFile("sum", { path: at(name), ...more } as never)).rejects.toMatchObject(error);
  });

  it("refuses an output that is none", async () => {
    await expect(fx.mapFile("x + 1", at("x.f64"), 5 as never)).rejects.toMatchObject({ code: "BadOption" });
    await expect(fx.mapFile("x + 1", at("x.f64"), { path: at("o.csv"), column: 3 } as never)).rejects.toMatchObject({ code: "BadOption" });
    await expect(fx.mapFile("x + 1", 5 as never, at("o.f64"))).rejects.toMatchObject({ code: "WrongArity" });
    await expect(fx.mapFile("x + y", at("x.f64"), at("o.f64"))).rejects.toMatchObject({ code: "WrongArity" });
  });
});

it("a random plan of pieces gives the same sum as one array, however small memory is", async () => {
  const random = generator(9);
  for (const memoryLimit of [8, 12, 40]) {
    const small = await createFlux({ maxWorkers: 2, memoryLimit: memoryLimit << 20 });
    const sizes = Array.from({ length: 5 }, () => 1 + (random() % 100_000));
    expect(await small.reduceStream("sum", "sin(x)", chunks(x, sizes))).toBe(await fx.reduce("sum", "sin(x)", x));
    await small.close();
  }
});
