import { createFlux, type Flux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";
import { expectSameBits, randomDoubles } from "../values";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());

const x = Float64Array.of(-2, -0.5, 0, 1, 3), y = Float64Array.of(1, 2, 3, 4, 5);
type Any = (...values: never[]) => unknown;
const map = (f: Any, ...args: unknown[]) => (fx.map as unknown as (...args: unknown[]) => Promise<Float64Array>)(f, ...args);
const isCompiled = (f: Any) => fx.explain(f as (v: number) => number).compiled;
async function failureOf(promise: Promise<unknown>): Promise<Error & { code: string; index?: number; variable?: string; cause?: Error }> {
  const failure = await promise.then(() => undefined, (error) => error);
  expect(failure, "it should fail").toBeInstanceOf(Error);
  return failure;
}
/** Functions of text, as a test runner would rewrite the ones that stand here. */
const functionOf = (text: string) => new Function(`return ${text}`)() as Any;

describe("a function that is an expression", () => {
  it.each([
    "(v) => Math.sqrt(Math.abs(v)) * 2 + 1", "v => v", "(a, b) => a * b - 4.1 * a > 2.5 * b", "function (v) { return v ** 2 + v % 1.5; }", "function named(v) { return Math.abs(v) }",
    "(v) => { const s = Math.floor(v), t = s * s; let u = t + 1; return u - s }", "(v) => {\n const a = v * 2\n const b = a + 1\n return b\n}", "(a, b) => a < b ? a : b", "(a, b) => (a && b) + (a || b)", "(a) => !a",
    "(a) => +(a > 0) + -a", "(a, b) => Math.max(a, b, 1) - Math.min(a, b)", "(a) => Number.isFinite(a) ? a : NaN", "(a) => isNaN(a) ? Infinity : Math.PI", "(/* one */ a, // two\n b) => a /* times */ * b",
    "(t) => Number.isFinite(t > 0)", "(t) => Number.isFinite(!t) + Number.isNaN(t > 0)", "(t) => isFinite(t > 0)", "(t) => Number.isFinite(t > 0 ? 1 : t)",
    "(a) => (a > 0) === (a >= 1)", "(a) => (a > 0) == 1", "(a) => 2 ** -a", "(a) => ((a))", "(a) => true", "(a) => a - -a", "(a) => a >= 0 && a <= 1", "(pi) => pi * 2", "(a, b) => a", "(a)=>{return a;;}",
  ])("%s is compiled, and gives what it gives", async (text) => {
    const f = functionOf(text);
    expect(isCompiled(f)).toBe(true);
    const inputs = f.length === 2 ? [x, y] : [x];
    const got = await map(f, ...inputs);
    const want = Array.from(x, (v, i) => Number((f as unknown as (...v: number[]) => number)(v, y[i]!)));
    for (let i = 0; i < want.length; i++) expect(got[i]).toBe(want[i]);
  });

  it("is never run", async () => {
    const touched = { times: 0 };
    const f = Object.assign((v: number) => v * 2, { toString: () => { touched.times++; return "(v) => v * 3"; } });
    expect(await fx.map(f, x)).toEqual(x.map((v) => v * 2));
    expect(touched.times).toBe(0);
    const trapped = new Proxy((v: number) => v, { apply: () => { touched.times++; return 1; } });
    expect((await failureOf(fx.map(trapped, x))).code).toBe("NotCompilable");
    expect(touched.times).toBe(0);
  });

  it("has the same kernels as the formula", () => {
    expect(fx.explain((v) => Math.exp(Math.sqrt(v))).kernels).toEqual(["exp_sqrt_f64"]);
  });

  it("takes the values of variables from context: other values, other results", async () => {
    const k = Number("3");
    expect(await fx.map((v) => v * k, x, { context: { k } })).toEqual(x.map((v) => v * 3));
    expect(await fx.map((v) => v * k, x, { context: { k: 5 } })).toEqual(x.map((v) => v * 5));
    expect(await fx.evaluate((v) => v * k, { v: x, k: y })).toEqual(x.map((v, i) => v * y[i]!));
    expect(fx.reduceSync("sum", (v) => v * k, x, { context: { k: 2 } })).toBe(3);
  });

  it.each(["(v) => { cov_1a2b().f[0]++; cov_1a2b().s[3]++; return Math.abs(v) }", "v => (cov_9().b[0][1]++, v + 1)", "(v)=>{cov_9().f[2]++;const t=(cov_9().s[1]++,v*2);cov_9().s[2]++;return t}"])("is read through the counters of coverage: %s", async (text) => {
    const clean = functionOf(text.replace(/cov_\w+\(\)\.[sfb](\[\d+\])+\+\+/g, "0")) as (v: number) => number;
    const f = new Function("cov_1a2b", "cov_9", `return ${text}`)() as Any;
    if (!text.startsWith("v =>")) expect(isCompiled(f)).toBe(true);
    expect(await map(f, x)).toEqual(x.map(clean));
  });
});

