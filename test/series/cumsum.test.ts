/** Prefix sums against sums without rounding, and the same bits wherever they are computed. */
import { createHash } from "node:crypto";
import { createFlux, flux } from "autoflux";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cumsum, cumsumBytes, cumsumUnit } from "../../src/series/cumsum";
import { absolute, exactly, ulpAt } from "../exact";
import { OneThread } from "../one-thread";

type Floats = Float64Array | Float32Array;
const UNIT = 32_768;
const PART = 4088;
const LENGTHS = [
  ...Array.from({ length: 301 }, (_, i) => i), PART - 1, PART, PART + 1, UNIT - 1, UNIT, UNIT + 1, 2 * UNIT, 2 * UNIT + PART + 1,
];

const engines = [["whole phases", new OneThread()], ["units twice, backwards", new OneThread(true)]] as const;

function sums(engine: OneThread, x: Floats, skipNaN = false, isInPlace = false): Floats {
  engine.reset();
  const dtype = x instanceof Float64Array ? "float64" : "float32";
  const Kind = x.constructor as new (...args: unknown[]) => Floats;
  const pointer = engine.take(x.byteLength), out = isInPlace ? pointer : engine.take(x.byteLength);
  new Kind(engine.memory.buffer, pointer, x.length).set(x);
  engine.run((lease) => cumsum(lease, { x: pointer, out, dtype, count: x.length, skipNaN }));
  expect(engine.leased).toBeLessThanOrEqual(Math.ceil(cumsumBytes({ count: x.length }) / 64) * 64);
  return new Kind(engine.memory.buffer, out, x.length).slice() as Floats;
}

/**
 * Each sum is the exact one within an ulp, and what compensation leaves of all that was added: (n / 2 ** 53) ** 2 of the sum of sizes. A
 * float32 is such a sum, rounded once.
 */
function checkExact(x: Floats, y: Floats, skipNaN: boolean): void {
  const isSingle = x instanceof Float32Array;
  let sum = 0n, sizes = 0n;
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    if (skipNaN && Number.isNaN(value)) {
      expect(y[i]).toBeNaN();
      continue;
    }
    sum += exactly(value);
    sizes += absolute(exactly(value));
    if (x.length > 301 && i % 61 > 0 && (i + 2) % PART > 3 && i < x.length - 2) continue; // of a long array some, those at borders all
    const n = BigInt(i + 1);
    const rounding = isSingle ? ulpAt(sum, 24) / 2n : 0n;
    const error = absolute(exactly(y[i]!) - sum);
    if (error > ulpAt(sum, 53) + rounding + ((n * n * sizes) >> 106n)) {
      throw new Error(`the sum up to element ${i} is ${y[i]}, ${Number(error) / Number(ulpAt(sum, isSingle ? 24 : 53))} ulp off`);
    }
  }
}

const random = (seed: number) => {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
};
const DATA: Record<string, (i: number, next: () => number) => number> = {
  "uniform": (_, next) => next(),
  "far from 0": (_, next) => next() + 1e9,
  "that cancel": (i, next) => [1e16, next(), -1e16, next() * 1e-9][i % 4]!,
  "that cancel late": (i, next) => (i % 97 === 0 ? 1e18 : i % 97 === 96 ? -1e18 : next()),
  "of all sizes": (_, next) => next() * 2 ** Math.floor(next() * 120),
  "subnormal": (_, next) => Math.floor(next() * 1e6) * 5e-324,
  "huge": (i, next) => (i % 2 ? -1 : 1) * (1 + next()) * 2 ** 1000,
  "zeros and few others": (i) => (i % 50 === 49 ? 0.1 : i % 2 ? -0 : 0),
};

