/** Whether a call can run as the plain loop over the caller's own arrays, and that loop. */
import { type PlainLoop, plainLoops } from "../catalog/plain-loops";
import type { Program } from "../program";

/** Computes elements [begin, end); returns how many results became NaN. */
export type BoundLoop = (begin: number, end: number) => number;

/**
 * The loop for a program of one exact operation over Float64Arrays of fixed length and numbers, into an array that is none of them
 * (new NaN are looked for in the inputs afterwards); undefined for anything else.
 */
export function plainLoopFor(program: Program, inputs: unknown[], output: unknown): BoundLoop | undefined {
  const loops = program.steps.length === 1 ? plainLoops[program.steps[0]!.operation] : undefined;
  if (!loops || !isFixed(output)) return undefined;
  const [a, b] = inputs;
  if (isAnyOf(output, a) || isAnyOf(output, b)) return undefined;
  if (inputs.length === 1) return bind(loops.unary, isFixed(a) && a, undefined, output);
  if (typeof b === "number") return bind(loops.right, isFixed(a) && a, b, output);
  if (typeof a === "number") return bind(loops.left, a, isFixed(b) && b, output);
  return bind(loops.arrays, isFixed(a) && a, isFixed(b) && b, output);
}

type Part = Float64Array | number | undefined;

function bind<A extends Part, B extends Part>(loop: PlainLoop<A, B> | undefined, a: A | false, b: B | false, output: Float64Array): BoundLoop | undefined {
  if (!loop || a === false || b === false) return undefined;
  return (begin, end) => {
    const part = <P extends Part>(of: P): P => (of instanceof Float64Array ? (of.subarray(begin, end) as P) : of);
    const [pa, pb, out] = [part(a), part(b), part(output)];
    const sum = loop(pa, pb, out);
    return sum === sum ? 0 : countNewNaN(pa, pb, out);
  };
}

function countNewNaN(a: Part, b: Part, out: Float64Array): number {
  const hasNaN = (part: Part, i: number) => (part instanceof Float64Array ? Number.isNaN(part[i]) : part !== undefined && Number.isNaN(part));
  let count = 0;
  for (let i = 0; i < out.length; i++) if (Number.isNaN(out[i]) && !hasNaN(a, i) && !hasNaN(b, i)) count++;
  return count;
}

/** The same bytes, as two views may have them. */
function isAnyOf(output: Float64Array, input: unknown): boolean {
  return ArrayBuffer.isView(input) && input.buffer === output.buffer && input.byteOffset === output.byteOffset;
}

/** Views of resizable memory are another kind of array to the engine: they would slow the loops down for all. */
function isFixed(array: unknown): array is Float64Array {
  if (!(array instanceof Float64Array)) return false;
  const buffer = array.buffer as { resizable?: boolean; growable?: boolean };
  return !buffer.resizable && !buffer.growable;
}
