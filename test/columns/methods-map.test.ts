/** Maps of columns and tables: the values of the arrays, with the nulls of all inputs. */
import { Column, flux } from "autoflux";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnOf, described, instancesOf, nullable, nullableColumn, tableOf } from "./made";

const withWorkers = instancesOf();

const isThird = (row: number) => row % 3 === 0;
const isFifth = (row: number) => row % 5 === 1;

describe("a map of columns", () => {
  it.each([[1], [2], [3]])("has the arrays' bits, null where an input is, on %d workers, in the arena or not", async (workers) => {
    const fx = await withWorkers(workers);
    for (const count of [0, 1, 7, 8, 1023, 1024, 1025, 70_001, 300_000]) {
      const x = Float64Array.from({ length: count }, (_, i) => (i * 37) % 101);
      const y = Float64Array.from({ length: count }, (_, i) => Math.sin(i));
      const wanted = await fx.map("sqrt(x) * 2 + y", x, y);
      const nulls = Array.from(x.keys()).filter((i) => isThird(i) || isFifth(i)).length;
      for (const place of [(array: Float64Array) => array, (array: Float64Array) => fx.array(array)]) {
        const a = columnOf(place(x), isThird), b = columnOf(place(y), isFifth);
        for (const result of [await fx.map("sqrt(x) * 2 + y", a, b), fx.sync.map("sqrt(x) * 2 + y", a, b)]) {
          expect([Column.is(result), result.type, result.length, result.nullCount]).toEqual([true, "float64", count, nulls]);
          for (let i = 0; i < count; i += count > 2000 ? 997 : 1) {
            expect(result.get(i)).toBe(isThird(i) || isFifth(i) ? null : wanted[i]);
          }
        }
      }
    }
  });

  it("takes slices, numbers and arrays beside columns, and gives float32 for float32 alone", async () => {
    await fc.assert(fc.asyncProperty(nullable(), fc.nat(20), async (values, from) => {
      const column = nullableColumn(values).slice(from);
      const doubles = Float64Array.from(values.slice(from), (value) => value ?? Number.NaN);
      const wanted = await flux.map("x * 3 - y", doubles, doubles.map((_, i) => i));
      const result = await flux.map("x * 3 - y", column, doubles.map((_, i) => i));
      expect(result.toArray()).toEqual(values.slice(from).map((value, i) => (value === null ? null : wanted[i])));
      expect((await flux.map("add", column, 1)).nullCount).toBe(column.nullCount);
    }));
    expect((await flux.map("sqrt", columnOf(Float32Array.of(1, 4)))).type).toBe("float32");
    expect((await flux.map("x + y", columnOf(Float32Array.of(1, 4)), columnOf(Int16Array.of(1, 2)))).type).toBe("float64");
  });

  it("copies nothing where there are no nulls: the result of an arena column is one", async () => {
    const result = await flux.map("exp", columnOf(flux.array([0, 1])));
    expect(result.values!.buffer).toBeInstanceOf(SharedArrayBuffer);
    const out = new Float64Array(2);
    const given = await flux.map("exp", columnOf(Float64Array.of(0, 1), (row) => row === 1), { out });
    expect([given.values, given.get(0), given.get(1)]).toEqual([out, 1, null]);
    expect(given.values!.buffer).toBe(out.buffer);
  });

  it("refuses an out that a column is read from, and memory that is gone", async () => {
    const longs = BigInt64Array.of(1n, 2n), doubles = Float64Array.of(1, 2, 3);
    const out = new Float64Array(longs.buffer);
    await expect(flux.map("x + 1", columnOf(longs), { out })).rejects.toMatchObject({ code: "PartialOverlap" });
    const cut = columnOf(doubles.subarray(1));
    await expect(flux.map("x + 1", cut, { out: doubles.subarray(0, 2) })).rejects.toMatchObject({ code: "PartialOverlap" });
    const freed = flux.array([1, 2]), column = columnOf(freed, (row) => row === 0);
    flux.free(freed);
    await expect(flux.map("x + 1", column)).rejects.toMatchObject({ code: "FreedArray" });
    await expect(flux.reduce("sum", column)).rejects.toMatchObject({ code: "FreedArray" });
    const lost = columnOf(Float64Array.of(1, 2), (row) => row === 0);
    structuredClone(lost.values!.buffer, { transfer: [lost.values!.buffer as ArrayBuffer] });
    await expect(flux.map("x + 1", lost)).rejects.toMatchObject({ code: "DetachedBuffer" });
    await expect(flux.stats.sort(lost)).rejects.toMatchObject({ code: "DetachedBuffer" });
  });

  it("gives booleans for comparisons, and for what && || ! make of them", async () => {
    const x = columnOf(Float64Array.of(1, 5, 9), (row) => row === 1), y = columnOf(Int8Array.of(2, 2, 2));
    for (const [formula, wanted] of [["x > y", [false, null, true]], ["!(x > y)", [true, null, false]]] as const) {
      const result = await flux.map(formula, x, y);
      expect([result.type, result.toArray()]).toEqual(["boolean", wanted]);
      expect(flux.mapSync(formula, x, y).toArray()).toEqual(wanted);
    }
    expect((await flux.map("x > 2 && x < 8", columnOf(Float32Array.of(1, 5, 9)))).toArray()).toEqual([false, true, false]);
    expect((await flux.map("x > 2 ? x : 0", columnOf(Float32Array.of(1, 5, 9)))).toArray()).toEqual([0, 5, 9]);
    const out = new Float64Array(3);
    expect((await flux.map("x > 2", columnOf(Float64Array.of(1, 5, 9)), { out })).toArray()).toEqual([0, 1, 1]);
    await expect(flux.map("x > 2", x, { home: "arena" })).rejects.toThrow(/booleans do not live in the arena/);
  });

  it("reads every type of numbers: 64-bit integers as far as float64 holds them, booleans as 1 and 0, decimals", async () => {
    for (const Kind of [Int8Array, Int16Array, Int32Array, Uint8Array, Uint16Array, Uint32Array]) {
      expect((await flux.map("x * 2", columnOf(Kind.of(3, 100), (row) => row === 0))).toArray()).toEqual([null, 200]);
    }
    const far = 2n ** 53n;
    expect((await flux.map("x + 0", columnOf(BigInt64Array.of(-far, far * 2n, 7n)))).toArray()).toEqual([-(2 ** 53), 2 ** 54, 7]);
    expect((await flux.map("x", columnOf(BigUint64Array.of(2n ** 63n, 7n)))).toArray()).toEqual([2 ** 63, 7]);
    await expect(flux.map("x", columnOf(BigInt64Array.of(1n, far + 1n)))).rejects.toThrow(/input: row 2 has 9007199254740993/);
    await expect(flux.map("x", columnOf(BigInt64Array.of(1n, far + 1n)))).rejects.toMatchObject({ code: "PrecisionLost", row: 2 });
    expect(() => flux.mapSync("x", columnOf(BigUint64Array.of(2n ** 64n - 1n)))).toThrow(/row 1 has 18446744073709551615/);
    // What lies under a null is nobody's value.
    expect((await flux.map("x", columnOf(BigInt64Array.of(1n, far + 1n), (row) => row === 1))).toArray()).toEqual([1, null]);
    const truths = described({ type: "boolean", values: Uint8Array.of(1, 0, 1) }, 3, (row) => row === 2);
    expect((await flux.map("x * 10", truths)).toArray()).toEqual([10, 0, null]);
    const words = BigInt64Array.of(-1250n, -1n, 5n, 0n);
    const short = described({ type: "decimal", values: words.slice(0, 1), words: 1, precision: 9, scale: 2 }, 1);
    expect((await flux.map("x", short)).get(0)).toBe(-12.5);
    const long = described({ type: "decimal", values: words, words: 2, precision: 30, scale: 2 }, 2);
    expect((await flux.map("x", long)).toArray()).toEqual([-12.5, 0.05]);
  });

  it("reads decimals as numbers that have all of their digits, or says which has none; number(x) is the nearest", async () => {
    const integers = fc.array(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n));
    await fc.assert(fc.asyncProperty(integers, fc.integer({ min: 0, max: 30 }), async (all, scale) => {
      const values = BigInt64Array.from(all.flatMap((one, i) => (i % 2 === 0 ? [one] : [one >> 20n])));
      const column = described({ type: "decimal", values, words: 1, precision: 19, scale }, values.length);
      const texts = column.toArray() as string[];
      expect((await flux.map("number(x)", column)).toArray()).toEqual(texts.map(Number));
      const lost = texts.findIndex((text) => Number(text).toFixed(scale) !== text && !/^-0\.?0*$/.test(text));
      if (lost < 0) expect((await flux.map("x", column)).toArray()).toEqual(texts.map(Number));
      else await expect(flux.map("x", column)).rejects.toMatchObject({ code: "PrecisionLost", row: lost + 1 });
    }));
  });

  it("spreads a column of one row over all, null or not", async () => {
    const three = columnOf(Float64Array.of(1, 2, 3), (row) => row === 0), one = columnOf(Float64Array.of(10));
    expect((await flux.map("add", three, one)).toArray()).toEqual([null, 12, 13]);
    const nothing = columnOf(Float64Array.of(10), () => true);
    for (const result of [await flux.map("x + y", three, nothing), flux.mapSync("add", nothing, three)]) {
      expect(result.toArray()).toEqual([null, null, null]);
    }
    expect(await flux.reduce("sum", "x + y", three, one)).toBe(25);
    expect(await flux.reduce("sum", "x + y", three, nothing)).toBe(0);
  });

  it("gives functions that JavaScript runs no row with a null, and puts their results in their rows", async () => {
    const source = (v: number, w: number) => {
      if (Number.isNaN(v)) throw new Error("a null");
      let sum = 0;
      for (let i = 0; i < 3; i++) sum += v * w;
      return sum;
    };
    await fc.assert(fc.asyncProperty(nullable(fc.integer({ min: -1000, max: 1000 }).map(Number)), async (values) => {
      const column = nullableColumn(values), weights = columnOf(Float64Array.from(values, (_, i) => i), isFifth);
      const wanted = values.map((value, i) => (value === null || isFifth(i) ? null : value * i * 3 + 0));
      expect((await flux.map(source, column, weights)).toArray()).toEqual(wanted);
      expect(flux.mapSync(source, column, weights, { out: new Float64Array(values.length) }).toArray()).toEqual(wanted);
    }), { numRuns: 20 });
    const throwing = (v: number) => {
      if (v === 8) throw new Error("eight");
      return v;
    };
    await expect(flux.map(throwing, columnOf(Float64Array.of(0, 1, 8), (row) => row === 1))).rejects.toThrow(/for element 2: eight/);
  });

  it("counts no NaN of what lies under a null", async () => {
    const fx = await withWorkers(1);
    await fx.map("0 / x", columnOf(Float64Array.of(1, 0)));
    expect(fx.status().lastCall!.newNaN).toBe(1);
    await fx.map("0 / x", columnOf(Float64Array.of(1, 0), (row) => row === 1));
    expect(fx.status().lastCall!.newNaN).toBe(null);
  });
});

