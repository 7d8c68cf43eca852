import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());
declare const k: Float64Array;
declare const given: { table: Float64Array; byName: Map<string, DataView>; all: Set<Uint8Array>; again: Float64Array };

const sharedDoubles = (...values: number[]) => {
  const array = new Float64Array(new SharedArrayBuffer(8 * values.length));
  array.set(values);
  return array;
};

describe.each(["threads", "process", "sequential", "auto"] as const)("shared memory and functions, strategy %s:", (strategy) => {
  it.each<[string, () => Float64Array]>([
    ["an arena array", () => fx.array([1, 2])],
    ["a view of a SharedArrayBuffer", () => sharedDoubles(1, 2)],
  ])("%s in context is taken when parallel is called", async (_, make) => {
    const context = { k: make() };
    const ask = fx.parallel((b: number[]) => b.map(() => k[0]!), { strategy, context });
    context.k[0] = 9;
    expect(await ask([1])).toEqual([1]);
    expect(await ask([1])).toEqual([1]);
  });

  it("a context array that is freed after parallel() is still the one that was given", async () => {
    const table = fx.array([1]);
    const ask = fx.parallel((b: number[]) => b.map(() => k[0]!), { strategy, context: { k: table } });
    fx.free(table);
    fx.array([777]);
    expect(await ask([1])).toEqual([1]);
  });

  it("views are taken wherever they lie in context, and one that is there twice is one", async () => {
    const table = sharedDoubles(1);
    const bytes = new Uint8Array(new SharedArrayBuffer(2)).fill(3);
    const context = { given: { table, again: table, byName: new Map([["v", new DataView(bytes.buffer, 1)]]), all: new Set([bytes]) } };
    const ask = fx.parallel((b: number[]) => b.map(() => [given.table[0], given.again === given.table, given.byName.get("v")!.getUint8(0), [...given.all][0]![0]]), { strategy, context });
    table[0] = 2;
    bytes.fill(4);
    expect(await ask([1])).toEqual([[1, true, 3, 3]]);
  });

  it("elements of the data, and results, may be views of it", async () => {
    const table = fx.array([5, 6]);
    expect(await fx.parallel((b: Float64Array[]) => b.map((v) => v[1]!), { strategy })([table])).toEqual([6]);
    expect(await fx.parallel((b: { v: Float64Array }[]) => b.map(({ v }) => v[1]!), { strategy })([{ v: table }])).toEqual([6]);
    const whole = await fx.parallel((b: number[]) => new Float64Array(new SharedArrayBuffer(8 * b.length)).fill(3), { strategy })([1, 2]);
    expect([...whole as unknown as Float64Array]).toEqual([3, 3]);
    const nested = await fx.parallel((b: number[]) => b.map(() => ({ v: new Float64Array(new SharedArrayBuffer(8)).fill(4) })), { strategy })([1]);
    expect(nested[0]!.v[0]).toBe(4);
  });

  it("a freed array is refused, in context and as an element, at any depth", async () => {
    const freed = fx.array([1]);
    fx.free(freed);
    fx.array([777]);
    const told = { code: "FreedArray" };
    expect(() => fx.parallel((b: number[]) => b.map(() => k[0]!), { strategy, context: { k: freed } })).toThrow(expect.objectContaining({ ...told, message: expect.stringContaining("context.k was freed") }));
    for (const element of [freed, { deep: [freed] }, new Map([[1, freed]])]) await expect(fx.parallel((b: unknown[]) => b, { strategy })([element])).rejects.toMatchObject(told);
  });
});

it("a freed array in the context of map is refused", async () => {
  const freed = fx.array([1]);
  fx.free(freed);
  const f = (v: number) => { for (;;) return v + k[0]!; };
  await expect(fx.map(f, [1], { context: { k: freed as never } })).rejects.toMatchObject({ code: "FreedArray" });
});

it("a SharedArrayBuffer itself is refused by processes, with the reason", async () => {
  await expect(fx.parallel((b: unknown[]) => b, { strategy: "process" })([new SharedArrayBuffer(4)])).rejects.toThrow(/a SharedArrayBuffer cannot be sent to another process/);
});
