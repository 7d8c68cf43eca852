/** A caller's flat array as a call knows it: its elements, its form, and the memory that it borrows. */
import type { FloatArray, NumberArray } from "../dtype";
import { DetachedBuffer } from "../errors";
import { type Allocation, type Arena, type ArenaOperand, allocationOf } from "../memory/arena";
import { type Reader, rowsReader, TypedPort } from "../memory/ports";
import type { Source } from "../engines/work";
import { dtypeOf, isFloatArray, lossOf, plainView } from "../typed-array";

/** The form of an input that the result takes on. */
export type Form =
  { kind: "flat" } | { kind: "shaped"; shape: readonly number[] } | { kind: "nested"; shape: readonly number[]; typedRows: boolean };

export interface Recognised {
  source: Source;
  /** Elements; -1 for a number. */
  length: number;
  form: Form;
  /** A flat typed array, as a plain view of its elements in their order; or of all that a strided one may read. */
  view?: NumberArray;
  /** Its elements do not lie one after another in `view`. */
  isStrided?: boolean;
  /** Typed rows of a nested array, as plain views. */
  rows?: readonly NumberArray[];
  /** Where floats live in this instance's own arena. */
  allocation?: Allocation;
  /** All that must stay in its place while the call runs, of whichever arena. */
  borrowed: readonly Allocation[];
}

export interface InputRules {
  arena: Arena | undefined;
  safeMode: boolean;
  flatten3d: boolean;
}

export const FLAT: Form = { kind: "flat" };
export const NOTHING: readonly Allocation[] = [];

/** A typed array of numbers. @throws DetachedBuffer, FreedArray, UnsupportedInput (beyond its array's own bytes) */
export function ofTyped(
  given: NumberArray, where: string, { arena }: Pick<InputRules, "arena">, view: NumberArray = plainView(given),
): Recognised {
  if (view.length === 0) refuseLost(given, where);
  const owner = allocationOf(view, where);
  const borrowed = owner ? owner.alone : NOTHING;
  const allocation = owner !== undefined && owner.arena === arena && isFloatArray(view) ? owner : undefined;
  const source: Source = allocation
    ? { at: "arena", pointer: view.byteOffset, dtype: dtypeOf(view), view: view as FloatArray }
    : new TypedPort(given, view, where);
  return { source, length: view.length, form: FLAT, view, allocation, borrowed };
}

/** A float array of the arena. */
export class ArenaInput implements Recognised {
  readonly length: number;
  readonly form = FLAT;
  readonly allocation: Allocation;
  readonly borrowed: readonly Allocation[];

  constructor(readonly source: ArenaOperand) {
    this.length = source.length;
    this.allocation = source.allocation;
    this.borrowed = source.allocation.alone;
  }

  get view(): FloatArray {
    return this.source.view;
  }
}

/** An input that brings its own reader: a column whose values no kernel reads as they lie. */
export class ReadInput {
  readonly #recognised: Recognised;

  /** `memory`: what it reads, which no result may share. */
  constructor(source: Reader, memory: NumberArray | undefined, borrowed: readonly Allocation[]) {
    this.#recognised = { source, length: source.length, form: FLAT, borrowed, ...(memory && { view: memory, isStrided: true }) };
  }

  /** Whether a value is one, whatever it pretends to be. */
  static is(value: unknown): value is ReadInput {
    return typeof value === "object" && value !== null && #recognised in value;
  }

  recognised(): Recognised {
    return this.#recognised;
  }
}

/** A list of numbers, which are looked at when they are read. */
export function ofNumbers(list: readonly unknown[], where: string, { safeMode }: Pick<InputRules, "safeMode">): Recognised {
  const reader = rowsReader([list as number[]], list.length, safeMode, where);
  return { source: reader, length: list.length, form: FLAT, borrowed: NOTHING };
}

/** @throws DetachedBuffer */
export function refuseLost(view: NumberArray, where: string): void {
  const loss = lossOf(view);
  if (loss === "detached") {
    throw new DetachedBuffer(
      `${where}: its memory was detached (transferred) before the call. Use the array before you transfer it, or share it`,
    );
  }
  if (loss === "shrunk") throw new DetachedBuffer(`${where}: its buffer was shrunk below the view. Make a new view`);
}

/** A flat float array of the arena, or of ordinary memory, whose elements lie one after another. */
export function floatsOf({ view }: Recognised): FloatArray {
  return view as FloatArray;
}

/** All that several inputs borrow: nothing or one thing, nearly always. */
export function allBorrowed(inputs: readonly Recognised[]): readonly Allocation[] {
  let all = NOTHING;
  for (let i = 0; i < inputs.length; i++) {
    const { borrowed } = inputs[i]!;
    if (borrowed.length > 0) all = all.length > 0 ? [...all, ...borrowed] : borrowed;
  }
  return all;
}
