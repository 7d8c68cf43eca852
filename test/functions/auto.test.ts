import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";
import { analyzeFunction } from "../../src/expression/analyze";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());
const isPure = (text: string, outer: string[] = []) => analyzeFunction(text, outer, "parallel", "batch").isPure;
/** Calls until such a call runs on the calling thread. */
async function untilHere(call: () => Promise<unknown>): Promise<boolean> {
  for (let i = 0; i < 300; i++) {
    await call();
    if (fx.status().lastCall?.engine === "inline") return true;
  }
  return false;
}

describe("strategy auto", () => {
  it("runs on the calling thread what was seen to take little", async () => {
    const quick = fx.parallel((b: number[]) => b.map((v) => v * 2));
    expect(await quick([1, 2])).toEqual([2, 4]);
    expect(fx.status().lastCall?.engine).toBe("threads"); // the first batch is really done, and elsewhere
    expect(await untilHere(() => quick([1, 2]))).toBe(true);
    expect(await quick([1, 2])).toEqual([2, 4]);
  });

  it("ends there what takes longer after all, and runs the very same batch in a thread: nobody can tell", async () => {
    const spin = fx.parallel((b: { ms: number; seen: boolean }[]) => b.map((item) => {
      const wasSeen = item.seen;
      item.seen = true; // a batch that was begun before would show it
      for (const end = Date.now() + item.ms; Date.now() < end;);
      return wasSeen;
    }));
    expect(await untilHere(() => spin([{ ms: 0, seen: false }]))).toBe(true);
    const heavy = { ms: 300, seen: false };
    expect(await spin([heavy])).toEqual([false]);
    expect(fx.status().lastCall?.engine).toBe("threads");
    expect(heavy.seen).toBe(false);
    await spin([{ ms: 0, seen: false }]);
    expect(fx.status().lastCall?.engine).toBe("threads"); // heavy ones may follow
  });

  it("holds the event loop for no longer than a part of a heavy batch", async () => {
    const spin = fx.parallel((b: number[]) => b.map((ms) => { for (const end = Date.now() + ms; Date.now() < end;); return ms; }));
    expect(await untilHere(() => spin([0]))).toBe(true);
    let turns = 0;
    let running = true;
    const turn = () => {
      turns++;
      if (running) setImmediate(turn);
    };
    setImmediate(turn);
    await spin([500]);
    running = false;
    expect(turns).toBeGreaterThan(20);
  });

  it.each<[string, (b: never) => unknown[], unknown, object?]>([
    ["one with an effect", (b: number[]) => { (globalThis as { touched?: number }).touched = 1; return b; }, [1]],
    ["one that asks where it is", (b: number[]) => b.map(() => process.pid), [1]],
    ["one with imports", (b: number[]) => b, [1], { imports: { path: "node:path" } }],
    ["one with an object in its context", (b: number[]) => b, [1], { context: { state: { n: 0 } } }],
    ["an async one", async (b: number[]) => b, [1]] as never,
    ["one over shared memory", (b: Float64Array) => [...b], new Float64Array(new SharedArrayBuffer(8))],
    ["one over items with shared memory in them", (b: unknown[]) => b.map(() => 1), [new Uint8Array(new SharedArrayBuffer(8))]],
  ])("never runs %s on the calling thread", async (_, fn, data, options = {}) => {
    const call = fx.parallel(fn as (b: unknown[]) => unknown[], options);
    for (let i = 0; i < 60; i++) {
      await call(data as unknown[]);
      expect(fx.status().lastCall?.engine).toBe("threads");
    }
    expect("touched" in globalThis).toBe(false);
  });

  it("gives a batch that fails there to a thread, which has a stack of another depth, and whose failure it is", async () => {
    const picky = fx.parallel((b: number[]) => b.map((v) => { if (v < 0) throw new RangeError("no"); return v; }));
    expect(await untilHere(() => picky([1]))).toBe(true);
    await expect(picky([-1])).rejects.toMatchObject({ cause: { message: "no", stack: expect.stringContaining("worker") } });
  });

  it("keeps to a batchTimeout that is shorter than what it would try", async () => {
    const spin = fx.parallel((b: number[]) => b.map((ms) => { for (const end = Date.now() + ms; Date.now() < end;); return ms; }));
    expect(await untilHere(() => spin([0]))).toBe(true);
    await expect(spin([5000], { batchTimeout: 2 })).rejects.toMatchObject({ cause: { code: "TimeoutError" } });
  });
});