describe("a formula over a table", () => {
  const table = tableOf({
    price: columnOf(Float64Array.of(2, 3, 4), (row) => row === 2), quantity: columnOf(Int32Array.of(10, 20, 30)),
    pi: columnOf(Float64Array.of(1, 1, 1)), name: described({ type: "date", values: Int32Array.of(1, 2, 3) }, 3),
  });

  it("has the columns' names; a column goes before a constant of its name", async () => {
    for (const result of [
      await flux.map("price * quantity + pi", table), await flux.evaluate("price * quantity + pi", table),
      flux.evaluateSync("price * quantity + pi", table), flux.sync.map("price * quantity + pi", table),
    ]) expect(result.toArray()).toEqual([21, 61, null]);
    expect((await flux.evaluate((price: number, quantity: number) => price - quantity, table)).toArray()).toEqual([-8, -17, null]);
    const scaled = flux.compile("price * quantity", { inputs: ["price", "quantity"] });
    expect((await scaled(table)).toArray()).toEqual([20, 60, null]);
    expect(scaled.sync(table.column("price"), 2).toArray()).toEqual([4, 6, null]);
  });

  it("takes columns by name in an object, whose getters are called once", async () => {
    let reads = 0;
    const inputs = { get a() {
      reads++;
      return table.column("price");
    }, k: 2 };
    expect((await flux.evaluate("a * k", inputs)).toArray()).toEqual([4, 6, null]);
    expect(reads).toBe(1);
  });

  it("says which column is unknown, and the nearest", async () => {
    await expect(flux.evaluate("prize * 2", table)).rejects.toMatchObject({ code: "UnknownColumn", column: "prize" });
    await expect(flux.evaluate("prize * 2", table)).rejects.toThrow(/no column is named "prize", at character 1; did you mean "price"\?/);
    await expect(flux.evaluate((prize: number) => prize, table)).rejects.toThrow(/did you mean "price"\?/);
  });

  it("refuses columns of other types, lengths and shapes, and more than one table", async () => {
    await expect(flux.map("x + 1", table.column("name"))).rejects.toMatchObject({ code: "FormulaType" });
    await expect(flux.map("sqrt", table.column("name"))).rejects.toThrow(/must be a column of numbers, got one of type date/);
    await expect(flux.map((v: number) => v + 1, table.column("name"))).rejects.toMatchObject({ code: "UnsupportedInput" });
    const [two, three] = [columnOf(Int8Array.of(1, 2)), columnOf(Int8Array.of(1, 2, 3))];
    await expect(flux.map("x + y", two, three)).rejects.toThrow(/equal lengths, got 2, 3 rows/);
    await expect(flux.map("x + y", columnOf(Int8Array.of(1, 2)), [[1], [2]] as never)).rejects.toThrow(/Give the array flat/);
    await expect(flux.map("x + y", table, table as never)).rejects.toMatchObject({ code: "WrongArity" });
    await expect(flux.evaluate("x", table.column("price") as never)).rejects.toThrow(/Give \{ name: column \}/);
  });
});
