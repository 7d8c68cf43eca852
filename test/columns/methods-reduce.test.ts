/** Reductions of columns and tables: the values that are not null, bit for bit. */
import { flux, type Reduction, Table } from "autoflux";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnOf, described, instancesOf, nullable, nullableColumn, tableOf, textColumn, withoutNulls } from "./made";

const withWorkers = instancesOf();

const NUMBERS = ["sum", "mean", "min", "max", "product", "countNonzero", "any", "all", "norm", "var", "std"] as const;
const PAIRS = ["dot", "cov"] as const;
/** Nulls here and there, all of some blocks, none of others. */
const isNull = (row: number) => (row % 7 === 2 && row % 5000 < 2500) || (row > 4096 && row < 9000) || row % 1000 === 999;
const wave = (count: number) => Float64Array.from({ length: count }, (_, i) => Math.sin(i) * 10 ** ((i % 17) - 8) + (i % 13) - 6);

describe("a reduction of a column", () => {
  it.each([[1], [2], [3]])("has the bits of the column without its nulls, on %d workers, in the arena or not", async (workers) => {
    const fx = await withWorkers(workers);
    for (const count of [1, 9, 1024, 3000, 50_000, 400_000]) {
      const x = wave(count);
      const kept = x.filter((_, i) => !isNull(i));
      const wanted = await fx.reduce(NUMBERS, kept), squares = await fx.reduce("sum", "x * x + 1", kept);
      for (const place of [(array: Float64Array) => array, (array: Float64Array) => fx.array(array)]) {
        const column = columnOf(place(x), isNull);
        expect(await fx.reduce(NUMBERS, column)).toEqual(wanted);
        expect(fx.sync.reduce(NUMBERS, column)).toEqual(wanted);
        expect(await fx.reduce("sum", "x * x + 1", column)).toBe(squares);
        expect(await fx.reduce("sum", "a * a + k", { a: column, k: 1 })).toBe(squares);
        for (const engine of ["inline", "threads"] as const) expect(await fx.reduce(NUMBERS, column, { engine })).toEqual(wanted);
      }
    }
  });

  it("leaves out rows that are null in either of two columns", async () => {
    const fx = await withWorkers(2);
    for (const count of [2, 1025, 70_000]) {
      const x = wave(count), y = wave(count).map((v, i) => v * (i % 3));
      const isOther = (row: number) => row % 11 === 4;
      const isKept = (_: number, i: number) => !isNull(i) && !isOther(i);
      const wanted = await fx.reduce(PAIRS, x.filter(isKept), y.filter(isKept));
      expect(await fx.reduce(PAIRS, columnOf(x, isNull), columnOf(y, isOther))).toEqual(wanted);
      const [a, b] = [x, y].map((all) => all.filter((_, i) => !isNull(i)));
      expect(await fx.reduce("dot", columnOf(x, isNull), y)).toBe(await fx.reduce("dot", a!, b!));
      const product = await fx.reduce("sum", "x * y", x.filter(isKept), y.filter(isKept));
      expect(await fx.reduce("sum", "a * b", tableOf({ a: columnOf(x, isNull), b: columnOf(y, isOther) }))).toBe(product);
    }
  });

  it("is that of any slice's values, with NaN beside nulls, and of float32", async () => {
    await fc.assert(fc.asyncProperty(nullable(), fc.nat(20), fc.boolean(), async (values, from, skipNaN) => {
      const column = nullableColumn(values).slice(from), kept = withoutNulls(values.slice(from));
      for (const name of ["sum", "norm", "var", "countNonzero"] as const) {
        expect(await flux.reduce(name, column, { skipNaN })).toBe(await flux.reduce(name, kept, { skipNaN }));
      }
      const single = nullableColumn(values, Float32Array).slice(from);
      expect(flux.reduceSync("sum", "x / 3", single)).toBe(flux.reduceSync("sum", "x / 3", Float32Array.from(kept)));
    }));
  });

  it("gives argmin and argmax as rows of the whole column", async () => {
    await fc.assert(fc.asyncProperty(nullable(fc.integer({ min: -9, max: 9 }).map(Number)), async (values) => {
      const column = nullableColumn(values), kept = withoutNulls(values);
      if (kept.length === 0) {
        await expect(flux.reduce("argmin", column)).rejects.toMatchObject({ code: "EmptyInput" });
        return;
      }
      const wanted = { argmin: values.indexOf(Math.min(...kept)), argmax: values.indexOf(Math.max(...kept)), min: Math.min(...kept) };
      expect(await flux.reduce(["argmin", "argmax", "min"], column)).toEqual(wanted);
      expect(await flux.reduce("argmax", "0 - x", column)).toBe(wanted.argmin);
    }));
  });

  it("of no values, or of nulls alone, is that of an empty array", async () => {
    for (const column of [columnOf(new Float64Array(0)), columnOf(Float64Array.of(5, 6), () => true)]) {
      expect(await flux.reduce(["sum", "product", "all"], column)).toEqual({ sum: 0, product: 1, all: true });
      await expect(flux.reduce("max", column)).rejects.toMatchObject({ code: "EmptyInput" });
    }
  });

  it("reads 64-bit integers as far as float64 holds them, and says which row it does not", async () => {
    const x = BigInt64Array.of(1n, 2n ** 60n + 1n, 3n);
    expect(await flux.reduce("sum", columnOf(x, (row) => row === 1))).toBe(4);
    await expect(flux.reduce("sum", columnOf(x, (row) => row === 0))).rejects.toMatchObject({ code: "PrecisionLost", row: 2 });
    expect(await flux.reduce("mean", described({ type: "boolean", values: Uint8Array.of(1, 0, 1, 1) }, 4))).toBe(0.75);
  });

  it("of decimals gives the least and the most with all digits, and the rest as numbers", async () => {
    const values = BigInt64Array.of(1_234_567_890_123_456_789n, 5n, 1_234_567_890_123_456_790n, -7n);
    const price = described({ type: "decimal", values, words: 1, precision: 19, scale: 2 }, 4, (row) => row === 3);
    const found = { min: "0.05", max: "12345678901234567.90", argmin: 1, argmax: 2 };
    const asked = ["min", "max", "argmin", "argmax"] as const;
    expect(await flux.reduce(asked, price)).toEqual(found);
    expect(flux.reduceSync("max", "x", price)).toBe(found.max);
    expect(await flux.reduce("argmax", "price", tableOf({ price }))).toBe(2);
    expect(await flux.reduce("max", "p", { p: price })).toBe(found.max);
    const small = price.slice(1, 2);
    expect(await flux.reduce(["sum", "max", "mean"], small)).toEqual({ sum: 0.05, max: "0.05", mean: 0.05 });
    expect(await flux.reduce(["max", "std"], small, { ddof: 0, skipNaN: true })).toEqual({ max: "0.05", std: 0 });
    expect(await flux.reduce("max", "x * 2", small)).toBe(0.1);
    await expect(flux.reduce("sum", price)).rejects.toMatchObject({ code: "PrecisionLost", row: 1 });
    await expect(flux.reduce("max", price, { ddof: 1 })).rejects.toMatchObject({ code: "BadOption" });
    await expect(flux.reduce("min", price.slice(3))).rejects.toMatchObject({ code: "EmptyInput" });
  });

  it("gives functions that JavaScript runs no row with a null", async () => {
    const source = (v: number) => {
      let sum = 0;
      for (let i = 0; i < 2; i++) sum += v;
      return sum;
    };
    const x = wave(3000);
    expect(await flux.reduce("sum", source, columnOf(x, isNull))).toBe(await flux.reduce("sum", source, x.filter((_, i) => !isNull(i))));
  });
});

