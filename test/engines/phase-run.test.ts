/** Algorithms over kernels that are functions of the test: what is called, in which order, and what goes wrong. */
import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/engines/engine";
import { PhaseRun } from "../../src/engines/phase-run";
import { Arena } from "../../src/memory/arena";
import type { Algorithm, Lease, Phase, Stage } from "../../src/threads/phase";

/** An engine whose kernels write down their calls, and find one thing in each unit. */
function stage() {
  const memory = new WebAssembly.Memory({ initial: 4, maximum: 64, shared: true });
  const arena = new Arena(memory, 65_536, 32 * 65_536, false, false);
  const calls: string[] = [];
  const names = ["one", "two"];
  const kernel = (name: string) => (frame: number, begin: number, end: number) => {
    calls.push(`${name}(${new Int32Array(memory.buffer, frame, 2).join()}) ${begin}-${end}`);
    return end - begin;
  };
  const engine = {
    arena,
    seats: 1,
    families: {
      kernel(name: string) {
        if (!names.includes(name)) throw new Error(`no kernel ${name}`);
        return { module: { id: 0, pointer: 0, bytes: 0 }, index: names.indexOf(name) };
      },
    },
    bench: { numbers: 1024, scratch: 2048, buffer: () => memory.buffer, kernels: { family: () => names.map(kernel) } },
  } as unknown as Engine;
  return { engine, arena, calls };
}

const watch = { check: () => {}, onStop: () => {}, progress: () => {}, begin: () => {} };
const phase = (given: Partial<Phase> = {}): Phase => ({ kernel: "one", frame: { a: 7, b: -1 }, units: 3, unitNs: 1000, ...given });

function runOf<R>(engine: Engine, begin: (lease: Lease) => Algorithm<R>): PhaseRun<R> {
  return new PhaseRun({ where: "test", elements: 10, costNs: 1000, begin }, engine, watch, 65_536, 1);
}