const { POSITIVE_INFINITY: up, NEGATIVE_INFINITY: down } = Number;
const HUGE: Record<string, (i: number, count: number) => number> = {
  "alternating": (i) => (i % 2 ? -1e308 : 1e308),
  "in the midst of others": (i, count) => (i >> 4 === count >> 5 ? (i % 2 ? -1.7e308 : 1.7e308) : i),
  "which overflow and would come back": (i) => [1.5e308, 1e308, -1.5e308, -1e308][i] ?? 1,
  "which overflow late": (i, count) => [1.5e308, 1e308, -1.5e308, -1e308][i - count + 9] ?? 1,
  "which nearly overflow": (i) => [8e307, 8e307, -8e307, -8e307][i % 4]!,
  "with infinities after": (i, count) => (i === count >> 1 ? up : i % 2 ? -1e308 : 1e308),
  "with both infinities": (i, count) => (i === count >> 2 ? up : i === count >> 1 ? down : i % 2 ? -1e308 : 1e308),
  "with NaN": (i, count) => (i === count >> 1 ? Number.NaN : i % 2 ? -1e308 : 1e308),
  "that all are positive": () => 1e307,
};

/** A loop's compensated sums: nothing comes back from what its plain sum has left the range for. */
function compensated(x: Float64Array, skipNaN: boolean): Float64Array {
  let high = -0, low = 0;
  return x.map((v) => {
    if (skipNaN && Number.isNaN(v)) return v;
    const sum = high + v, part = sum - high;
    low += high - (sum - part) + (v - part);
    high = sum;
    return Math.abs(low) > 0 ? high + low : high;
  });
}

describe.each(engines)("prefix sums, %s", (_, engine) => {
  it.each(Object.entries(DATA))("of numbers %s are the exact ones, at every length", (_name, make) => {
    for (const count of LENGTHS) {
      if (engine.isHarsh && count < 290) continue;
      const next = random(count);
      const x = Float64Array.from({ length: count }, (_, i) => make(i, next));
      checkExact(x, sums(engine, x), false);
    }
  });

  it("of float32 are rounded once, from float64", () => {
    for (const count of [1, 7, 8, 9, 300, UNIT, UNIT + 1, 70_001]) {
      const next = random(count);
      const x = Float32Array.from({ length: count }, () => next() * 1e6 + 3e6);
      checkExact(x, sums(engine, x), false);
    }
  });

  it("leave NaN out where that is asked for, at their own places too", () => {
    for (const Kind of [Float64Array, Float32Array]) {
      for (const count of [1, 8, 9, 300, UNIT, 70_001]) {
        const next = random(count);
        const x: Floats = new Kind(count).map((_, i) => (i % 5 === 0 || (i > 40 && i < 60) ? Number.NaN : next()));
        checkExact(x, sums(engine, x, true), true);
        expect(sums(engine, x)).toEqual(x.map(() => Number.NaN)); // else all that follows the first is NaN
      }
    }
  });

  it("have infinities and NaN from where they come on, as a loop has them", () => {
    const nan = Number.NaN;
    for (const count of [20, 300, UNIT, 70_001]) {
      for (const [first, second] of [[up, up], [down, down], [up, down], [nan, up], [up, nan]] as const) {
        for (const at of [0, 7, count >> 1, count - 2]) {
          const x = new Float64Array(count).fill(1);
          x[at] = first;
          x[at + 1] = second;
          const y = sums(engine, x);
          let sum = -0;
          const loop = x.map((v) => (sum += v));
          const bad = y.findIndex((v, i) => !(Object.is(v, loop[i]) || Math.abs(v - loop[i]!) <= Math.abs(loop[i]!) * 2 ** -52));
          expect(bad, `${first}, ${second} at ${at} of ${count}`).toBe(-1);
        }
      }
    }
  });

  it.each(Object.entries(HUGE))("near the end of the range are those of a loop: %s", (_name, make) => {
    for (const count of [3, 8, 64, 300, UNIT - 1, UNIT + 1, 3 * UNIT + 17]) {
      for (const skipNaN of [false, true]) {
        const x = Float64Array.from({ length: count }, (_, i) => make(i, count)), wanted = compensated(x, skipNaN);
        for (const isInPlace of engine.isHarsh ? [false] : [false, true]) {
          const y = sums(engine, x, skipNaN, isInPlace);
          const bad = y.findIndex((v, i) => !(Object.is(v, wanted[i]) || Math.abs(v - wanted[i]!) <= Math.abs(wanted[i]!) * 2 ** -52));
          expect(bad, `element ${bad} of ${count} is ${y[bad]}, not ${wanted[bad]}`).toBe(-1);
        }
      }
    }
  });

  it("go on at once where huge numbers, NaN and infinities cannot take a sum out of the range", () => {
    const phases: string[] = [];
    const watched = new OneThread(false, ({ kernel }) => void phases.push(kernel));
    for (const [at, value] of [[5, Number.NaN], [5, up], [UNIT + 5, down], [UNIT + 5, 1e300]] as const) {
      const x = new Float64Array(4 * UNIT).fill(1e290);
      x[at] = value;
      sums(watched, x);
    }
    expect(new Set(phases)).toEqual(new Set(["series.cumsum_sums", "series.cumsum_scan"]));
    sums(watched, new Float64Array(4 * UNIT).map((_, i) => (i >> 4 === UNIT >> 4 ? (i % 2 ? -1e308 : 1e308) : i)));
    expect(phases.filter((kernel) => kernel === "series.cumsum_onward")).toHaveLength(1); // of the one unit that has them
  });

  it("keep the sign of a sum of zeros", () => {
    for (const count of [1, 9, 300, UNIT, 70_001]) {
      const x = new Float64Array(count).fill(-0);
      expect(sums(engine, x).every((v) => Object.is(v, -0))).toBe(true);
      x[count - 1] = 0;
      expect(Object.is(sums(engine, x).at(-1), 0)).toBe(true);
    }
  });

  it("are the same bits in place", () => {
    if (engine.isHarsh) return; // what overwrites its input does not run twice
    for (const count of LENGTHS) {
      const next = random(count);
      const x = Float64Array.from({ length: count }, next);
      expect(Buffer.compare(Buffer.from(sums(engine, x).buffer), Buffer.from(sums(engine, x, false, true).buffer))).toBe(0);
    }
  });
});

