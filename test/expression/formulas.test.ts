import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { createFlux, type Flux } from "autoflux";
import { catalog } from "../../src/catalog/index";
import { stepwise } from "../stepwise";
import { expectSameBits, randomDoubles, specials } from "../values";

const fx = await createFlux({ maxWorkers: 2 });
const exact = await createFlux({ maxWorkers: 3, arithmetic: "reproducible" });
afterAll(() => Promise.all([fx.close(), exact.close()]));

const at = (text: string, x: number, y = 0) => (/\by\b/.test(text) ? fx.mapSync(text, [x], [y]) : fx.mapSync(text, [x]))[0];

describe("a formula", () => {
  it.each<[string, number, number, number]>([
    ["2*x + 3*y", 2, 5, 19], ["x - y - 1", 7, 2, 4], ["x - (y - 1)", 7, 2, 6], ["x / y / 2", 12, 3, 2], ["x % y", -7, 3, -1], ["-x % y", 7, -3, -1],
    ["x ** y", 2, 10, 1024], ["-x ** 2", 3, 0, -9], ["(-x) ** 2", 3, 0, 9], ["2 ** -x", 2, 0, 0.25], ["x ** y ** 2", 2, 3, 512], ["-x**2/2", 4, 0, -8],
    ["x < y", 1, 2, 1], ["x < y", 2, 1, 0], ["x <= y", 2, 2, 1], ["x > y", Number.NaN, 1, 0], ["x >= y", 2, 2, 1], ["x == y", 0, -0, 1], ["x != y", 1, 2, 1],
    ["x === y", 2, 2, 1], ["x !== y", 2, 2, 0], ["x == x", Number.NaN, 0, 0],
    ["x ? 1 : 2", 5, 0, 1], ["x ? 1 : 2", 0, 0, 2], ["x ? 1 : 2", -0, 0, 2], ["x ? 1 : 2", Number.NaN, 0, 2], ["x ? y ? 1 : 2 : 3", 1, 0, 2], ["x ? 1 : y ? 2 : 3", 0, 1, 2],
    ["x && y", 3, 4, 4], ["x && y", 0, 4, 0], ["x && y", Number.NaN, 4, Number.NaN], ["x || y", 3, 4, 3], ["x || y", 0, 4, 4], ["x || y", Number.NaN, 4, 4],
    ["!x", 0, 0, 1], ["!x", Number.NaN, 0, 1], ["!x", 3, 0, 0], ["!!x", -2, 0, 1], ["!x ** 2", 0, 0, 1], ["x && y || 7", 0, 3, 7], ["x || y && 0", 2, 3, 2],
    ["x + y > 3 && x < y", 1, 3, 1], ["1 < x == y", 2, 1, Number.NaN],
    ["pi * x", 1, 0, Math.PI], ["e + x", 0, 0, Math.E], ["Math.PI + x", 0, 0, Math.PI], ["Math.sqrt(x) + sqrt(y)", 4, 9, 5], ["Infinity - x", 1, 0, Number.POSITIVE_INFINITY],
    ["NaN + x", 1, 0, Number.NaN], ["max(x, y, 3)", 1, 2, 3], ["min(x, y)", 1, 2, 1], ["where(x, y, 5)", 1, 2, 2], ["isnan(x)", Number.NaN, 0, 1], ["clip(x, 0, 1)", 3, 0, 1],
    ["hypot(x, y)", 3, 4, 5], ["+x", 3, 0, 3], ["--x", 3, 0, Number.NaN], ["- -x", 3, 0, 3], [".5 * x", 4, 0, 2], ["1e3 + x", 1, 0, 1001], ["0x10 + x", 0, 0, 16], ["1_000 + x", 0, 0, 1000], ["x * 1e1_0", 1, 0, 1e10], ["x * 0xff_ff", 1, 0, 65535], ["x * 0b1_0", 1, 0, 2], ["x * 0o1_7", 1, 0, 15], ["x * 1_0.2_5e-1_0", 1, 0, 10.25e-10], ["5. * x", 1, 0, 5],
    ["  x\n+\ty // a comment\n", 1, 2, 3], ["/* a */ x /* b */", 9, 0, 9], ["x", 4, 0, 4], ["exp_sqrt(x)", 4, 0, Math.exp(2)], ["x * 0 + true", 1, 0, 1],
  ])("%s of %d and %d", (text, x, y, want) => {
    if (text === "--x" || text === "1 < x == y") expect(() => at(text, x, y)).toThrow(/at character/);
    else expect(at(text, x, y)).toBe(want);
  });

  it("knows every operation of the catalog by its name", () => {
    for (const { name, arity } of catalog) {
      const inputs = ["x", "y", "z"].slice(0, arity);
      const values = inputs.map((_, i) => randomDoubles(50, i + 1));
      expectSameBits(fx.mapSync(`0 + (${name}(${inputs})) * 1`, ...(values as [Float64Array])), fx.mapSync("add", (fx.mapSync as unknown as (...a: unknown[]) => Float64Array)(name, ...values), 0));
    }
  });

  it("takes inputs by any name, which goes before a constant's or a function's", () => {
    expect(fx.evaluateSync("pi * sin + e", { pi: [2], sin: [3], e: 1 })[0]).toBe(7);
    expect(fx.evaluateSync("sin(sin)", { sin: [0] })[0]).toBe(0);
    expect(fx.evaluateSync("größe * 2 + $a_1", { größe: [2], $a_1: 1 })[0]).toBe(5);
  });

  it("shares common subexpressions, squares x ** 2 and no other power, and multiplies for halves", () => {
    expect(fx.explain("sin(x)**2 + sin(x)**3 + sin(x)/4").steps).toEqual([
      "#0 = sin(x)", "#1 = square(#0)", "#2 = pow(#0, 3)", "#3 = add(#1, #2)", "#4 = multiply(0.25, #0)", "#5 = add(#3, #4)",
    ]);
  });

  it("runs as fast kernels what the named operations are, and what is added to products", () => {
    expect(fx.explain("exp(sqrt(x))").kernels).toEqual(["exp_sqrt_f64"]);
    expect(fx.explain("exp_sqrt(x)").kernels).toEqual(["exp_sqrt_f64"]);
    expect(fx.explain("log(sqrt(x) + 1) * 2").fused).toEqual(["log_sqrt1_f64"]);
    expect(fx.explain("cos(x) + sin(x)").kernels).toEqual(["sin_plus_cos_f64"]);
    expect(fx.explain("exp(sqrt(x)) + sqrt(x)").kernels).not.toContain("exp_sqrt_f64");
    expect(fx.explain("2*x + 3*y - 1").fused).toEqual(["generated(multiply, multiply, add, subtract)"]);
    expect(fx.explain("exp(sqrt(x))", { dtype: "float32" }).kernels).toEqual(["exp_sqrt_f32"]);
  });

  it("keeps its registers within the cache, however long it is", () => {
    const sum = (terms: number) => Array.from({ length: terms }, (_, i) => `sin(x + ${i})`).join(" + ");
    const right = (terms: number): string => (terms === 0 ? "x" : `sin(x + ${terms}) * (${right(terms - 1)})`);
    for (const text of [sum(100), right(60)]) {
      const { scratchBytes, tile } = fx.explain(text);
      expect(scratchBytes).toBeLessThanOrEqual(24 * 1024);
      expect(tile).toBeGreaterThanOrEqual(256);
    }
    const balanced = (depth: number, n = { n: 0 }): string => (depth === 0 ? `sin(x + ${n.n++})` : `(${balanced(depth - 1, n)} * ${balanced(depth - 1, n)})`);
    const { tile } = fx.explain(balanced(7));
    expect(tile).toBeGreaterThanOrEqual(256);
    const x = randomDoubles(3000, 1, (u) => 6 * u);
    expectSameBits(fx.mapSync(balanced(7), x), stepwise(fx, fx.explain(balanced(7)).steps, { x }) as Float64Array);
  });
});

