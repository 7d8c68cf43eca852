import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COUNTERS } from "../../src/catalog/engine-kernels";
import { decode, encode, type FoldCalls, type KernelJob, PROGRAM_WORDS } from "../../src/kernels/job";

const place = { pointer: 64, stride: 1, shift: 3 };
const simple: KernelJob = {
  count: 100, chunk: 64, tile: 32, calls: Int32Array.of(7, 0, -1, -1, 1 << 20), refs: new Int32Array(0), generated: [],
  out: place, operands: [place], inputs: 1, spreads: [], folding: undefined, inPlace: false, counters: [],
};

const count = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyPlace = fc.record({ pointer: address, stride: fc.constantFrom(0, 1), shift: fc.constantFrom(0, 1, 2, 3) });
const kernel = fc.record({ id: count, bytes: fc.uint8Array({ maxLength: 21 }).map((bytes) => new Uint8Array(bytes)) });
const words = fc.array(word, { maxLength: 30 }).map((list) => Int32Array.from(list));
const folding: fc.Arbitrary<FoldCalls> = fc.record({
  bytes: fc.integer({ min: 8, max: 999 }), columns: fc.array(count, { maxLength: 2 }), skip: fc.integer({ min: -1, max: 500 }),
  folds: fc.array(fc.record({ kernel: count, offset: count, isOfAll: fc.boolean() }), { maxLength: 5 }),
});
const job: fc.Arbitrary<KernelJob> = fc.record({
  count, chunk: count, tile: count, calls: words, refs: words,
  generated: fc.array(kernel, { maxLength: 4 }),
  out: anyPlace, operands: fc.array(anyPlace, { maxLength: 6 }), inputs: count,
  spreads: fc.array(fc.record({ operand: count, length: count, inner: count, start: count }), { maxLength: 4 }),
  folding: fc.option(folding, { nil: undefined }), inPlace: fc.boolean(), counters: fc.array(word, { maxLength: 6 }),
});

describe("a job in the job table", () => {
  it("is decoded as it was encoded, wherever it lies, and has touched no word before it", () => {
    fc.assert(fc.property(job, fc.integer({ min: 0, max: 40 }), (given, at) => {
      const table = new Int32Array(new SharedArrayBuffer(4 * (at + 1000))).fill(-1);
      encode(given, table, at);
      expect(decode(table, at)).toEqual(given);
      expect(table.subarray(0, at).every((value) => value === -1)).toBe(true);
    }), { numRuns: 300 });
  });

  it("keeps what it decoded, whatever becomes of the table's words", () => {
    const generated = [{ id: 5, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }];
    const given: KernelJob = { ...simple, refs: Int32Array.of(1, 2), generated, counters: [1, 2] };
    const table = new Int32Array(200);
    encode(given, table, 3);
    const decoded = decode(table, 3);
    table.fill(9);
    expect(decoded).toEqual(given);
    expect(decoded.generated[0]!.bytes.buffer.byteLength).toBe(8); // a copy of its own words, not of the table
  });

  it("takes two operands, a counter, a spread and a generated kernel as these words", () => {
    const table = new Int32Array(60).fill(-9);
    encode({
      ...simple, operands: [place, { pointer: 2 ** 32 - 8, stride: 0, shift: 2 }], inputs: 2, inPlace: true, counters: [11],
      folding: { bytes: 40, columns: [4096, 1], skip: 17, folds: [{ kernel: 3, offset: 8, isOfAll: true }] }, spreads: [{ operand: 1, length: 5, inner: 6, start: 7 }],
      refs: Int32Array.of(8, 9), generated: [{ id: 77, bytes: Uint8Array.of(1, 2, 3, 4, 5) }],
    }, table, 1);
    expect(Array.from(table.subarray(0, 54))).toEqual([
      // count, chunk, tile, in place, inputs, operands, calls' words, counters, spreads
      -9, 100, 64, 32, 1, 2, 2, 5, 1, 1,
      64, 1, 3, 64, 1, 3, -8, 0, 2, // out, two operands
      7, 0, -1, -1, 1 << 20, 11, 1, 5, 6, 7, // a call, a counter, a spread
      2, 8, 9, 1, 77, 5, 0x04030201, 5, // references, a kernel of five bytes in two words
      40, 17, 2, 4096, 1, 1, 3, 8, 1, // a record's bytes, what skips NaN, two columns, a fold
      ...new Array(8).fill(-9),
    ]);
  });

  it("fits with as many words as a slot has, and is refused with one more before a word is written", () => {
    const table = new Int32Array(PROGRAM_WORDS);
    const rest = PROGRAM_WORDS - 9 - 3 - 3 - 5 - 2 - 1; // beside counts, out, an operand, a call, two lengths, and no folding
    const full: KernelJob = { ...simple, refs: new Int32Array(rest).fill(4) };
    encode(full, table, 0);
    expect(decode(table, 0)).toEqual(full);
    table.fill(0);
    expect(() => encode({ ...full, refs: new Int32Array(rest + 1) }, table,
      0)).toThrow(new RangeError("a job of 16385 words does not fit in a slot"));
    expect(table.every((value) => value === 0)).toBe(true);
  });

  it("names its counters in the order in which jobs have them: whether there are NaN, marks, counts; of float64 first", () => {
    const names = ["may_have_nan_f64", "may_have_nan_f32", "mark_nan_f64", "mark_nan_f32", "count_nan_f64", "count_nan_f32"];
    expect(COUNTERS).toEqual(names);
  });
});
