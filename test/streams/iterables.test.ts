import { setTimeout as sleep } from "node:timers/promises";
import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());

async function all(parts: AsyncIterable<Float64Array>): Promise<number[]> {
  const values: number[] = [];
  for await (const part of parts) for (const value of part) values.push(value);
  return values;
}
const double = fx.parallel((batch: number[]) => batch.map((v) => v * 2), { strategy: "sequential" });
/** Every way in: what it makes of an iterable of numbers, each doubled, summed up. */
const WAYS: [string, (data: unknown) => Promise<number>][] = [
  ["mapStream", async (data) => (await all(fx.mapStream("x * 2", data as number[]))).reduce((a, b) => a + b, 0)],
  ["reduceStream", async (data) => fx.reduceStream("sum", "x * 2", data as number[])],
  ["parallel", async (data) => {
    const run = double as (given: unknown) => unknown;
    const results = run(data) as AsyncIterable<number[]> | Promise<number[]>;
    if (results instanceof Promise) return (await results).flat().reduce((a, b) => a + b, 0);
    let sum = 0;
    for await (const part of results) sum += [part].flat().reduce((a, b) => a + b, 0);
    return sum;
  }],
];

/** An async iterator whose third result is `result`. */
const thirdIs = (result: () => unknown) => ({
  [Symbol.asyncIterator]: () => ({ i: 0, async next() { return ++this.i <= 2 ? { value: this.i, done: false } : result(); } }),
});
const syncThirdIs = (result: () => unknown) => ({
  [Symbol.iterator]: () => ({ i: 0, next() { return ++this.i <= 2 ? { value: this.i, done: false } : result(); } }),
});

describe.each(WAYS)("an iterator that breaks the protocol is a TypeError for %s", (way, run) => {
  it.each<[string, unknown]>([
    ["next() resolves with undefined", thirdIs(() => undefined)],
    ["next() resolves with null", thirdIs(() => null)],
    ["next() resolves with a number", thirdIs(() => 7)],
    ["next() resolves with a text", thirdIs(() => "done")],
    ["next() resolves with true", thirdIs(() => true)],
    ["next() returns undefined", syncThirdIs(() => undefined)],
    ["next() returns a number", syncThirdIs(() => 0)],
    ["next() of an async iterator returns undefined at once", { [Symbol.asyncIterator]: () => ({ next() {} }) }],
    ["there is no next", { [Symbol.asyncIterator]: () => ({}) }],
    ["there is no next, in an iterator that is not async", { [Symbol.iterator]: () => ({}) }],
    ["next is no function", { [Symbol.iterator]: () => ({ next: 5 }) }],
    ["the iterator is a number", { [Symbol.iterator]: () => 5 }],
    ["the iterator is undefined", { [Symbol.asyncIterator]: () => undefined }],
    ["[Symbol.asyncIterator] is no function", { [Symbol.asyncIterator]: 5, *[Symbol.iterator]() { yield 1; } }],
    ["[Symbol.iterator] is no function", { [Symbol.iterator]: {} }],
  ])("%s", async (_, data) => {
    const error = await run(data).then(() => undefined, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ code: "BadIterator", message: expect.stringMatching(/^(mapStream|reduceStream|parallel)/) });
    expect(fx.status()).toMatchObject({ inFlight: 0, memory: { arrays: 0, stagingBytes: 0 } });
  });

  it("what its getters and methods throw is what the call throws", async () => {
    const mine = new Error("mine");
    const fails = () => { throw mine; };
    for (const data of [
      { get [Symbol.asyncIterator]() { return fails(); } },
      { [Symbol.asyncIterator]: fails },
      { [Symbol.iterator]: () => ({ get next() { return fails(); } }) },
      { [Symbol.iterator]: () => ({ next: fails }) },
      thirdIs(() => ({ get done() { return fails(); } })),
      syncThirdIs(() => ({ done: false, get value() { return fails(); } })),
    ]) await expect((async () => run(data))()).rejects.toBe(mine);
  });

  it("but thenables, truthy done and iterators without return are as good as for `for await`", async () => {
    // biome-ignore lint/suspicious/noThenProperty: that is what is tried
    expect(await run({ [Symbol.asyncIterator]: () => ({ i: 0, next() { const i = ++this.i; return { then: (ok: (v: unknown) => void) => ok({ value: i, done: i > 2 ? "yes" : 0 }) }; } }) })).toBe(6);
    expect(await run({ [Symbol.asyncIterator]: null, *[Symbol.iterator]() { yield 1; yield 2; } })).toBe(6);
    expect(await run({ [Symbol.iterator]: () => ({ i: 0, next() { return Object.assign(() => {}, { value: ++this.i, done: this.i > 2 }); } }) })).toBe(6);
  });

  it("promises that a plain iterator yields are awaited", async () => {
    expect(await run((function* () { yield Promise.resolve(1); yield 2; yield sleep(5, 3); })())).toBe(12);
    const mine = new Error("mine");
    let left = false;
    function* rejects() {
      try {
        yield 1;
        yield Promise.reject(mine);
        yield 2;
      } finally {
        left = true;
      }
    }
    await expect(run(rejects())).rejects.toBe(mine);
    expect(left).toBe(true);
  });

  it("what return() throws, or never settles, changes nothing", async () => {
    const endless = (more: object) => ({ [Symbol.asyncIterator]: () => Object.assign(Object.create(more), { next: async () => ({ value: "no number", done: false }) }) });
    if (way === "parallel") return; // a text is as good as any element there
    for (const more of [{ return: () => { throw new Error("return"); } }, { return: () => new Promise(() => {}) }, { return: 5 }, { get return() { throw new Error("getter"); } }]) {
      await expect(run(endless(more))).rejects.toMatchObject({ code: "UnsupportedInput" });
    }
    expect(fx.status().inFlight).toBe(0);
  });
});

