import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lz4Frame, lz4Framed } from "../../src/adapters/lz4";

const repeated = fc.array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 90 })), { maxLength: 8 }).map(
  (runs) => Uint8Array.from(runs.flatMap(([bytes, times]) => Array.from({ length: times }, () => [...bytes]).flat())),
);

describe("a frame of LZ4", () => {
  it("has the bytes that were put in it", () => {
    fc.assert(fc.property(fc.oneof(repeated, fc.uint8Array({ maxLength: 400 })), (bytes) => {
      expect(lz4Frame(lz4Framed(bytes), bytes.length)).toEqual(bytes);
    }), { numRuns: 1000 });
  });

  it("is small where bytes repeat, near or far, and hardly longer where they do not", () => {
    const one = Uint8Array.from({ length: 60_000 }, (_, i) => Math.imul(i, 2_654_435_761) >>> 24);
    const noise = Uint8Array.from({ length: 60_000 }, (_, i) => (Math.sin(i) * 1e6) & 255);
    expect(lz4Framed(new Uint8Array(100_000)).length).toBeLessThan(500);
    expect(lz4Framed(new Uint8Array([...one, ...one])).length).toBeLessThan(lz4Framed(one).length + 600);
    expect(lz4Framed(noise).length).toBeLessThanOrEqual(noise.length + 15);
  });

  it("has several blocks where it is long", () => {
    const bytes = new Uint8Array(9_000_000).map((_, i) => (i >> 9) ^ (i % 7));
    const frame = lz4Framed(bytes);
    expect(Buffer.compare(lz4Frame(frame, bytes.length), bytes)).toBe(0);
    expect(frame.length).toBeLessThan(bytes.length / 4);
  });

  it("is an error where it is cut, has another length, or is none", () => {
    const bytes = new TextEncoder().encode("what repeats, repeats, repeats, repeats, and ends".repeat(5));
    const frame = lz4Framed(bytes);
    for (let end = 0; end < frame.length; end++) expect(() => lz4Frame(frame.subarray(0, end), bytes.length), `${end}`).toThrow(RangeError);
    expect(() => lz4Frame(frame, bytes.length - 1)).toThrow(RangeError);
    expect(() => lz4Frame(frame, bytes.length + 1)).toThrow(RangeError);
    expect(() => lz4Frame(bytes, 10)).toThrow("no LZ4 frame");
  });

  it("never reads or writes beyond its bounds, whatever is in it", () => {
    const bytes = new TextEncoder().encode("abcabcabcabcabcabcabcabcabcabcabcdefdefdefdefdefdefdefdef".repeat(3));
    const frame = lz4Framed(bytes);
    fc.assert(fc.property(fc.integer({ min: 7, max: frame.length - 1 }), fc.nat(255), fc.integer({ min: 7, max: frame.length - 1 }), fc.nat(255), (i, a, k, b) => {
      const changed = Uint8Array.from(frame);
      changed[i] = a;
      changed[k] = b;
      try {
        expect(lz4Frame(changed, bytes.length).length).toBe(bytes.length);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }), { numRuns: 3000 });
  });
});
