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
  const arrays = [...text.matchAll(/^const (\w+): usize = memory\.data<(\w+)>\(\[\n(.*?)^\], 16\);$/gms)];

  it("writes each constant as the same double in decimal and as a hex float", () => {
    expect(arrays.length).toBeGreaterThan(0);
    if (arrays.some(([, , element]) => element!.startsWith("f"))) expect(annotated.length).toBeGreaterThan(0);
    const different = annotated.filter(([, decimal, hex]) => !Object.is(Number(decimal), fromHex(hex!))).map(([line]) => line);
    expect(different).toEqual([]);
  });

  it("has a hex float beside every decimal literal of its tables of f64 and f32", () => {
    const f64s = [...text.matchAll(/memory\.data<f(?:64|32)>\(\[(.*?)\]/gs)].flatMap(([, body]) => body!.trim().split("\n"));
    const numbers = f64s.filter((line) => !line.trim().startsWith("//"));
    expect(numbers.filter((line) => !line.match(ANNOTATED))).toEqual([]);
  });

  it("exports accessors, and no table's address", () => {
    expect(text.match(/^export (?!class )/gm)).toBeNull();
    expect(text.match(/\bmemory\.data\b/g)).toHaveLength(arrays.length);
  });

  it("loads by each constant's name the number that its line names", () => {
    for (const [, table, element, body] of arrays) {
      const bytes = element === "f32" ? 4 : 8;
      const load = String.raw`v128\.load(\d+)_splat\(${table}(?: \+ (\d+))?\)`;
      const named = [...text.matchAll(new RegExp(String.raw`static (\w+)\(\): v128 \{ return ${load};`, "g"))];
      const lines = body!.trimEnd().split("\n");
      const loaded = named.map(([, , bits, offset = "0"]) => [Number(bits) / 8, lines[Number(offset) / bytes]?.split(" ").at(-1)]);
      expect(loaded).toEqual(named.map(([, name]) => [bytes, name]));
      if (named.length > 0) expect(named.length).toBe(lines.length);
    }
  });
});

const assembly = new URL("../../assembly/", import.meta.url);
const math = new URL("math/", assembly);
const kernels = readdirSync(assembly, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.startsWith("tables"))
  .map((name) => ({ name, lines: readFileSync(new URL(name, assembly), "utf8").split("\n") }));
/** The lines of kernels, in files of such names, that hold such text. */
const linesWith = (text: RegExp, file = /./) =>
  kernels
    .filter(({ name }) => file.test(name))
    .flatMap(({ name, lines }) => lines.filter((line) => text.test(line)).map((line) => `${name}: ${line.trim()}`));

describe("kernels", () => {
  it("have constants by name: in assembly/math nothing is loaded from an address, and there is no table", () => {
    expect(kernels.length).toBeGreaterThan(25);
    expect(linesWith(/\bload\w*[<(]|\bmemory\.data\b|\.number\(/, /^math/)).toEqual([]);
  });

  it("load nothing at an offset from a table elsewhere either", () => {
    expect(linesWith(/\bload\w*(?:<\w+>)?\(\s*[A-Z]/)).toEqual([]);
  });

  it("name the numbers that matter: none of two digits or more is typed into a vector", () => {
    expect(linesWith(/\bsplat\((?:<\w+>)?-?(?:\d{2}|0x|\d\.\d{3})/)).toEqual([]);
  });

  it("in assembly/math say at their head what they do: method, source, approximation, special values", () => {
    const PART = /^ \* (Method|Source|Approximation|Special): \S/;
    const ops = kernels.filter(({ name }) => name.startsWith("math"));
    const headOf = (lines: string[]) => lines.slice(0, lines.indexOf(" */"));
    const parts = ops.map(({ name, lines }) => [name, ...headOf(lines).flatMap((line) => PART.exec(line)?.[1] ?? [])]);
    expect(parts).toEqual(ops.map(({ name }) => [name, "Method", "Source", "Approximation", "Special"]));
  });

  it("use every constant and row that there is", () => {
    const used = new Set(kernels.flatMap(({ lines }) => lines.flatMap((line) => line.match(/\b\w+\.\w+\(/g) ?? [])));
    const printed = readdirSync(tables).flatMap((name) =>
      [...readFileSync(new URL(name, tables), "utf8").matchAll(/^export class (\w+) \{\n(.*?)^\}/gms)].flatMap(([, type, body]) =>
        [...body!.matchAll(/static (\w+)\(/g)].map(([, accessor]) => `${type}.${accessor}(`)));
    expect(printed.length).toBeGreaterThan(100);
    expect(printed.filter((accessor) => !used.has(accessor))).toEqual([]);
  });
});

it("assembly/math: every named constant is the same double in decimal and as a hex float beside it", () => {
  const lines = readdirSync(math)
    .flatMap((name) => readFileSync(new URL(name, math), "utf8").split("\n"))
    .filter((line) => /^(?:export )?const \w+: f(?:64|32) = -?\d/.test(line));
  expect(lines.length).toBeGreaterThan(30);
  for (const line of lines) {
    const [match] = [...line.matchAll(ANNOTATED)];
    expect(match, line).toBeDefined();
    expect(Number(match![1]), line).toBe(fromHex(match![2]!));
  }
});
