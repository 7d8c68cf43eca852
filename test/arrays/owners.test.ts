/** Whose memory an array is: found through every view of it, pinned while a call uses it, never written by accident. */
import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 2 });
const other = await createFlux({ maxWorkers: 1 });
afterAll(() => Promise.all([fx.close(), other.close()]));

type Any = (...args: unknown[]) => Promise<never>;
const map = fx.map as unknown as Any, reduce = fx.reduce as unknown as Any;
const LARGE = 400_000;

/** All elements of a result of any form. */
function flat(value: unknown): Buffer {
  if (ArrayBuffer.isView(value)) return Buffer.from(Float64Array.from(value as Float64Array).buffer);
  return Array.isArray(value) ? Buffer.concat(value.map(flat)) : flat((value as { data: unknown }).data);
}

/** Views of an arena array in every form that a call takes. */
const forms: [string, (a: Float64Array) => unknown][] = [
  ["itself", (a) => a],
  ["a subarray", (a) => a.subarray(0, 2)],
  ["a view of another element type", (a) => new Int32Array(a.buffer, a.byteOffset, 2)],
  ["bytes", (a) => new Uint8Array(a.buffer, a.byteOffset, 2)],
  ["a view of a subclass", (a) => new (class extends Float64Array {})(a.buffer as never, a.byteOffset, 2)],
  ["a row of a nested array", (a) => [new Float64Array(a.length), a]],
  ["the rows of a deeper one", (a) => [[new Float64Array(a.length), a]]],
  ["the data of a shape", (a) => ({ data: a, shape: [a.length, 1] })],
  ["the data of a strided shape", (a) => ({ data: a, shape: [2], stride: [-1], offset: 1 })],
];

describe("a freed array", () => {
  it.each(forms)("is refused as %s: as an input, by array(), by its own and by another instance", async (_, form) => {
    const a = fx.array([1, 2]);
    const input = form(a);
    fx.free(a);
    const next = fx.array([99, 98]); // likely in the same place
    for (const call of [map, reduce, other.map as unknown as Any]) {
      await expect(call(call === reduce ? "sum" : "x * 1", input)).rejects.toMatchObject({ code: "FreedArray" });
    }
    expect(() => fx.array(input as never)).toThrow(expect.objectContaining({ code: "FreedArray" }));
    await expect((other.parallel((batch: never) => batch) as unknown as Any)(a)).rejects.toMatchObject({ code: "FreedArray" });
    expect(Array.from(next)).toEqual([99, 98]);
    fx.free(next);
  });

  it("is refused as out by another instance: nothing of its neighbour is written", async () => {
    const a = fx.array([1, 2, 3]);
    fx.free(a);
    const next = fx.array([10, 20, 30]);
    await expect((other.map as unknown as Any)("x * 0", [1, 2, 3], { out: a })).rejects.toMatchObject({ code: "FreedArray" });
    expect(Array.from(next)).toEqual([10, 20, 30]);
    fx.free(next);
  });

  it.each(forms)("that was given before as %s stays in its place until the call has settled", async (_, form) => {
    for (const instance of [fx, other]) {
      const want = await (instance.map as unknown as Any)("x * 10", form(new Float64Array(LARGE).fill(2)), { engine: "threads" });
      const a = fx.array(new Float64Array(LARGE).fill(2));
      const promise = (instance.map as unknown as Any)("x * 10", form(a), { engine: "threads" });
      fx.free(a);
      const next = fx.array(new Float64Array(LARGE).fill(777));
      expect(flat(await promise).equals(flat(want))).toBe(true);
      fx.free(next);
    }
  });

  it("stays where it is for all of a norm, in threads and at once", async () => {
    for (const values of [[0, 0], [3e200, 4e200], [3e-300, 4e-300]]) {
      for (const engine of ["threads", "inline", "js"]) {
        const a = fx.array([...values]);
        const promise = reduce("norm", a, { engine });
        fx.free(a);
        const next = fx.array([99, 98]);
        expect(await promise).toBe(fx.reduceSync("norm", values, { engine: engine === "js" ? "js" : "inline" }));
        fx.free(next);
      }
    }
  });

  it("stays where it is while a call waits for room in a full arena", async () => {
    const small = await createFlux({ maxWorkers: 1, memoryLimit: 4 << 20 });
    const a = small.array(new Float64Array(200_000).fill(4));
    let dropped: unknown = small.zeros(100_000);
    const promise = (small.map as unknown as Any)("sqrt", a);
    small.free(a);
    dropped = undefined;
    const outcome = await promise.then((y: Float64Array) => y.every((v) => v === 2), (error: { code: string }) => error.code);
    expect([true, "ArenaFull"]).toContain(outcome);
    expect(dropped).toBeUndefined();
    await small.close();
  });

  it("may be freed by the call's own onProgress", async () => {
    const a = fx.array(new Float64Array(3_000_000).fill(1));
    let next: Float64Array | undefined;
    const y = await (fx.map as unknown as (...args: unknown[]) => Promise<Float64Array>)("sin(x) * 0 + x", a, {
      engine: "inline", home: "ordinary",
      onProgress: () => {
        if (next) return;
        fx.free(a);
        next = fx.array(new Float64Array(3_000_000).fill(5));
      },
    });
    expect(y.every((v) => v === 1)).toBe(true);
    fx.free(next as never);
  });
});

