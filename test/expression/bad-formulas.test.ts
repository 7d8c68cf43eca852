import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 1 });
afterAll(() => fx.close());

const x = Float64Array.of(1, 2, 3);
type Failure = Error & { code: string; position?: number };

async function failureOf(call: () => unknown): Promise<Failure> {
  const failure = await Promise.resolve().then(call).then(() => undefined, (error: Failure) => error);
  expect(failure, "it should fail").toBeInstanceOf(Error);
  return failure!;
}
const map = (text: string, ...inputs: unknown[]) => (fx.map as unknown as (...args: unknown[]) => Promise<unknown>)(text, ...inputs);
const evaluate = (text: string, inputs: unknown) => (fx.evaluate as unknown as (...args: unknown[]) => Promise<unknown>)(text, inputs);

describe("a formula that is wrong says where and what", () => {
  it.each<[string, string, number | undefined, RegExp]>([
    ["sqrt(x * 2", "FormulaSyntax", 10, /expected "\)".*got the end, at character 11\n {2}sqrt\(x \* 2\n {12}\^/],
    ["x +", "FormulaSyntax", 3, /expected a number, a name or "\("/], ["", "FormulaSyntax", 0, /got the end/], ["   ", "FormulaSyntax", 3, /got the end/],
    ["x x", "FormulaSyntax", 2, /expected an operator or the end, got "x"/], ["(x))", "FormulaSyntax", 3, /got "\)"/], ["x + * 2", "FormulaSyntax", 4, /got "\*"/],
    ["1 < x < 3", "FormulaSyntax", 6, /cannot be chained: write a < b && b < c/], ["x == 1 == 1", "FormulaSyntax", 7, /chained/], ["x < 2 == 1", "FormulaSyntax", 6, /chained/],
    ["x ^ 2", "FormulaSyntax", 2, /write x \*\* y/], ["x = 2", "FormulaSyntax", 2, /compare with ==/], ["x & 1", "FormulaSyntax", 2, /write &&/], ["x | 1", "FormulaSyntax", 2, /write \|\|/],
    ["~x", "FormulaSyntax", 0, /write !/], ["x << 2", "FormulaSyntax", 2, /multiply by a power/], ["x ?? 1", "FormulaSyntax", 2, /isnan/], ["x[0]", "FormulaSyntax", 1, /leave the index out/],
    ["x += 1", "FormulaSyntax", 2, /./], ["x++", "FormulaSyntax", 1, /write \+ 1/], ["x ? 1", "FormulaSyntax", 5, /expected ":"/], ["1abc + x", "FormulaSyntax", 0, /run into/], ["08 + x", "FormulaSyntax", 0, /run into/],
    ["1.2.3 + x", "FormulaSyntax", 0, /run into/], ["1n + x", "FormulaSyntax", 0, /run into/], ["x # 2", "FormulaSyntax", 2, /"#" has no meaning/], ["'a' + x", "FormulaSyntax", 0, /no meaning/],
    ["`x", "FormulaSyntax", 0, /has no end: ` is missing/], ["x + ``", "FormulaSyntax", 4, /is empty/], ["x + 'a", "FormulaSyntax", 4, /has no end: ' is missing/], ["'\\xg'", "FormulaSyntax", 1, /written \\x41/],
    ["x == \"a\"", "FormulaSyntax", 5, /needs a column/], ["x + 30d", "FormulaSyntax", 4, /duration 30d has no meaning.*needs a column/], ["x + null", "FormulaSyntax", 4, /null has no meaning.*needs a column/],
    ["x + not x", "FormulaSyntax", 4, /reads a whole comparison/], ["x in ()", "FormulaSyntax", 2, /at least one value/], ["x in 3", "FormulaSyntax", 5, /expected "\(" after in/], ["x not y", "FormulaSyntax", 2, /a not in \(b, c\)/],
    ["1 < x in (2)", "FormulaSyntax", 6, /chained/], ["x in (1) in (2)", "FormulaSyntax", 9, /chained/], ["x and", "FormulaSyntax", 5, /got the end/], ["x + and", "UnknownName", undefined, /"and"/], ["if + x", "FormulaSyntax", 0, /write if\(\.\.\.\)/],
    ["if(x, 1)", "WrongArity", undefined, /if takes 3 arguments, got 2/], ["coalesce() + x", "WrongArity", undefined, /1 argument or more, got 0/], ["30dx + x", "FormulaSyntax", 0, /run into/], ["Math.if(x, 1, 2)", "UnknownOperation", undefined, /"if"/],
    ["x.length", "FormulaSyntax", 1, /got "\."/], ["x => x", "FormulaSyntax", 2, /got "=>"/], ["sin + x", "FormulaSyntax", 0, /sin is a function: write sin\(\.\.\.\)/],
    ["x\n + \n*", "FormulaSyntax", 6, /\n {2}\*\n {2}\^/],
    ["sqt(x)", "UnknownOperation", undefined, /unknown function "sqt", at character 1; did you mean "sqrt"\?/], ["Math.sine(x)", "UnknownOperation", undefined, /"sine".*did you mean "sin/],
    ["sin(x, x)", "WrongArity", undefined, /sin takes 1 argument, got 2, at character 1/], ["clip(x)", "WrongArity", undefined, /3 arguments, got 1/], ["max()  + x", "WrongArity", undefined, /1 argument or more, got 0/],
    ["x + alpha", "UnknownName", undefined, /unknown name "alpha", at character 5.*x, y, z, w.*evaluate/], ["Math.PIE + x", "UnknownName", undefined, /Math\.PIE/],
  ])("%j is a %s", async (text, code, position, message) => {
    const failure = await failureOf(() => map(text, x));
    expect({ code: failure.code, name: failure.name, position: failure.position }).toEqual({ code, name: code, position });
    expect(failure.message).toMatch(message);
    expect((await fx.map("sqrt(x)", x)).length).toBe(3);
  });

  it("names an input that is missing, the nearest one, and those there are", async () => {
    const failure = await failureOf(() => evaluate("2 * alpha + bet", { alpha: x, beta: 1 }));
    expect(failure.code).toBe("MissingInput");
    expect(failure.message).toMatch(/no input is named "bet", at character 13; did you mean "beta"\? There are: alpha, beta/);
    expect((await failureOf(() => evaluate("a + b", {}))).message).toMatch(/There are: none/);
  });

  it("names an input that is not used", async () => {
    expect(await failureOf(() => evaluate("a", { a: x, b: 1 }))).toMatchObject({ code: "UnusedInput", message: expect.stringMatching(/input "b" is not used/) });
    expect(await failureOf(() => map("y * 2", x, x))).toMatchObject({ code: "UnusedInput", message: expect.stringMatching(/input "x" is not used/) });
  });

  it("counts the inputs", async () => {
    expect((await failureOf(() => map("x + y", x))).code).toBe("WrongArity");
    expect((await failureOf(() => map("x", x, x))).code).toBe("WrongArity");
    expect((await failureOf(() => map("x + y", 1, 2))).code).toBe("WrongArity");
    expect((await failureOf(() => evaluate("a + b", { a: x, b: Float64Array.of(1, 2) }))).message).toMatch(/input 0 has 3 elements, input 1 has 2/);
  });

  it("refuses inputs that are no object of arrays and numbers", async () => {
    for (const inputs of [undefined, null, 1, [x], x]) expect((await failureOf(() => evaluate("a", inputs))).code).toBe("UnsupportedInput");
    expect(await failureOf(() => evaluate("a + b", { a: x, b: "1" }))).toMatchObject({ code: "UnsupportedInput", message: expect.stringMatching(/input "b".*a string/) });
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    expect((await failureOf(() => map("x", cyclic))).code).toBe("RaggedArray");
  });
});

describe("a formula from anyone can only compute", () => {
  it.each([
    "constructor", "__proto__", "this", "globalThis", "process", "require", "toString", "hasOwnProperty", "x.constructor", "constructor(x)", "__proto__(x)", "toString(x)", "x['a']",
    "Math.constructor(x)", "Math.__proto__", "Math['sin'](x)", "Number.constructor(x)", "eval(x)", "Function(x)", "import('fs')", "new Date", "x; y", "{x}", "() => x", "x => x", "async", "await x", "yield", "delete x", "void x",
    "typeof x", "`${x}`", "/x/", "\\u0078", "x\u2028y", "\u0000", "x\u0000", "🙂", "𝒙 + x", "\ud800 + x", "..x", "...x", "x?.y", "super", "arguments", "class A {}", "0x + x", "1e + x", "1_ + x", "_1 + x", "@x", "#x",
  ])("%j is refused", async (text) => {
    const failure = await failureOf(() => map(text, x));
    expect(failure.code).toMatch(/^(FormulaSyntax|UnknownName|UnknownOperation|UnusedInput)$/);
  });

  it("whatever names its inputs have", async () => {
    const named = (name: string) => Object.fromEntries([[name, x]]);
    for (const name of ["constructor", "toString", "hasOwnProperty", "valueOf"]) expect(await evaluate(`${name} + 1`, named(name))).toEqual(Float64Array.of(2, 3, 4));
    const inputs = JSON.parse('{ "__proto__": [1, 2] }');
    expect(await evaluate("__proto__ * 2", inputs)).toEqual(Float64Array.of(2, 4));
    expect((await failureOf(() => evaluate("a", named("a,b")))).code).toBe("MissingInput");
  });

  it.each<[string, string, string]>([
    ["100,000 parentheses", "(".repeat(100_000), "FormulaTooLong"], ["30,000 parentheses", `${"(".repeat(30_000)}x${")".repeat(30_000)}`, "FormulaTooDeep"], ["300 parentheses", `${"(".repeat(300)}x${")".repeat(300)}`, "FormulaTooDeep"],
    ["60,000 minus signs", `${"- ".repeat(30_000)}x`, "FormulaTooDeep"], ["calls in calls", `${"sin(".repeat(1000)}x${")".repeat(1000)}`, "FormulaTooDeep"], ["powers of powers", Array.from({ length: 10_000 }, () => "x").join("**"), "FormulaTooDeep"],
    ["choices in choices", `${"x ? ".repeat(1000)}1${" : 2".repeat(1000)}`, "FormulaTooDeep"], ["a long chain of choices", `${"x ? 1 : ".repeat(5000)}2`, "FormulaTooLong"], ["eight megabytes", "x + ".repeat(2_000_000), "FormulaTooLong"], ["thousands of operations", Array.from({ length: 5000 }, (_, i) => `x*${i}.5`).join("+"), "FormulaTooLong"],
    ["a long name", "a".repeat(60_000), "UnknownOperation"], ["a long number", `${"9".repeat(60_000)}z`, "FormulaSyntax"], ["spaces", " ".repeat(65_000), "FormulaSyntax"], ["comments", "/*".repeat(32_000), "FormulaSyntax"],
  ])("%s are an error soon, and the instance goes on", async (_, text, code) => {
    const begun = performance.now();
    const before = process.memoryUsage().heapUsed;
    expect((await failureOf(() => map(text, x))).code).toBe(code);
    expect(performance.now() - begun).toBeLessThan(2000); // bounded, not timed: the slowest takes some ten milliseconds
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200e6);
    expect((await fx.map("sqrt(x)", x)).length).toBe(3);
  });

  it("256 parentheses, 384 operations, 64 inputs and 65,536 characters are taken", async () => {
    const at = async (text: string) => ((await map(text, x)) as Float64Array)[1];
    expect(await at(`${"(".repeat(250)}x${")".repeat(250)}`)).toBe(2);
    expect(await at(`x${" + x * 1.5".repeat(380)}`)).toBe(2 + 380 * 3);
    expect(await at(`x + 1${" ".repeat(65_530)}`)).toBe(3);
    expect(await at(`${Array.from({ length: 100 }, (_, i) => `x == ${i + 100} ? 1 : `).join("")}7`)).toBe(7);
    const many = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`v${i}`, Float64Array.of(i, 1)]));
    const sum = Object.keys(many).join(" + ");
    expect((await evaluate(sum, many) as Float64Array)[0]).toBe(2016);
    expect(fx.reduceSync("sum", fx.evaluateSync(sum, many) as Float64Array)).toBe(2016 + 64);
    expect((await failureOf(() => evaluate(`${sum} + v64`, { ...many, v64: x }))).code).toBe("FormulaTooLong");
  });

  it("a thousand formulas and more are not kept for ever", async () => {
    for (let i = 0; i < 3000; i++) expect(fx.mapSync(`x + ${i}`, [1])[0]).toBe(1 + i);
    expect(fx.mapSync("x + 7", [1])[0]).toBe(8);
  });
});
