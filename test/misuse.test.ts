/** Wrong arguments of every kind, drawn at random: each is refused with a code, nothing stays behind, the instance still works. */
import { runInNewContext } from "node:vm";
import { createFlux, type Flux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";
import { generator } from "./values";

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable([1, 2], {});
  revoke();
  return proxy;
};
const detached = (Kind: typeof Float64Array | typeof Int32Array = Float64Array) => {
  const view = new Kind(4);
  structuredClone(view.buffer, { transfer: [view.buffer as ArrayBuffer] });
  return view;
};
const itself = () => {
  const list: unknown[] = [];
  list.push(list, list);
  return list;
};
const around = () => {
  const o: Record<string, unknown> = { shape: [1] };
  o["data"] = o["o"] = o;
  return o;
};

/** What a JavaScript user can get hold of. Made anew for each use. */
const THINGS: (() => unknown)[] = [
  () => undefined, () => null, () => true, () => 0, () => -1, () => 1.5, () => Number.NaN, () => Number.POSITIVE_INFINITY, () => 2 ** 53, () => 10n, () => "", () => "x", () => "x +", () => "sqrt", () => "sum", () => "__proto__", () => "constructor",
  () => "a".repeat(100_000), () => Symbol("s"), () => Symbol.iterator, () => {}, () => Math.sin, () => (v: number) => v, () => (v: number) => v * missing, () => class Foo {}, () => async (v: number) => v, () => function* () {},
  () => ({}), () => Object.create(null), () => ({ engine: "gpu" }), () => ({ timeout: -1 }), () => ({ signal: { addEventListener() {}, aborted: false } }), () => ({ signal: {} }), () => ({ out: 3 }), () => ({ out: detached() }), () => ({ onProgress: 1 }),
  () => ({ dtype: Object.create(null) }), () => ({ dtype: Symbol("d") }), () => ({ strategy: Symbol("t") }), () => ({ context: Symbol("c") }), () => ({ context: { a: Symbol("v") } }), () => ({ inputs: [Symbol("i")] }), () => ({ maxWorkers: "2" }), () => ({ logger: 3 }),
  () => [], () => [1, 2], () => [1, "2"], () => [1, , 3], () => [[1, 2], [3]], () => [[1], 2], () => [Symbol("e")], () => [1n], () => [Object.create(null)], () => [1, revoked()], () => [null], () => itself(), () => around(), () => revoked(), () => [revoked()],
  () => new Map([[1, 2]]), () => new Set([1]), () => new Date(), () => /x/, () => new Error("e"), () => Promise.resolve([1]), () => new WeakMap(), () => new Proxy({}, {}), () => new Proxy(new Float64Array(2), {}), () => new ArrayBuffer(8), () => new SharedArrayBuffer(8),
  () => new DataView(new ArrayBuffer(8)), () => new BigInt64Array(2), () => Buffer.from("abc"), () => new Float64Array(3), () => new Float32Array(3), () => new Uint8Array(2), () => detached(), () => detached(Int32Array), () => new (class extends Float64Array {})(2),
  () => runInNewContext("[1, 2]"), () => runInNewContext("({})"), () => runInNewContext("new BigUint64Array(1)"), () => ({ data: [1, 2], shape: [3] }), () => ({ data: 1, shape: [1] }), () => ({ data: [1], shape: revoked() }), () => ({ data: revoked(), shape: [1] }), () => ({ data: [1, 2], shape: [2], stride: [Symbol("s")] }),
  () => ({ path: "/nowhere/x.f64" }), () => ({ path: 3 }), () => ({ path: "/nowhere/x.csv", column: Symbol("c") }), () => ({ run: 1 }), () => [{ run: 1 }], () => [() => { throw new Error("a task's own"); }], () => new URL("file:///nowhere/x.mjs"), () => ({ module: 1 }), () => ({ module: "./nowhere.mjs", export: 2 }),
  () => ({ [Symbol.iterator]: 1 }), () => ({ [Symbol.asyncIterator]: () => 1 }), () => ({ [Symbol.iterator]: () => ({ next: () => 1 }) }), () => ({ [Symbol.asyncIterator]: () => ({ next: async () => undefined }) }), () => "/nowhere/out.f64", () => -0,
];
declare const missing: number;

const METHODS = [
  "map", "mapSync", "evaluate", "evaluateSync", "reduce", "reduceSync", "compile", "explain", "parallel", "group", "mapStream", "reduceStream", "mapFile", "reduceFile", "array", "zeros", "empty", "free", "scope", "prometheus", "openTelemetry",
] as const;
/** What comes first for a call to get further than its first argument. */
const FIRST: Partial<Record<(typeof METHODS)[number], unknown[]>> = {
  map: ["sqrt", "x + y", (v: number) => Math.abs(v)], mapSync: ["sqrt", "x + y"], evaluate: ["a + b"], evaluateSync: ["a"], reduce: ["sum", "norm", "dot", "min"], reduceSync: ["sum", "norm", "dot"], compile: ["x"], explain: ["a"],
  parallel: [(batch: unknown) => batch], mapStream: ["x"], reduceStream: ["sum"], mapFile: ["x"], reduceFile: ["sum"],
};

describe("wrong arguments", () => {
  let fx: Flux;
  afterAll(() => fx.close());

  it("in 4,000 combinations are refused with a code each, at once and without harm", async () => {
    fx = await createFlux({ maxWorkers: 1 });
    const random = generator(11);
    const pick = <T>(from: readonly T[]): T => from[random() % from.length]!;
    const without: string[] = [];
    const uncoded = (error: unknown) => {
      const { code, message = "" } = (error ?? {}) as { code?: unknown; message?: string };
      return typeof code !== "string" && !/a task's own|^missing is not defined/.test(message);
    };
    for (let i = 0; i < 4000; i++) {
      const method = pick(METHODS);
      const args = Array.from({ length: random() % 4 }, () => pick(THINGS)());
      const first = FIRST[method];
      if (first && random() % 4 > 0) args.unshift(pick(first));
      const told = () => `${method}(${args.map((one) => (typeof one === "object" ? Object.prototype.toString.call(one ?? null) : String(one).slice(0, 40))).join(", ")})`;
      let result: unknown;
      try {
        result = (fx as unknown as Record<string, (...args: unknown[]) => unknown>)[method]!(...args);
        if (typeof result === "function" && method !== "openTelemetry") result = (result as (...args: unknown[]) => unknown)(pick(THINGS)(), ...(random() % 2 ? [pick(THINGS)()] : []));
        if (method === "mapStream" || (typeof result === "object" && result !== null && Symbol.asyncIterator in result)) {
          const stream = result as AsyncGenerator;
          await stream.next();
          await stream.return(undefined);
        } else result = await result;
      } catch (error) {
        if (uncoded(error)) without.push(`${(() => { try { return told(); } catch { return method; } })()}: ${String((error as Error)?.stack ?? error).slice(0, 300)}`);
      }
    }
    expect(without).toEqual([]);
    expect((await fx.map("sqrt", Float64Array.of(4)))[0]).toBe(2);
    expect(fx.status().memory.stagingBytes).toBe(0);
    expect(fx.status().inFlight).toBe(0);
  }, 120_000);

  it("of createFlux too", async () => {
    for (const thing of THINGS) {
      const outcome = await createFlux(thing() as never).then((instance) => instance.close(), (error) => error.code);
      expect([undefined, "BadOption"]).toContain(outcome);
    }
  });
});
