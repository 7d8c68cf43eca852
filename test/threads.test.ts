import { createFlux, type Flux } from "autoflux";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalog } from "../src/catalog/index";
import { expectSameBits, randomDoubles, specials } from "./values";

const instances = new Map<number, Flux>();

beforeAll(async () => {
  for (const maxWorkers of [1, 2, 3, 8]) instances.set(maxWorkers, await createFlux({ maxWorkers }));
});
afterAll(async () => {
  await Promise.all([...instances.values()].map((fx) => fx.close()));
});

const wild = Float64Array.from([...specials, ...randomDoubles(60_000, 1)]);
const tame = randomDoubles(40_003, 2, (u) => u * 6);

describe.each(catalog.map((row) => [row.name, row.arity] as const))("%s", (name, arity) => {
  it.each([["any bits", wild], ["[0, 6]", tame]] as const)("map gives the same bits on 1, 2, 3 and 8 threads, inline, and in both homes: %s", async (_, x) => {
    const other = Float64Array.from(x).reverse();
    const args = (a: Float64Array, b: Float64Array) => [a, b, a].slice(0, arity) as [Float64Array];
    let want: Float64Array | undefined;
    for (const fx of instances.values()) {
      const a = fx.array(x);
      const b = fx.array(other);
      const runs = [
        fx.mapSync(name as "exp", ...args(x, other)),
        await fx.map(name as "exp", ...args(a, b), { engine: "threads" }),
        await fx.map(name as "exp", ...args(a, b), { engine: "inline" }),
        await fx.map(name as "exp", ...args(x, other), { engine: "threads" }),
        await fx.map(name as "exp", ...args(x, other), { engine: "inline" }),
      ];
      want ??= Float64Array.from(runs[0]!);
      for (const run of runs) expectSameBits(run, want);
      fx.free(a);
      fx.free(b);
      fx.free(runs[1] as Float64Array<SharedArrayBuffer>);
      fx.free(runs[2] as Float64Array<SharedArrayBuffer>);
    }
  });
});

it.each([0, 1, 2, 3, 4, 5, 1023, 1024, 1025, 4095, 8193, 100_001])("map on threads over %i elements equals inline, in float32 too", async (length) => {
  const fx = instances.get(3)!;
  const values = Float64Array.from({ length }, (_, i) => tame[i % tame.length]!);
  for (const x of [values, Float32Array.from(values)]) {
    for (const name of ["exp_sqrt", "sin_exp", "log_sqrt1", "sin_plus_cos"] as const) {
      const want = fx.mapSync(name, x);
      expectSameBits(await fx.map(name, x, { engine: "threads" }), want);
      expect(want.length).toBe(length);
    }
  }
});

it("many calls at once, small and large, each get their own right result", async () => {
  const fx = instances.get(2)!;
  const large = fx.array(randomDoubles(1_000_000, 3, (u) => u * 6));
  const calls = Array.from({ length: 200 }, async (_, i) => {
    const x = i % 10 === 0 ? large : Float64Array.from({ length: 1 + i * 37 }, (_, j) => i + j / 1000);
    const y = await fx.map("exp_sqrt", x, { engine: i % 3 ? "threads" : "auto" });
    expect(y[x.length - 1]).toBe(fx.mapSync("exp_sqrt", x.slice(-1))[0]);
    if (i % 10 === 0) fx.free(y as Float64Array<SharedArrayBuffer>);
  });
  await Promise.all(calls);
  fx.free(large);
});
