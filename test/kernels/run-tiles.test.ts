import { describe, expect, it } from "vitest";
import type { Kernel, KernelInstance } from "../../src/kernels/kernel";
import type { FoldCalls, KernelJob } from "../../src/kernels/job";
import { BLOCK, GENERATED, NONE, OUTPUT, RECORD, REGISTER, SECOND_BLOCK, SPREAD } from "../../src/kernels/refs";
import { runSpan } from "../../src/kernels/run-tiles";

/** Where the pieces of a test's memory lie: every number in a table is one of these, and what was added to it. */
const SCRATCH = 1_000_000, X = 100_000, Y = 200_000, NUMBER = 300, OUT = 400_000;
const BLOCK_BYTES_AT = SCRATCH + 24 * 1024, MARKS = BLOCK_BYTES_AT + 16 * 1024;
const NAMES = ["one", "two", "three", "spread", "fold", "kept", "may64", "may32", "mark64", "mark32", "count64", "count32"];
const kernel = (name: string) => NAMES.indexOf(name);
const COUNTERS = ["may64", "may32", "mark64", "mark32", "count64", "count32"].map(kernel);

const double = (pointer: number) => ({ pointer, stride: 1, shift: 3 });
const single = (pointer: number) => ({ pointer, stride: 1, shift: 2 });
const call = (name: string, a: number, b: number, c: number, out: number) => [kernel(name), a, b, c, out];

/** Runs a job over kernels that only write down what they are given; `answers` says what some return. */
function calledBy(job: Partial<KernelJob>, begin: number, end: number, answers: Record<string, Kernel> = {}) {
  const log: string[] = [];
  const recorder = (name: string): Kernel => (...args) => {
    log.push(`${name} ${args.join(" ")}`);
    return answers[name]?.(...args);
  };
  const kernels: KernelInstance = { list: NAMES.map(recorder), heapBase: 0, of: ({ id }) => recorder(`generated${id}`), family: () => [] };
  const whole: KernelJob = {
    count: end, chunk: end, tile: 100, calls: Int32Array.from(call("one", 0, NONE, NONE, OUTPUT)), refs: new Int32Array(0),
    generated: [], out: double(OUT), operands: [double(X)], inputs: 1,
    spreads: [], folding: undefined, inPlace: false, counters: [], ...job,
  };
  return { found: runSpan(kernels, whole, begin, end, SCRATCH), log };
}

