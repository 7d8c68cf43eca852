import { createFlux } from "autoflux";
import { afterAll, describe, it } from "vitest";
import { catalog } from "../src/catalog/index";
import { expectSameBits, randomDoubles, specials } from "./values";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());
type Operand = Float64Array | Float32Array | number;
const map = fx.map as unknown as (operation: string, ...args: unknown[]) => Promise<Float64Array>;

/** Every special beside every other, and random patterns: three columns of one length. */
const pairs = specials.flatMap((a) => specials.map((b) => [a, b] as const));
const random = [1, 2, 3].map((seed) => randomDoubles(3000, seed));
const columns: Float64Array[] = [
  Float64Array.from([...pairs.map(([a]) => a), ...random[0]!]),
  Float64Array.from([...pairs.map(([, b]) => b), ...random[1]!]),
  Float64Array.from([...pairs.map(([a, b]) => a - b), ...random[2]!]),
];
const numbers = [0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 0.1];

/** Which of the operands are numbers: every choice that leaves an array. */
function choices(arity: number): boolean[][] {
  return Array.from({ length: 2 ** arity - 1 }, (_, bits) => Array.from({ length: arity }, (_, i) => ((bits >> i) & 1) === 1));
}

const exact = catalog.filter((row) => !row.steps && row.maxUlp === 0.5);
const cases = exact.flatMap((row) => choices(row.arity).map((isNumber) => ({ row, name: row.name, isNumber, shape: isNumber.map((is) => (is ? "number" : "array")).join(", ") })));

describe("an exact operation has the bits of its definition, whatever its operands are and wherever it runs", () => {
  it.each(cases)("$name($shape)", async ({ row, isNumber }) => {
    for (const number of isNumber.includes(true) ? numbers : [0]) {
      const operands = isNumber.map((is, i): Operand => (is ? number : columns[i]!));
      const at = (operand: Operand | undefined, i: number) => (typeof operand === "object" ? operand[i]! : (operand ?? 0));
      const want = columns[0]!.map((_, i) => row.reference(at(operands[0], i), at(operands[1], i), at(operands[2], i)));
      const arena = operands.map((operand) => (typeof operand === "number" ? operand : fx.array(operand)));
      expectSameBits(await map(row.name, ...operands), want); // as the plain loop, where there is one
      for (const engine of ["inline", "threads", "js"] as const) {
        expectSameBits(await map(row.name, ...operands, { engine }), want);
        expectSameBits(await map(row.name, ...arena, { engine }), want);
      }
      const target = arena.find((operand) => typeof operand !== "number") as Float64Array;
      expectSameBits(await map(row.name, ...arena, { out: target }), want); // in place
      for (const array of arena) if (typeof array !== "number" && array !== target) fx.free(array as Float64Array<SharedArrayBuffer>);
      fx.free(target as Float64Array<SharedArrayBuffer>);
    }
  });

  it.each(exact.filter((row) => row.arity === 3))("$name of float32 arrays and numbers rounds once, at the end", async (row) => {
    const singles = columns.map((column) => Float32Array.from(column));
    const want = singles[0]!.map((a, i) => (row.reference32 ?? row.reference)(a, singles[1]![i]!, singles[2]![i]!));
    expectSameBits(await map(row.name, ...singles), want);
    const withNumber = singles[0]!.map((a, i) => row.reference(a, singles[1]![i]!, 0.1));
    expectSameBits(await map(row.name, singles[0], singles[1], 0.1), withNumber);
    const mixed = columns[0]!.map((a, i) => row.reference(a, singles[1]![i]!, 0.1));
    expectSameBits(await map(row.name, columns[0], singles[1], 0.1), mixed);
  });
});
