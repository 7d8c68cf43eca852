/** Arrays are what they are, not what their class, their realm or their prototype says. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());

type Any = (...args: unknown[]) => Promise<never>;
const map = fx.map as unknown as Any;
const reduce = fx.reduce as unknown as Any;
const ENGINES = ["inline", "threads", "js"] as const;

class Vec3 extends Float64Array {
  constructor(x = 0, y = 0, z = 0) {
    super(3);
    this.set([x, y, z]);
  }
}

/** Its constructor takes what subarray() would not give it. */
class Signal extends Float64Array {
  constructor(data: number | readonly number[], readonly rate = 44_100) {
    super(data as number[]);
  }
}

class Lying extends Float64Array {
  override get length() {
    return 1;
  }
  override get buffer() {
    return new ArrayBuffer(8);
  }
  override subarray(): never {
    throw new Error("subarray was called");
  }
}

const ramp = (n: number) => Array.from({ length: n }, (_, i) => i);
const LONG = 100_000;

describe("a subclass of a typed array", () => {
  it.each(ENGINES)("is read as its elements on %s, whatever its constructor does", async (engine) => {
    expect(await map("x * 2", new Vec3(1, 2, 3), { engine })).toEqual(Float64Array.of(2, 4, 6));
    const doubled = await map("x * 2", new Signal(ramp(LONG)), { engine });
    expect(doubled).toEqual(Float64Array.from({ length: LONG }, (_, i) => 2 * i));
    expect(await map("sin(x)", new Signal(LONG), { engine })).toEqual(new Float64Array(LONG));
    expect(await reduce("sum", new Signal(ramp(LONG)), { engine })).toBe((LONG * (LONG - 1)) / 2);
  });

  it.each(ENGINES)("takes results on %s as out", async (engine) => {
    const out = new Vec3(7, 7, 7);
    expect(await map("x * 2", new Float64Array([1, 2, 3]), { out, engine })).toBe(out);
    expect(Array.from(out)).toEqual([2, 4, 6]);
    const signal = new Signal(LONG);
    await map("x * 2", Float64Array.from(ramp(LONG)), { out: signal, engine });
    expect(Array.from(signal)).toEqual(ramp(LONG).map((v) => 2 * v));
    await map("x + 1", signal, { out: signal, engine }); // in place
    expect(Array.from(signal)).toEqual(ramp(LONG).map((v) => 2 * v + 1));
  });

  it("may say anything of itself: its own slots count", async () => {
    expect(await map("x * 2", new Lying([1, 2, 3]))).toEqual(Float64Array.of(2, 4, 6));
    expect(await map("add", new Lying([1, 2, 3]), [new Lying([1, 1, 1])])).toEqual(Float64Array.of(2, 3, 4));
    const out = new Lying(3);
    await map("x * 2", [1, 2, 3], { out });
    expect(Float64Array.from({ length: 3 }, (_, i) => out[i]!)).toEqual(Float64Array.of(2, 4, 6));
  });

  it("may have properties of its own that say something else", async () => {
    const own = (more: PropertyDescriptorMap) => Object.defineProperties(Float64Array.of(1, 2, 3), more);
    const lies: PropertyDescriptorMap[] = [{ length: { value: 1 } }, { buffer: { value: new ArrayBuffer(8) } }, { byteOffset: { value: 8 } }, { subarray: { value: () => [] } }, { constructor: { value: Array } }];
    for (const more of lies) {
      for (const engine of ENGINES) expect(await map("exp(x) * 0 + x", own(more), { engine })).toEqual(Float64Array.of(1, 2, 3));
      const out = own({ ...more, set: { value: () => {} } });
      await map("exp(x)", [0, 0, 0], { out });
      expect([out[0], out[1], out[2]]).toEqual([1, 1, 1]);
    }
  });

  it.each(ENGINES)("may be given such properties while it lies in the arena: as input and as out on %s", async (engine) => {
    const lies: PropertyDescriptorMap[] = [{ length: { value: 1 } }, { buffer: { value: new ArrayBuffer(8) } }, { byteOffset: { value: 8 } }, { set: { value: () => {} } }];
    for (const more of lies) {
      const [x, out] = [fx.array([1, 2, 3]), fx.zeros(3)];
      await map("x", x, { out, engine });
      for (const array of [x, out]) Object.defineProperties(array, more);
      expect(await map("exp(x) * 0 + x", x, { engine })).toEqual(Float64Array.of(1, 2, 3));
      expect(await reduce("sum", x, { engine })).toBe(6);
      expect(await map("x * 2", x, { out, engine })).toBe(out);
      expect([out[0], out[1], out[2]]).toEqual([2, 4, 6]);
      expect(await map("x * 2", out, { out, engine })).toBe(out); // in place
      expect([out[0], out[1], out[2]]).toEqual([4, 8, 12]);
    }
  });

  it("is no input of its own bytes otherwise than in place, in the arena too", async () => {
    const out = fx.zeros(4);
    const overlapping = [new Int32Array(out.buffer as never, out.byteOffset, 4), { data: out, shape: [2, 2], strides: [1, 2] }];
    for (const x of overlapping) await expect(map("x + 1", x, { out })).rejects.toMatchObject({ code: "PartialOverlap" });
    await expect(map("x + y", { data: out.subarray(0, 2), shape: [2, 1] }, { data: [1, 2], shape: [1, 2] }, { out })).rejects.toMatchObject({ code: "PartialOverlap" });
    await expect(map("x + 1", [out.subarray(2, 4), out.subarray(0, 2)], { out })).rejects.toMatchObject({ code: "PartialOverlap" });
    expect(Array.from(out)).toEqual([0, 0, 0, 0]);
  });

  it("may be a row, the data of a shape, of any element type, or lie in the arena", async () => {
    class Bytes extends Uint8Array {}
    class Singles extends Float32Array {}
    expect(await map("x * 2", [new Vec3(1, 2, 3), new Vec3(4, 5, 6)])).toEqual([Float64Array.of(2, 4, 6), Float64Array.of(8, 10, 12)]);
    expect(await map("x * 2", { data: new Vec3(1, 2, 3), shape: [3, 1] })).toEqual({ data: Float64Array.of(2, 4, 6), shape: [3, 1] });
    expect(await map("x * 2", new Bytes([1, 2]))).toEqual(Float64Array.of(2, 4));
    expect(await map("x * 2", new Singles([1, 2]))).toEqual(Float32Array.of(2, 4));
    class Owned extends Float64Array {}
    const a = fx.array([1, 2, 3]);
    const view = new Owned(a.buffer as never, a.byteOffset, 3);
    const y = await map("x * 2", view);
    expect((y as Float64Array).buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(Array.from(y as Float64Array)).toEqual([2, 4, 6]);
    fx.free(view as never);
    await expect(map("x", a)).rejects.toMatchObject({ code: "FreedArray" });
  });
});

describe("an array of another realm", () => {
  const foreign = (code: string) => runInNewContext(code) as unknown;

  it.each(ENGINES)("is an array like any other on %s", async (engine) => {
    expect(await map("x + 1", foreign("new Float64Array([1, 2])"), { engine })).toEqual(Float64Array.of(2, 3));
    expect(await map("x + 1", foreign("new Int16Array([1, 2])"), { engine })).toEqual(Float64Array.of(2, 3));
    expect(await map("x + 1", foreign("new Float32Array([1, 2])"), { engine })).toEqual(Float32Array.of(2, 3));
    expect(await map("x + 1", foreign("[1, 2]"), { engine })).toEqual(Float64Array.of(2, 3));
    expect(await map("x + 1", foreign("[[1, 2], [3, 4]]"), { engine })).toEqual([[2, 3], [4, 5]]);
    expect(await map("x + 1", foreign("[new Float64Array([1, 2]), new Float64Array([3, 4])]"), { engine })).toEqual([Float64Array.of(2, 3), Float64Array.of(4, 5)]);
    expect(await map("x + 1", foreign("({ data: new Float64Array([1, 2]), shape: [2, 1] })"), { engine })).toEqual({ data: Float64Array.of(2, 3), shape: [2, 1] });
    expect(((await map("x + 1", foreign("new Float64Array(new SharedArrayBuffer(16))"), { engine })) as Float64Array).buffer).toBeInstanceOf(SharedArrayBuffer);
    const out = foreign("new Float64Array(2)") as Float64Array;
    expect(await map("x + 1", [1, 2], { out, engine })).toBe(out);
    expect(Array.from(out)).toEqual([2, 3]);
    expect(await reduce("sum", foreign("new Float64Array([1, 2])"), { engine })).toBe(3);
  });

  it("may give the options, the named inputs, the function's context", async () => {
    expect(await map("x + 1", [1], foreign('({ engine: "inline" })'))).toEqual(Float64Array.of(2));
    expect(await (fx.evaluate as unknown as Any)("a + b", foreign("({ a: [1, 2], b: 1 })"), foreign('({ engine: "js" })'))).toEqual(Float64Array.of(2, 3));
    expect(await map("x + 1", [1], structuredClone({ engine: "inline" }))).toEqual(Float64Array.of(2));
    await expect(map("x + 1", [1], foreign('({ engin: "inline" })'))).rejects.toMatchObject({ code: "BadOption" });
    class NoOptions {}
    await expect(map("x + 1", [1], new NoOptions())).rejects.toMatchObject({ code: "WrongArity" });
  });
});

describe("resizable and growable buffers", () => {
  const Resizable = ArrayBuffer as unknown as new (n: number, o: { maxByteLength: number }) => ArrayBuffer & { resize(n: number): void };

  it.each(ENGINES)("are read and written on %s, at a fixed length or following it", async (engine) => {
    const buffer = new Resizable(24, { maxByteLength: 64 });
    const following = new Float64Array(buffer);
    following.set([1, 2, 3]);
    expect(await map("x * 2", following, { engine })).toEqual(Float64Array.of(2, 4, 6));
    buffer.resize(32);
    expect(await map("x * 2", following, { engine })).toEqual(Float64Array.of(2, 4, 6, 0));
    expect(await map("x * 2", new Float64Array(buffer, 8, 2), { engine })).toEqual(Float64Array.of(4, 6));
    await map("x * 2", following, { out: following, engine });
    expect(Array.from(following)).toEqual([2, 4, 6, 0]);
  });

  it("that are resized while a call runs end it, and are said to be resized", async () => {
    for (const [bytes, what] of [[8_000_000, "shrunk"], [24_000_000, "enlarged"]] as const) {
      const buffer = new Resizable(16_000_000, { maxByteLength: 24_000_000 });
      const promise = map("sin_exp", new Float64Array(buffer), { engine: "threads" });
      buffer.resize(bytes);
      await expect(promise).rejects.toMatchObject({ code: "DetachedBuffer", message: expect.stringContaining(`was ${what}: 2000000 elements expected`) });
    }
  });
});

describe("a strided { data, shape }", () => {
  const data = Float64Array.of(1, 2, 3, 4, 5, 6);

  it.each(ENGINES)("is read by its strides and offset on %s: transposed, reversed, cut, spread", async (engine) => {
    const read = async (shape: number[], more: object, from: unknown = data) => ((await map("x * 1", { data: from, shape, ...more }, { engine })) as { data: Float64Array }).data;
    for (const from of [data, Array.from(data), fx.array(data), Float32Array.from(data), Int8Array.from(data)]) {
      expect(Array.from(await read([3, 2], { stride: [1, 3], offset: 0 }, from))).toEqual([1, 4, 2, 5, 3, 6]);
      expect(Array.from(await read([6], { strides: [-1], offset: 5 }, from))).toEqual([6, 5, 4, 3, 2, 1]);
      expect(Array.from(await read([2, 2], { stride: [3, 1], offset: 1 }, from))).toEqual([2, 3, 5, 6]);
      expect(Array.from(await read([2, 3], { stride: [0, 1], offset: 3 }, from))).toEqual([4, 5, 6, 4, 5, 6]);
      expect(Array.from(await read([2], { offset: 2 }, from))).toEqual([3, 4]);
      expect(Array.from(await read([2, 3], { stride: [3, 1] }, from))).toEqual([1, 2, 3, 4, 5, 6]);
      expect((await read([0, 3], { stride: [3, 1], offset: 9 }, from)).length).toBe(0);
    }
  });

  it("keeps the arena as its home, goes with other shapes, and is summed", async () => {
    const column = { data: fx.array(data), shape: [2, 1], stride: [3, 1], offset: 1 };
    const y = (await map("x + y", { data: fx.array(data), shape: [2, 3] }, column)) as unknown as { data: Float64Array };
    expect(Array.from(y.data)).toEqual([3, 4, 5, 9, 10, 11]);
    expect(await reduce("sum", column)).toBe(7);
    expect((((await map("x", column)) as unknown) as { data: Float64Array }).data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(fx.array({ ...column, data } as never)).toHaveLength(2);
  });

  it("that reads outside of data, or whose strides are none, is refused", async () => {
    await expect(map("x", { data, shape: [3, 2], stride: [1, 4] })).rejects.toMatchObject({ code: "RaggedArray", message: expect.stringMatching(/elements 0 to 6, data has 6/) });
    await expect(map("x", { data, shape: [2], stride: [-1], offset: 0 })).rejects.toMatchObject({ code: "RaggedArray" });
    await expect(map("x", { data, shape: [2, 3], stride: [1] })).rejects.toMatchObject({ code: "UnsupportedInput" });
    await expect(map("x", { data, shape: [6], stride: [1.5] })).rejects.toMatchObject({ code: "UnsupportedInput" });
    await expect(map("x", { data, shape: [6], offset: "1" })).rejects.toMatchObject({ code: "UnsupportedInput" });
    await expect(map("x", { data, shape: [2, 3], order: "column-major" })).rejects.toMatchObject({ code: "UnsupportedInput" });
    await expect(map("x", { data, shape: [2, 3], stride: [1, 2] }, { out: data })).rejects.toMatchObject({ code: "PartialOverlap" });
  });
});

describe("what is no array of numbers", () => {
  it("is refused by name, and never looked into", async () => {
    const revoked = Proxy.revocable([1], {});
    revoked.revoke();
    const itself: { shape: number[]; data?: unknown } = { shape: [1] };
    itself.data = itself;
    for (const input of [revoked.proxy, itself, new Proxy(new Float64Array(1), {}), Object.create(Float64Array.prototype), runInNewContext("new BigInt64Array(1)"), runInNewContext("new DataView(new ArrayBuffer(8))"), runInNewContext("new SharedArrayBuffer(8)")]) {
      await expect(map("sqrt", input)).rejects.toMatchObject({ code: "UnsupportedInput" });
    }
  });

  it("an array that holds itself, or one that is as large as the memory, is a clear error", async () => {
    const itself: unknown[] = [];
    itself.push(itself, itself);
    await expect(map("sqrt", itself)).rejects.toMatchObject({ code: "RaggedArray", message: expect.stringMatching(/holds itself/) });
    const [a, b]: unknown[][] = [[], []];
    a!.push(b, b);
    b!.push(a, a);
    await expect(map("sqrt", a)).rejects.toMatchObject({ code: "RaggedArray" });
    let huge: unknown = [1, 1];
    for (let i = 0; i < 31; i++) huge = [huge, huge];
    await expect(map("sqrt", [huge, huge])).rejects.toMatchObject({ code: "RaggedArray" });
    await expect(map("sqrt", [...(huge as unknown[]), huge])).rejects.toMatchObject({ code: "NotEnoughMemory" });
    await expect(reduce("sum", { data: [1], shape: [1e15], stride: [0] })).rejects.toMatchObject({ code: "NotEnoughMemory" });
  });

  it("rows that the engine's heap cannot hold are an error, and the process lives on", () => {
    const entry = JSON.stringify(fileURLToPath(new URL("../../dist/index.cjs", import.meta.url)));
    const told = (levels: number) => execFileSync(process.execPath, ["--max-old-space-size=300", "-e", `
      const { flux } = require(${entry});
      let rows = [1, 1];
      for (let i = 0; i < ${levels}; i++) rows = [rows, rows];
      flux.map("sqrt", rows).then(() => console.log("done"), (error) => console.log(error.code));
    `], { encoding: "utf8", timeout: 60_000 });
    expect(told(26)).toBe("NotEnoughMemory\n");
    expect(told(22)).toBe("NotEnoughMemory\n");
    expect(told(12)).toBe("done\n");
  });
});