describe("a span of a job", () => {
  it("is run tile by tile, the last one shorter", () => {
    const log = [`one ${X} ${OUT} 100`, `one ${X + 800} ${OUT + 800} 100`, `one ${X + 1600} ${OUT + 1600} 50`];
    expect(calledBy({}, 0, 250)).toEqual({ found: 0, log });
    expect(calledBy({}, 200, 300).log).toEqual([`one ${X + 1600} ${OUT + 1600} 100`]);
    expect(calledBy({}, 100, 100).log).toEqual([]);
  });

  it.each<[string, Partial<KernelJob>, string[]]>([
    ["float32 arrays by four bytes", { operands: [single(X)], out: single(OUT) }, [`one ${X + 40} ${OUT + 40} 5`]],
    ["a number by no stride", {
      operands: [double(X), { pointer: NUMBER, stride: 0, shift: 3 }], calls: Int32Array.from(call("two", 1, 0, NONE, OUTPUT)),
    }, [`two ${NUMBER} 0 ${X + 80} 1 ${OUT + 80} 5`]],
    ["three operands", {
      operands: [double(X), { pointer: NUMBER, stride: 0, shift: 3 }, single(Y)], calls: Int32Array.from(call("three", 0, 1, 2, OUTPUT)),
    }, [`three ${X + 80} 1 ${NUMBER} 0 ${Y + 40} 1 ${OUT + 80} 5`]],
    ["registers of a tile each, of doubles, from the beginning of scratch", {
      calls: Int32Array.from([...call("one", 0, NONE, NONE, REGISTER), ...call("two", REGISTER, REGISTER + 2, NONE, OUTPUT)]),
    }, [`one ${X + 80} ${SCRATCH} 5`, `two ${SCRATCH} 1 ${SCRATCH + 1600} 1 ${OUT + 80} 5`]],
    ["three registers", { tile: 64, calls: Int32Array.from(call("three", REGISTER, REGISTER + 1, REGISTER + 2, OUTPUT)) },
      [`three ${SCRATCH} 1 ${SCRATCH + 512} 1 ${SCRATCH + 1024} 1 ${OUT + 80} 5`]],
    ["the block that is reduced next, by the element's place in its block", { calls: Int32Array.from(call("one", 0, NONE, NONE, BLOCK)) },
      [`one ${X + 80} ${BLOCK_BYTES_AT + 80} 5`]],
  ])("finds %s", (_, job, want) => {
    expect(calledBy(job, 10, 15).log).toEqual(want);
  });

  it("spreads an operand from where its period is", () => {
    const job: Partial<KernelJob> = {
      tile: 8, operands: [double(X), single(Y)],
      spreads: [{ operand: 0, length: 2, inner: 3, start: 1 }, { operand: 1, length: 5, inner: 2, start: 4 }],
      calls: Int32Array.from([...call("spread", 1, SPREAD, NONE, REGISTER), ...call("spread", 0, SPREAD, NONE, OUTPUT)]),
    };
    // Pointer, length, inner, the element of the period that the tile begins with, out, count.
    expect(calledBy(job, 0, 12).log).toEqual([
      `spread ${Y} 5 2 4 ${SCRATCH} 8`, `spread ${X} 2 3 1 ${OUT} 8`, `spread ${Y} 5 2 2 ${SCRATCH} 4`, `spread ${X} 2 3 3 ${OUT + 64} 4`,
    ]);
  });

  it.each([2, 3, 4, 5, 6, 7, 12])("gives a generated kernel its %i addresses, then the count", (many) => {
    const refs = Int32Array.from({ length: many + 2 }, (_, i) => (i === many + 1 ? OUTPUT : i % 2 === 1 ? REGISTER + i : 0));
    const generated = [8, 9].map((id) => ({ id, bytes: new Uint8Array() }));
    const job: Partial<KernelJob> = { refs, generated, calls: Int32Array.of(GENERATED + 1, 2, many - 1, 1, 0) };
    const addressOf = (ref: number) => (ref === OUTPUT ? OUT + 80 : ref === 0 ? X + 80 : SCRATCH + (ref - REGISTER) * 800);
    const addresses = Array.from(refs.subarray(2), addressOf);
    expect(calledBy(job, 10, 15).log).toEqual([`generated9 ${addresses.join(" ")} 5`]);
  });
});

