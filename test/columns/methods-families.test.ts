/** Statistics and series of columns: orders with nulls at an end, sums that skip them, windows that miss them. */
import { Column, flux } from "autoflux";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnOf, described, haveSameBits, instancesOf, nullable, nullableColumn, tableOf, textColumn, withoutNulls } from "./made";

const withWorkers = instancesOf();

const isNull = (row: number) => row % 7 === 2 || (row > 4096 && row < 9000);
const wave = (count: number) => Float64Array.from({ length: count }, (_, i) => Math.sin(i) * 100);
const nullsOf = (values: readonly unknown[]) => values.filter((value) => value === null);
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe("stats of columns", () => {
  it.each([[1], [2], [3]])("sort and argsort have nulls at an end, and the bits of the rest, on %d workers", async (workers) => {
    const fx = await withWorkers(workers);
    for (const count of [0, 1, 1000, 70_000, 300_000]) {
      const x = wave(count), kept = x.filter((_, i) => !isNull(i));
      const nulls = count - kept.length;
      const sorted = await fx.stats.sort(kept);
      const column = columnOf(x, isNull);
      for (const ascending of [await fx.stats.sort(column), fx.sync.stats.sort(column)]) {
        expect([ascending.type, ascending.length, ascending.nullCount]).toEqual(["float64", count, nulls]);
        expect(haveSameBits(ascending.values!.subarray(0, kept.length), sorted)).toBe(true);
        expect(ascending.slice(kept.length).nullCount).toBe(nulls);
      }
      const first = await fx.stats.sort(column, { nulls: "first" });
      expect([first.slice(0, nulls).nullCount, haveSameBits(first.values!.subarray(nulls), sorted)]).toEqual([nulls, true]);
      const order = await fx.stats.argsort(column);
      expect(haveSameBits(Float64Array.from(order.subarray(0, kept.length), (row) => x[row]!), sorted)).toBe(true);
      const nullRows = Uint32Array.from(x.keys()).filter(isNull);
      expect(haveSameBits(order.subarray(kept.length), nullRows)).toBe(true);
      expect(haveSameBits((await fx.stats.argsort(column, { nulls: "first" })).subarray(0, nulls), nullRows)).toBe(true);
      if (kept.length > 0) expect(await fx.stats.quantile(column, [0.1, 0.5])).toEqual(await fx.stats.quantile(kept, [0.1, 0.5]));
    }
  });

  it("keep every type, in slices, to an out, and in the arena where there are no nulls", async () => {
    await fc.assert(fc.asyncProperty(nullable(fc.integer({ min: -100, max: 100 }).map(Number)), fc.nat(9), async (values, from) => {
      const some = values.slice(from), wanted = withoutNulls(some).sort((a, b) => a - b);
      const isEmpty = (row: number) => values[row] === null;
      const raw = values.map((value) => value ?? 77), { length } = raw;
      const longs = BigInt64Array.from(raw, BigInt);
      const columns = [
        columnOf(Int8Array.from(raw), isEmpty), columnOf(Float32Array.from(raw), isEmpty), columnOf(longs, isEmpty),
        described({ type: "date", values: Int32Array.from(raw) }, length, isEmpty),
        described({ type: "timestamp", values: longs, unit: "s", zone: "UTC" }, length, isEmpty),
        described({ type: "duration", values: longs, unit: "ms" }, length, isEmpty),
        described({ type: "decimal", values: longs, words: 1, precision: 9, scale: 1 }, length, isEmpty),
        described({ type: "decimal", values: longWords(longs), words: 2, precision: 30, scale: 1 }, length, isEmpty),
      ].map((column) => column.slice(from));
      for (const column of columns) {
        const result = await flux.stats.sort(column);
        const order = await flux.stats.argsort(column);
        expect([result.type, result.unit, result.zone, result.length]).toEqual([column.type, column.unit, column.zone, some.length]);
        expect(Array.from(order, (row) => column.get(row))).toEqual(result.toArray());
        expect(Array.from(order, (row) => some[row])).toEqual([...wanted, ...nullsOf(some)]);
        expect(flux.sync.stats.sort(column).toArray()).toEqual(result.toArray());
      }
    }));
    const out = new Float64Array(3);
    expect((await flux.stats.sort(columnOf(Float64Array.of(3, 9, 1), (row) => row === 1), { out })).toArray()).toEqual([1, 3, null]);
    expect(out.subarray(0, 2)).toEqual(Float64Array.of(1, 3));
    expect((await flux.stats.sort(columnOf(flux.array([2, 1])))).values!.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it.each([[true], [false]])("order text by its UTF-8 bytes, with a dictionary: %s", async (hasCodes) => {
    const text = fc.string({ unit: "grapheme", maxLength: 4 }).filter((one) => !/\p{Cs}/u.test(one));
    const strings = fc.array(fc.option(text, { freq: 4 }), { maxLength: 40 });
    await fc.assert(fc.asyncProperty(strings, fc.nat(9), async (all, from) => {
      const some = all.slice(from), column = textColumn(all, hasCodes).slice(from);
      const wanted = withoutNulls(some).sort(byBytes);
      expect((await flux.stats.sort(column)).toArray()).toEqual([...wanted, ...nullsOf(some)]);
      expect(flux.sync.stats.sort(column, { nulls: "first" }).toArray()).toEqual([...nullsOf(some), ...wanted]);
      expect(Array.from(await flux.stats.argsort(column), (row) => some[row])).toEqual([...wanted, ...nullsOf(some)]);
    }));
  });

  it("order long columns of text stably, on several workers", async () => {
    const fx = await withWorkers(2);
    const strings = Array.from({ length: 50_000 }, (_, i) => (i % 10 === 9 ? null : `k${(i * 7919) % 5003}`));
    const rows = [...strings.keys()];
    const wanted = rows.filter((row) => strings[row] !== null).sort((a, b) => byBytes(strings[a]!, strings[b]!) || a - b);
    const order = await fx.stats.argsort(textColumn(strings, false));
    expect(Array.from(order)).toEqual([...wanted, ...rows.filter((row) => strings[row] === null)]);
    expect(await fx.stats.argsort(textColumn(strings, true))).toEqual(order);
  });

  it("refuse what makes no sense: quantiles of text, tables, other options", async () => {
    const text = textColumn(["a", "b"], true), x = columnOf(Float64Array.of(1, 2), (row) => row === 0);
    await expect(flux.stats.quantile(text, 0.5)).rejects.toThrow(/^stats\.quantile: must be a column of numbers, got one of type text/);
    await expect(flux.stats.sort(text, { out: new Uint32Array(2) })).rejects.toThrow(/out must be left out for a column of type text/);
    await expect(flux.stats.sort(x, { nulls: "middle" as never })).rejects.toThrow(/nulls must be "first" or "last"/);
    await expect(flux.stats.sort(x, { home: "arena" })).rejects.toThrow(/home must be "ordinary" for a column with nulls/);
    await expect(flux.stats.sort(x, { out: new Float64Array(1) })).rejects.toMatchObject({ code: "BadOutput" });
    await expect(flux.stats.quantile(columnOf(new Float64Array(2), () => true), 0.5)).rejects.toMatchObject({ code: "EmptyInput" });
    await expect(flux.stats.sort(tableOf({ x }) as never)).rejects.toThrow(/takes a column, got a table\. .*table\.column\("x"\)/);
    await expect(flux.stats.sort([1] as never, { nulls: "first" } as never)).rejects.toThrow(/unknown option/);
    await expect(flux.stats.sort(x, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    expect(flux.explain("stats.sort", x)).toMatchObject({ function: "stats.sort", elements: 1 });
  });
});

describe("series of columns", () => {
  it.each([[1], [2], [3]])("cumsum skips nulls, which stay, and has the bits of the rest, on %d workers", async (workers) => {
    const fx = await withWorkers(workers);
    for (const count of [0, 1, 1000, 70_000, 300_000]) {
      const x = wave(count), kept = x.filter((_, i) => !isNull(i));
      const sums = await fx.series.cumsum(kept);
      for (const result of [await fx.series.cumsum(columnOf(x, isNull)), fx.sync.series.cumsum(columnOf(x, isNull))]) {
        expect(haveSameBits(Float64Array.from(result.values as Float64Array).filter((_, i) => !isNull(i)), sums)).toBe(true);
        expect([result.length, result.nullCount, result.isNull(2)]).toEqual([count, count - kept.length, count > 2]);
      }
      const whole = await fx.series.cumsum(columnOf(fx.array(x)));
      expect([haveSameBits(whole.values!, await fx.series.cumsum(fx.array(x))), whole.nullCount]).toEqual([true, 0]);
      expect(whole.values!.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
    const out = new Float32Array(3);
    const given = await fx.series.cumsum(columnOf(Float32Array.of(1, 5, 2), (row) => row === 1), { out });
    expect([given.type, given.toArray(), out[2]]).toEqual(["float32", [1, null, 3], 3]);
    await expect(fx.series.cumsum(textColumn(["a"], true))).rejects.toThrow(/^series\.cumsum: must be a column of numbers/);
    await expect(fx.series.cumsum(columnOf(BigInt64Array.of(2n ** 62n + 1n)))).rejects.toMatchObject({ code: "PrecisionLost" });
    const longs = columnOf(BigInt64Array.of(2n, 2n ** 62n + 1n, 3n), (row) => row === 1);
    expect((await fx.series.cumsum(longs)).toArray()).toEqual([2, null, 5]);
  });

  it("rollingMean has no value where a window has fewer than minPeriods", async () => {
    const numbers = nullable(fc.integer({ min: -8, max: 9 }).map((n) => (n === 9 ? Number.NaN : n)));
    const options = fc.record({ window: fc.integer({ min: 1, max: 70 }), share: fc.nat(100), center: fc.boolean(), from: fc.nat(9) });
    await fc.assert(fc.asyncProperty(numbers, options, async (all, { window, share, center, from }) => {
      const values = all.slice(from), minPeriods = Math.round((window * share) / 100);
      const column = nullableColumn(all).slice(from);
      const ahead = center ? Math.floor((window - 1) / 2) : 0;
      const means = await flux.series.rollingMean(values.map((one) => one ?? Number.NaN), window, { minPeriods, center });
      const wanted = values.map((_, i) => {
        const inWindow = withoutNulls(values.slice(Math.max(0, i + ahead - window + 1), i + ahead + 1));
        return inWindow.length < minPeriods ? null : means[i];
      });
      expect((await flux.series.rollingMean(column, window, { minPeriods, center })).toArray()).toEqual(wanted);
      expect(flux.sync.series.rollingMean(column, window, { minPeriods, center }).toArray()).toEqual(wanted);
    }));
  });

  it("rollingMean has the array's bits on several workers, and nulls before the first whole window", async () => {
    const fx = await withWorkers(3);
    const x = wave(200_000), window = 1000;
    const means = await fx.series.rollingMean(x, window);
    const result = await fx.series.rollingMean(columnOf(fx.array(x)), window);
    expect(haveSameBits(result.values!, means)).toBe(true);
    expect([result.nullCount, result.isNull(window - 2), result.isNull(window - 1)]).toEqual([window - 1, true, false]);
    expect(Column.is(result)).toBe(true);
  });
});

/** Integers as decimals of two words. */
function longWords(values: BigInt64Array): BigInt64Array {
  return BigInt64Array.from({ length: values.length * 2 }, (_, i) => (i % 2 === 0 ? values[i / 2]! : values[(i - 1) / 2]! >> 63n));
}
