import { createFlux, type BatchFailed } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());
const STRATEGIES = ["threads", "process", "sequential", "auto"] as const;
type Any = (batch: never) => unknown;

/** What comes of a call: its results with their classes, or what the failed batch tells. */
async function outcomeOf(fn: Any, data: unknown, strategy: (typeof STRATEGIES)[number]): Promise<unknown> {
  const call = fx.parallel(fn as (batch: unknown[]) => unknown[], { strategy });
  try {
    const results = (await call(data as unknown[])) as unknown[];
    return { of: results.constructor.name, results: Array.from(results, (value) => [Object.prototype.toString.call(value), Object(value).constructor?.name, value]) };
  } catch (error) {
    const { code, message, cause } = error as BatchFailed;
    const { name, message: why, code: of } = cause as Error & { code?: string };
    return { code, message, cause: { name, why, of, class: cause!.constructor.name } };
  }
}

describe("a function over batches gives one answer, in threads, in processes, on the calling thread, and wherever auto puts it", () => {
  it.each<[string, Any, unknown]>([
    ["instances of a class", (b: number[]) => b.map((v) => { class P { constructor(public v: number) {} } return new P(v); }), [1, 2, 3]],
    ["a Buffer", (b: number[]) => Buffer.from(b), [1, 2, 3]],
    ["a subclass of a typed array", (b: number[]) => { class Mine extends Float64Array {} return Mine.from(b); }, [1, 2, 3]],
    ["a subclass of Array", (b: number[]) => { class Mine extends Array {} return Mine.from(b); }, [1, 2, 3]],
    ["dates, maps, sets, patterns, big integers, nothing", () => [new Date(5), new Map([[1, { a: 1 }]]), new Set([1]), /a/g, 5n, undefined, null, -0, Number.NaN], new Array(9).fill(0)],
    ["errors", () => [new TypeError("t"), Object.assign(new Error("e"), { extra: 1 })], [1, 2]],
    ["objects with getters and methods of their class", () => [Object.create({ inherited: 1 }, { own: { get: () => 2, enumerable: true } })], [1]],
    ["views into larger buffers", (b: number[]) => [new DataView(new ArrayBuffer(4)).buffer.byteLength, new Uint8Array(8).subarray(2).byteLength, b.length], [1, 2, 3]],
    ["a DataView", () => [new DataView(new ArrayBuffer(4))], [1]],
    ["a URL, which is what this Node makes of a clone of it", () => [new URL("http://a/b")], [1]],
    ["a function", () => () => 1, [1]],
    ["a list with a function in it", () => [() => 1], [1]],
    ["symbols", () => [Symbol("s")], [1]],
    ["promises in a list", () => [Promise.resolve(1)], [1]],
    ["a getter that throws", () => [{ get a() { throw new Error("no"); } }], [1]],
    ["a proxy", (b: number[]) => new Proxy(b, {}), [1]],
    ["a thrown error", () => { throw Object.assign(new RangeError("r"), { code: "E1" }); }, [1]],
    ["a thrown function", () => { throw () => 1; }, [1]],
    ["a thrown symbol", () => { throw Symbol("s"); }, [1]],
    ["a thrown null", () => { throw null; }, [1]],
    ["a thrown error that cannot be looked at", () => { throw Object.defineProperty(new Error("x"), "message", { get() { throw new Error("y"); } }); }, [1]],
    ["data that cannot be cloned", (b: unknown[]) => b, [() => 1]],
    ["data with a getter that throws", (b: unknown[]) => b, [{ get a() { throw new Error("input getter"); } }]],
    ["what it finds its batch to be", (b: unknown[]) => [b.constructor === Array, b.constructor.name, b[0] instanceof Object], [{}, 1, 2]],
    ["a typed batch of a subclass", (b: Float64Array) => [b.constructor.name], new (class Mine extends Float64Array {})([1])],
    ["a batch that is Node's Buffer", (b: Uint8Array) => [b.constructor.name, b.length], Buffer.from([1, 2])],
    ["a write to what is frozen", (b: number[]) => { const o = Object.freeze({ x: 1 }); (o as { x: number }).x = 2; return b; }, [1]],
    ["this of a plain call", (b: number[]) => { function f(this: unknown) { return this === undefined; } return b.map(() => f()); }, [1]],
    ["a variable that is nobody's, assigned", (b: number[]) => { const f = new Function("try { undeclared = 1; return 1 } finally { delete globalThis.undeclared }"); return b.map(() => f()); }, [1]],
  ])("%s", async (_, fn, data) => {
    const wanted = await outcomeOf(fn, data, "threads");
    for (const strategy of STRATEGIES) {
      for (let i = 0; i < 3; i++) expect(await outcomeOf(fn, data, strategy), strategy).toEqual(wanted);
    }
  });

  it("what cannot go to another process is refused there, and never empty", async () => {
    const blobs = () => [new Blob(["a"])];
    expect(await fx.parallel(blobs, { strategy: "threads" })([1])).toMatchObject([{ size: 1 }]);
    await expect(fx.parallel(blobs, { strategy: "process" })([1])).rejects.toMatchObject({ code: "BatchFailed", message: expect.stringContaining("a Blob cannot be sent") });
  });

  it("and costs no thread where it, or its data, cannot be sent", async () => {
    const one = await createFlux({ maxWorkers: 1 });
    for (const strategy of ["threads", "process"] as const) {
      const mark = (value: number) => one.parallel(new Function("b", `globalThis.mark ??= ${value}; return [globalThis.mark]`) as () => number[], { strategy })([1]);
      await mark(7);
      await expect(one.parallel(() => [() => 1], { strategy })([1])).rejects.toMatchObject({ message: expect.stringContaining("Return what can be cloned"), cause: { code: "BadOption" } });
      await expect(one.parallel((b: unknown[]) => b, { strategy })([() => 1])).rejects.toMatchObject({ message: expect.stringContaining("cannot be sent") });
      expect(await mark(8)).toEqual([7]);
    }
    expect(one.metrics().faults.threadsLost).toBe(0);
    await one.close();
  });
});
