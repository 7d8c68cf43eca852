/** Powers to a number: to whole ones by exact arithmetic, to others by pow's kernel, and the ways by which an exponent comes. */
import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";
import { rowOf } from "../../src/catalog/index";
import { firstDifference, isNegative, randomPatterns, specials, uniform } from "./doubles";
import { builds, type Floats, load } from "./module";

const WHOLE = Array.from({ length: 65 }, (_, i) => i - 32).filter((n) => n !== 0 && n !== 1);
const OTHERS = [0, -0, 1, 0.5, -0.5, 2.5, -2.5, 33, -33, 1e300, Infinity, -Infinity, Number.NaN];

/** A double as an integer times a power of two. */
function exactly(x: number): [whole: bigint, exponent: number] {
  const word = new BigUint64Array(Float64Array.of(x).buffer)[0]!;
  const biased = Number((word >> 52n) & 0x7ffn);
  const fraction = (word & 0xfffffffffffffn) | (biased > 0 ? 1n << 52n : 0n);
  return [x < 0 ? -fraction : fraction, Math.max(biased, 1) - 1075];
}

/** How far `got`, which is finite, is from x^n, in units of its last place. */
function errorOf(x: number, n: number, got: number): number {
  const [m, e] = exactly(x), [g, ge] = exactly(got);
  const power = m ** BigInt(Math.abs(n)), exponent = e * Math.abs(n);
  const one = 1n << BigInt(n > 0 ? ge - exponent : -exponent - ge);
  const [apart, unit] = n > 0 ? [power - g * one, one] : [one - g * power, power];
  return Math.abs(Number((apart << 40n) / unit)) / 2 ** 40;
}

/** x whose power to n is of a magnitude from 2^`least` to 2^`most`, and half of them negative. */
function inputs(n: number, least: number, most: number, count: number): Float64Array {
  return uniform(count, least / n, most / n, BigInt(n + 100)).map((log, i) => {
    const whole = Math.floor(log);
    return (i % 2 ? -1 : 1) * 2 ** (log - whole) * 2 ** Math.max(whole, -1074);
  });
}

describe.each(builds)("pow of a number, in the %s build,", (build) => {
  const { run } = load(build);

  it.each(WHOLE)("%i, has an error below 0.501 ulp, and at the ends of the range of at most 1", (n) => {
    const middle = inputs(n, -890, 890, 400), all = inputs(n, -1090, 1040, 400);
    run("pow_number_f64", middle, n).forEach((got, i) => {
      expect(errorOf(middle[i]!, n, got), `${middle[i]}`).toBeLessThan(0.501);
    });
    run("pow_number_f64", all, n).forEach((got, i) => {
      const x = all[i]!;
      if (!Number.isFinite(got) || !Number.isFinite(x) || x === 0) expect(got, `${x}`).toBe(x ** n);
      else expect(errorOf(x, n, got), `${x}`).toBeLessThanOrEqual(1);
      if (got === 0) expect(isNegative(got), `${x}`).toBe(isNegative(x ** n));
    });
  });

  it.each(WHOLE)("%i, of float32 is the one of float64, rounded", (n) => {
    const x = Float32Array.from([...specials, ...inputs(n, -150, 128, 400), ...randomPatterns(400, 3n)]);
    const want = run("pow_number_f64", Float64Array.from(x), n);
    run("pow_number_f32", x, n).forEach((got, i) => {
      const rounded = Math.fround(want[i]!);
      const unit = 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(rounded)))) - 23);
      if (Number.isFinite(rounded) && rounded !== 0) expect(Math.abs(got - want[i]!) / unit, `${x[i]}`).toBeLessThan(0.50001);
      else expect(got, `${x[i]}`).toBe(rounded);
    });
  });

  it.each([...WHOLE, ...OTHERS])("%d, is as ECMAScript's of zeros, infinities, NaN and ones", (n) => {
    const x = Float64Array.of(0, -0, Infinity, -Infinity, Number.NaN, 1, -1);
    expect(firstDifference(run("pow_number_f64", x, n), x.map((v) => v ** n), x)).toBeUndefined();
    if (!Object.is(Math.fround(n), n)) return;
    const singles = Float32Array.from(x);
    expect(firstDifference(run("pow_number_f32", singles, n), singles.map((v) => v ** n), singles)).toBeUndefined();
  });

  it.each(["f64", "f32"] as const)("gives each element of %s the result that it has alone", (format) => {
    const kind = format === "f64" ? Float64Array : Float32Array;
    const x = kind.from([...uniform(40, -3, 3, 11n), ...specials]);
    for (const n of [2, 3, 10, 31, -1, -2, -7, 0.5]) {
      const alone = x.map((v) => run(`pow_number_${format}`, kind.of(v), n)[0]!);
      for (let begin = 0; begin < 6; begin++) {
        for (let count = 0; begin + count <= x.length; count++) {
          const part = x.subarray(begin, begin + count);
          const different = firstDifference(run(`pow_number_${format}`, part, n), alone.subarray(begin, begin + count), part);
          if (different) expect.fail(`to ${n}, ${count} from ${begin}: ${different}`);
        }
      }
    }
  });

  it.each(OTHERS)("%d, has the bits of pow's kernel; those to 2 and -1 are a square and a reciprocal", (n) => {
    const x = Float64Array.from([...specials, ...randomPatterns(500, 1n), ...uniform(500, 0, 6, 2n)]), singles = Float32Array.from(x);
    const same = (got: Floats, want: Floats) => expect(firstDifference(got, want, x)).toBeUndefined();
    same(run("pow_number_f64", x, n), run("pow_f64", x, n));
    if (Object.is(Math.fround(n), n)) {
      same(run("pow_number_f32", singles, n), Float32Array.from(run("pow_f64", Float64Array.from(singles), n)));
    }
    for (const [values, format] of [[x, "f64"], [singles, "f32"]] as const) {
      same(run(`pow_number_${format}`, values, 2), run(`square_${format}`, values));
      same(run(`pow_number_${format}`, values, -1), run(`reciprocal_${format}`, values));
    }
  });
});

