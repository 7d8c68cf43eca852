import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const tables = new URL("../../assembly/tables/", import.meta.url);
/** A decimal literal that ends its line but for a comment with its hex float. */
const ANNOTATED = /(-?\d[\d.]*(?:e[+-]?\d+)?)\s*[,;]?\s*\/\/\s*(-?0x[\da-f.]+p[+-]?\d+)/gi;

/** A hex float of at most 53 bits: exact. */
function fromHex(text: string): number {
  const [, sign, whole, fraction = "", exponent] = /^(-?)0x([\da-f]+)\.?([\da-f]*)p([+-]?\d+)$/i.exec(text)!;
  const bits = BigInt(`0x${whole}${fraction}`), power = Number(exponent) - 4 * fraction.length;
  if (bits >= 1n << 53n) throw new Error(`${text} has more than 53 bits`);
  // In two factors: a power of two below 2^-1074 is no double, though the product may be.
  const value = Number(bits) * 2 ** Math.trunc(power / 2) * 2 ** (power - Math.trunc(power / 2));
  return sign ? -value : value;
}

describe.each(readdirSync(tables).filter((name) => name.endsWith(".ts")))("assembly/tables/%s", (name) => {
  const text = readFileSync(new URL(name, tables), "utf8");
  const annotated = [...text.matchAll(ANNOTATED)];

  it("writes each constant as the same double in decimal and as a hex float", () => {
    expect(annotated.length).toBeGreaterThan(0);
    const different = annotated.filter(([, decimal, hex]) => !Object.is(Number(decimal), fromHex(hex!))).map(([line]) => line);
    expect(different).toEqual([]);
  });

  it("has a hex float beside every decimal literal of its tables of f64 and f32", () => {
    const f64s = [...text.matchAll(/memory\.data<f(?:64|32)>\(\[(.*?)\]/gs)].flatMap(([, body]) => body!.trim().split("\n"));
    const numbers = f64s.filter((line) => !line.trim().startsWith("//"));
    expect(numbers.filter((line) => !line.match(ANNOTATED))).toEqual([]);
  });
});

const math = new URL("../../assembly/math/", import.meta.url);

it("assembly/math: every named constant is the same double in decimal and as a hex float beside it", () => {
  const lines = readdirSync(math).flatMap((name) => readFileSync(new URL(name, math), "utf8").split("\n")).filter((line) => /^const \w+: f(?:64|32) = \d/.test(line));
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) {
    const [match] = [...line.matchAll(ANNOTATED)];
    expect(match, line).toBeDefined();
    expect(Number(match![1]), line).toBe(fromHex(match![2]!));
  }
});