const namesOf = (arity: number) => catalog.filter((row) => row.arity === arity).map(({ name }) => name);
/** Whether it can join others in one kernel, generated or fused. These are drawn more often, so that they have such neighbours. */
const isMerged = (name: string) =>
  catalog.some((row) => (row.name === name && row.instruction) || row.steps?.some(([step]) => step === name));

/** Formulas of random shape over x and y. */
const formula: fc.Arbitrary<string> = fc.letrec<{ formula: string }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 5, depthSize: "medium" },
    { weight: 3, arbitrary: fc.constantFrom("x", "y", "x", "y", "2", "0.1", "3.5", "(-1)", "pi", "1e-3") },
    { weight: 5, arbitrary: fc.tuple(tie("formula"), fc.constantFrom("+", "-", "*", "/", "%"), tie("formula")).map(([a, op, b]) => `(${a} ${op} ${b})`) },
    { weight: 1, arbitrary: tie("formula").map((a) => `(${a}) ** 2`) },
    { weight: 1, arbitrary: fc.tuple(tie("formula"), tie("formula")).map(([a, b]) => `(${a}) ** (${b})`) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...namesOf(1)), tie("formula")).map(([f, a]) => `${f}(${a})`) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...namesOf(1).filter(isMerged)), tie("formula")).map(([f, a]) => `${f}(${a})`) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom("min", "max", ...namesOf(2)), tie("formula"), tie("formula"))
        .map(([f, a, b]) => `${f}(${a}, ${b})`),
    },
    { weight: 2, arbitrary: fc.tuple(tie("formula"), fc.constantFrom("<", "<=", ">", ">=", "==", "!=", "&&", "||"), tie("formula")).map(([a, op, b]) => `((${a}) ${op} (${b}))`) },
    { weight: 1, arbitrary: fc.tuple(tie("formula"), tie("formula"), tie("formula")).map(([c, a, b]) => `(${c} ? ${a} : ${b})`) },
    { weight: 1, arbitrary: tie("formula").map((a) => `(-(${a}))`) },
    { weight: 1, arbitrary: tie("formula").map((a) => `!(${a})`) },
  ),
})).formula;