it("is estimated at less than any power's time where it is done by products, as the kernel decides", () => {
  const { cost, numberCost } = rowOf("pow");
  for (const n of WHOLE) expect(numberCost!(n), `${n}`).toBeLessThan(cost);
  for (const n of OTHERS) expect(numberCost!(n), `${n}`).toBe(cost);
});

describe("an exponent that is a number", async () => {
  const fx = await createFlux({ maxWorkers: 2 });
  afterAll(() => fx.close());
  const x = Float64Array.from([...uniform(3000, -4, 4, 5n), ...specials]);

  it.each([Float64Array, Float32Array])("gives the same bits wherever it comes from: %o", async (kind) => {
    const a = kind.from(x);
    for (const n of [3, 10, -2, 32, 2.5, 1]) {
      const want = await fx.map("pow", a, n);
      const same = (got: ArrayLike<number>) => expect(firstDifference(got as Floats, want as Floats, a)).toBeUndefined();
      same(await fx.map(`x ** ${n}`, a));
      same(await fx.map(`pow(x, ${n})`, a));
      same(await fx.map(`x ** (${n + 1} - 1)`, a));
      same(await fx.map("x ** y", a, n));
      same(await fx.evaluate("a ** n", { a, n }) as Floats);
      same(await fx.map(new Function("v", `return Math.pow(v, ${n})`) as (v: number) => number, a));
      same(await fx.map("pow", fx.array(a), n, { engine: "threads" }));
      same(fx.sync.map("pow", a, n));
    }
  });

  it("gives a formula of several steps the bits of its steps", async () => {
    const y = x.map((v, i) => v + (i % 7));
    const power = await fx.map("pow", y, 10);
    const want = await fx.map("2 * x + y", x, power);
    expect(firstDifference((await fx.map("2 * x + y ** 10", x, y)) as Floats, want as Floats, x)).toBeUndefined();
    expect(await fx.reduce("sum", "x ** 10", y)).toBe(await fx.reduce("sum", power));
  });

  it("among numbers alone has the bits that an array of them has", async () => {
    for (const base of [1.1, 3.3, -7.7]) {
      const want = (await fx.map("pow", Float64Array.of(base), 10))[0]!;
      expect(await fx.map("x * y ** 10", Float64Array.of(1), base)).toEqual(Float64Array.of(want));
    }
  });
});
