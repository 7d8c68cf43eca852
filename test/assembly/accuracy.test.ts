import { createFlux, flux } from "autoflux";
import { existsSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { catalog, type Row } from "../../src/catalog/index";
import { firstDifference, isNegative, randomPatterns, specials, ulpOf, uniform } from "./doubles";
import { builds, type Floats, type Loaded, load } from "./module";

const exact = catalog.filter((row) => !row.steps && row.maxUlp === 0.5);
const approximate = catalog.filter((row) => !row.steps && row.maxUlp > 0.5 && row.arity === 1);
const approximatePairs = catalog.filter((row) => !row.steps && row.maxUlp > 0.5 && row.arity === 2);
const named = catalog.filter((row) => row.steps);

/** pi times 2^124, and what rounds when that is taken back. */
const PI_BITS = 0x3243f6a8885a308d313198a2e0370734n, PI_SCALE = 124n, HALF_BIT = 1n << 123n;

function readVectors(file: string, maker: string): Uint8Array<ArrayBuffer> {
  const url = new URL(`../vectors/${file}`, import.meta.url);
  if (!existsSync(url)) {
    throw new Error(`test/vectors/${file} is missing: add a row to the table of test/vectors/${maker}, and run it as its head says`);
  }
  return new Uint8Array(readFileSync(url));
}

/** test/vectors/<name>.bin: inputs, correctly rounded results, residuals in ulp. Its format is told in make.c. */
function vectorsOf(name: string) {
  const { buffer } = readVectors(`${name}.bin`, "make.c");
  const count = buffer.byteLength / 20, doubles = (at: number) => new Float64Array(buffer, at, count);
  return { x: doubles(0), rounded: doubles(8 * count), residual: new Float32Array(buffer, 16 * count) };
}

/** test/vectors/<name>.pairs.bin: as above, of two inputs. Its format is told in make-pairs.c. */
function pairsOf(name: string) {
  const { buffer } = readVectors(`${name}.pairs.bin`, "make-pairs.c");
  const count = buffer.byteLength / 28, doubles = (at: number) => new Float64Array(buffer, at, count);
  return { a: doubles(0), b: doubles(8 * count), rounded: doubles(16 * count), residual: new Float32Array(buffer, 24 * count) };
}

/** What is wrong with a result, if anything: infinities, NaN, zeros and signs exactly, the rest within the row's bound. */
function fault(row: Row, got: number, rounded: number, residual: number, a: number, b = 0): string | undefined {
  if (!Number.isFinite(rounded) || (rounded === 0 && residual === 0)) return Object.is(got, rounded) ? undefined : `want ${rounded}`;
  if (isNegative(got) !== isNegative(rounded) && !row.relativeTo) return `want the sign of ${rounded}`;
  const unit = ulpOf(row.relativeTo ? row.relativeTo.of(rounded, a, b) : rounded);
  const error = Math.abs((got - rounded) / unit - residual * (ulpOf(rounded) / unit));
  return error <= row.maxUlp ? undefined : `${error} ulp from the exact value ${rounded}`;
}

/** Of a float32 result, against the one of float64: at most the row's bound or an ulp, and exactly where there are no ulps. */
function faultOfSingle({ maxUlp }: Row, got: number, want: number): string | undefined {
  const rounded = Math.fround(want);
  if (!Number.isFinite(rounded) || rounded === 0) return Object.is(got, rounded) ? undefined : `want ${rounded}`;
  const unit = 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(want)))) - 23);
  const error = Math.abs(got - want) / unit;
  return error <= Math.min(maxUlp, 1) && isNegative(got) === isNegative(want) ? undefined : `${error} ulp from ${want}`;
}

/** Operations that have a kernel for float32. */
const hasSingle = (row: Row) => row.kernels.includes("float32");

/** A named operation, a step at a time by the catalog's own kernels. */
function stepByStep(row: Row, { run }: Loaded, x: Floats): Floats {
  const suffix = x instanceof Float64Array ? "f64" : "f32";
  const registers: Floats[] = [];
  for (const [operation, ...operands] of row.steps!) {
    const values = operands.map((o) => (typeof o === "number" ? o : o === "x" ? x : registers[Number(o.slice(1))]!));
    registers.push(run(`${operation}_${suffix}`, ...values));
  }
  return registers.at(-1)!;
}

const patterns = Float64Array.from([...specials, ...randomPatterns(20_000, 1n)]);
const pairs = specials.flatMap((a) => specials.map((b) => [a, b] as const));
const left = Float64Array.from([...pairs.map(([a]) => a), ...patterns, ...uniform(20_000, -1, 1, 2n)]);
const right = Float64Array.from([...pairs.map(([, b]) => b), ...randomPatterns(patterns.length, 3n), ...uniform(20_000, -2, 2, 4n)]);
const third = Float64Array.from([...pairs.map(([a, b]) => (a + b) / 2), ...randomPatterns(left.length - pairs.length, 8n)]);
const usual = [...uniform(40_000, 0, 710, 6n), ...uniform(30_000, -50, 50, 7n)];
/** Every exponent of float32 is as likely. */
const randomSingles = new Float32Array(new Uint32Array(randomPatterns(60_000, 9n).buffer).buffer);
const mixture = Float64Array.from([...specials, ...randomPatterns(30_000, 5n), ...usual]);

