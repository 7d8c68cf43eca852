/** Threads that are killed while phases run, and modules that new threads instantiate over live memory. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createFlux, flux } from "autoflux";
import { describe, expect, it } from "vitest";
import { started } from "./spied-threads";
// @ts-expect-error: the build's own script has no types
import { checkRegions, checkText, regionsOf, withoutData } from "../scripts/family-modules.mjs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

let state = 7;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32 - 0.5;
};

/** A digest of an array's bytes: comparing arrays element by element takes seconds. */
function bytesIn({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return createHash("sha1").update(Buffer.from(new Uint8Array(buffer, byteOffset, byteLength))).digest("hex");
}

describe("a thread killed while phases run", () => {
  it("changes no result, and no byte of any other array: respawned threads instantiate every module over them", async () => {
    const fx = await createFlux({ maxWorkers: 2 });
    const x = fx.array(Float64Array.from({ length: 400_000 }, random));
    const others = Array.from({ length: 40 }, (_, i) => fx.array(Float64Array.from({ length: 1000 + 37 * i }, random)));
    const before = others.map(bytesIn);
    const { stats, series } = fx.sync;
    const wanted = [stats.sort(x), series.cumsum(x), series.rollingMean(x, 50), stats.argsort(x)].map(bytesIn);
    let killed = 0;
    for (let i = 0; i < 40; i++) {
      const calls = Promise.all([
        fx.stats.sort(x, { engine: "threads" }), fx.series.cumsum(x, { engine: "threads" }),
        fx.series.rollingMean(x, 50, { engine: "threads" }), fx.stats.argsort(x, { engine: "threads" }),
      ]);
      await new Promise((resume) => setTimeout(resume, random() * 8 + 4));
      const victim = started[i % Math.max(1, started.length)];
      if (victim) {
        killed++;
        await victim.terminate();
      }
      const [a, b, c, d] = await calls;
      expect([a, b, c, d].map(bytesIn)).toEqual(wanted);
      for (const array of [a, b, c]) fx.free(array as Float64Array<SharedArrayBuffer>);
    }
    expect(killed).toBeGreaterThan(20);
    expect(others.map(bytesIn)).toEqual(before);
    expect(fx.status().memory.stagingBytes).toBe(0);
    await fx.close();
  }, 120_000);

  it("fails only what cannot run again: a sum in place", async () => {
    const fx = await createFlux({ maxWorkers: 2 });
    let lost = 0;
    for (let i = 0; i < 60 && lost === 0; i++) {
      const x = fx.array(Float64Array.from({ length: 2_000_000 }, random));
      const wanted = bytesIn(flux.sync.series.cumsum(new Float64Array(x)));
      const call = fx.series.cumsum(x, { out: x, engine: "threads" }).then((y) => expect(bytesIn(y)).toBe(wanted), (error) => {
        expect(error.code).toBe("WorkerLost");
        lost++;
      });
      await new Promise((resume) => setTimeout(resume, 2 + (i % 5)));
      await Promise.all(started.map((thread) => thread.terminate()));
      await call;
      fx.free(x);
      expect(fx.status().memory.stagingBytes).toBe(0);
    }
    await fx.close();
  }, 120_000);
});

describe("a thread killed while a sum of an ordinary array runs", () => {
  it("fails nothing: what was brought in is not overwritten, and is summed again", async () => {
    const fx = await createFlux({ maxWorkers: 2 });
    const x = Float64Array.from({ length: 4_000_000 }, random);
    const wanted = bytesIn(flux.sync.series.cumsum(x));
    let ms = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 4; i++) {
      const begun = performance.now();
      await fx.series.cumsum(x, { engine: "threads" });
      ms = Math.min(ms, performance.now() - begun);
    }
    let killed = 0;
    for (let i = 0; i < 60; i++) {
      const call = fx.series.cumsum(x, { engine: "threads" });
      await new Promise((resume) => setTimeout(resume, ms * (0.2 + (i % 12) / 20)));
      killed += started.length;
      await Promise.all(started.map((thread) => thread.terminate()));
      expect(bytesIn(await call)).toBe(wanted);
      expect(fx.status().memory.stagingBytes).toBe(0);
    }
    expect(killed).toBeGreaterThan(20);
    await fx.close();
  }, 120_000);
});

describe("the build of a family", () => {
  const regions = regionsOf(root) as Record<string, { begin: number; bytes: number }>;

  it("gives each module a region of its own, and takes its data segments out of it", () => {
    expect(() => checkRegions(regions)).not.toThrow();
    expect(() => checkRegions({ a: { begin: 0, bytes: 128 }, b: { begin: 64, bytes: 64 } })).toThrow(/b: its region begins at 64, before/);
    expect(() => checkRegions({ a: { begin: 0, bytes: 100 } })).toThrow(/a line of 64 bytes/);
    for (const name of Object.keys(regions).filter((key) => key !== "core")) {
      const bytes = new Uint8Array(readFileSync(`${root}/build/${name}.wasm`));
      expect(WebAssembly.Module.imports(new WebAssembly.Module(bytes))).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true });
      new Uint8Array(memory.buffer).fill(0xaa);
      new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
      expect(new Uint8Array(memory.buffer).every((byte) => byte === 0xaa)).toBe(true);
    }
  });

  it("moves the data of a module with tables, and refuses what leaves the region", () => {
    // (module (import "env" "memory" (memory 1)) (data (i32.const 64) "abc"))
    const module = Buffer.from([
      0, 97, 115, 109, 1, 0, 0, 0, 2, 15, 1, 3, 101, 110, 118, 6, 109, 101, 109, 111, 114, 121, 2, 0, 1,
      11, 10, 1, 0, 65, 192, 0, 11, 3, 97, 98, 99,
    ]);
    const moved = new Uint8Array(withoutData("x", module, { begin: 64, bytes: 64 }) as Buffer);
    const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(moved), "autoflux.data");
    expect([...new Uint8Array(section!)]).toEqual([64, 0, 0, 0, 3, 0, 0, 0, 97, 98, 99]);
    const memory = new WebAssembly.Memory({ initial: 1 });
    new WebAssembly.Instance(new WebAssembly.Module(moved), { env: { memory } });
    expect(new Uint8Array(memory.buffer)[64]).toBe(0);
    expect(() => withoutData("x", module, { begin: 128, bytes: 64 })).toThrow(/x: statics at 64, 3 bytes, leave its region/);
  });

  it("refuses allocators and mutable statics", () => {
    expect(() => checkText("x", "(memory.grow")).toThrow(/contains an allocator/);
    expect(() => checkText("x", "(global $a (mut i32) (i32.const 0))")).toThrow(/has a mutable static, \$a/);
    expect(() => checkText("x", "(global $a i32 (i32.const 0))")).not.toThrow();
  });
});
