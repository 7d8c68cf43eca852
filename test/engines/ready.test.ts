/** What a call's numbers decide of a program that was lowered for all numbers. */
import { expect, it } from "vitest";
import type { Bench } from "../../src/engines/inline";
import { readyFor, readyForJs } from "../../src/engines/ready";
import type { InputKind } from "../../src/lowering/kinds";
import { KERNELS, programOf } from "../lowering/programs";

/** Where numbers are added. */
function bench(): Bench {
  const memory = new Float64Array(16);
  const add = (a: number, _: number, b: number, __: number, out: number) => {
    memory[out / 8] = memory[a / 8]! + memory[b / 8]!;
  };
  const kernels = { list: { [KERNELS.get("add_f64")!]: add } };
  return { isReading: false, buffer: () => memory.buffer, numbers: 0, kernels } as unknown as Bench;
}

const double = "float64";

// By the catalog exp takes 2.5 and any power 10; to a whole number squares and products 0.9 each, and a quotient 1.5.
it.each<[formula: string, kinds: InputKind[], cost: number]>([
  ["pow(x, y)", [double, 10], 3.6],
  ["pow(x, y)", [double, 2], 0.9],
  ["pow(x, y)", [double, 33], 10],
  ["pow(x, y)", [double, { double: 10 }], 10],
  ["pow(y, x)", [double, 10], 10],
  ["exp(x ** (y + 1))", [double, 9], 6.1],
  ["exp(x ** y) ** z", [double, 10, -1], 7.6],
  ["exp(x ** y) ** 2.5", [double, 10], 16.1],
  ["exp(x)", [double], 2.5],
])("an element of %s, of %j, takes an estimate of %d ns", (formula, kinds, cost) => {
  const program = programOf(formula);
  const ready = readyFor(new Map(KERNELS), bench());
  const others = kinds.map((kind) => (typeof kind === "number" ? 2.5 : kind));
  for (const given of [kinds, others, kinds]) {
    const { lowered } = ready(program, given);
    if (given === kinds) expect(lowered.cost).toBeCloseTo(cost, 12);
    // Lowered once for all numbers.
    expect(lowered.flat).toBe(ready(program, kinds).lowered.flat);
  }
  expect(readyForJs(program, kinds).lowered.cost).toBeCloseTo(cost, 12);
});
