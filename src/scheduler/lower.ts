/**
 * From a program to kernel calls: chooses kernels by dtype, adds conversions, numbers the registers. Pure.
 *
 * float32 programs run in float32 from step to step, so that a program has the bits of its steps done one by one. A scalar that is no
 * float32 is not rounded: that step is done in float64 between conversions, which is what the plain loop does. So are operations that
 * have no kernel for float32.
 */
import { rowOf } from "../catalog/index";
import { BYTES, type Dtype } from "../dtype";
import type { Operand, Program } from "../program";

/** What an input of a call is: an array of a dtype, or a number. */
export type InputKind = Dtype | number;

/** Where a kernel reads and writes: operand i of the job, register REGISTER + i, or the job's output. */
export type Ref = number;
export const REGISTER: Ref = 64;
export const OUTPUT: Ref = 127;
/** Absent second or third operand. */
export const NONE: Ref = -1;
/** Words of a kernel call in `flat`. */
export const CALL_WORDS = 5;

/** A number as kernels read it: one vector with the value in every lane, of this dtype. */
export interface Constant {
  value: number;
  dtype: Dtype;
}

export interface Lowered {
  /** Of the result. */
  dtype: Dtype;
  /** CALL_WORDS for each call: kernel, a, b, c, out. */
  flat: Int32Array;
  /** Operands after the inputs: numbers, stored as the given dtype. */
  constants: Constant[];
  /** Dtype of each input operand as its kernel reads it. */
  inputs: Dtype[];
  /** Elements of a tile: all registers together stay in the L1 cache. The tile affects no bits. */
  tile: number;
  /** Whether a result can be NaN where no input was. */
  createsNaN: boolean;
  /** ns per element, one thread. */
  cost: number;
}

const MOST_TILE = 1024;
/** Elements of a tile where nothing is kept between steps: fewer calls. */
const LONG_TILE = 4096;
/** A thread's scratch: its registers, then a mark for each element of a tile (assembly/count.ts). */
const REGISTER_BYTES = 24 * 1024;
export const MARKS_AT = REGISTER_BYTES;
export const SCRATCH_BYTES = REGISTER_BYTES + LONG_TILE * 8;

/** The kernel calls for `program` on inputs of these kinds. `kernels` are the names of the module's exports, by index. */
export function lower(program: Program, inputs: InputKind[], kernels: Map<string, number>): Lowered {
  const dtype: Dtype = inputs.every((k) => typeof k === "number" || k === "float32") ? "float32" : "float64";
  const calls: number[] = [];
  const constants: Lowered["constants"] = [];
  const kinds = inputs.map((k): Dtype => (typeof k === "number" ? scalarDtype(k, dtype) : k));
  let registers = 0;
  let cost = 0;
  let createsNaN = false;

  const newRegister = (): Ref => REGISTER + registers++;
  const call = (name: string, out: Ref, a: Ref, b = NONE, c = NONE): Ref => {
    calls.push(kernels.get(name) ?? NONE, a, b, c, out);
    return out;
  };
  const constant = (value: number, as: Dtype): Ref => {
    constants.push({ value, dtype: as });
    return inputs.length + constants.length - 1;
  };
  const converted = (ref: Ref, from: Dtype, to: Dtype): Ref =>
    from === to ? ref : call(to === "float64" ? "promote" : "demote", newRegister(), ref);

  const fused = program.fused?.[dtype];
  const suffix = dtype === "float64" ? "f64" : "f32";
  if (fused && kinds.every((k) => k === dtype)) {
    call(`${fused}_${suffix}`, OUTPUT, 0);
    for (const step of program.steps) createsNaN ||= rowOf(step.operation).createsNaN;
    return { dtype, flat: Int32Array.from(calls), constants, inputs: kinds, tile: LONG_TILE, createsNaN, cost: rowOf(program.name).cost };
  }

  const results: Ref[] = [];
  for (const [i, step] of program.steps.entries()) {
    const row = rowOf(step.operation);
    createsNaN ||= row.createsNaN;
    const last = i === program.steps.length - 1;
    const operands = step.operands.map((o) => resolve(o, inputs, kinds, results, dtype));
    const wide = dtype === "float64" || operands.some((o) => o.dtype === "float64") || !kernels.has(`${row.name}_f32`);
    const compute: Dtype = wide ? "float64" : "float32";
    const refs = operands.map((o) =>
      o.constant !== undefined ? constant(o.constant, compute) : o.scalar ? o.ref : converted(o.ref, o.dtype, compute),
    );
    // A scalar among wider operands is stored as the width its kernel reads.
    for (const o of operands) if (o.scalar) kinds[o.ref] = compute;
    const direct = compute === dtype;
    const target = direct && last ? OUTPUT : newRegister();
    call(`${row.name}_${compute === "float64" ? "f64" : "f32"}`, target, refs[0]!, refs[1], refs[2]);
    if (!direct) results[step.register] = call("demote", last ? OUTPUT : newRegister(), target);
    else results[step.register] = target;
    cost += row.cost;
  }
  const bytes = registers * BYTES.float64;
  const tile = registers === 0 ? LONG_TILE : Math.min(MOST_TILE, Math.floor(REGISTER_BYTES / bytes / 4) * 4);
  return { dtype, flat: Int32Array.from(calls), constants, inputs: kinds, tile, createsNaN, cost };
}

/** What the engine without WebAssembly needs to know of a program. */
export function lowerForJs(program: Program, inputs: InputKind[]): Lowered {
  return lower(program, inputs, new Map());
}

interface Resolved {
  ref: Ref;
  dtype: Dtype;
  constant?: number;
  scalar?: boolean;
}

function resolve(o: Operand, inputs: InputKind[], kinds: Dtype[], results: Ref[], dtype: Dtype): Resolved {
  if ("constant" in o) return { ref: NONE, dtype: scalarDtype(o.constant, dtype), constant: o.constant };
  if ("register" in o) return { ref: results[o.register]!, dtype };
  return { ref: o.input, dtype: kinds[o.input]!, scalar: typeof inputs[o.input] === "number" };
}

/** What of an input's kind decides how a program is lowered: calls alike in this share one lowering. */
export function signatureOf(kind: InputKind): string {
  return typeof kind === "number" ? `${scalarDtype(kind, "float32")} number` : kind;
}

/** A number is a float32 operand only where it is one exactly. */
function scalarDtype(value: number, dtype: Dtype): Dtype {
  return dtype === "float32" && (Object.is(Math.fround(value), value) || Number.isNaN(value)) ? "float32" : "float64";
}