describe("a function that cannot be compiled", () => {
  const collatz = (v: number) => {
    let steps = 0;
    for (let n = Math.abs(Math.trunc(v)) + 1; n > 1; n = n % 2 ? 3 * n + 1 : n / 2) steps++;
    return steps;
  };

  it("runs as JavaScript in threads of its own, in order; explain says why", async () => {
    expect(fx.explain(collatz)).toMatchObject({ compiled: false, reason: "it has a loop", engine: "function threads" });
    const many = randomDoubles(70_001, 1, (u) => 1000 * u);
    expectSameBits(await fx.map(collatz, many), many.map(collatz));
    expectSameBits(fx.mapSync(collatz, many), many.map(collatz));
    expect(fx.status().lastCall).toMatchObject({ elements: 70_001, newNaN: null });
  });

  it("from the arena, of integers, nested and shaped arrays, of numbers, of one element, into out", async () => {
    const pick = (a: number, b: number) => { if (a > b) return a; return b; };
    const a = fx.array(x), out = fx.empty(5);
    expect(await fx.map(pick, a, 1)).toEqual(fx.array([1, 1, 1, 1, 3]));
    expect(await fx.map(pick, a, y, { out })).toBe(out);
    expect(Array.from(out)).toEqual([1, 2, 3, 4, 5]);
    expect(await fx.map(pick, Int16Array.of(1, 5), [3])).toEqual(Float64Array.of(3, 5));
    expect(await fx.map(pick, [[1, 5], [7, 0]], 4)).toEqual([[4, 5], [7, 4]]);
    expect(await fx.map(pick, { data: [1, 2, 3, 4], shape: [2, 2] }, { data: [3, 0], shape: [2] })).toEqual({ data: Float64Array.of(3, 2, 3, 4), shape: [2, 2] });
    expect(await fx.map(pick, Float32Array.of(0.1, 2), 0.3)).toEqual(Float32Array.of(0.3, 2));
  });

  it("can be reduced", async () => {
    const many = randomDoubles(5000, 2, (u) => 100 * u);
    const want = Array.from(many, collatz);
    expect(await fx.reduce("sum", collatz, many)).toBe(want.reduce((a, b) => a + b));
    expect(await fx.reduce("max", collatz, many)).toBe(Math.max(...want));
    expect(await fx.reduce("countNonzero", collatz, many)).toBe(want.filter((v) => v !== 0).length);
  });

  it("uses what context gives, numbers or anything that can be cloned", async () => {
    const table = [10, 20, 30], offset = 1;
    expect(await fx.map((v) => table[Math.trunc(Math.abs(v))]! + offset, Float64Array.of(0, 1, 2), { context: { table, offset } })).toEqual(Float64Array.of(11, 21, 31));
    expect(await fx.map((v) => table[v]! + offset, Float64Array.of(0, 1), { context: { table: [7, 8], offset: 0 } })).toEqual(Float64Array.of(7, 8));
  });

  it("is an error with compile: \"require\"", async () => {
    expect(await failureOf(fx.map(collatz, x, { compile: "require" }))).toMatchObject({ code: "NotCompilable", message: expect.stringMatching(/it has a loop.*one expression/) });
    expect(() => fx.compile(collatz, { compile: "require" })).toThrow(/it has a loop/);
    expect((await failureOf(fx.map(collatz, x, { compile: "never" as "auto" }))).code).toBe("BadOption");
  });

  it.each<[string, Any, RegExp]>([
    ["a native function", Math.sin as Any, /native or bound/], ["a bound function", collatz.bind(null) as Any, /native or bound/], ["an async function", (async (v: number) => v) as Any, /async/],
    ["a generator", function* (v: number) { yield v; } as Any, /generator/], ["one with this", function (this: number, v: number) { return v + this; } as Any, /uses this/], ["one with arguments", functionOf("function () { return arguments[0] }"), /uses arguments/],
    ["a class", class {} as unknown as Any, /class/], ["an import", functionOf("(v) => { import('fs'); return v }"), /imports a module/],
  ])("%s is NotCompilable at once", async (_, f, why) => {
    expect(await failureOf(map(f, x))).toMatchObject({ code: "NotCompilable", message: expect.stringMatching(why) });
  });

  it("says which variable is not its own, and what to do", async () => {
    const rate = 2;
    expect(await failureOf(fx.map((v) => v * rate, x))).toMatchObject({ code: "FreeVariable", variable: "rate", message: expect.stringMatching(/rate is not defined in the function.*context: \{ rate \}.*evaluate/) });
    expect((await failureOf(fx.map((v) => { for (;;) if (v > rate) return v; }, x))).variable).toBe("rate");
  });

  it("has no index, nor inputs beyond its parameters", async () => {
    expect(await failureOf(map(((v: number, i: number) => v * i) as Any, x))).toMatchObject({ code: "WrongArity", message: expect.stringMatching(/there is no index/) });
    expect((await failureOf(map(((v: number) => v) as Any, x, y))).code).toBe("WrongArity");
  });

  it("has no consts that are used before they are defined", async () => {
    expect(await failureOf(map(functionOf("(v) => { const a = b + v; const b = a; return b }"), x))).toMatchObject({ code: "CyclicFormula", message: expect.stringMatching(/b is used before/) });
  });

  it("methods, defaults, rests and functions within run too", async () => {
    const shapes = { area(r: number) { if (r < 0) return 0; return r * r; } };
    expect(await fx.map(shapes.area, x)).toEqual(x.map(shapes.area));
    expect(await map(((v: number, w = 3) => v * w) as Any, y)).toEqual(y.map((v) => 3 * v));
    expect(await map(((v: number) => [1, 2].map((n) => n * v).reduce((a, b) => a + b)) as Any, y)).toEqual(y.map((v) => 3 * v));
  });

  it.each(["inline", "js", "threads", "auto"] as const)("tells on engine %s which element it threw for, and goes on", async (engine) => {
    const failure = await failureOf(fx.map((v) => { if (v === 3) throw new RangeError("too much"); return v; }, x, { engine }));
    expect(failure).toMatchObject({ code: "FunctionFailed", index: 4, message: expect.stringMatching(/threw RangeError for element 4: too much/) });
    expect(failure.cause).toMatchObject({ name: "RangeError", message: "too much" });
    const odd = await failureOf(fx.map(((v: number) => { if (v > 0) return v; }) as (v: number) => number, x, { engine }));
    expect(odd).toMatchObject({ code: "FunctionFailed", index: 0, message: expect.stringMatching(/must give a number, and gave nothing/) });
    expect((await fx.map(collatz, x, { engine }))[3]).toBe(collatz(1));
  });

  it("that never returns is ended by timeout or signal, and others go on", async () => {
    const forever = (v: number) => { for (;;) v++; };
    const fast = fx.map(collatz, y);
    expect((await failureOf(fx.map(forever, x, { timeout: 150 }))).code).toBe("TimeoutError");
    const aborting = new AbortController();
    const running = fx.map(forever, x, { signal: aborting.signal });
    setTimeout(() => aborting.abort(new Error("enough")), 100);
    expect((await failureOf(running)).message).toBe("enough");
    expect(await fast).toEqual(y.map(collatz));
    expect(await fx.map(collatz, y)).toEqual(y.map(collatz));
  });

  it("ends with its instance, and what it ran in with it", async () => {
    const own: Flux = await createFlux({ maxWorkers: 1 });
    const forever = own.map((v) => { for (;;) v++; }, x);
    setTimeout(() => void own.close({ abort: true }), 100);
    expect((await failureOf(forever)).code).toBe("InstanceClosed");
  });
});
