/** Whether a call can run as the plain loop over the caller's own arrays, and that loop. */
import { type PlainLoop, plainLoops } from "../catalog/plain-loops";
import type { Program } from "../program";

/** Computes elements [begin, end); returns how many results became NaN. */
export type BoundLoop = (begin: number, end: number) => number;

/** The loop for a program of one exact operation over Float64Arrays of fixed length and numbers; undefined for anything else. */
export function plainLoopFor(program: Program, inputs: unknown[], output: unknown): BoundLoop | undefined {
  const loops = program.steps.length === 1 ? plainLoops[program.steps[0]!.operation] : undefined;
  if (!loops || !isFixed(output)) return undefined;
  const [a, b] = inputs;
  if (inputs.length === 1) return bind(loops.unary, isFixed(a) && a, undefined, output);
  if (typeof b === "number") return bind(loops.right, isFixed(a) && a, b, output);
  if (typeof a === "number") return bind(loops.left, a, isFixed(b) && b, output);
  return bind(loops.arrays, isFixed(a) && a, isFixed(b) && b, output);
}

function bind<A, B>(loop: PlainLoop<A, B> | undefined, a: A | false, b: B | false, output: Float64Array): BoundLoop | undefined {
  if (!loop || a === false || b === false) return undefined;
  return (begin, end) => loop(a, b, output, begin, end);
}

/** Views of resizable memory are another kind of array to the engine: they would slow the loops down for all. */
function isFixed(array: unknown): array is Float64Array {
  if (!(array instanceof Float64Array)) return false;
  const buffer = array.buffer as { resizable?: boolean; growable?: boolean };
  return !buffer.resizable && !buffer.growable;
}
