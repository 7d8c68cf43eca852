import { createFlux, type Flux } from "autoflux";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let fx: Flux;
const x = Float64Array.of(1, 2, 3);

beforeEach(async () => {
  fx = await createFlux({ maxWorkers: 2 });
});
afterEach(() => fx.close());

/** Calls with anything: what a JavaScript user can write. */
type Any = (...args: unknown[]) => Promise<unknown>;
const map = (...args: unknown[]) => (fx.map as unknown as Any)(...args);

async function expectError(promise: Promise<unknown>, code: string, message: RegExp): Promise<void> {
  const error = await promise.then(() => undefined, (e) => e);
  expect(error, "the promise should reject").toBeInstanceOf(Error);
  expect(error.code).toBe(code);
  expect(error.name).toBe(code);
  expect(error.message).toMatch(message);
}

/** Every bad call, its code, and what its message must tell. */
const detached = () => {
  const y = new Float64Array(8);
  structuredClone(y.buffer, { transfer: [y.buffer] });
  return y;
};
const shrunk = () => {
  const buffer = new (ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer & { resize(n: number): void })(80, { maxByteLength: 80 });
  const y = new Float64Array(buffer, 0, 10);
  buffer.resize(8);
  return y;
};
const shared = new Float64Array(10);
const cases: [title: string, call: () => Promise<unknown>, code: string, message: RegExp][] = [
  ["an unknown operation names the nearest", () => map("exp_sqr", x), "UnknownOperation", /did you mean "exp_sqrt"/],
  ["a hostile operation name is unknown", () => map("__proto__", x), "UnknownOperation", /unknown operation/],
  ["an operation that is no string is unknown", () => map(undefined, x), "UnknownOperation", /unknown operation/],
  ["too few inputs", () => map("add", x), "WrongArity", /takes 2 inputs.*got 1/],
  ["too few inputs, with options", () => map("add", x, { engine: "inline" }), "WrongArity", /takes 2 inputs.*got 1/],
  ["too many inputs", () => map("exp", x, x), "WrongArity", /takes 1 input.*got 2/],
  ["no array among the inputs", () => map("add", 1, 2), "WrongArity", /at least one input must be an array/],
  ["unequal lengths", () => map("add", x, new Float64Array(4)), "UnequalLengths", /3 elements.*has 4/],
  ["a detached input", () => map("exp", detached()), "DetachedBuffer", /detached/],
  ["an input whose buffer shrank", () => map("exp", shrunk()), "DetachedBuffer", /shrunk/],
  ["a detached out", () => map("exp", x, { out: detached() }), "DetachedBuffer", /out was detached/],
  ["an out that overlaps partly", () => map("exp", shared.subarray(0, 5), { out: shared.subarray(2, 7) }), "PartialOverlap", /some of its bytes/],
  ["an out over the same bytes as another dtype", () => map("add", new Int32Array(shared.buffer, 0, 4), shared.subarray(5, 9), { out: shared.subarray(0, 4) }), "PartialOverlap", /input 0/],
  ["an out of the wrong length", () => map("exp", x, { out: new Float64Array(4) }), "BadOutput", /must have 3 elements.*got 4/],
  ["an out of the wrong dtype", () => map("exp", x, { out: new Float32Array(3) }), "BadOutput", /must be float64.*got float32/],
  ["an out of the wrong kind", () => map("exp", x, { out: [0, 0, 0] }), "BadOutput", /Float64Array or Float32Array, got Array/],
  ["a hole in number[]", () => map("exp", [1, , 3]), "NotANumber", /element 1/],
  ["a string in number[]", () => map("exp", [1, 2, "3"]), "NotANumber", /element 2.*string \(3\)/],
  ["a string in a nested array", () => map("exp", [[1, 2], [3, "x"]]), "NotANumber", /element 3/],
  ["a BigInt array", () => map("exp", new BigInt64Array(3)), "UnsupportedInput", /BigInt.*Float64Array\.from/],
  ["a DataView", () => map("exp", new DataView(new ArrayBuffer(8))), "UnsupportedInput", /DataView/],
  ["a Buffer", () => map("exp", Buffer.alloc(8)), "UnsupportedInput", /Buffer.*what its bytes are/],
  ["a string", () => map("exp", "1,2,3"), "UnsupportedInput", /a string/],
  ["undefined", () => map("exp", undefined), "UnsupportedInput", /undefined/],
  ["null", () => map("exp", null), "UnsupportedInput", /null/],
  ["a Map", () => map("exp", new Map()), "UnsupportedInput", /class Map/],
  ["ragged rows", () => map("exp", [[1, 2], [3]]), "RaggedArray", /row 1 must have 2 elements.*got 1/],
  ["a number among rows", () => map("exp", [[1, 2], 3]), "RaggedArray", /row 1/],
  ["a shape that does not fit", () => map("exp", { data: x, shape: [2, 2] }), "RaggedArray", /holds 4 elements, data has 3/],
  ["an unknown option", () => map("exp", x, { engin: "js" }), "BadOption", /unknown option "engin"/],
  ["a bad engine", () => map("exp", x, { engine: "gpu" }), "BadOption", /one of auto, threads, inline, js, got "gpu"/],
  ["a bad home", () => map("exp", x, { home: "disk" }), "BadOption", /"arena" or "ordinary"/],
  ["a bad timeout", () => map("exp", x, { timeout: -1 }), "BadOption", /above 0/],
  ["a bad signal", () => map("exp", x, { signal: 1 }), "BadOption", /AbortSignal/],
  ["a bad onProgress", () => map("exp", x, { onProgress: 1 }), "BadOption", /a function/],
];

