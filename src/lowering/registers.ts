/** Registers for what lies between kernel calls: as few as can be, each given back after its last use. Pure. */
import type { Generated } from "../kernels/generate";
import { CALL_WORDS, GENERATED, NONE, OUTPUT, type Ref, REGISTER } from "../kernels/refs";

/** A kernel call, in which each register that is written is a new one. */
export interface KernelCall {
  /** Its index among the module's, or a kernel that was made for it. */
  kernel: number | Generated;
  operands: Ref[];
  outs: Ref[];
  /** Whether it may write where it reads. */
  inPlace: boolean;
}

/** Calls as they are run: CALL_WORDS words each; those of generated kernels have their references in `refs`. */
export interface Flat {
  calls: Int32Array;
  refs: Int32Array;
  generated: Generated[];
  registers: number;
}

export function allocate(calls: KernelCall[]): Flat {
  const lastUse = new Map<Ref, number>();
  for (const [i, { operands }] of calls.entries()) for (const ref of operands) if (isRegister(ref)) lastUse.set(ref, i);
  const given = new Map<Ref, Ref>();
  const free: Ref[] = [];
  const words: number[] = [];
  const refs: number[] = [];
  const generated: Generated[] = [];
  let registers = 0;
  for (const [i, { kernel, operands, outs, inPlace }] of calls.entries()) {
    const read = operands.map((ref) => given.get(ref) ?? ref);
    const done = [...new Set(operands)].filter((ref) => lastUse.get(ref) === i).map((ref) => given.get(ref)!);
    if (inPlace) free.push(...done);
    const written = outs.map((out) => {
      if (!isRegister(out)) return out;
      const register = free.pop() ?? REGISTER + registers++;
      given.set(out, register);
      return register;
    });
    if (!inPlace) free.push(...done);
    if (typeof kernel === "number") words.push(kernel, read[0]!, read[1] ?? NONE, read[2] ?? NONE, written[0]!);
    else {
      words.push(GENERATED + generated.push(kernel) - 1, refs.length, operands.length, outs.length, 0);
      refs.push(...read, ...written);
    }
  }
  if (words.length % CALL_WORDS !== 0) throw new Error("a call has another length");
  return { calls: Int32Array.from(words), refs: Int32Array.from(refs), generated, registers };
}

function isRegister(ref: Ref): boolean {
  return ref >= REGISTER && ref < OUTPUT;
}