describe("a reduction", () => {
  const only = (columns: number[]): FoldCalls => (
    { bytes: 24, columns, skip: NONE, folds: [{ kernel: kernel("fold"), offset: 0, isOfAll: false }] }
  );

  it("gives a generated kernel that folds the address of each block's record", () => {
    const job: Partial<KernelJob> = {
      tile: 1024, folding: { bytes: 24, columns: [], skip: NONE, folds: [] }, refs: Int32Array.of(0, RECORD),
      generated: [{ id: 7, bytes: new Uint8Array() }], calls: Int32Array.of(GENERATED, 0, 1, 1, 0),
    };
    expect(calledBy(job, 1024, 2600).log).toEqual([`generated7 ${X + 8192} ${OUT + 24} 1024`, `generated7 ${X + 16384} ${OUT + 48} 552`]);
  });

  it("folds each block as its last tile is there, and the rest at the span's end: a record a block", () => {
    const calls = Int32Array.from(call("one", 0, NONE, NONE, BLOCK));
    const job: Partial<KernelJob> = { tile: 512, folding: only([BLOCK]), calls };
    expect(calledBy(job, 1024, 2600).log).toEqual([
      `one ${X + 8192} ${BLOCK_BYTES_AT} 512`, `one ${X + 12288} ${BLOCK_BYTES_AT + 4096} 512`, `fold ${BLOCK_BYTES_AT} ${OUT + 24} 1024`,
      `one ${X + 16384} ${BLOCK_BYTES_AT} 512`, `one ${X + 20480} ${BLOCK_BYTES_AT + 4096} 40`, `fold ${BLOCK_BYTES_AT} ${OUT + 48} 552`,
    ]);
  });

  it("of an array as it lies needs no call", () => {
    const job: Partial<KernelJob> = { tile: 1024, folding: only([0]), calls: new Int32Array(0) };
    expect(calledBy(job, 0, 2049).log).toEqual([
      `fold ${X} ${OUT} 1024`, `fold ${X + 8192} ${OUT + 24} 1024`, `fold ${X + 16384} ${OUT + 48} 1`,
    ]);
  });

  it("of two columns gives its kernel both", () => {
    const job: Partial<KernelJob> = {
      tile: 1024, folding: only([0, SECOND_BLOCK]), calls: Int32Array.from(call("one", 0, NONE, NONE, SECOND_BLOCK)),
    };
    const second = BLOCK_BYTES_AT + 8192;
    expect(calledBy(job, 1024, 1030).log).toEqual([`one ${X + 8192} ${second} 6`, `fold ${X + 8192} ${second} ${OUT + 24} 6`]);
  });

  const folds = ["fold", "one", "two"].map((name, i) => ({ kernel: kernel(name), offset: 8 + 16 * i, isOfAll: name === "one" }));
  const skipping: FoldCalls = { bytes: 56, columns: [0], skip: kernel("kept"), folds };

  it("takes several folds of a block, one after the other", () => {
    const job: Partial<KernelJob> = { tile: 1024, folding: { ...skipping, skip: NONE }, calls: new Int32Array(0) };
    expect(calledBy(job, 0, 5).log).toEqual([`fold ${X} ${OUT + 8} 5`, `one ${X} ${OUT + 24} 5`, `two ${X} ${OUT + 40} 5`]);
  });

  it.each<[string, kept: number, string[]]>([
    ["some", 3, [`fold ${BLOCK_BYTES_AT} ${OUT + 8} 3`, `two ${BLOCK_BYTES_AT} ${OUT + 40} 3`]],
    ["all", 5, [`fold ${X} ${OUT + 8} 5`, `two ${X} ${OUT + 40} 5`]],
    ["none", 0, []],
  ])("leaves NaN out for the folds that do not by themselves: of %s", (_, kept, rest) => {
    const job: Partial<KernelJob> = { tile: 1024, folding: skipping, calls: new Int32Array(0) };
    const { log } = calledBy(job, 0, 5, { kept: () => kept });
    expect(log).toEqual([`one ${X} ${OUT + 24} 5`, `kept ${X} ${BLOCK_BYTES_AT} ${OUT} 5`, ...rest]);
  });

  it("leaves rows with NaN out of two columns", () => {
    const folding: FoldCalls = { ...only([0, 1]), skip: kernel("kept") };
    const job: Partial<KernelJob> = { tile: 1024, operands: [double(X), double(Y)], folding, calls: new Int32Array(0) };
    const [first, second] = [BLOCK_BYTES_AT, BLOCK_BYTES_AT + 8192];
    expect(calledBy(job, 0, 5, { kept: () => 4 }).log).toEqual([
      `kept ${X} ${Y} ${first} ${second} ${OUT} 5`, `fold ${first} ${second} ${OUT} 4`,
    ]);
  });
});