describe("out that overlaps", () => {
  const ENGINES = ["inline", "threads", "js"] as const;

  it.each(ENGINES)("rows out of order is refused on %s, rows in order are in place", async (engine) => {
    const n = 2000;
    const make = () => Float64Array.from({ length: 2 * n }, (_, i) => i);
    for (const home of [(m: Float64Array) => m, (m: Float64Array) => fx.array(m)]) {
      const m = home(make());
      await expect(map("x * 2", [m.subarray(n), m.subarray(0, n)], { out: m, engine })).rejects.toMatchObject({ code: "PartialOverlap" });
      await expect(map("x * 2", [m.subarray(0, n), m.subarray(0, n)], { out: m, engine })).rejects.toMatchObject({ code: "PartialOverlap" });
      expect(Array.from(m)).toEqual(Array.from(make()));
      expect(await map("x * 2", [m.subarray(0, n), m.subarray(n)], { out: m, engine })).toBe(m);
      expect(Array.from(m)).toEqual(Array.from(make(), (v) => 2 * v));
    }
    const m = make();
    await expect(map("x * 2", [m.subarray(0, n - 1), m.subarray(n - 1, 2 * n - 2)], { out: m.subarray(1, 2 * n - 1), engine })).rejects.toMatchObject({ code: "PartialOverlap" });
  });

  it("another instance's array is refused likewise, a subclass's too", async () => {
    const a = other.array([1, 2, 3, 4, 5]);
    await expect(map("x * 2", a.subarray(0, 4), { out: a.subarray(1) })).rejects.toMatchObject({ code: "PartialOverlap" });
    expect(await map("x * 2", a, { out: a })).toBe(a);
    class Own extends Float64Array {}
    const own = new Own([1, 2, 3, 4, 5]);
    await expect(map("x * 2", own.subarray(0, 4), { out: own.subarray(1) })).rejects.toMatchObject({ code: "PartialOverlap" });
    await expect(map("x * 2", new Int32Array(own.buffer, 0, 5), { out: own })).rejects.toMatchObject({ code: "PartialOverlap" });
  });

  it.each(ENGINES)("an array of one element is read before anything is written on %s", async (engine) => {
    for (const x of [Float64Array.of(2, 3, 4), fx.array([2, 3, 4]), Float32Array.of(2, 3, 4), fx.array(Float32Array.of(2, 3, 4))]) {
      await map("x * y", x, x.subarray(0, 1), { out: x, engine });
      expect(Array.from(x)).toEqual([4, 6, 8]);
    }
  });
});

describe("a caller's getters", () => {
  it("may call the instance again: neither call sees the other's numbers or pieces", async () => {
    for (const first of ["x * 3 + 0.5", "sin(x * 3 + 0.5)"]) {
      const want = fx.mapSync(first as "x", [1, 2, 3], { engine: "inline" });
      const inner: unknown[] = [];
      const depth = { now: 0 };
      const tricky = (): number[] => {
        const a = [1, 2, 3];
        Object.defineProperty(a, 1, {
          get() {
            if (depth.now++ < 3) inner.push(fx.mapSync("x * 7 + 0.25" as "x", depth.now < 3 ? tricky() : [5, 6, 7], { engine: "inline" }), fx.reduceSync("sum", "x * (2 + 3)", [1, 2], { engine: "inline" }));
            return 2;
          },
        });
        return a;
      };
      expect(fx.mapSync(first as "x", tricky(), { engine: "inline" })).toEqual(want);
      expect(inner).toContainEqual(Float64Array.of(7.25, 14.25, 21.25));
      expect(inner).toContainEqual(Float64Array.of(35.25, 42.25, 49.25));
      expect(inner.filter((v) => v === 15)).toHaveLength(3);
      depth.now = 0;
      expect(fx.mapSync("x + y" as "x", Float64Array.of(1, 1, 1) as never, tricky() as never, { engine: "inline" } as never)).toEqual(Float64Array.of(2, 3, 4));
    }
    expect(fx.status().memory.stagingBytes).toBe(0);
  });
});
