import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { BadOption, flux } from "autoflux";
import { engineKernels } from "../src/catalog/engine-kernels";
import { folds } from "../src/catalog/folds";
import { catalog } from "../src/catalog/index";
import { expectSameBits, randomDoubles, specials } from "./values";

const require = createRequire(import.meta.url);
const { loadKernels } = require("autoflux/kernels") as typeof import("../src/kernels/public");
const shared = (pages: number) => new WebAssembly.Memory({ initial: pages, maximum: 65536, shared: true });

const names = [
  ...catalog.flatMap(({ name, kernels }) => kernels.map((dtype) => `${name}_${dtype === "float64" ? "f64" : "f32"}`)),
  ...Object.values(folds).flatMap(({ kernel, skipping }) => (skipping ? [kernel, skipping] : [kernel])), ...Object.keys(engineKernels),
];

describe("loadKernels()", () => {
  it("gives the kernels that the catalog's rows name, and no others", () => {
    expect(Object.keys(loadKernels().kernels).sort()).toEqual(names.toSorted());
  });

  it("have their tables within the region that is theirs, below those of families", () => {
    const { core } = JSON.parse(readFileSync(new URL("../src/kernels/regions.json", import.meta.url), "utf8")) as { core: { bytes: number } };
    expect(loadKernels().heapBase).toBeLessThanOrEqual(core.bytes);
  });

  it("takes their names from the catalog: no other file of src has one", () => {
    const src = fileURLToPath(new URL("../src", import.meta.url));
    const files = readdirSync(src, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.startsWith("catalog"));
    const withoutComments = (file: string) => readFileSync(path.join(src, file), "utf8").replace(/^\s*(\/?\*|\/\/).*$/gm, "");
    const found = files.filter((file) => names.some((name) => new RegExp(`["'\`]${name}["'\`]`).test(withoutComments(file))));
    expect(files.length).toBeGreaterThan(100);
    expect(found).toEqual([]);
  });

  it("computes at the addresses it is given, in the bits of flux, in memory of the caller's", async () => {
    const memory = shared(16);
    const { kernels, heapBase, memory: given } = loadKernels({ memory });
    expect(given).toBe(memory);
    const x = new Float64Array(memory.buffer, Math.ceil(heapBase / 8) * 8, 1001);
    x.set([...specials, ...randomDoubles(1001 - specials.length, 3)]);
    const out = new Float64Array(memory.buffer, x.byteOffset + x.byteLength, 1001);
    for (const name of ["exp", "log", "sin", "cos", "sqrt"] as const) {
      kernels[`${name}_f64`](x.byteOffset, out.byteOffset, x.length);
      expectSameBits(out, await flux.map(name, Float64Array.from(x)));
    }
    new Float64Array(memory.buffer, 512 * 1024, 2).fill(3);
    kernels.multiply_f64(x.byteOffset, 1, 512 * 1024, 0, out.byteOffset, x.length);
    expectSameBits(out, await flux.map("multiply", Float64Array.from(x), 3));
    expect(kernels.may_have_nan_f64(x.byteOffset, x.length)).toBe(1);
    expect(kernels.count_nan_f64(x.byteOffset, 0, x.length)).toBe(x.filter(Number.isNaN).length);
  });

  it("tells whether a result is NaN, where an operation can make NaN of numbers", () => {
    const { kernels, memory, heapBase } = loadKernels({ memory: shared(2) });
    for (const [kind, format] of [[Float64Array, "f64"], [Float32Array, "f32"]] as const) {
      for (let length = 1; length < 20; length++) {
        for (let at = -1; at < length; at++) {
          const x = new kind(memory.buffer, Math.ceil(heapBase / 64) * 64, length).fill(2);
          if (at >= 0) x[at] = -2;
          const told = kernels[`sqrt_${format}`](x.byteOffset, x.byteOffset, length);
          expect(told).toBe(at >= 0 ? 1 : 0);
        }
      }
    }
    expect(kernels.exp_f64(65536, 65536, 1)).toBeUndefined();
  });

  it("marks the elements that are NaN in any of several inputs, and counts the NaN that are not marked", () => {
    const { kernels, memory, heapBase } = loadKernels({ memory: shared(2) });
    const place = <A extends Float64Array | Float32Array>(kind: new (buffer: ArrayBufferLike, at: number, length: number) => A, at: number, values: number[]): A => {
      const view = new kind(memory.buffer, Math.ceil(heapBase / 64) * 64 + at, values.length);
      view.set(values);
      return view;
    };
    const { NaN: no } = Number;
    const a = place(Float64Array, 0, [no, 1, 2, 3, no]), b = place(Float32Array, 64, [1, no, 3, 4, 5]), y = place(Float64Array, 128, [no, no, no, 4, no]);
    const marks = place(Float64Array, 256, [7, 7, 7, 7, 7]).byteOffset;
    kernels.mark_nan_f64(a.byteOffset, 1, marks, 0, 5);
    expect(kernels.count_nan_f64(y.byteOffset, marks, 5)).toBe(2);
    kernels.mark_nan_f32(b.byteOffset, 1, marks, 1, 5);
    expect(kernels.count_nan_f64(y.byteOffset, marks, 5)).toBe(1);
    expect(kernels.count_nan_f32(b.byteOffset, marks, 5)).toBe(0);
    kernels.mark_nan_f64(place(Float64Array, 512, [no, no]).byteOffset, 0, marks, 0, 5);
    expect(kernels.count_nan_f64(y.byteOffset, marks, 5)).toBe(0);  });

  it("leaves all memory from heapBase on alone, whoever loads them again", () => {
    const memory = shared(2);
    const { heapBase } = loadKernels({ memory });
    const mine = new Uint8Array(memory.buffer, heapBase).fill(171);
    const tables = new Uint8Array(memory.buffer, 0, heapBase).slice();
    loadKernels({ memory });
    expect(mine.every((byte) => byte === 171)).toBe(true);
    expect(new Uint8Array(memory.buffer, 0, heapBase).slice()).toEqual(tables);
  });

  it("serves threads that share one memory", async () => {
    const memory = shared(4);
    const { heapBase } = loadKernels({ memory });
    const x = new Float64Array(memory.buffer, Math.ceil(heapBase / 8) * 8, 1000).fill(4);
    const halves = [0, 500].map((begin) => new Promise((resolve, reject) => {
      const code = `
        const { workerData: { memory, at, file } } = require("node:worker_threads");
        require(file).loadKernels({ memory }).kernels.sqrt_f64(at, at, 500);`;
      const file = require.resolve("autoflux/kernels");
      new Worker(code, { eval: true, workerData: { memory, at: x.byteOffset + begin * 8, file } }).on("exit", resolve).on("error", reject);
    }));
    await Promise.all(halves);
    expect(x.every((value) => value === 2)).toBe(true);
  });

  it("takes the baseline build for reproducible arithmetic, and for fast the one that flux takes", () => {
    expect(loadKernels({ arithmetic: "reproducible" }).build).toBe("baseline");
    expect(loadKernels().build).toBe(flux.status().build);
    expect(loadKernels({ arithmetic: "fast" }).build).toBe(flux.status().build);
  });

  it.each([
    ["no memory", { memory: {} }, /memory must be a shared WebAssembly\.Memory.*got object/],
    ["a memory that is not shared", { memory: new WebAssembly.Memory({ initial: 1, maximum: 1 }) }, /must be a shared/],
    ["a memory without a page", { memory: shared(0) }, /at least one page/],
    ["an arithmetic that there is not", { arithmetic: "exact" }, /arithmetic must be "fast" or "reproducible", got exact/],
    ["an unknown option", { threads: 2 }, /unknown option "threads"/],
  ])("refuses %s", (_, options, says) => {
    const load = () => loadKernels(options as never);
    expect(load).toThrow(BadOption);
    expect(load).toThrow(says);
  });
});
