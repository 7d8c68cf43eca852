import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());
type Any = (...values: never[]) => unknown;
/** Functions of text, as compilers and test runners make them of what was written. */
const functionOf = (text: string) => new Function(`return ${text}`)() as Any;
const parallel = (text: string, options = {}) => fx.parallel(functionOf(text) as (batch: unknown[]) => unknown[], options);
const map = (text: string, ...args: unknown[]) => (fx.map as unknown as (...args: unknown[]) => Promise<Float64Array>)(functionOf(text), ...args);

describe("a function may use the globals of threads", () => {
  it.each(["DOMException", "Function", "global", "File", "CustomEvent", "TextDecoderStream", "AggregateError", "WeakRef", "Iterator", "navigator", "process", "globalThis", "fetch", "setTimeout", "Intl"].filter((name) => name in globalThis))("%s", async (name) => {
    for (const strategy of ["threads", "sequential"]) expect(await parallel(`(b) => b.map(() => typeof ${name} !== "undefined" && ${name} !== undefined)`, { strategy })([1])).toEqual([true]);
    expect(await map(`(v) => { if (${name} === undefined) return 0; return v; }`, [1])).toEqual(Float64Array.of(1));
  });

  it("but not those that the program made, nor a misspelt one", () => {
    (globalThis as { ofTheProgram?: number }).ofTheProgram = 1;
    for (const name of ["ofTheProgram", "DomException", "toString", "require", "__dirname"]) expect(() => parallel(`(b) => [b, ${name}]`)).toThrow(expect.objectContaining({ code: "FreeVariable", variable: name }));
  });

  it("and ask for the type of what may be nowhere", async () => {
    expect(await parallel('(b) => b.map(() => typeof nowhere)')([1])).toEqual(["undefined"]);
  });
});

describe("what compilers make of functions", () => {
  it("runs with the names that esbuild and tsx keep", async () => {
    expect(await map('(v) => { const half = /* @__PURE__ */ __name((w) => w / 2, "half"); return half(v) + half.name.length; }', [1, 2])).toEqual(Float64Array.of(4.5, 5));
    for (const strategy of ["threads", "process", "sequential"]) {
      expect(await parallel('(b) => { class A { static { __name(this, "B"); } } const f = __name((v) => v + 1, "g"); return b.map((v) => [f(v), f.name, A.name]); }', { strategy })([1])).toEqual([[2, "g", "B"]]);
    }
  });

  it.each(["_async_to_generator", "__awaiter", "__async", "__spreadArray", "_ts_generator", "__publicField", "tslib_1", "_object_spread", "__generator", "_asyncToGenerator", "_toConsumableArray", "__objRest", "_class_call_check"])("says how to do without the helper %s", (helper) => {
    expect(() => parallel(`(b) => ${helper}(function* () { return b; })()`)).toThrow(expect.objectContaining({ code: "FreeVariable", variable: helper, message: expect.stringMatching(/helper of a compiler.*ES2022.*module/) }));
  });

  it("says so too where the helper is given this", () => {
    expect(() => parallel("function (b) { return __awaiter(this, void 0, void 0, function* () { return b; }); }")).toThrow(/helper of a compiler/);
  });

  it.each([["(b) => (0, __vi_import_0__.readFile)(b)", "readFile"], ["(b) => __vite_ssr_import_2__.join(...b)", "join"], ["(b) => fs_1.readFileSync(b[0])", "readFileSync"], ["(b) => import_node_path.join(...b)", "join"]])("names the import behind %s", (text, name) => {
    expect(() => parallel(text)).toThrow(expect.objectContaining({ code: "FreeVariable", message: expect.stringMatching(new RegExp(`module that the file imports, for ${name}.*imports: \\{ \\w+: "the module of ${name}"`)) }));
  });

  it("which can be given by that name", async () => {
    expect(await parallel('(b) => b.map((v) => (0, __vi_import_0__.basename)(v))', { imports: { __vi_import_0__: "node:path" } })(["a/b"])).toEqual(["b"]);
  });

  it.each([
    "(b) => { cov_1a2b().f[0]++; cov_1a2b().s[3]++; return b.map((v) => { cov_1a2b().f[1]++; cov_1a2b().s[4]++; return v + 1; }); }",
    "function (b) {\n  /* istanbul ignore next */\n  cov_9.f[2]++;\n  cov_9.s[1]++;\n  if (b.length > 0) {\n    cov_9.b[0][0]++;\n    cov_9.s[2]++;\n    return b.map(v => (cov_9.s[3]++, v + 1));\n  } else {\n    cov_9.b[0][1]++;\n  }\n  cov_9.s[9]++;\n}",
    "(b) => { ++cov_7().s[0]; const f = (v, w = (cov_7().b[1][0]++, 1)) => v + w; cov_7 () . s [1] ++ ; return b.map((v) => f(v)); }",
  ])("runs with counters of coverage in it: %s", async (text) => {
    expect(await parallel(text, { strategy: "threads" })([1, 2])).toEqual([2, 3]);
  });
});

