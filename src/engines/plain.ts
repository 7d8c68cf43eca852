/** Whether a call can run as the plain loop over the caller's own arrays, and that loop. */
import { rowOf } from "../catalog/index";
import type { PlainLoop, PlainLoops } from "../catalog/row";
import type { Program } from "../program";
import { cut, kindOf } from "../typed-array";
import type { Scalars } from "../lowering/kinds";

/** Computes elements [begin, end); returns how many results became NaN. */
export type BoundLoop = (begin: number, end: number) => number;

/**
 * The loop for a program of one exact operation over Float64Arrays of fixed length, as plain views, and numbers, into an array that is none
 * of them (new NaN are looked for in the inputs afterwards); undefined for anything else.
 */
export function plainLoopFor(program: Program, scalars: Scalars, inputOf: (i: number) => unknown, output: unknown): BoundLoop | undefined {
  const step = onlyStep(program, scalars);
  const loops = step && rowOf(step.operation).loops;
  if (!loops || !isFixed(output)) return undefined;
  const operands = step.operands.map((o) => ("input" in o ? inputOf(o.input) : "register" in o ? scalars[o.register] : o.constant));
  const [a, b, c] = operands;
  if (operands.some((operand) => isAnyOf(output, operand) || Number.isNaN(operand))) return undefined;
  if (operands.length === 1) return bind(loops.unary, isFixed(a) && a, undefined, output);
  if (operands.length === 3) return bindThree(loops, a, b, c, output);
  if (typeof b === "number") return bind(loops.right, isFixed(a) && a, b, output);
  if (typeof a === "number") return bind(loops.left, a, isFixed(b) && b, output);
  return bind(loops.arrays, isFixed(a) && a, isFixed(b) && b, output);
}

/** The one step that is of arrays, if there is just one. */
function onlyStep({ steps, result }: Program, scalars: Scalars): Program["steps"][number] | undefined {
  if (!("register" in result)) return undefined;
  let only: Program["steps"][number] | undefined;
  for (let i = 0; i < steps.length; i++) {
    if (scalars[i] !== undefined) continue;
    if (only) return undefined;
    only = steps[i];
  }
  return only;
}

type LoopPart = Float64Array | number | undefined;

function bind<A extends LoopPart, B extends LoopPart>(
  loop: PlainLoop<A, B> | undefined,
  a: A | false,
  b: B | false,
  output: Float64Array,
): BoundLoop | undefined {
  if (!loop || a === false || b === false) return undefined;
  return (begin, end) => {
    const [pa, pb, out] = [part(a, begin, end), part(b, begin, end), part(output, begin, end)];
    const sum = loop(pa, pb, out);
    return sum === sum ? 0 : countNewNaN(pa, pb, out);
  };
}

/** Those of three inputs that have a loop make no new NaN. */
function bindThree({ numbers, three }: PlainLoops, a: unknown, b: unknown, c: unknown, output: Float64Array): BoundLoop | undefined {
  if (!isFixed(a)) return undefined;
  if (numbers && typeof b === "number" && typeof c === "number") {
    return (begin, end) => numbers(part(a, begin, end), b, c, part(output, begin, end));
  }
  if (three && isFixed(b) && isFixed(c)) {
    return (begin, end) => three(part(a, begin, end), part(b, begin, end), part(c, begin, end), part(output, begin, end));
  }
  return undefined;
}

function part<P extends LoopPart>(of: P, begin: number, end: number): P {
  return typeof of === "object" ? (cut(of as Float64Array, begin, end) as P) : of;
}

function countNewNaN(a: LoopPart, b: LoopPart, out: Float64Array): number {
  const hasNaN = (part: LoopPart, i: number) =>
    typeof part === "object" ? Number.isNaN(part[i]) : part !== undefined && Number.isNaN(part);
  let count = 0;
  for (let i = 0; i < out.length; i++) if (Number.isNaN(out[i]) && !hasNaN(a, i) && !hasNaN(b, i)) count++;
  return count;
}

/** The same bytes, as two views may have them. */
function isAnyOf(output: Float64Array, input: unknown): boolean {
  return isFixed(input) && input.buffer === output.buffer && input.byteOffset === output.byteOffset;
}

/** Views of resizable memory are another kind of array to the engine: they would slow the loops down for all. */
function isFixed(array: unknown): array is Float64Array {
  if (kindOf(array) !== "Float64Array") return false;
  const buffer = (array as Float64Array).buffer as { resizable?: boolean; growable?: boolean };
  return !buffer.resizable && !buffer.growable;
}