describe("an algorithm", () => {
  it("is given what its units found, phase by phase, lists and chains as a whole", () => {
    const { engine, calls } = stage();
    const found: number[] = [];
    const run = runOf(engine, function* () {
      found.push(yield phase());
      found.push(yield [phase(), phase({ kernel: "two", units: 2 })]);
      found.push(yield { chain: [phase({ units: 1 }), phase({ kernel: "two", units: 1 })] });
      found.push(yield { slices: 2, sliceNs: 10, run: (begin, end) => void calls.push(`slices ${begin}-${end}`) });
      return "done";
    });
    expect(run.advance(Number.POSITIVE_INFINITY)).toBe(true);
    expect(run.result).toBe("done");
    expect(found).toEqual([3, 5, 2, 0]);
    expect(calls).toEqual(["one(7,-1) 0-3", "one(7,-1) 0-3", "two(7,-1) 0-2", "one(7,-1) 0-1", "two(7,-1) 0-1", "slices 0-2"]);
  });

  it("goes on where it was when a slice of time is over", () => {
    const { engine, calls } = stage();
    const run = runOf(engine, function* (): Algorithm<number> {
      return yield phase({ unitNs: 1e6 });
    });
    for (let i = 0; i < 3; i++) expect(run.advance(0)).toBe(i === 2);
    expect(calls).toEqual(["one(7,-1) 0-1", "one(7,-1) 1-2", "one(7,-1) 2-3"]);
    expect(run.result).toBe(3);
  });

  it("gets memory on cache lines, which goes back with the run, and is refused after it", () => {
    const { engine, arena } = stage();
    const free = arena.freeBytes;
    let leased!: ReturnType<Lease["f64"]>;
    let kept!: Lease;
    const run = runOf(engine, function* (lease) {
      kept = lease;
      leased = lease.f64(100);
      leased.view().fill(3);
      yield phase({ scratchBytes: 4096 });
      return leased.view()[99];
    });
    expect(run.advance(Number.POSITIVE_INFINITY)).toBe(true);
    expect(run.result).toBe(3);
    expect(leased.pointer % 64).toBe(0);
    run.end();
    expect(arena.stagingBytes).toBe(0);
    expect(arena.freeBytes).toBeGreaterThanOrEqual(free);
    expect(() => leased.view()).toThrow(/test: a lease was used after its run had ended/);
    expect(() => kept.u32(1)).toThrow(/after its run/);
  });

  const tooMany = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`word${i}`, 0]));
  const wrong: [string, Stage, RegExp][] = [
    ["without units", phase({ units: 0 }), /the phase one must have units, from 1 on: got 0/],
    ["with half a unit", phase({ units: 1.5 }), /got 1\.5/],
    ["that does not say what a unit takes", phase({ unitNs: 0 }), /must say what a unit takes/],
    ["with a word that is no integer", phase({ frame: { a: 0, b: 0.5 } }), /b of the phase one must be an integer of 32 bits, got 0\.5/],
    ["with a word of more than 32 bits", phase({ frame: { a: [0, 2 ** 32] } }), /: a of the phase one/],
    ["with too many words", phase({ frame: tooMany }), /has 65 words, of 64 at most/],
    ["of a kernel that is not there", phase({ kernel: "three" }), /no kernel three/],
    ["without phases", [], /a stage without phases/],
    ["of a unit that takes for ever", phase({ unitNs: Infinity }), /must say what a unit takes: got Infinity ns/],
    ["with three words for one", phase({ frame: { a: [1, 2, 3] as never } }), /a of the phase one must be one word or two, got 3/],
    ["with a list of one word", phase({ frame: { a: 1, b: [5] as never } }), /b of the phase one must be one word or two, got 1/],
    ["with a word that is missing", phase({ frame: { a: undefined as never } }), /a of the phase one must be an integer .*, got undefined/],
    ["without a frame", phase({ frame: null as never }), /the phase one must have a frame, got null/],
    ["with scratch of no number", phase({ scratchBytes: NaN }), /scratch of a whole number of bytes, from 0 on: got NaN/],
    ["with scratch below nothing", phase({ scratchBytes: -1 }), /from 0 on: got -1/],
    ["with scratch of half a byte", phase({ scratchBytes: 1.5 }), /from 0 on: got 1\.5/],
    ["with more scratch than it said", phase({ scratchBytes: 70_000 }), /needs more than the 65536 bytes it said: 128 are used/],
    ["that is none", undefined as never, /test: must yield a stage, got undefined/],
    ["of slices that do not say so", { slices: 3, run: () => {} } as never, /must say what one takes: got undefined/],
    ["of slices that take no time", { slices: 3, sliceNs: NaN, run: () => {} }, /slices must say what one takes: got NaN ns/],
    ["without slices", { slices: 0, sliceNs: 1, run: () => {} }, /a stage without slices/],
  ];
  it.each(wrong)("that yields a stage %s is an error, and leaks nothing", (_what, bad, message) => {
    const { engine, arena } = stage();
    let isCleanedUp = false;
    const run = runOf(engine, function* (lease) {
      lease.f64(10);
      try {
        yield bad;
      } finally {
        isCleanedUp = true;
      }
    });
    expect(() => run.advance(Number.POSITIVE_INFINITY)).toThrow(message);
    run.end();
    expect(arena.stagingBytes).toBe(0);
    expect(isCleanedUp).toBe(true);
  });

  it.each([-1, NaN, 1.5, Infinity, "3"])("that leases %s elements is an error, and no count of the arena's is wrong after it", (length) => {
    const { engine, arena } = stage();
    const { freeBytes } = arena;
    for (const kind of ["f64", "u32", "bytes"] as const) {
      const run = runOf(engine, function* (lease) {
        lease[kind](length as number);
        yield phase();
      });
      const message = `test: a lease must be of a whole number of elements, from 0 on: got ${length}`;
      expect(() => run.advance(Number.POSITIVE_INFINITY)).toThrow(message);
      run.end();
    }
    expect(arena.stagingBytes).toBe(0);
    expect(arena.freeBytes).toBe(freeBytes);
  });

  it("that leases more than it said is an error", () => {
    const { engine, arena } = stage();
    const run = runOf(engine, function* (lease) {
      lease.f64(8000);
      yield phase({ scratchBytes: 1000 }); // goes back with its stage
      yield phase({ scratchBytes: 1000 });
      lease.f64(192);
      lease.bytes(1);
    });
    const message = "test: needs more than the 65536 bytes it said: 65536 are used, 1 more wanted";
    expect(() => run.advance(Number.POSITIVE_INFINITY)).toThrow(message);
    run.end();
    run.end();
    expect(arena.stagingBytes).toBe(0);
    expect(arena.isHeld).toBe(false);
  });

  it("that throws between phases ends with its error, and leaks nothing", () => {
    const { engine, arena } = stage();
    const run = runOf(engine, function* (lease) {
      lease.bytes(1000);
      yield phase({ scratchBytes: 640 });
      throw new Error("in the middle");
    });
    expect(() => run.advance(Number.POSITIVE_INFINITY)).toThrow("in the middle");
    run.end();
    expect(arena.stagingBytes).toBe(0);
  });
});