describe("bad input is refused at once, and the instance stays usable", () => {
  it.each(cases)("%s", async (_, call, code, message) => {
    const before = fx.status().memory;
    await expectError(call(), code, message);
    expect(fx.status().memory).toEqual(before);
    expect(fx.status().failed).toBe(1);
    expect((await fx.map("sqrt", Float64Array.of(4)))[0]).toBe(2);
    expect(fx.status().successRate).toBe(0.5);
  });

  it("mapSync throws what map rejects with", () => {
    expect(() => fx.mapSync("exp_sqr" as "exp", x)).toThrowError(/did you mean/);
    expect(() => fx.mapSync("exp", x, { engine: "threads" })).toThrowError(/calling thread/);
  });

  it("a freed array: as input, as out, freed again, through a subarray", async () => {
    const a = fx.zeros(4);
    const part = a.subarray(1, 3);
    fx.free(a);
    await expectError(map("exp", a), "FreedArray", /was freed/);
    await expectError(map("exp", part), "FreedArray", /was freed/);
    await expectError(map("exp", new Float64Array(4), { out: a }), "FreedArray", /out.*was freed/);
    expect(() => fx.free(a)).toThrowError(expect.objectContaining({ code: "FreedArray" }));
    expect(() => fx.free(x as never)).toThrowError(expect.objectContaining({ code: "UnsupportedInput" }));
  });

  it("a view of the arena that reaches beyond its array: as input and as out, nothing is written", async () => {
    const a = fx.array([1, 2, 3, 4, 5, 6, 7, 8]);
    const neighbour = fx.array([9, 9, 9]);
    const beyond = new Float64Array(a.buffer, a.byteOffset, 16);
    const low = new Float64Array(a.buffer, 64, 3);
    await expectError(map("exp", low), "UnsupportedInput", /beyond the array/);
    await expectError(map("exp", new Float64Array(16), { out: beyond }), "UnsupportedInput", /out.*beyond the array/);
    expect(Array.from(neighbour)).toEqual([9, 9, 9]);
    expect(() => fx.free(low)).toThrowError(expect.objectContaining({ code: "UnsupportedInput" }));
  });

  it("use after close", async () => {
    await fx.close();
    await expectError(map("exp", x), "InstanceClosed", /was closed.*createFlux/);
    expect(() => fx.mapSync("exp", x)).toThrowError(expect.objectContaining({ code: "InstanceClosed" }));
    expect(() => fx.zeros(3)).toThrowError(expect.objectContaining({ code: "InstanceClosed" }));
    expect(fx.status().status).toBe("closed");
    await fx.close();
  });

  it("a full arena: at once from empty, after a turn from map, and there is room again after free", async () => {
    const small = await createFlux({ maxWorkers: 1, memoryLimit: 4 << 20 });
    expect(() => small.empty(1 << 20)).toThrowError(expect.objectContaining({ code: "ArenaFull" }));
    const a = small.zeros(300_000);
    await expectError(small.map("exp", a), "ArenaFull", /limit 4194304.*flux\.free/);
    expect(await small.map("exp", a, { out: a })).toBe(a);
    small.free(a);
    expect(small.zeros(300_000)[0]).toBe(0);
    await small.close();
  });

  it.each(["threads", "inline", "js"] as const)("a timeout on %s, without harm to the next call", async (engine) => {
    const long = new Float64Array(4_000_000);
    await expectError(map("sin_exp", long, { timeout: 5, engine }), "TimeoutError", /not done within 5 ms/);
    expect(fx.status().memory.stagingBytes).toBe(0);
    expect((await fx.map("sqrt", Float64Array.of(9), { engine }))[0]).toBe(3);
  });

  it.each(["threads", "inline", "js"] as const)("an abort on %s rejects with the signal's reason, and is no failure", async (engine) => {
    const reason = new Error("enough");
    await expect(fx.map("exp", x, { signal: AbortSignal.abort(reason), engine })).rejects.toBe(reason);
    const controller = new AbortController();
    const a = fx.zeros(4_000_000);
    const promise = fx.map("sin_exp", a, { signal: controller.signal, engine, out: a });
    setTimeout(() => controller.abort(reason), 3);
    await expect(promise).rejects.toBe(reason);
    expect(fx.status().failed).toBe(0);
    fx.free(a);
    expect((await fx.map("sqrt", Float64Array.of(9), { engine }))[0]).toBe(3);
  });

  it("close({ abort: true }) ends calls in flight with InstanceClosed; close() waits for them", async () => {
    const a = fx.zeros(4_000_000);
    const promise = map("sin_exp", a, { out: a, engine: "threads" });
    const end = expectError(promise, "InstanceClosed", /closed while this call ran/);
    await fx.close({ abort: true });
    await end;
    const other = await createFlux({ maxWorkers: 2 });
    const waiting = other.map("sin_exp", new Float64Array(1_000_000));
    await other.close();
    expect((await waiting)[0]).toBe(Math.sin(1));
  });

  it("an input that is detached or shrinks while its call runs", async () => {
    const long = new Float64Array(3_000_000);
    const promise = map("sin_exp", long, { engine: "threads" });
    structuredClone(long.buffer, { transfer: [long.buffer] });
    await expectError(promise, "DetachedBuffer", /detached/);
    expect(fx.status().memory.stagingBytes).toBe(0);
  });

  it("an element found bad late in a long number[] names its index", async () => {
    const values: unknown[] = new Array(400_000).fill(1);
    values[399_999] = "x";
    await expectError(map("sin_exp", values, { engine: "threads" }), "NotANumber", /element 399999/);
  });
});
