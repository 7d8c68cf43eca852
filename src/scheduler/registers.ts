/** Registers for what lies between kernel calls: as few as can be, each given back after its last use. Pure. */
import { CALL_WORDS, OUTPUT, type Ref, REGISTER } from "./refs";

/** A kernel call, in which each register that is written is a new one. */
export interface Call {
  kernel: number;
  operands: [Ref, Ref, Ref];
  out: Ref;
  /** Whether it may write where it reads. */
  inPlace: boolean;
}

export function allocate(calls: Call[]): { flat: Int32Array; registers: number } {
  const lastUse = new Map<Ref, number>();
  for (const [i, { operands }] of calls.entries()) for (const ref of operands) if (isRegister(ref)) lastUse.set(ref, i);
  const given = new Map<Ref, Ref>();
  const free: Ref[] = [];
  let registers = 0;
  const flat = new Int32Array(calls.length * CALL_WORDS);
  for (const [i, { kernel, operands, out, inPlace }] of calls.entries()) {
    const refs = operands.map((ref) => given.get(ref) ?? ref);
    const done = [...new Set(operands)].filter((ref) => lastUse.get(ref) === i).map((ref) => given.get(ref)!);
    if (inPlace) free.push(...done);
    let target = out;
    if (isRegister(out)) {
      target = free.pop() ?? REGISTER + registers++;
      given.set(out, target);
    }
    if (!inPlace) free.push(...done);
    flat.set([kernel, ...refs, target], i * CALL_WORDS);
  }
  return { flat, registers };
}

function isRegister(ref: Ref): boolean {
  return ref >= REGISTER && ref < OUTPUT;
}