describe("a function's result is all that it does", () => {
  it.each([
    "(b) => b.map((v) => Math.sqrt(v) + Number(v))", "(b) => { const m = new Map(); for (const v of b) m.set(v, (m.get(v) ?? 0) + 1); return b.map((v) => m.get(v)); }", "(b) => { b[0].x = 1; b.sort(); return b; }",
    "(b) => b.map(String).filter(Boolean).map((s) => JSON.parse(s))", "function f(b) { return b.length > 1 ? f(b.slice(1)).concat(0) : b; }", "(b) => b.map((v) => { class P extends Error { a = v; } return new P().a; })",
    "(b) => { let n = 0; for (const v of b) n += v; return b.map(() => n); }", "(b) => b.map((v) => new Date(v).getTime() + Date.now())", "(b) => { const [x, ...rest] = b; let y; [y] = rest; ({ y } = { y }); return [y, x]; }",
    "(b) => b.map((v) => v instanceof Date ? 1 : typeof Symbol)", "(b) => b.map((v) => __name((w) => w, 'x')(v))",
  ])("as in %s", (text) => expect(isPure(text)).toBe(true));

  it.each([
    "(b) => { globalThis.x = 1; return b; }", "(b) => { Math.x = 1; return b; }", "(b) => { Array.prototype.x = 1; return b; }", "(b) => { [].constructor.x = 1; return b; }", "(b) => { ''.__proto__.x = 1; return b; }",
    "(b) => { Object.assign(Math, { x: 1 }); return b; }", "(b) => { const M = Math; M.x = 1; return b; }", "(b) => { delete Math.abs; return b; }", "(b) => { Object.getPrototypeOf([]).x = 1; return b; }", "(b) => { console.log(b); return b; }",
    "(b) => b.map(() => process.pid)", "(b) => { setTimeout(() => {}); return b; }", "(b) => { fetch(b[0]); return b; }", "async (b) => b", "(b) => { (async () => {})(); return b; }", "(b) => { Promise.resolve().then(() => {}); return b; }",
    "function f(b) { f.n = (f.n ?? 0) + 1; return b.map(() => f.n); }", "(b) => b.map(() => performance.now())", "(b) => { eval('1'); return b; }", "(b) => { new Function('x = 1')(); return b; }", "(b) => { Error.stackTraceLimit = 0; return b; }",
    "(b) => b.map(() => new Error().stack)", "(b) => b.map(() => Error.stackTraceLimit)", "(b) => { const { stack } = new Error(); return b.map(() => stack); }",
    "(b) => { ({ x: Math.x } = { x: 1 }); return b; }", "(b) => { [Math.x] = b; return b; }", "(b) => { Math.x++; return b; }", "(b) => { const { constructor } = b; constructor.x = 1; return b; }", "(b) => { ''['constructor'].x = 1; return b; }", "(b) => { Atomics.add(b[0], 0, 1); return b; }",
  ])("not so in %s", (text) => expect(isPure(text)).toBe(false));

  it("nor where it changes a variable of its context", () => {
    expect(isPure("(b) => b.map((v) => v + n)", ["n"])).toBe(true);
    expect(isPure("(b) => { n++; return b.map(() => n); }", ["n"])).toBe(false);
    expect(isPure("(b) => { n = n + 1; return b.map(() => n); }", ["n"])).toBe(false);
  });
});
