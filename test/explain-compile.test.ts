import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());
const x = Float64Array.of(1, 2, 3);

describe("compile", () => {
  it("gives a function that maps, at once too, into out, with the inputs' own names", async () => {
    const scale = fx.compile("(value - low) / (high - low)", { inputs: ["value", "low", "high"] });
    expect(await scale(x, 1, 3)).toEqual(Float64Array.of(0, 0.5, 1));
    expect(scale.sync(x, 1, 3)).toEqual(Float64Array.of(0, 0.5, 1));
    const out = new Float64Array(3);
    expect(await scale(x, 0, 1, { out })).toBe(out);
    expect([scale.source, scale.inputs]).toEqual(["(value - low) / (high - low)", ["value", "low", "high"]]);
    expect(fx.compile("sqrt").inputs).toEqual(["x"]);
    expect(await fx.compile((a, b) => a * b)(x, 2)).toEqual(Float64Array.of(2, 4, 6));
    expect(fx.compile("hypot", { inputs: ["a", "b"] }).inputs).toEqual(["a", "b"]);
  });

  it("keeps context as it was", async () => {
    const k = Number("2");
    const context = { k };
    const times = fx.compile((v) => v * k, { context });
    context.k = 100;
    expect(await times(x)).toEqual(Float64Array.of(2, 4, 6));
    expect(await times(x, { context: { k: 5 } })).toEqual(Float64Array.of(5, 10, 15));
    await expect(times(x, { context: { k: [1] } })).rejects.toMatchObject({ code: "BadOption" });
  });

  it("throws at once what is wrong with its source or options", async () => {
    for (const [code, wrong] of [
      ["FormulaSyntax", () => fx.compile("x +")], ["UnknownName", () => fx.compile("2*a")], ["UnusedInput", () => fx.compile("a", { inputs: ["a", "b"] })], ["BadOption", () => fx.compile("a", { inputs: ["a", "a"] })],
      ["BadOption", () => fx.compile("x", { output: 1 } as never)], ["BadOption", () => fx.compile((v) => v, { inputs: ["v"] })], ["BadOption", () => fx.compile("x", { context: {} })], ["BadOption", () => fx.compile("x", { compile: "no" as "auto" })],
      ["WrongArity", () => fx.compile("hypot", { inputs: ["a"] })],
    ] as const) expect(wrong).toThrow(expect.objectContaining({ code }));
    await expect((fx.compile("x + y") as unknown as (...a: unknown[]) => Promise<unknown>)(x)).rejects.toMatchObject({ code: "WrongArity", message: expect.stringMatching(/compiled\("x \+ y"\)/) });
  });
});

describe("what compile returned", () => {
  it("does not change when the array of names does", async () => {
    const inputs = ["a", "b"];
    expect(await fx.compile("a - b", { inputs })([10], [1])).toEqual(Float64Array.of(9));
    inputs.reverse();
    expect(await fx.compile("a - b", { inputs })([10], [1])).toEqual(Float64Array.of(-9));
    expect(fx.compile("a - b", { inputs: ["a", "b"] }).inputs).toEqual(["a", "b"]);
  });

  it("is a source of map, evaluate, reduce, explain, compile and streams", async () => {
    const k = Number("2");
    for (const f of [fx.compile("a + 2 * b", { inputs: ["a", "b"] }), fx.compile((a, b) => a + k * b, { context: { k } }), fx.compile(fx.compile("x + 2 * y"))]) {
      expect(await fx.map(f, x, x)).toEqual(Float64Array.of(3, 6, 9));
      expect(await fx.reduce("sum", f, x, x)).toBe(18);
      expect(fx.explain(f).compiled).toBe(true);
      expect(fx.explain(f).source).toBe(f.source);
      const [a, b] = f.inputs as [string, string];
      expect(await fx.evaluate(f, { [a]: x, [b]: x })).toEqual(Float64Array.of(3, 6, 9));
      expect(await fx.reduce("max", f, { [a]: x, [b]: x })).toBe(9);
      expect(await fx.reduceStream("sum", f as never, [[[1, 2]], [[1, 2]]] as never)).toBe(9);
      await expect(fx.evaluate(f, { [a]: x })).rejects.toMatchObject({ code: "MissingInput" });
    }
  });
});

describe("explain", () => {
  it("tells steps, kernels, what is fused, the estimate, registers, and where it would run", () => {
    expect(fx.explain("2*exp(sqrt(a)) + b")).toEqual({
      source: "2*exp(sqrt(a)) + b", inputs: ["a", "b"], compiled: true, reason: null,
      steps: ["#0 = sqrt(a)", "#1 = exp(#0)", "#2 = multiply(2, #1)", "#3 = add(#2, b)"],
      kernels: ["exp_sqrt_f64", "generated(multiply, add)"], fused: ["exp_sqrt_f64", "generated(multiply, add)"],
      engine: "threads", nsPerElement: expect.any(Number), tile: 1024, scratchBytes: 8192,
    });
  });

  it("depends on size, dtype and the instance", async () => {
    expect(fx.explain("sin(x)", { elements: 10 }).engine).toBe("inline");
    expect(fx.explain("cbrt(x)", { dtype: "float32" }).kernels).toEqual(["promote", "cbrt_f64", "demote"]);
    const js = await createFlux({ engine: "js" });
    expect(js.explain("sin(x)")).toMatchObject({ engine: "js", kernels: [] });
    const inline = await createFlux({ engine: "inline" });
    expect(inline.explain("sin(x)").engine).toBe("inline");
    await Promise.all([js.close(), inline.close()]);
  });

  it("computes nothing, takes any names, and throws what is wrong", () => {
    const before = fx.status().calls;
    expect(fx.explain("pi * radius ** 2").inputs).toEqual(["radius"]);
    expect(fx.explain("log1p").steps).toEqual(["#0 = log1p(x)"]);
    expect(fx.status().calls).toBe(before);
    for (const [code, wrong] of [["FormulaSyntax", () => fx.explain("a +")], ["UnknownOperation", () => fx.explain("sine(x)")], ["BadOption", () => fx.explain("x", { elements: -1 })], ["BadOption", () => fx.explain("x", { dtype: "int8" as never })], ["NotCompilable", () => fx.explain(Math.sin)]] as const) {
      expect(wrong).toThrow(expect.objectContaining({ code }));
    }
  });
});

describe("evaluate", () => {
  it("takes an operation by its name too, its inputs in their order", async () => {
    expect(await fx.evaluate("exp_sqrt", { t: [4] })).toEqual(await fx.map("exp_sqrt", [4]));
    await expect(fx.evaluate("hypot", { a: x })).rejects.toMatchObject({ code: "WrongArity" });
  });

  it("gives another formula for the same text under other names", async () => {
    expect(await fx.evaluate("a + b * c", { a: x, b: 2, c: 3 })).toEqual(Float64Array.of(7, 8, 9));
    expect(await fx.evaluate("a + b * c", { c: x, b: 2, a: 3 })).toEqual(Float64Array.of(5, 7, 9));
    await expect(fx.evaluate("a + b", { "a,b": x })).rejects.toMatchObject({ code: "MissingInput" });
    fx.mapSync("x + 41", x);
    await expect(fx.evaluate("x + 41", { positional: x })).rejects.toMatchObject({ code: "MissingInput" });
    fx.mapSync((v) => v + 1, x);
    await expect(fx.evaluate(";function (v) => v + 1", {})).rejects.toMatchObject({ code: "FormulaSyntax" });
  });
});
