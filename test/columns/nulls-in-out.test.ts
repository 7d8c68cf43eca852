/** Results that go to an array of the caller's own: it has no nulls, and NaN in their places. */
import { flux } from "autoflux";
import { describe, expect, it } from "vitest";
import { columnOf, tableOf, textColumn } from "./made";

const { NaN: none } = Number;

describe("an array that is given as out has NaN where the result is null", () => {
  const isNull = (row: number) => row % 3 === 1 || (row > 40 && row < 70);
  const count = 200;
  const x = columnOf(Float64Array.from({ length: count }, (_, i) => i + 0.5), isNull);
  const marked = (make: (row: number) => number) => Float64Array.from({ length: count }, (_, row) => (isNull(row) ? none : make(row)));
  const fresh = () => new Float64Array(count).fill(7);

  it("of a map: by kernels, by JavaScript, of a formula in steps, awaited or not", async () => {
    const out = fresh();
    const column = await flux.map("x * 2", x, { out });
    expect(out).toEqual(marked((row) => row * 2 + 1));
    expect(column.nullCount).toBe(x.nullCount);
    const sources = ["x * 2", (v: number) => v * 2, (v: number) => Number(String(v)) * 2, "if(isNull(x), x, x * 2)", "if(x > 0 or x < 0, x * 2, 0)"];
    for (const source of sources) {
      const [one, other] = [fresh(), fresh()];
      await flux.map(source as string, x, { out: one });
      flux.mapSync(source as string, x, { out: other });
      for (const array of [one, other]) expect(array).toEqual(marked((row) => row * 2 + 1));
    }
    const single = new Float32Array(3).fill(7);
    await flux.evaluate("length(t) + 0 * f", tableOf({ t: textColumn(["a", null, "abc"], true), f: columnOf(Float32Array.of(1, 2, 3)) }), { out: new Float64Array(3) });
    await flux.map("x + 1", columnOf(Float32Array.of(1, 2, 3), (row) => row === 2), { out: single });
    expect(single).toEqual(Float32Array.of(2, 3, none));
  });

  it("of comparisons, and of a slice whose bitmap begins within a byte", async () => {
    const out = new Float64Array(count - 5).fill(7);
    await flux.map("x > 100", x.slice(5), { out });
    expect(out).toEqual(marked((row) => (row + 0.5 > 100 ? 1 : 0)).slice(5));
  });

  it("of sort, at the end or at the beginning; integers have 0 there", async () => {
    const values = columnOf(Float64Array.of(3, 1, 9, 2), (row) => row === 2), ints = columnOf(Int32Array.of(3, 1, 9, 2), (row) => row === 2);
    const big = columnOf(BigInt64Array.of(3n, 1n, 9n, 2n), (row) => row === 2);
    const [last, first, whole, long] = [new Float64Array(4).fill(7), new Float64Array(4).fill(7), new Int32Array(4).fill(7), new BigInt64Array(4).fill(7n)];
    await flux.stats.sort(values, { out: last });
    await flux.stats.sort(values, { out: first, nulls: "first" });
    await flux.stats.sort(ints, { out: whole });
    await flux.stats.sort(big, { out: long });
    expect([last, first, whole, long]).toEqual([
      Float64Array.of(1, 2, 3, none), Float64Array.of(none, 1, 2, 3), Int32Array.of(1, 2, 3, 0), BigInt64Array.of(1n, 2n, 3n, 0n),
    ]);
  });

  it("of cumsum", async () => {
    const out = fresh();
    await flux.series.cumsum(x, { out });
    let sum = 0;
    expect(out).toEqual(marked((row) => (sum += row + 0.5)));
  });
});
