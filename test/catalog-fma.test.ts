import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fma } from "../src/catalog/fma";

const words = new BigUint64Array(1);
const double = new Float64Array(words.buffer);

/** x as an integer times 2^exponent. */
function exactly(x: number): { bits: bigint; exponent: number } {
  double[0] = x;
  const biased = Number((words[0]! >> 52n) & 0x7ffn), fraction = words[0]! & 0xfffffffffffffn;
  const bits = biased ? fraction | (1n << 52n) : fraction;
  return { bits: x < 0 ? -bits : bits, exponent: Math.max(biased, 1) - 1075 };
}

/** Whether no double is nearer to a b + c than y: compared in units of 2^-2200. */
function isNearest(y: number, a: number, b: number, c: number): boolean {
  const at = ({ bits, exponent }: { bits: bigint; exponent: number }) => bits << BigInt(exponent + 2200);
  const [ea, eb] = [exactly(a), exactly(b)];
  const exact = at({ bits: ea.bits * eb.bits, exponent: ea.exponent + eb.exponent }) + at(exactly(c));
  const far = (x: number) => { const d = at(exactly(x)) - exact; return d < 0n ? -d : d; };
  double[0] = y;
  const isEven = (words[0]! & 1n) === 0n;
  const neighbours = [words[0]! + 1n, words[0]! - 1n].map((word) => { words[0] = word; return double[0]!; }).filter(Number.isFinite);
  return neighbours.every((x) => far(y) < far(x) || (far(y) === far(x) && isEven));
}

describe("fma", () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  it("is the double nearest to a b + c, halves to even, for any three doubles", () => {
    fc.assert(fc.property(finite, finite, finite, (a, b, c) => {
      const y = fma(a, b, c);
      if (y === 0 || !Number.isFinite(y)) return;
      expect(isNearest(y, a, b, c)).toBe(true);
    }), { numRuns: 2000 });
  });

  it("is infinite or NaN as its operands have it, and infinite c is c, whatever the product", () => {
    const { NaN: none, POSITIVE_INFINITY: infinite } = Number;
    expect(fma(1e300, 1e300, -infinite)).toBe(-infinite);
    expect(fma(-1e300, 1e300, infinite)).toBe(infinite);
    expect(fma(0, 1, -infinite)).toBe(-infinite);
    expect(fma(infinite, 1, -infinite)).toBe(none);
    expect(fma(infinite, 0, 1)).toBe(none);
    expect(fma(1e300, 1e300, -1e300)).toBe(infinite);
    expect(fma(-0, 1, -0)).toBe(-0);
    expect(fma(-0, 1, 0)).toBe(0);
    expect(fma(5e-324, 0.25, 0)).toBe(0);
    expect(fma(-5e-324, 0.25, 0)).toBe(-0);
    expect(fma(5e-324, 0.75, 0)).toBe(5e-324);
  });

  it("is exact where the product and the sum cancel", () => {
    fc.assert(fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), fc.double({ min: 0.5, max: 2, noNaN: true }), (a, b) => {
      const y = fma(a, b, -(a * b));
      const [ea, eb, ep, ey] = [exactly(a), exactly(b), exactly(a * b), exactly(y)];
      const low = Math.min(ea.exponent + eb.exponent, ep.exponent, ey.exponent);
      const at = (bits: bigint, exponent: number) => bits << BigInt(exponent - low);
      expect(at(ey.bits, ey.exponent)).toBe(at(ea.bits * eb.bits, ea.exponent + eb.exponent) - at(ep.bits, ep.exponent));
    }), { numRuns: 2000 });
  });
});
