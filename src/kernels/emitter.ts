/** The code of a generated kernel, byte by byte (generate.ts). */
import { rowOf } from "../catalog/index";
import type { Instruction } from "../catalog/row";
import type { Dtype } from "../dtype";

export interface Body {
  dtype: Dtype;
  /** Of each operand: an array, or one vector that holds a number in every lane. */
  operands: ("array" | "number")[];
  /** An operation that is an instruction, and the positions of its values. */
  steps: [operation: string, ...values: number[]][];
  /** Values that are written, the result last. */
  outputs: number[];
  /** The result, of float64, is not written but reduced by this fold (catalog/folds.ts): the output is its partial result. */
  fold?: "sum";
}

export function instructionOf(operation: string): Instruction {
  return rowOf(operation).instruction!;
}

/** Bodies up to so many steps do two vectors an iteration. */
const TWICE_UP_TO = 24;

// Opcodes, as the specification of WebAssembly has them.
export const I32 = 0x7f, V128 = 0x7b;
const VOID = 0x40;
export const LOCAL_GET = 0x20, LOCAL_SET = 0x21, I32_CONST = 0x41, I32_ADD = 0x6a, AND = 0x4e;
const I32_LT_U = 0x49, I32_AND = 0x71, I32_SHL = 0x74;
const BLOCK = 0x02, LOOP = 0x03, END = 0x0b, BR = 0x0c, BR_IF = 0x0d, I32_EQZ = 0x45, SIMD = 0xfd;
const LOAD = 0x00,
  STORE = 0x0b,
  OR = 0x50,
  XOR = 0x51,
  BITSELECT = 0x52,
  ANY_TRUE = 0x53,
  NOT_EQUAL = [0x48, 0x42],
  DIVIDE = [0xf3, 0xe7],
  MULTIPLY = [0xf2, 0xe6],
  PMIN = [0xf6, 0xea],
  PMAX = [0xf7, 0xeb];
export const SUBTRACT = [0xf1, 0xe5] as const, STORE_LANE = [0x5b, 0x5a] as const;
const LOAD_SPLAT = [0x0a, 0x09], SPLAT = [0x14, 0x13], CONST = [0x44, 0x43];

/** Writes one module: a function over an imported memory. */
export class Emitter {
  private readonly code: number[] = [];
  /** 0 for float64, 1 for float32. */
  private readonly kind: 0 | 1;
  private readonly shift: number;
  protected readonly count: number;
  protected readonly at: number;
  private readonly end: number;
  private readonly one: number;
  private readonly zero: number;
  private readonly found: number;
  protected readonly firstValue: number;
  /** For what a step needs twice. */
  private readonly kept: number;
  protected readonly keptToo: number;

  constructor(protected readonly body: Body) {
    this.kind = body.dtype === "float64" ? 0 : 1;
    this.shift = 3 - this.kind;
    this.count = body.operands.length + body.outputs.length;
    this.at = this.count + 1;
    this.end = this.at + 1;
    this.one = this.end + 1;
    this.zero = this.one + 1;
    this.found = this.zero + 1;
    this.firstValue = this.found + 1;
    this.kept = this.firstValue + body.operands.length + body.steps.length;
    this.keptToo = this.kept + 1;
  }

  module(): Uint8Array {
    const { body, code, one, zero } = this;
    const params = this.count + 1;
    this.constant(1, one);
    this.constant(0, zero);
    for (const [i, kind] of body.operands.entries()) {
      if (kind === "number") this.op(LOCAL_GET, i).simd(LOAD_SPLAT[this.kind]!).memory(0).op(LOCAL_SET, this.firstValue + i);
    }
    this.loops();
    this.raw(END);
    const functionBody = [...this.locals(), ...code];
    return Uint8Array.from([
      0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
      ...section(1, [1, 0x60, ...leb(params), ...new Array(params).fill(I32), 1, I32]),
      ...section(2, [1, ...name("env"), ...name("memory"), 2, 3, 1, ...leb(65536)]), // shared, at least a page
      ...section(3, [1, 0]),
      ...section(7, [1, ...name("run"), 0, 0]),
      ...section(10, [1, ...leb(functionBody.length), ...functionBody]),
    ]);
  }

  /** at, end; one, zero, found, the values, and two for a step. */
  protected locals(): number[] {
    return [2, ...leb(2), I32, ...leb(5 + this.body.operands.length + this.body.steps.length), V128];
  }

  /** All that is done; what is returned is left on the stack. */
  protected loops(): void {
    const vectors = this.body.steps.length <= TWICE_UP_TO ? 2 : 1;
    this.whole(16 * vectors);
    this.loop(16 * vectors, () => {
      for (let vector = 0; vector < vectors; vector++) this.once(16 * vector, false);
    });
    this.whole();
    this.loop(1 << this.shift, () => this.once(0, true));
    this.op(LOCAL_GET, this.found).simd(ANY_TRUE);
  }

  /** Sets the end to where the elements end, or whole groups of so many bytes. */
  protected whole(bytes?: number): void {
    this.op(LOCAL_GET, this.count).op(I32_CONST, this.shift).raw(I32_SHL);
    if (bytes !== undefined) this.op(I32_CONST, -bytes).raw(I32_AND);
    this.op(LOCAL_SET, this.end);
  }

  /** Runs `inner` while the offset is below `end`, and moves it on by `step` bytes. */
  protected loop(step: number, inner: () => void): void {
    this.raw(BLOCK, VOID, LOOP, VOID).op(LOCAL_GET, this.at).op(LOCAL_GET, this.end).raw(I32_LT_U, I32_EQZ).op(BR_IF, 1);
    inner();
    this.op(LOCAL_GET, this.at).op(I32_CONST, step).raw(I32_ADD).op(LOCAL_SET, this.at).op(BR, 0).raw(END, END);
  }

