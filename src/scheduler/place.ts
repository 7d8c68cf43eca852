/** Turns a call into jobs: addresses for its operands, numbers written where kernels read them. */
import { BYTES, type Dtype, SHIFT } from "../dtype";
import type { Job, Place } from "./job";
import { isInPlace, type Work } from "./work";

/** One operand's vector of a scalar. */
export const CONSTANT_BYTES = 16;

/** Numbers (inputs that are numbers, then the program's constants) in the order in which they are stored. */
export function numbersOf(work: Work): { value: number; dtype: Dtype }[] {
  const { lowered } = work;
  const scalars = work.inputs.flatMap((input, i) => (input.at === "number" ? [{ value: input.value, dtype: lowered.inputs[i]! }] : []));
  return [...scalars, ...lowered.constants];
}

/** Writes each number into every lane of its vector. */
export function storeNumbers(buffer: ArrayBufferLike, pointer: number, numbers: { value: number; dtype: Dtype }[]): void {
  for (const [i, { value, dtype }] of numbers.entries()) {
    const at = pointer + i * CONSTANT_BYTES;
    if (dtype === "float64") new Float64Array(buffer, at, 2).fill(value);
    else new Float32Array(buffer, at, 4).fill(value);
  }
}

/**
 * The job for elements [begin, begin + count). `staged` gives the address of ordinary input i, and of the output at index -1;
 * `numbers` is where storeNumbers() wrote. Arena arrays are worked on where they are.
 */
export function jobFor(
  work: Work, begin: number, count: number, chunk: number, numbers: number, counters: number[], staged: (input: number) => number,
): Job {
  const { lowered } = work;
  let nextNumber = numbers;
  const number = (dtype: Dtype): Place => {
    const place = { pointer: nextNumber, stride: 0, shift: SHIFT[dtype] };
    nextNumber += CONSTANT_BYTES;
    return place;
  };
  const operands = work.inputs.map((input, i): Place => {
    if (input.at === "number") return number(lowered.inputs[i]!);
    const pointer = input.at === "arena" ? input.pointer + begin * BYTES[input.dtype] : staged(i);
    return { pointer, stride: 1, shift: SHIFT[input.dtype] };
  });
  for (const constant of lowered.constants) operands.push(number(constant.dtype));
  const out = work.output;
  return {
    count, chunk, operands,
    tile: lowered.tile,
    calls: lowered.flat,
    out: { pointer: out.at === "arena" ? out.pointer + begin * BYTES[out.dtype] : staged(-1), stride: 1, shift: SHIFT[out.dtype] },
    inputs: work.inputs.length,
    inPlace: isInPlace(work),
    counters: work.countNaN && lowered.createsNaN ? counters : [],
  };
}
