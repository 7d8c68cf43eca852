import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());
declare const k: { n: number };
declare const given: never;

describe("the context of a function", () => {
  it.each(["threads", "process", "sequential", "auto"] as const)("is taken when parallel is called, strategy %s: later changes are seen nowhere", async (strategy) => {
    const context = { k: { n: 1 } };
    const ask = fx.parallel((b: number[]) => b.map(() => k.n), { strategy, context, batchSize: 1 });
    expect(await ask([1])).toEqual([1]);
    context.k.n = 2;
    (context as Record<string, unknown>)["k"] = { n: 3 };
    expect(await ask([1, 2, 3, 4])).toEqual([1, 1, 1, 1]);
  });

  it("is taken when map is called, and when compile is", async () => {
    const context = { k: { n: 1 } };
    const f = (v: number) => { for (;;) return v * k.n; };
    const call = fx.map(f, [1, 2], { context });
    const compiled = fx.compile(f, { context });
    context.k.n = 5;
    expect(await call).toEqual(Float64Array.of(1, 2));
    expect(await compiled([1, 2])).toEqual(Float64Array.of(1, 2));
    expect(compiled.sync([1, 2])).toEqual(Float64Array.of(1, 2));
    expect(fx.mapSync(f, [1, 2], { context })).toEqual(Float64Array.of(5, 10));
  });

  it("must be of what can be cloned: the error names the value, at once, and says how a function can be had", async () => {
    const told = { code: "BadOption", message: expect.stringMatching(/context\.given cannot be cloned.*imports: \{ given:/) };
    for (const value of [() => 1, { f() {} }, [Symbol("s")], Promise.resolve(1), new WeakMap()]) expect(() => fx.parallel((b: number[]) => [b, given], { context: { fine: 1, given: value } })).toThrow(expect.objectContaining(told));
    expect(() => fx.parallel((b: number[]) => [b, given], { context: { given: { get a() { throw new Error("no"); } } } })).toThrow(expect.objectContaining({ code: "BadOption", message: expect.stringContaining("context.given cannot be cloned: no") }));
    const f = (v: number) => { for (;;) return v + (given as () => number)(); };
    await expect(fx.map(f, [1], { context: { given: () => 1 } })).rejects.toMatchObject({ code: "BadOption", message: expect.stringContaining("context.given cannot be cloned") });
    expect(() => fx.mapSync(f, [1], { context: { given: () => 1 } })).toThrow(/context\.given cannot be cloned/);
    expect(fx.status()).toMatchObject({ inFlight: 0 });
  });

  it("and its imports have no name in common", () => {
    expect(() => fx.parallel((b: number[]) => [b, given], { context: { given: 1 }, imports: { given: "node:path" } })).toThrow(expect.objectContaining({ code: "BadOption", message: expect.stringContaining("given must be given by context or by imports, got both") }));
  });

  it.each(["a b", "1a", "", "new", "eval", "arguments", "await", "let", "a-b", "class"])("has names of variables: not %j", async (name) => {
    const told = expect.objectContaining({ code: "BadOption", message: expect.stringContaining("is no variable's name") });
    expect(() => fx.parallel((b: number[]) => b, { context: { [name]: 1 } })).toThrow(told);
    expect(() => fx.parallel((b: number[]) => b, { imports: { [name]: "node:path" } })).toThrow(told);
    await expect(fx.map((v) => v, [1], { context: { [name]: 1 } })).rejects.toThrow(told);
  });
});