describe("results that are NaN where no input was", () => {
  const calls = Int32Array.from(call("two", 0, 1, NONE, OUTPUT));
  const y32: Partial<KernelJob> = { tile: 10, operands: [double(X), single(Y)], inputs: 2, counters: COUNTERS, calls };
  const two = (at: number, count: number) => `two ${X + at * 8} 1 ${Y + at * 4} 1 ${OUT + at * 8} ${count}`;

  it("are counted where the last kernel says that there are NaN, by the marks of each input that may have some", () => {
    const answers = { two: () => 1, may64: () => 1, may32: () => 1, count64: () => 3 };
    expect(calledBy(y32, 0, 15, answers)).toEqual({ found: 6, log: [
      two(0, 10), `may64 ${X} 10`, `mark64 ${X} 1 ${MARKS} 0 10`, `may32 ${Y} 10`, `mark32 ${Y} 1 ${MARKS} 1 10`,
        `count64 ${OUT} ${MARKS} 10`,
      two(10, 5), `may64 ${X + 80} 5`, `mark64 ${X + 80} 1 ${MARKS} 0 5`, `may32 ${Y + 40} 5`, `mark32 ${Y + 40} 1 ${MARKS} 1 5`,
        `count64 ${OUT + 80} ${MARKS} 5`,
    ] });
  });

  it("are counted without marks where no input has NaN, and the first mark is of the first that has", () => {
    const none = { two: () => 1, may64: () => 0, may32: () => 0, count64: () => 2 };
    expect(calledBy(y32, 0, 5, none)).toEqual({ found: 2, log: [two(0, 5), `may64 ${X} 5`, `may32 ${Y} 5`, `count64 ${OUT} 0 5`] });
    expect(calledBy(y32, 0, 5, { ...none, may32: () => 1 }).log.slice(1)).toEqual([
      `may64 ${X} 5`, `may32 ${Y} 5`, `mark32 ${Y} 1 ${MARKS} 0 5`, `count64 ${OUT} ${MARKS} 5`,
    ]);
  });

  it("are not looked for where the last kernel says that there is none, or nobody counts", () => {
    expect(calledBy(y32, 0, 5, { two: () => 0 })).toEqual({ found: 0, log: [two(0, 5)] });
    expect(calledBy({ ...y32, counters: [] }, 0, 5, { two: () => 1 })).toEqual({ found: 0, log: [two(0, 5)] });
  });

  it("are looked for in the output where the last kernel does not say: it alone counts, and in every tile anew", () => {
    const silent = { may64: (at: number) => (at === OUT ? 1 : 0), may32: () => 0, count64: () => 1 };
    expect(calledBy(y32, 0, 20, silent)).toEqual({ found: 1, log: [
      two(0, 10), `may64 ${OUT} 10`, `may64 ${X} 10`, `may32 ${Y} 10`, `count64 ${OUT} 0 10`, two(10, 10), `may64 ${OUT + 80} 10`,
    ] });
    const both = Int32Array.from([...call("one", 0, NONE, NONE, REGISTER), ...call("two", REGISTER, 1, NONE, OUTPUT)]);
    expect(calledBy({ ...y32, calls: both }, 0, 5, { one: () => 1, may64: () => 0 }).log.at(-1)).toBe(`may64 ${OUT} 5`);
    expect(calledBy({ ...y32, calls: both }, 0, 5, { one: () => 1, two: () => 0 }).log).toHaveLength(2);
  });

  it("of float32 are counted as such; a number's vector is looked at once", () => {
    const number = { pointer: NUMBER, stride: 0, shift: 3 };
    const job: Partial<KernelJob> = { ...y32, out: single(OUT), operands: [number, single(Y), number] };
    const answers = { may64: () => 1, may32: (at: number) => (at === OUT ? 1 : 0), count32: () => 4 };
    // The third operand is a constant of the program, no input: that it is NaN makes no result new.
    expect(calledBy(job, 0, 5, answers)).toEqual({ found: 4, log: [
      `two ${NUMBER} 0 ${Y} 1 ${OUT} 5`, `may32 ${OUT} 5`, `may64 ${NUMBER} 1`, `mark64 ${NUMBER} 0 ${MARKS} 0 5`, `may32 ${Y} 5`,
        `count32 ${OUT} ${MARKS} 5`,
    ] });
  });

  it("in place are found by marks made before the kernels run", () => {
    const answers = { two: () => 1, may64: () => 1, may32: () => 0, count64: () => 2 };
    expect(calledBy({ ...y32, inPlace: true }, 0, 5, answers)).toEqual({ found: 2, log: [
      `may64 ${X} 5`, `mark64 ${X} 1 ${MARKS} 0 5`, `may32 ${Y} 5`, two(0, 5), `count64 ${OUT} ${MARKS} 5`,
    ] });
    expect(calledBy({ ...y32, inPlace: true, counters: [] }, 0, 5, answers).log).toEqual([two(0, 5)]);
  });

  it("that a generated kernel tells of count as its own word", () => {
    const generated = [{ id: 1, bytes: new Uint8Array() }];
    const calls = Int32Array.of(GENERATED, 0, 1, 1, 0);
    const job: Partial<KernelJob> = { counters: COUNTERS, refs: Int32Array.of(0, OUTPUT), generated, calls };
    expect(calledBy(job, 0, 5, { generated1: () => 0 }).log).toHaveLength(1);
    expect(calledBy(job, 0, 5, { generated1: () => 1, may64: () => 0, count64: () => 1 }).found).toBe(1);
  });
});
