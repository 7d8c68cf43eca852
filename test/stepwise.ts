/** A program done step by step, each by a call of its own: what a formula's bits must be. */
import type { Flux } from "autoflux";

type Floats = Float64Array | Float32Array;

/** `steps` as explain() gives them: "#2 = add(#0, x)". */
export function stepwise(fx: Flux, steps: readonly string[], inputs: Record<string, Floats | number>): Floats | number {
  const results: (Floats | number)[] = [];
  for (const step of steps) {
    const [, operation, list] = /^#\d+ = (\w+)\((.*)\)$/.exec(step)!;
    const operands = list!.split(", ").map((o) => (o.startsWith("#") ? results[Number(o.slice(1))]! : Object.hasOwn(inputs, o) ? inputs[o]! : Number(o)));
    const run = fx.mapSync as unknown as (operation: string, ...operands: (Floats | number)[]) => Floats;
    results.push(operands.every((o) => typeof o === "number") ? run(operation!, ...operands.map((o) => Float64Array.of(o as number)))[0]! : run(operation!, ...operands));
  }
  return results.at(-1)!;
}
