import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { quantile, quantileBytes } from "../../src/stats/quantile";
import type { QuantileMethod } from "../../src/stats/quantile-point";
import { OneThread } from "../one-thread";

const ARRAYS = { float64: Float64Array, float32: Float32Array, int16: Int16Array };
type Dtype = keyof typeof ARRAYS;
interface Case {
  dtype: Dtype;
  count: number;
  hasNaN: boolean;
  method: QuantileMethod;
  values: (number | null)[];
}
/** Written by make-vectors.py. */
const { qs, cases }: { qs: number[]; cases: Case[] } = JSON.parse(readFileSync(new URL("quantiles.json", import.meta.url), "utf8"));

/** As make-vectors.py makes them. */
function numbers(count: number, dtype: Dtype, hasNaN: boolean) {
  const values = Array.from({ length: count }, (_, i) => {
    const x = ((i * 48_271) % 65_537) / 65_537 - 0.4;
    return hasNaN && i % 3 === 0 ? NaN : x * x * x * 100;
  });
  return ARRAYS[dtype].from(values);
}

const engines = [["whole phases", new OneThread()], ["units twice, backwards", new OneThread(true)]] as const;

function quantiles(
  engine: OneThread, dtype: Dtype, x: ArrayLike<number>, qs: ArrayLike<number>, method: QuantileMethod = "linear", skipNaN = false,
) {
  engine.reset();
  const pointer = engine.take(x.length * 8);
  new ARRAYS[dtype](engine.memory.buffer, pointer, x.length).set(x);
  const result = engine.run((lease) => quantile(lease, { pointer, dtype, count: x.length }, { qs, method, skipNaN }));
  expect(engine.leased).toBeLessThanOrEqual(quantileBytes({ dtype, count: x.length }));
  return [...result];
}

describe.each(engines)("quantile, %s", (_, engine) => {
  it("is NumPy's, bit for bit, by every method", () => {
    expect(cases.length).toBe(405);
    for (const { dtype, count, hasNaN, method, values } of cases) {
      const name = `${method} of ${count} ${dtype}${hasNaN ? " with NaN" : ""}`;
      const expected = values.map((value) => value ?? NaN);
      expect(quantiles(engine, dtype, numbers(count, dtype, hasNaN), qs, method, hasNaN), name).toEqual(expected);
    }
  });

  it("is NaN if any element is, or there is none", () => {
    for (const n of [3, 50_000]) {
      const x = numbers(n, "float64", false).fill(NaN, n - 1);
      expect(quantiles(engine, "float64", x, [0, 0.5])).toEqual([NaN, NaN]);
      expect(quantiles(engine, "float64", x.fill(NaN), [0, 0.5], "linear", true)).toEqual([NaN, NaN]);
    }
    expect(quantiles(engine, "float64", [], [0.5])).toEqual([NaN]);
    expect(quantiles(engine, "float64", [1, 2], [])).toEqual([]);
  });

  it("is right of data that fill one bucket", () => {
    const skewed = numbers(200_000, "float64", false).map((x, i) => (i % 1000 === 0 ? x * 1e200 : 1 + Math.round(x * 1e4) * 2 ** -52));
    const reference = skewed.slice().sort();
    expect(quantiles(engine, "float64", skewed, [0.1, 0.5, 0.9], "inverted_cdf"))
      .toEqual([reference[19_999], reference[99_999], reference[179_999]]);
    expect(quantiles(engine, "float64", new Float64Array(200_000).fill(7), [0, 0.3, 1])).toEqual([7, 7, 7]);
  });
});