describe("a function that calls another one from outside", () => {
  it("is told to define or to import it, as functions cannot be cloned", async () => {
    expect(() => parallel("(b) => b.map((v) => square(v))")).toThrow(expect.objectContaining({ variable: "square", message: expect.stringMatching(/Define it inside.*imports: \{ square: \["\.\/its-module\.mjs", "square"\]/) }));
    expect(() => parallel("(b) => [new Thing(b)]")).toThrow(/Define it inside/);
    await expect(map("(v) => square(v)", [1])).rejects.toMatchObject({ variable: "square", message: expect.stringMatching(/Define it inside the function/) });
    for (const text of ["(b) => b.map((v) => square(v))", "(b) => [new Thing(b)]"]) expect(() => parallel(text)).not.toThrow(/context/);
  });
});

describe("functions are strict code", () => {
  it("on the calling thread as elsewhere", async () => {
    const text = "(v) => { function g() { return this === undefined ? 1 : 0; } return g() + 0 * v; }";
    for (const engine of ["inline", "js", "threads", "auto"]) expect(await map(text, [1], { engine })).toEqual(Float64Array.of(1));
    expect(fx.mapSync(functionOf(text) as () => number, [1])).toEqual(Float64Array.of(1));
    await expect(map("(v) => { Object.freeze([]).push(v); return v; }", [1], { engine: "inline" })).rejects.toMatchObject({ code: "FunctionFailed" });
  });

  it.each(["(b) => { with (Math) { return b; } }", "(b) => [010]", "(a, a) => a", "(b) => { delete b; return b; }", "function (b) { var let = 1; return b; }", "(b) => { eval = 1; return b; }"])("%s is none: that is told, with why", async (text) => {
    let fn: Any;
    try {
      fn = functionOf(text);
    } catch {
      return; // no function anywhere
    }
    expect(() => fx.parallel(fn as (b: number[]) => number[])).toThrow(expect.objectContaining({ code: "NotCompilable", message: expect.stringMatching(/not strict code.*ES module/) }));
  });

  it("and find only their own source's variables, never those around", async () => {
    const outer = (v: number) => { let steps = 0; for (let i = 0; i < v; i++) steps++; return steps; };
    expect(fx.mapSync(outer, [3])).toEqual(Float64Array.of(3));
    const same = functionOf("(v) => { globalThis.ran = true; for (;;) return v; }");
    expect(fx.mapSync(same as () => number, [3])).toEqual(Float64Array.of(3));
  });
});

describe("a function that cannot be used is told why, and what to do", () => {
  it("a name that is handed over may be a function or a value", () => {
    expect(() => parallel("(b) => b.map(square)")).toThrow(expect.objectContaining({ code: "FreeVariable", message: expect.stringMatching(/imports: \{ square: .*context: \{ square \}/) }));
    expect(() => fx.mapSync(functionOf("(v) => { for (;;) return [v].map(square)[0]; }") as never, [1])).toThrow(/define it inside.*context: \{ square \}/);
  });

  it("a getter is no function over batches", () => {
    const { get } = Object.getOwnPropertyDescriptor({ get x() { return 1; } }, "x")!;
    expect(() => fx.parallel(get as never)).toThrow(expect.objectContaining({ code: "NotCompilable", message: expect.stringContaining("it is a getter. Write it as a function") }));
  });

  it("a private method is a function, unless it uses private names", async () => {
    class Of {
      n = 1;
      static #twice(b: number[]) { return b.map((v) => v * 2); }
      static #n = 1;
      static #uses(b: number[]) { return b.map((v) => v + Of.#n); }
      static methods = [Of.#twice, Of.#uses] as const;
    }
    expect(await fx.parallel(Of.methods[0])([2])).toEqual([4]);
    expect(() => fx.parallel(Of.methods[1])).toThrow(expect.objectContaining({ code: "NotCompilable", message: expect.stringContaining("Write it as a function") }));
  });
});