it("close() does not hang on an iterator that breaks the protocol", async () => {
  const other = await createFlux({ maxWorkers: 1 });
  await expect(other.reduceStream("sum", { [Symbol.asyncIterator]: () => ({ next: () => 5 }) } as never)).rejects.toBeInstanceOf(TypeError);
  await other.close();
});

/** So many microseconds of work. */
function busy(us: number) {
  const until = performance.now() + us / 1000;
  while (performance.now() < until);
}

describe("a source that is always ready", () => {
  function* numbers(count: number, us: number) {
    for (let i = 0; i < count; i++) {
      busy(us);
      yield i;
    }
  }
  async function* later(count: number, us: number) {
    yield* numbers(count, us);
  }
  const turnsDuring = async (work: () => Promise<unknown>) => {
    let turns = 0;
    let over = false;
    const count = () => {
      turns++;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    await work();
    over = true;
    return turns;
  };

  it.each<[string, typeof numbers | typeof later]>([["iterable", numbers], ["async iterable", later]])("lets the event loop turn: an %s", async (_, source) => {
    for (const [, run] of WAYS) expect(await turnsDuring(() => run(source(3000, 100)))).toBeGreaterThan(20);
  });

  it("lets the event loop turn though all its chunks are empty, or each is large", async () => {
    let asked = 0;
    function* empty() {
      for (; asked < 100_000; asked++) {
        busy(3);
        yield [];
      }
    }
    expect(await turnsDuring(() => fx.reduceStream("sum", empty()))).toBeGreaterThan(20);
    const large = new Float64Array(1 << 20).fill(1);
    expect(await turnsDuring(() => fx.reduceStream("sum", "sin(x) + cos(x)", Array.from({ length: 20 }, () => large), { engine: "inline" }))).toBeGreaterThan(20);
  });

  it("gives its first results soon, though a piece could hold many more", async () => {
    for (const source of [numbers, later]) {
      let asked = 0;
      async function* counted() {
        for await (const one of source(200_000, 20)) {
          asked++;
          yield one;
        }
      }
      const parts = fx.mapStream("x + 1", counted());
      const { value } = await parts.next();
      expect(value![0]).toBe(1);
      expect(asked).toBeLessThan(100_000); // which take two seconds
      await parts.return(undefined);
    }
  });

  it.each<[string, () => unknown]>([
    ["numbers", function* () { for (;;) yield 1; }],
    ["numbers that come later", async function* () { for (;;) yield 1; }],
    ["chunks of nothing", function* () { for (;;) yield []; }],
    ["large arrays", function* () { const chunk = new Array(1 << 20).fill(1); for (;;) yield chunk; }],
  ])("ends by signal, timeout and close({ abort }): endless %s", async (_, source) => {
    const reason = new Error("mine");
    for (const run of [
      (more: object, on = fx) => on.reduceStream("sum", source() as never, more),
      (more: object, on = fx) => all(on.mapStream("x + 1", source() as never, more)),
    ]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 20);
      await expect((async () => run({ signal: controller.signal }))()).rejects.toBe(reason);
      await expect((async () => run({ timeout: 20 }))()).rejects.toMatchObject({ code: "TimeoutError" });
      const other = await createFlux({ maxWorkers: 1 });
      const call = (async () => run({}, other))();
      call.catch(() => {});
      setTimeout(() => void other.close({ abort: true }), 20);
      await expect(call).rejects.toMatchObject({ code: "InstanceClosed" });
      await other.close();
    }
    expect(fx.status()).toMatchObject({ inFlight: 0, memory: { arrays: 0, stagingBytes: 0 } });
  });
});

describe("a chunk is read as what it is", () => {
  it("whatever its class's constructor takes", async () => {
    class Vec3 extends Float64Array {
      constructor(x = 0, y = 0, z = 0) {
        super(3);
        this.set([x, y, z]);
      }
    }
    expect(await all(fx.mapStream("x * 2", [new Vec3(1, 2, 3)] as never))).toEqual([2, 4, 6]);
  });

  it("and refused where its memory is gone, freed, or changes its length", async () => {
    const gone = new Float64Array([1, 2]);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    await expect(fx.reduceStream("sum", [gone])).rejects.toMatchObject({ code: "DetachedBuffer" });
    await expect(fx.reduceStream("sum", gone)).rejects.toMatchObject({ code: "DetachedBuffer" });
    const freed = fx.array([1, 2]);
    fx.free(freed);
    await expect(fx.reduceStream("sum", [freed])).rejects.toMatchObject({ code: "FreedArray" });
    const resizable = new (ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer & { resize(n: number): void })(80, { maxByteLength: 800 });
    const shrunk = new Float64Array(resizable, 40, 5);
    resizable.resize(16);
    await expect(fx.reduceStream("sum", [shrunk])).rejects.toMatchObject({ code: "DetachedBuffer" });
  });
});
