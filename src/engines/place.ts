/** Turns a call into jobs: addresses for its operands, numbers written where kernels read them. */
import { BYTES, SHIFT } from "../dtype";
import type { KernelJob, Place, SpreadPlace } from "../kernels/job";
import type { Constant } from "../lowering/lower";
import type { Work } from "./work";

/** One operand's vector of a scalar. */
export const CONSTANT_BYTES = 16;
const NONE: never[] = [];

/** The whole memory as numbers of a kind: made once, as a view takes as long as a small call may. (It is another one when it has grown.) */
let seen: ArrayBufferLike | undefined;
let doubles = new Float64Array(0);
let singles = new Float32Array(0);

function look(buffer: ArrayBufferLike): void {
  if (buffer === seen) return;
  seen = buffer;
  doubles = new Float64Array(buffer) as Float64Array<ArrayBuffer>;
  singles = new Float32Array(buffer) as Float32Array<ArrayBuffer>;
}

/** Writes each number into every lane of its vector. */
export function storeNumbers(buffer: ArrayBufferLike, pointer: number, numbers: Constant[]): void {
  look(buffer);
  for (let i = 0; i < numbers.length; i++) {
    const { value, dtype } = numbers[i]!;
    const at = pointer + i * CONSTANT_BYTES;
    if (dtype === "float64") doubles[at / 8] = doubles[at / 8 + 1] = value;
    else for (let lane = at / 4; lane < at / 4 + 4; lane++) singles[lane] = value;
  }
}

/** Reads `count` doubles into `target` from `at` on. */
export function loadDoubles(buffer: ArrayBufferLike, pointer: number, count: number, target: Float64Array, at: number): void {
  look(buffer);
  for (let i = 0; i < count; i++) target[at + i] = doubles[pointer / 8 + i]!;
}

/**
 * The job for elements [begin, begin + count). `staged` gives the address of ordinary input i, and of the output (or its partial
 * results) at index -1; `numbers` is where storeNumbers() wrote. Arena arrays are worked on where they are.
 */
export function jobFor(
  work: Work, begin: number, count: number, chunk: number, numbers: number, counters: number[], staged: (input: number) => number,
): KernelJob {
  const { lowered, inputs, output } = work;
  const operands = new Array<Place>(inputs.length + lowered.constants.length); // a list that grows begins with room for 17
  let spreads: SpreadPlace[] = NONE;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (input.at === "number") {
      operands[i] = { pointer: numbers, stride: 0, shift: SHIFT[lowered.inputs[i]!] };
      numbers += CONSTANT_BYTES;
    } else if (input.at === "spread") {
      const { length, inner, pointer, dtype } = input;
      operands[i] = { pointer, stride: 0, shift: SHIFT[dtype] };
      spreads = [...spreads, { operand: i, length, inner, start: begin % (length * inner) }];
    } else {
      const pointer = input.at === "arena" ? input.pointer + begin * BYTES[input.dtype] : staged(i);
      operands[i] = { pointer, stride: 1, shift: SHIFT[input.dtype] };
    }
  }
  for (let i = 0; i < lowered.constants.length; i++) {
    operands[inputs.length + i] = { pointer: numbers, stride: 0, shift: SHIFT[lowered.constants[i]!.dtype] };
    numbers += CONSTANT_BYTES;
  }
  const pointer = output.at === "arena" ? output.pointer + begin * BYTES[output.dtype] : staged(-1);
  return {
    count, chunk, operands, spreads,
    tile: lowered.tile,
    calls: lowered.flat.calls,
    refs: lowered.flat.refs,
    generated: lowered.flat.generated,
    folding: lowered.folding,
    out: { pointer, stride: 1, shift: output.at === "records" ? 3 : SHIFT[output.dtype] },
    inputs: inputs.length,
    inPlace: work.inPlace,
    counters: work.countNaN && lowered.createsNaN ? counters : NONE,
  };
}