it("a sum in place cannot run again, another can", () => {
  const of = { x: 0, dtype: "float64", count: 10, skipNaN: false } as const;
  expect(cumsumUnit({ ...of, out: 0 })?.once).toBe(true);
  expect(cumsumUnit({ ...of, out: 80 })?.once).toBeUndefined();
});

it("any finite numbers: within an ulp of the exact sums, but for what compensation leaves", () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 });
  fc.assert(
    fc.property(fc.array(fc.oneof(finite, fc.constantFrom(1e16, -1e16, 1, -0, 5e-324)), { maxLength: 80 }), (list) => {
      const x = Float64Array.from(list);
      checkExact(x, sums(engines[0][1], x), false);
    }),
    { numRuns: 2000 },
  );
});

it("a sum is as if taken in twice the precision", () => {
  expect(sums(engines[0][1], Float64Array.of(1e16, 1, -1e16)).at(-1)).toBe(1);
  expect(sums(engines[0][1], Float64Array.of(1e40, 1e20, 1, -1e40, -1e20)).at(-1)).toBe(0); // 1 is too far from 1e40
});

describe.each([1, 2, 3])("on %d workers", (maxWorkers) => {
  it("every engine gives the bits of the calling thread", async () => {
    const fx = await createFlux({ maxWorkers });
    const digest = (y: Float64Array | Float32Array) => createHash("sha1").update(Buffer.from(y.slice().buffer)).digest("hex");
    for (const count of [1, 1000, UNIT, UNIT + 1, 8 * UNIT + 17]) {
      for (const make of Object.values(DATA).slice(0, 5)) {
        const next = random(count);
        const x = Float64Array.from({ length: count }, (_, i) => make(i, next));
        const a = fx.array(x);
        const wanted = digest(flux.sync.series.cumsum(x));
        for (const engine of ["auto", "threads", "inline"] as const) expect(digest(await fx.series.cumsum(a, { engine }))).toBe(wanted);
        expect(digest(sums(engines[0][1], x))).toBe(wanted);
        fx.free(a);
      }
    }
    await fx.close();
  });
});
