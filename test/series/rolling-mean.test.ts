/** Moving means against pandas, and against sums of each window without rounding; the same bits wherever they are computed. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createFlux, flux } from "autoflux";
import { describe, expect, it } from "vitest";
import { rollingMean, rollingMeanBytes, type RollingOf, rollingMeanUnit } from "../../src/series/rolling-mean";
import type { Chain, Lease, Phase } from "../../src/threads/phase";
import { absolute, exactly, ulpAt } from "../exact";
import { OneThread } from "../one-thread";

const BLOCK = 1016;
type Floats = Float64Array | Float32Array;
type Options = Pick<RollingOf, "window" | "minPeriods" | "center">;
interface Case extends Options {
  count: number;
  shift: number;
  hasNaN: boolean;
  values: (number | null)[];
}
/** Written by make-vectors.py. */
const { cases }: { cases: Case[] } = JSON.parse(readFileSync(new URL("rolling-means.json", import.meta.url), "utf8"));

/** As make-vectors.py makes them, and the places that it shows. */
const numbers = (count: number, shift: number, hasNaN: boolean) =>
  Float64Array.from({ length: count }, (_, i) =>
    hasNaN && (i % 7 === 3 || (i > 100 && i < 120)) ? Number.NaN : ((i * 48_271) % 65_537) / 65_537 - 0.4 + shift,
  );
const shown = (count: number) => Array.from({ length: count }, (_, i) => i).filter((i) => i < 12 || i >= count - 12 || i % 211 === 0);

const whole = new OneThread();
const engines = [["whole phases", whole], ["units twice, backwards", new OneThread(true)], ["one unit", whole]] as const;

/** Comparing arrays element by element takes seconds. */
const isSame = (a: Floats, b: Floats) => Buffer.compare(Buffer.from(a.slice().buffer), Buffer.from(b.slice().buffer)) === 0;

function means(name: string, engine: OneThread, x: Floats, options: Options): Floats {
  engine.reset();
  const Kind = x.constructor as new (...args: unknown[]) => Floats;
  const pointer = engine.take(x.byteLength), out = engine.take(x.byteLength);
  new Kind(engine.memory.buffer, pointer, x.length).set(x);
  const of = { x: pointer, out, dtype: x instanceof Float64Array ? "float64" : "float32", count: x.length, ...options } as const;
  const unit = name === "one unit" ? rollingMeanUnit(of) : undefined;
  if (unit) engine.phase(unit);
  else {
    engine.run((lease) => rollingMean(lease, of));
    expect(engine.leased).toBeLessThanOrEqual(Math.ceil(rollingMeanBytes(of) / 64) * 64);
  }
  expect(isSame(new Kind(engine.memory.buffer, pointer, x.length), x)).toBe(true);
  return new Kind(engine.memory.buffer, out, x.length).slice() as Floats;
}

