import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 3 });
afterAll(() => fx.close());

describe("parallel refuses", () => {
  const outside = 3;
  it.each([
    ["a function that uses a variable from outside, and names it", () => fx.parallel((batch: number[]) => batch.map((v) => v * outside)), { code: "FreeVariable", variable: "outside", message: expect.stringContaining("imports") }],
    ["a native function", () => fx.parallel(Math.sin as never), { code: "NotCompilable" }],
    ["what is no function", () => fx.parallel(5 as never), { code: "UnsupportedInput" }],
    ["an unknown option", () => fx.parallel((b: number[]) => b, { batchsize: 3 } as never), { code: "BadOption" }],
    ["a strategy that there is not", () => fx.parallel((b: number[]) => b, { strategy: "fork" as never }), { code: "BadOption" }],
    ["a batch of no elements", () => fx.parallel((b: number[]) => b, { batchSize: 0 }), { code: "BadOption" }],
    ["retries that are no number", () => fx.parallel((b: number[]) => b, { retries: -1 }), { code: "BadOption" }],
    ["imports with a name that is none", () => fx.parallel((b: number[]) => b, { imports: { "a-b": "node:path" } }), { code: "BadOption" }],
    ["context for a module", () => fx.parallel(new URL("file:///x.mjs"), { context: { a: 1 } }), { code: "BadOption" }],
    ["a priority that is no number", () => fx.parallel((b: number[]) => b, { priority: Number.NaN }), { code: "BadOption" }],
    ["a timeout of nothing", () => fx.parallel((b: number[]) => b, { timeout: 0 }), { code: "BadOption" }],
    ["a batchTimeout of nothing", () => fx.parallel((b: number[]) => b, { batchTimeout: -1 }), { code: "BadOption" }],
    ["ordered that is neither", () => fx.parallel((b: number[]) => b, { ordered: 1 as never }), { code: "BadOption" }],
    ["onError that is neither", () => fx.parallel((b: number[]) => b, { onError: "skip" as never }), { code: "BadOption" }],
    ["a signal that is none", () => fx.parallel((b: number[]) => b, { signal: {} as never }), { code: "BadOption" }],
  ])("%s, at once", (_, make, error) => {
    expect(make).toThrow(expect.objectContaining(error));
  });

  it.each([["a number", 5], ["text", "abc"], ["null", null], ["an object", { a: 1 }], ["a DataView", new DataView(new ArrayBuffer(8))]])("%s as data", async (_, data) => {
    await expect(fx.parallel((batch: number[]) => batch)(data as never)).rejects.toMatchObject({ code: "UnsupportedInput" });
  });

  it("options of a call that are none", async () => {
    for (const options of [null, 5, "x"]) await expect(fx.parallel((batch: number[]) => batch)([1], options as never)).rejects.toMatchObject({ code: "BadOption" });
  });

  it("context and imports in a call", async () => {
    const add = fx.parallel((batch: number[]) => batch.map((v) => v + given), { context: { given: 1 } });
    expect(await add([1])).toEqual([2]);
    await expect(add([1], { context: { given: 2 } } as never)).rejects.toMatchObject({ code: "BadOption" });
  });
});

// What functions of the tests use from their imports and contexts.
declare const given: number;