describe("a reduction of dates, times and text", () => {
  const dates = described({ type: "date", values: Int32Array.of(18_262, 9, 18_628) }, 3, (row) => row === 1);
  const zoned = described({ type: "timestamp", values: BigInt64Array.of(5_000_000_000n, -1n, 2n), unit: "ns", zone: "UTC" }, 3);
  const waits = described({ type: "duration", values: BigInt64Array.of(1500n, 2n ** 62n, 500n), unit: "ms" }, 3, (row) => row === 1);

  it("gives the least and the most as the column's own values, and their rows", async () => {
    const asked = ["min", "max", "argmin", "argmax"] as const;
    expect(await flux.reduce(asked, dates)).toEqual({ min: "2020-01-01", max: "2021-01-01", argmin: 0, argmax: 2 });
    expect(flux.sync.reduce(asked, zoned)).toEqual({
      min: "1969-12-31T23:59:59.999999999Z", max: "1970-01-01T00:00:05Z", argmin: 1, argmax: 0,
    });
    expect(await flux.reduce(["min", "max", "sum", "mean"], waits)).toEqual({ min: 500, max: 1500, sum: 2000, mean: 1000 });
    expect(await flux.reduce("max", "when", tableOf({ when: dates }))).toBe("2021-01-01");
  });

  it.each([[true], [false]])("orders text by its UTF-8 bytes, with a dictionary: %s", async (hasCodes) => {
    const column = textColumn(["b", null, "\u{1F600}", "\uFF5E", "a", "a", ""], hasCodes);
    expect(await flux.reduce(["min", "max", "argmax"], column)).toEqual({ min: "", max: "\u{1F600}", argmax: 2 });
    expect(await flux.reduce("argmin", column.slice(1, 6))).toBe(3);
    await expect(flux.reduce("min", textColumn([null, null], hasCodes))).rejects.toMatchObject({ code: "EmptyInput" });
  });

  it("refuses what makes no sense, and says what does", async () => {
    await expect(flux.reduce("sum", textColumn(["a"], true))).rejects.toThrow(/type text has no sum\. There are: min, max, argmin, argmax/);
    await expect(flux.reduce(["min", "mean"], dates)).rejects.toMatchObject({ code: "UnsupportedInput" });
    await expect(flux.reduce("min", dates, { ddof: 1 })).rejects.toMatchObject({ code: "BadOption" });
    await expect(flux.reduce("dot", dates, dates)).rejects.toMatchObject({ code: "WrongArity" });
    await expect(flux.reduce("sum", tableOf({ a: dates }) as never)).rejects.toThrow(/takes a formula before a table/);
  });

  it("is one call: it ends with its signal, its time and its instance, and is counted", async () => {
    const fx = await withWorkers(1);
    const long = described({ type: "timestamp", values: new BigInt64Array(3_000_000), unit: "ms" }, 3_000_000);
    await expect(fx.reduce("min", long, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    await expect(fx.reduce("min", long, { timeout: 1 })).rejects.toMatchObject({ code: "TimeoutError" });
    expect(() => fx.reduceSync("min", long, { timeout: 1 })).toThrow(/not done within 1 ms/);
    expect(() => fx.reduceSync("min", dates, { engine: "threads" })).toThrow(/engine must not be "threads"/);
    const { calls, failed } = fx.status();
    expect([calls, failed]).toEqual([4, 3]);
    expect(await fx.reduce("max", dates)).toBe("2021-01-01");
    expect(fx.status().lastCall).toMatchObject({ elements: 3 });
    const running = fx.reduce("min", long);
    await fx.close({ abort: true });
    await expect(running).rejects.toMatchObject({ code: "InstanceClosed" });
  });
});

describe("a reduction of a table that is larger than memory", () => {
  /** The same rows in parts of some lengths. */
  const inParts = (table: Table, lengths: readonly number[]) => {
    let closed = 0;
    async function* parts(columns: readonly string[]) {
      try {
        let from = 0;
        for (let i = 0; from < table.numRows; i++) {
          const length = lengths[i % lengths.length]!;
          yield table.select(columns).slice(from, from + length);
          from += length;
        }
      } finally {
        closed++;
      }
    }
    const columns = table.columns.map((name) => [name, table.column(name).slice(0, 2)] as const);
    const host = { describe: () => Promise.reject(new Error("none")), shown: () => "" };
    return { lazy: new Table(columns, host, { first: table.head(2), parts }), closed: () => closed };
  };
  const count = 20_000;
  const table = tableOf({
    a: columnOf(wave(count), isNull), b: columnOf(Float32Array.from(wave(count)), (row) => row % 9 === 8),
    c: columnOf(new Int32Array(count).fill(2)),
  });

  it.each([[1], [2], [3]])("has the bits of the whole, whatever the parts, on %d workers", async (workers) => {
    const fx = await withWorkers(workers);
    const asked: Reduction[] = [...NUMBERS, "argmin", "argmax"];
    for (const lengths of [[7, 1, 300], [1000, 3, 1024], [4096], [0, 12_345, 1]]) {
      for (const formula of ["a * c + b", "b", "a"]) {
        const { lazy, closed } = inParts(table, lengths);
        expect(await fx.reduce(asked as never, formula, lazy)).toEqual(await fx.reduce(asked as never, formula, table));
        expect(closed()).toBe(1);
      }
      expect(await fx.reduce("argmax", (a: number) => -a, inParts(table, lengths).lazy)).toBe(await fx.reduce("argmin", "a", table));
    }
  });

  it("of dates, times and text has the least and the most of all parts, and their rows", async () => {
    const strings = ["m", null, "z", "\u{1F600}", "b", "\uFF5E", "b", null, "a", "a"];
    const values = tableOf({
      text: textColumn(strings, true), plain: textColumn(strings, false),
      wait: described({ type: "duration", values: BigInt64Array.of(3n, 1n, 4n, 1n, 5n, 9n, 2n, 6n, 5n, 99n), unit: "s" }, 10, (row) => row === 9),
      price: described({
        type: "decimal", values: BigInt64Array.from({ length: 10 }, (_, i) => 10n ** 17n + BigInt((i * 7) % 10)), words: 1, precision: 18, scale: 1,
      }, 10, (row) => row === 7),
      when: described({
        type: "timestamp", values: BigInt64Array.from({ length: 10 }, (_, i) => BigInt((i * 3) % 10)), unit: "ns", zone: "Asia/Tokyo",
      }, 10),
      day: described({ type: "date", values: Int32Array.from({ length: 10 }, (_, i) => -i) }, 10, (row) => row === 9),
    });
    for (const lengths of [[1], [3, 4], [0, 10], [7, 0, 2]]) {
      for (const name of ["text", "plain", "wait", "day", "price", "when", "day + 1d", "when + 1h", "date(when)", "lower(text)"]) {
        const asked = ["min", "max", "argmin", "argmax", ...(name === "wait" ? ["sum", "mean"] as const : [])] as const;
        const wanted = await flux.reduce(asked as never, name, values);
        expect(await flux.reduce(asked as never, name, inParts(values, lengths).lazy)).toEqual(wanted);
      }
      expect(await flux.reduce("max", "upper(text)", inParts(values, lengths).lazy)).toBe("\u{1F600}");
    }
    await expect(flux.reduce("sum", "text", inParts(values, [3]).lazy)).rejects.toThrow(/type text has no sum/);
    await expect(flux.reduce(["sum", "min"], "price", inParts(values, [3]).lazy)).rejects.toThrow(/Ask for sum in a call of its own/);
    await expect(flux.reduce("sum", "price", inParts(values, [3]).lazy)).rejects.toMatchObject({ code: "PrecisionLost" });
  });

  it("ends what reads it with the call, and refuses what needs all rows at once", async () => {
    const stop = new AbortController();
    const { lazy, closed } = inParts(table, [100]);
    const running = flux.reduce("sum", "a", lazy, { signal: stop.signal });
    setImmediate(() => stop.abort(new Error("enough")));
    await expect(running).rejects.toThrow("enough");
    expect(closed()).toBe(1);
    const host = { describe: () => Promise.reject(new Error("none")), shown: () => "" };
    async function* stuck() {
      await new Promise<never>(() => {});
      yield table;
    }
    const columns = table.columns.map((name) => [name, table.column(name).slice(0, 2)] as const);
    const never = new Table(columns, host, { first: table.head(2), parts: stuck });
    const wait = new AbortController();
    const waiting = flux.reduce("sum", "a", never, { signal: wait.signal });
    setTimeout(() => wait.abort(new Error("enough")), 20);
    await expect(waiting).rejects.toThrow("enough");
    await expect(flux.reduce("sum", "a", never, { timeout: 20 })).rejects.toMatchObject({ code: "TimeoutError" });
    expect(() => flux.reduceSync("sum", "a", lazy)).toThrow(/Use reduce, and await it/);
    await expect(flux.map("a + b", lazy)).rejects.toMatchObject({ code: "LazyTable" });
    await expect(flux.evaluate("a + b", lazy)).rejects.toThrow(/larger than memory\. Go through it in parts/);
    await expect(flux.reduce("sum", "z", lazy)).rejects.toMatchObject({ code: "UnknownColumn" });
  });
});