  /** All steps for one vector, or for one element in all lanes, and their outputs. */
  private once(offset: number, isTail: boolean): void {
    const { body, kind } = this;
    this.steps(offset, isTail);
    const isMask = this.masks();
    for (const [i, output] of body.outputs.entries()) {
      this.address(body.operands.length + i).value(output, isMask);
      if (isTail) this.simd(STORE_LANE[kind]!).memory(offset).raw(0);
      else this.simd(STORE).memory(offset);
    }
    const result = body.outputs.at(-1)!;
    this.op(LOCAL_GET, this.found).value(result, isMask).value(result, isMask).simd(NOT_EQUAL[kind]!).simd(OR).op(LOCAL_SET, this.found);
  }

  /** Gives all values their locals. */
  protected steps(offset: number, isTail: boolean): void {
    const { body, firstValue, kind } = this;
    for (const [i, operand] of body.operands.entries()) {
      if (operand === "array") this.address(i).simd(isTail ? LOAD_SPLAT[kind]! : LOAD).memory(offset).op(LOCAL_SET, firstValue + i);
    }
    const isMask = this.masks();
    for (const [i, step] of body.steps.entries()) {
      this.step(step, isMask);
      this.op(LOCAL_SET, firstValue + body.operands.length + i);
    }
  }

  /** The result, as a number, on the stack. */
  protected result(): this {
    return this.value(this.body.outputs.at(-1)!, this.masks());
  }

  /** Which values are masks of all bits: of comparisons, until they are needed as numbers. */
  private masks(): (value: number) => boolean {
    const { operands, steps } = this.body;
    return (value) => {
      const step = steps[value - operands.length];
      const instruction = step && instructionOf(step[0]);
      return instruction !== undefined && "compares" in instruction && instruction.compares === true;
    };
  }

  private step([operation, a, b, c]: Body["steps"][number], isMask: (value: number) => boolean): void {
    const instruction = instructionOf(operation);
    const { kind } = this;
    if ("codes" in instruction) {
      this.value(a!, isMask);
      if (b !== undefined) this.value(b, isMask);
      this.simd(instruction.codes[kind]);
    } else if (instruction.as === "x * x") this.value(a!, isMask).value(a!, isMask).simd(MULTIPLY[kind]!);
    else if (instruction.as === "1 / x") this.op(LOCAL_GET, this.one).value(a!, isMask).simd(DIVIDE[kind]!);
    else if (instruction.as === "min") this.bothWays(PMIN, a!, b!, isMask).simd(OR);
    else if (instruction.as === "max") {
      const { kept: p, keptToo: q } = this;
      this.bothWays(PMAX, a!, b!, isMask).op(LOCAL_SET, q).op(LOCAL_SET, p);
      this.op(LOCAL_GET, p).op(LOCAL_GET, q).simd(OR).op(LOCAL_GET, p).op(LOCAL_GET, q).simd(XOR).simd(SUBTRACT[kind]!);
    }
    else {
      this.value(b!, isMask).value(c!, isMask);
      if (isMask(a!)) this.op(LOCAL_GET, this.firstValue + a!);
      else this.value(a!, isMask).op(LOCAL_GET, this.zero).simd(NOT_EQUAL[kind]!);
      this.simd(BITSELECT);
    }
  }

  /** An instruction of (a, b), and of (b, a). */
  private bothWays(codes: readonly number[], a: number, b: number, isMask: (value: number) => boolean): this {
    const code = codes[this.kind]!;
    return this.value(a, isMask).value(b, isMask).simd(code).value(b, isMask).value(a, isMask).simd(code);
  }

  /** A value as a number: of a mask, 1 or 0. */
  private value(value: number, isMask: (value: number) => boolean): this {
    this.op(LOCAL_GET, this.firstValue + value);
    return isMask(value) ? this.op(LOCAL_GET, this.one).simd(AND) : this;
  }

  private address(param: number): this {
    return this.op(LOCAL_GET, param).op(LOCAL_GET, this.at).raw(I32_ADD);
  }

  private constant(value: number, local: number): void {
    const bytes = this.kind === 0 ? new Uint8Array(Float64Array.of(value).buffer) : new Uint8Array(Float32Array.of(value).buffer);
    this.raw(CONST[this.kind]!, ...bytes).simd(SPLAT[this.kind]!).op(LOCAL_SET, local);
  }

  protected op(opcode: number, immediate: number): this {
    return this.raw(opcode, ...(opcode === I32_CONST ? signed(immediate) : leb(immediate)));
  }

  protected simd(opcode: number): this {
    return this.raw(SIMD, ...leb(opcode));
  }

  /** Alignment, of which nothing is promised, and offset. */
  protected memory(offset: number): this {
    return this.raw(0, ...leb(offset));
  }

  protected raw(...bytes: number[]): this {
    this.code.push(...bytes);
    return this;
  }
}

function section(id: number, content: number[]): number[] {
  return [id, ...leb(content.length), ...content];
}

function name(text: string): number[] {
  return [text.length, ...Array.from(text, (letter) => letter.charCodeAt(0))];
}

/** Unsigned LEB128. */
export function leb(value: number): number[] {
  const bytes = [];
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value];
}

/** Signed LEB128. */
function signed(value: number): number[] {
  const bytes = [];
  for (;;) {
    const byte = value & 0x7f;
    value >>= 7;
    if ((value === 0 && (byte & 0x40) === 0) || (value === -1 && (byte & 0x40) !== 0)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}