describe.each(builds)("in the %s build", (build) => {
  const loaded = load(build);

  it.each(approximate)("$name is within $maxUlp ulp of the exact value, and special values are exact", (row) => {
    const { x, rounded, residual } = vectorsOf(row.name);
    const got = loaded.run(`${row.name}_f64`, x);
    const faults = Array.from(got, (y, i) => [x[i], y, fault(row, y, rounded[i]!, residual[i]!, x[i]!)]).filter(([, , wrong]) => wrong);
    expect(x.length).toBeGreaterThan(1000);
    expect(faults).toEqual([]);
  });

  it.each(approximate.filter(hasSingle))("$name of a Float32Array is within $maxUlp ulp (at most 1) of its float64 result", (row) => {
    const x = Float32Array.from([...mixture, ...randomSingles]);
    const want = loaded.run(`${row.name}_f64`, Float64Array.from(x));
    const results = Array.from(loaded.run(`${row.name}_f32`, x), (y, i) => [x[i], y, faultOfSingle(row, y, want[i]!)]);
    const faults = results.filter(([, , wrong]) => wrong);
    expect(faults).toEqual([]);
  });

  it.each(approximatePairs)("$name is within $maxUlp ulp of the exact value, and special values are exact", (row) => {
    const { a, b, rounded, residual } = pairsOf(row.name);
    const got = loaded.run(`${row.name}_f64`, a, b);
    const faults = Array.from(got, (y, i) => [a[i], b[i], y, fault(row, y, rounded[i]!, residual[i]!, a[i]!, b[i]!)]).filter(([, , , wrong]) => wrong);
    expect(a.length).toBeGreaterThan(1000);
    expect(faults).toEqual([]);
  });

  it("sinpi is pi x, rounded once, where that is no normal number", () => {
    const steps = Array.from(new BigUint64Array(randomPatterns(1000, 10n).buffer), (word) => word >> 14n);
    const x = Float64Array.from(steps, (step) => Number(step) * Number.MIN_VALUE);
    const want = Float64Array.from(steps, (step) => Number((step * PI_BITS + HALF_BIT) >> PI_SCALE) * Number.MIN_VALUE);
    expect(firstDifference(loaded.run("sinpi_f64", x), want, x)).toBeUndefined();
  });

  it.each(exact)("$name gives the bits of $formula in JavaScript, for every kind of double", (row) => {
    const operands = row.arity === 1 ? [patterns] : [left, right, third].slice(0, row.arity);
    const want = operands[0]!.map((value, i) => row.reference(value, operands[1]?.[i] ?? 0, operands[2]?.[i] ?? 0));
    expect(firstDifference(loaded.run(`${row.name}_f64`, ...operands), want, operands[0]!)).toBeUndefined();
  });

  it.each(exact.filter(hasSingle))("$name of Float32Arrays gives the bits of Math.fround($formula)", (row) => {
    const operands = (row.arity === 1 ? [mixture] : [left, right, third].slice(0, row.arity)).map((values) => Float32Array.from(values));
    const reference = row.reference32 ?? row.reference;
    const want = operands[0]!.map((value, i) => reference(value, operands[1]?.[i] ?? 0, operands[2]?.[i] ?? 0));
    expect(firstDifference(loaded.run(`${row.name}_f32`, ...operands), want, operands[0]!)).toBeUndefined();
  });

  it.each(named.filter((row) => row.kernels.includes("float64")))("the kernel of $name has exactly the bits of its steps", (row) => {
    expect(firstDifference(loaded.run(`${row.name}_f64`, mixture), stepByStep(row, loaded, mixture), mixture)).toBeUndefined();
  });

  it.each(named.filter(hasSingle))("the kernel of $name has exactly the bits of its steps on a Float32Array", (row) => {
    const x = Float32Array.from(mixture);
    expect(firstDifference(loaded.run(`${row.name}_f32`, x), stepByStep(row, loaded, x), x)).toBeUndefined();
  });
});

/**
 * The references that are ours keep their bounds; V8's own functions, of which some are less accurate than ours, are what they are: those
 * of Math, and powers by **.
 */
const isOurs = ({ name, inMath }: Row) => !inMath && !["exp2", "exp10"].includes(name);

describe("the engine without WebAssembly", () => {
  it.each(approximate.filter(isOurs))("computes $name within twice the bound of its kernel, special values exactly", (row) => {
    const { x, rounded, residual } = vectorsOf(row.name);
    const wide = { ...row, maxUlp: 2 * row.maxUlp };
    const results = Array.from(x, (value, i) => [value, fault(wide, row.reference(value, 0, 0), rounded[i]!, residual[i]!, value)]);
    expect(results.filter(([, wrong]) => wrong)).toEqual([]);
  });

  it.each(approximatePairs.filter(isOurs))("computes $name within twice the bound of its kernel, special values exactly", (row) => {
    const { a, b, rounded, residual } = pairsOf(row.name);
    const wide = { ...row, maxUlp: 2 * row.maxUlp };
    const results = Array.from(a, (x, i) => [x, b[i], fault(wide, row.reference(x, b[i]!, 0), rounded[i]!, residual[i]!, x, b[i]!)]);
    expect(results.filter(([, , wrong]) => wrong)).toEqual([]);
  });
});

describe.each(["fast", "reproducible"] as const)('with arithmetic "%s"', async (arithmetic) => {
  const fx = arithmetic === "fast" ? flux : await createFlux({ arithmetic, maxWorkers: 2 });
  const loaded = load(fx.status().build!);
  const inputs = { Float64Array: mixture, Float32Array: Float32Array.from(mixture) };
  afterAll(() => fx.close());

  const cases = named.flatMap((row) => (["Float64Array", "Float32Array"] as const).map((kind) => ({ row, name: row.name, kind })));
  it.each(cases)("map($name, $kind) has exactly the bits of its steps, inline and on threads", async ({ row, kind }) => {
    const x = inputs[kind], want = stepByStep(row, loaded, x);
    for (const engine of ["inline", "threads"] as const) {
      const got = await fx.map(row.name as "exp_sqrt", x, { engine });
      expect(firstDifference(got, want, x)).toBeUndefined();
    }
  });
});