/** Each mean is that of its window's numbers, within two ulp, and what a sum of these alone in twice the precision leaves. */
function checkExact(x: Floats, y: Floats, { window, minPeriods, center }: Options, where: string): void {
  const ahead = center ? Math.floor((window - 1) / 2) : 0, bits = x instanceof Float32Array ? 24 : 53;
  const exact = Array.from(x, (v) => (Number.isFinite(v) ? exactly(v) : 0n));
  for (let i = 0; i < x.length; i++) {
    const begin = Math.max(0, i + ahead + 1 - window), end = Math.min(x.length, i + ahead + 1);
    const inside = x.subarray(begin, end).filter((v) => !Number.isNaN(v));
    const isUp = inside.includes(Number.POSITIVE_INFINITY), isDown = inside.includes(Number.NEGATIVE_INFINITY);
    if (inside.length < Math.max(1, minPeriods) || (isUp && isDown)) expect(y[i], `${where}, at ${i}`).toBeNaN();
    else if (isUp || isDown) expect(y[i], `${where}, at ${i}`).toBe(isUp ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
    else {
      const sum = exact.slice(begin, end).reduce((total, v) => total + v, 0n), count = BigInt(inside.length);
      const sizes = exact.slice(begin, end).reduce((total, v) => total + absolute(v), 0n), n = 2n + BigInt(end - begin);
      const error = absolute(exactly(y[i]!) * count - sum);
      if (error > 2n * count * ulpAt(sum / count, bits) + ((n * n * sizes) >> 104n)) {
        throw new Error(`${where}: the mean at ${i} is ${y[i]}, not ${Number(sum) / 2 ** 1000 / Number(count)} * 2 ** -74`);
      }
    }
  }
}

const random = (seed: number) => {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
};
const { POSITIVE_INFINITY: up, NEGATIVE_INFINITY: down } = Number;
const DATA: Record<string, (i: number, next: () => number) => number> = {
  "uniform": (_, next) => next(),
  "far from 0": (_, next) => next() + 1e9,
  "with huge ones that leave": (i, next) => (i % 41 === 5 ? 1e17 : i % 41 === 30 ? -1e17 : next()),
  "with NaN": (i, next) => (i % 9 === 4 || (i > 60 && i < 90) ? Number.NaN : next()),
  "with infinities that leave": (i, next) => (i % 67 === 20 ? up : i % 131 === 25 ? down : next()),
  "of all sizes": (_, next) => next() * 2 ** Math.floor(next() * 1900),
  "of two sizes that cancel": (i, next) => (i % 5 === 1 ? 1 : i % 5 === 2 ? -1 : next() * 1e-17),
  "huge, that cancel": (i, next) => (i % 4 < 2 ? 1.7e308 : -1.7e308) * (i % 3 ? 1 : next()),
  "huge and tiny by turns": (i, next) => (i % 40 < 4 ? 1.7e308 : next() * 1e-300),
  "nearly all zeros": (i, next) => (i % 29 < 2 ? next() * 1e30 : i % 31 === 0 ? 1e-30 : 0),
  "subnormal": (_, next) => Math.floor(next() * 1e6) * 5e-324,
};

describe.each(engines)("moving means, %s", (name, engine) => {
  it("are pandas's", () => {
    for (const { count, shift, hasNaN, values, ...options } of cases) {
      const y = means(name, engine, numbers(count, shift, hasNaN), options);
      const tolerance = 4 * 2 ** -52 * (shift || 0.6);
      for (const [k, i] of shown(count).entries()) {
        const { window, minPeriods, center } = options;
        const what = `at ${i} of ${count}, window ${window}, minPeriods ${minPeriods}, center ${center}, shift ${shift}`;
        if (values[k] === null) expect(y[i], what).toBeNaN();
        else if (!(Math.abs(y[i]! - values[k]!) <= tolerance)) expect(y[i], what).toBe(values[k]);
      }
    }
  });

  it.each(Object.entries(DATA))("of numbers %s are those of each window alone", (_name, make) => {
    for (const count of [0, 1, 2, 8, 63, 150, 1100]) {
      for (const window of new Set([1, 2, 7, 100, Math.max(1, count), count + 1, 2 * count + 9])) {
        if (count > 150 && window > 7) continue;
        for (const minPeriods of new Set([0, 1, window])) {
          for (const center of [false, true]) {
            const next = random(count);
            const x = Float64Array.from({ length: count }, (_, i) => make(i, next));
            const options = { window, minPeriods, center };
            checkExact(x, means(name, engine, x, options), options, `${count} elements, window ${window}, ${minPeriods}, ${center}`);
          }
        }
      }
    }
  });

  it("of float32 are rounded once, from float64", () => {
    for (const [count, window] of [[5, 2], [300, 7], [2500, 20]] as const) {
      const next = random(count), options = { window, minPeriods: window, center: false };
      const x = Float32Array.from({ length: count }, () => next() * 1e6 + 3e6);
      checkExact(x, means(name, engine, x, options), options, `${count}`);
    }
  });

  it("forget what has left, in long arrays and windows longer than blocks", () => {
    const x = new Float64Array(8000).fill(1);
    x[3000] = up;
    x[3001] = 1e300;
    x[3002] = Number.NaN;
    for (const window of [2, 1023, 1024, 1025, 2049, 2900]) {
      const y = means(name, engine, x, { window, minPeriods: 1, center: false });
      for (let i = 0; i < 3000; i++) if (y[i] !== 1) throw new Error(`window ${window}: ${y[i]} at ${i}`);
      for (let i = 3000; i < 3000 + window; i++) if (y[i] !== up) throw new Error(`window ${window}: ${y[i]} at ${i}`);
      for (let i = 3002 + window; i < 8000; i++) if (y[i] !== 1) throw new Error(`window ${window}: ${y[i]} at ${i}`);
    }
  });
});

describe.each(engines)("what has left a window leaves no trace, %s", (name, engine) => {
  const HUGE = {
    "of three sizes": [1e40, 1e25, 1e10],
    "of three sizes and back": [1e40, 1e25, 1e10, 1, 1e10, 1e25, 1e40],
    "that overflow": [1e308, 1.5e308],
    "that overflow and cancel": [1e308, 1.5e308, -1e308],
    "of all the range": [1.7e308, 1e200, 1e100, 1e50, 1e25, -1e308],
  };
  it.each(Object.entries(HUGE))("numbers %s", (_name, huge) => {
    for (const count of [10, 3000, 50_000]) {
      for (const window of [1, 2, 3, 50, 1016, 2500]) {
        if (window > count) continue;
        for (const rest of [1, 1e-3]) {
          const x = new Float64Array(count).fill(rest), at = count >> 1;
          x.set(huge.slice(0, at), at);
          const y = means(name, engine, x, { window, minPeriods: 1, center: false });
          const bad = y.findIndex((v, i) => (i < at || i >= at + huge.length - 1 + window) && Math.abs(v / rest - 1) > 2 ** -51);
          expect(bad, `${y[bad]} for ${rest}, element ${bad} of ${count}, window ${window}`).toBe(-1);
          if (window > 50) continue;
          const options = { window, minPeriods: 1, center: true };
          const near = Math.max(0, at - window), until = Math.min(count, at + huge.length + 2 * window);
          checkExact(x.slice(near, until), means(name, engine, x.slice(near, until), options), options, `window ${window}`);
        }
      }
    }
  });

  it("the mean of numbers whose sum leaves the range of doubles is theirs", () => {
    const y = means(name, engine, Float64Array.of(1e308, 1.5e308, -1e308, 1, 1, 1, 1), { window: 3, minPeriods: 3, center: false });
    expect([...y]).toEqual([Number.NaN, Number.NaN, 5e307, (1.5e308 - 1e308) / 3, -1e308 / 3, 1, 1]);
    for (const count of [9, 5000]) {
      const all = means(name, engine, new Float64Array(count).fill(1.7e308), { window: count >> 1, minPeriods: 1, center: false });
      expect(all.findIndex((v) => Math.abs(v / 1.7e308 - 1) > 2 ** -51)).toBe(-1);
    }
  });
});

it("the work of a unit is bounded, and that of all grows with the length alone, whatever the window", () => {
  const of = { x: 0, out: 0, dtype: "float64" } as const;
  const lease = { bytes: () => ({ pointer: 0 }) } as unknown as Lease;
  for (const count of [2 ** 16, 2 ** 19, 2 ** 22, 2 ** 25]) {
    for (const window of [2, 1000, count >> 3, count >> 1, count - 30_000, count - 100, count - 8, count, count + 1, 2 * count, 1e300]) {
      for (const center of [false, true]) {
        const step = rollingMean(lease, { ...of, count, window, minPeriods: 1, center }).next().value as Chain;
        const [, { frame, units, unitNs }] = step.chain as [Phase, Phase];
        const { body, part } = frame as Record<"body" | "part", number>;
        const where = `${count} elements, window ${window}, ${center}`;
        expect(unitNs, where).toBeLessThan(2e6);
        expect(units * unitNs, where).toBeLessThan(10 * count);
        // Each unit sums the blocks of a window, those of parts that are not whole blocks eight of them.
        const sums = units + body * (part % BLOCK === 0 ? 0 : 7);
        expect((sums * Math.min(window, count)) / BLOCK, where).toBeLessThan(count);
      }
    }
  }
});

it("windows as long as the array take no longer than short ones, about", () => {
  const x = new Float64Array(2 ** 21).map((_, i) => i % 1009);
  const time = (window: number) => {
    const begun = performance.now();
    flux.sync.series.rollingMean(x, window, { minPeriods: 1 });
    return performance.now() - begun;
  };
  time(10);
  expect(Math.min(time(x.length), time(x.length))).toBeLessThan(20 * Math.max(time(10), time(10)));
});

it("sums that cancel over and over are not begun anew each time", () => {
  const next = random(1), options = { window: 1000, minPeriods: 1, center: false };
  const made = (i: number) => (i % 5 === 1 ? 1 : i % 5 === 2 ? -1 : next() * 1e-17);
  const cancelling = new Float64Array(100_000).map((_, i) => made(i)), others = cancelling.map((_, i) => (i % 9 ? next() : Number.NaN));
  const time = (x: Float64Array) => {
    const begun = performance.now();
    means("whole phases", whole, x, options);
    return performance.now() - begun;
  };
  const shortest = (x: Float64Array) => Math.min(...Array.from({ length: 5 }, () => time(x)));
  expect(shortest(cancelling)).toBeLessThan(5 * shortest(others));
});

it("one unit has the bits of the phases", () => {
  for (const count of [1, 8, 9, 300, 1024, 1025, 8192]) {
    for (const window of [1, 50, 1024, 3000]) {
      for (const make of Object.values(DATA)) {
        const next = random(count), options = { window, minPeriods: 1, center: true };
        const x = Float64Array.from({ length: count }, (_, i) => make(i, next));
        const [a, b] = ["one unit", "whole phases"].map((name) => means(name, whole, x, options));
        expect(isSame(a!, b!), `${count} elements, window ${window}`).toBe(true);
      }
    }
  }
});

describe.each([1, 2, 3])("on %d workers", (maxWorkers) => {
  it("every engine gives the bits of the calling thread", async () => {
    const fx = await createFlux({ maxWorkers });
    const digest = (y: Floats) => createHash("sha1").update(Buffer.from(y.slice().buffer)).digest("hex");
    for (const count of [1000, 8193, 60_001]) {
      for (const window of [2, 365, 5000]) {
        for (const make of Object.values(DATA).slice(1, 5)) {
          const next = random(count);
          const x = Float64Array.from({ length: count }, (_, i) => make(i, next));
          const a = fx.array(x), options = { minPeriods: 1, center: true };
          const wanted = digest(flux.sync.series.rollingMean(x, window, options));
          for (const engine of ["auto", "threads", "inline"] as const) {
            expect(digest(await fx.series.rollingMean(a, window, { ...options, engine }))).toBe(wanted);
          }
          fx.free(a);
        }
      }
    }
    await fx.close();
  });
});