const column = (length: number, seed: number) => {
  const values = randomDoubles(length, seed, (u) => 8 * u - 4);
  specials.forEach((value, i) => {
    if (i < length) values[(i * 37) % length] = value;
  });
  return values;
};
const both = (text: string) => `(${text}) + 0 * (x + y)`; // uses both inputs

/** Runs a formula on every engine of WebAssembly and step by step. */
async function sameOnAll(instance: Flux, text: string, x: Float64Array | Float32Array, y: Float64Array | Float32Array | number) {
  const dtype = x instanceof Float32Array ? "float32" : "float64";
  const want = stepwise(instance, instance.explain(text, { dtype }).steps, { x, y });
  const expected = typeof want === "number" ? x.map(() => want) : want;
  const arena = typeof y === "number" ? y : instance.array(y as Float64Array);
  expectSameBits(instance.evaluateSync(text, { x, y }) as Float64Array, expected);
  for (const engine of ["inline", "threads"] as const) {
    expectSameBits((await instance.evaluate(text, { x: instance.array(x as Float64Array), y: arena }, { engine })) as Float64Array, expected);
    expectSameBits((await instance.evaluate(text, { x, y }, { engine })) as Float64Array, expected);
  }
}

describe("every engine of WebAssembly gives a formula the bits of its steps, done one by one", () => {
  it("in float64, of any formula", async () => {
    const [x, y] = [column(2500, 1), column(2500, 2)];
    await fc.assert(fc.asyncProperty(formula, async (text) => sameOnAll(fx, both(text), x, y)), { numRuns: 150 });
  });

  it("in reproducible arithmetic", async () => {
    const [x, y] = [column(1025, 3), column(1025, 4)];
    await fc.assert(fc.asyncProperty(formula, async (text) => sameOnAll(exact, both(text), x, y)), { numRuns: 40 });
  });

  it("in float32, where a number that is none makes a step of float64", async () => {
    const [x, y] = [Float32Array.from(column(1301, 5)), Float32Array.from(column(1301, 6))];
    await fc.assert(fc.asyncProperty(formula, async (text) => sameOnAll(fx, both(text), x, y)), { numRuns: 100 });
  });

  it("with a number for an input, whose steps are done once", async () => {
    const x = column(700, 7);
    await fc.assert(fc.asyncProperty(formula, fc.constantFrom(0.1, -3, 0, 1e300), async (text, y) => {
      await sameOnAll(fx, both(text), x, y);
      await sameOnAll(fx, both(text), Float32Array.from(x), y);
    }), { numRuns: 60 });
  });

  it("in place, and at any length", async () => {
    const text = "x * y + sin(x) * (x > 0 ? y : sqrt(abs(x)))";
    for (const length of [0, 1, 2, 3, 5, 8, 255, 1023, 1024, 1025, 4097, 9999]) {
      const [x, y] = [column(length, 8), column(length, 9)];
      const want = stepwise(fx, fx.explain(text).steps, { x, y }) as Float64Array;
      for (const engine of ["inline", "threads"] as const) {
        const [a, b] = [fx.array(x), fx.array(y)];
        expect(await fx.evaluate(text, { x: a, y: b }, { out: a, engine })).toBe(a);
        expectSameBits(a, want);
      }
    }
  });
});

describe("engine js", () => {
  it("computes each step from the catalog's reference", async () => {
    const x = randomDoubles(2100, 10, (u) => 4 * u), y = randomDoubles(2100, 11, (u) => 4 * u - 2);
    const text = "sqrt(x) * 2 + (y > 0 ? exp(y) : x % 1.5) ** 2";
    const got = await fx.map(text, x, y, { engine: "js" });
    for (let i = 0; i < x.length; i++) expect(got[i]).toBe(Math.sqrt(x[i]!) * 2 + (y[i]! > 0 ? Math.exp(y[i]!) : x[i]! % 1.5) * (y[i]! > 0 ? Math.exp(y[i]!) : x[i]! % 1.5));
  });
});
