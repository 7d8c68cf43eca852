/** Where a result goes: the caller's `out`, the arena or ordinary memory, in the form of the first array input. */
import { BYTES, type Dtype, type FloatArray, type NumberArray, viewOf } from "../dtype";
import { BadOption, BadOutput, DetachedBuffer, NotEnoughMemory, PartialOverlap, shown } from "../errors";
import { type Allocation, type Arena, allocationOf } from "../memory/arena";
import { availableBytes, sharedBuffer, unwrittenBuffer } from "#platform";
import type { Folding } from "../catalog/folds";
import { BLOCK_ELEMENTS } from "../kernels/refs";
import { Collector, type Merger } from "../engines/partials";
import { rowsWriter, TypedPort } from "../memory/ports";
import type { ArenaPlace, Sink } from "../engines/work";
import { cut, dtypeOf, isFloatArray, isList, isShared, kindOf, lossOf, plainView } from "../typed-array";
import type { Form, Recognised } from "./borrowed";
import { checkNestedResult } from "./nested";
import type { CallOptions } from "./options";

export interface Output {
  sink: Sink;
  /** What the promise gives. @throws EmptyInput, of a reduction */
  result(): unknown;
  /** The flat array behind it as a plain view, unless it is nested; and its allocation, of whichever arena. */
  view?: FloatArray;
  allocation?: Allocation;
  /** Made by this call: given back if it fails. */
  fresh: boolean;
}

/** The caller's `out`. @throws BadOutput, PartialOverlap, FreedArray, DetachedBuffer, UnsupportedInput (beyond its array's own bytes) */
export function givenOutput(
  out: unknown,
  dtype: Dtype,
  length: number,
  inputs: Recognised[],
  arena: Arena | undefined,
  where: string,
): Output {
  const array = arena?.operandOf(out);
  if (array?.dtype === dtype && array.length === length) {
    const { allocation } = array;
    for (let i = 0; i < inputs.length; i++) {
      if (inputs[i]!.borrowed.includes(allocation)) checkOverlap(array.view, inputs[i]!, i, where);
    }
    return new GivenOutput(out, array, allocation);
  }
  if (!isFloatArray(out)) {
    throw new BadOutput(`${where}: out must be a Float64Array or Float32Array, got ${kindOf(out) ?? (isList(out) ? "Array" : shown(out))}`);
  }
  const view = plainView(out);
  const loss = view.length === 0 ? lossOf(out) : undefined;
  if (loss === "detached") {
    throw new DetachedBuffer(`${where}: the memory of out was detached (transferred). Give an array that this thread still owns`);
  }
  if (loss === "shrunk") throw new DetachedBuffer(`${where}: the buffer of out was shrunk below the view. Make a new view`);
  if (dtypeOf(out) !== dtype) {
    throw new BadOutput(
      `${where}: out must be ${dtype} like the result, got ${dtypeOf(out)}. The result is float32 only if all array inputs are`,
    );
  }
  if (view.length !== length) {
    throw new BadOutput(
      `${where}: out must have ${length} elements like the inputs, got ${view.length}. Give out.subarray(0, ${length}) or another array`,
    );
  }
  const allocation = allocationOf(view, where, "out");
  for (let i = 0; i < inputs.length; i++) checkOverlap(view, inputs[i]!, i, where);
  const sink =
    allocation?.arena === arena && allocation
      ? ({ at: "arena", pointer: view.byteOffset, dtype, view } as const)
      : new TypedPort(out, view, `${where}: out`);
  return new GivenOutput(out, sink, allocation);
}

/** (A class: made for every call, and a closure takes as long as a clock reading.) */
class GivenOutput implements Output {
  readonly fresh = false;

  constructor(
    private readonly out: unknown,
    readonly sink: ArenaPlace | TypedPort,
    readonly allocation: Allocation | undefined,
  ) {}

  get view(): FloatArray {
    return this.sink.view as FloatArray;
  }

  result(): unknown {
    return this.out;
  }
}

/** Arrays of an arena have a buffer object each, and share no bytes: so it is the buffer that tells what may overlap. */
function checkOverlap(out: FloatArray, { view, isStrided, rows, source }: Recognised, index: number, where: string): void {
  if (view) refuseOverlap(out, view, isStrided || source.at === "spread" ? undefined : out, index, where);
  // Each row lies where its own results will, or apart from all of them.
  for (let r = 0, at = 0; rows && r < rows.length; at += rows[r]!.length, r++) {
    refuseOverlap(out, rows[r]!, source.at === "spread" ? undefined : cut(out, at, at + rows[r]!.length), index, where);
  }
}

/** @throws PartialOverlap where an input shares bytes with `out`, but for those of `itself` in which its own results go */
function refuseOverlap(out: FloatArray, input: NumberArray, itself: FloatArray | undefined, index: number, where: string): void {
  if (input.buffer !== out.buffer) return;
  const isDisjoint = input.byteOffset + input.byteLength <= out.byteOffset || out.byteOffset + out.byteLength <= input.byteOffset;
  const isSame =
    itself !== undefined &&
    input.byteOffset === itself.byteOffset &&
    input.byteLength === itself.byteLength &&
    kindOf(input) === kindOf(itself);
  if (isDisjoint || isSame) return;
  throw new PartialOverlap(
    `${where}: out shares some of its bytes with input ${index}. Give the input itself (in place) or an array that is disjoint ` +
      "from it",
  );
}

/** A new result. @throws ArenaFull, BadOption */
export function newOutput(
  dtype: Dtype,
  length: number,
  form: Form,
  arrays: Recognised[],
  home: CallOptions["home"],
  arena: Arena | undefined,
  memorySafe: boolean,
  where: string,
): Output {
  const inArena = home ? home === "arena" : arrays.every((input) => input.allocation);
  if (memorySafe && !inArena) checkRoom(dtype, length, where);
  if (form.kind === "nested") {
    if (inArena) {
      throw new BadOption(
        `${where}: home must be "ordinary" for nested arrays, which are not arena memory. Give { data, shape } to have an arena result`,
      );
    }
    checkNestedResult(form.shape, form.typedRows, where);
    const { rows, value } = nestedRows(form.shape, form.typedRows ? (n) => resultArray(dtype, n, where) : (n) => new Array(n));
    return { sink: rowsWriter(rows, form.shape.at(-1)!, dtype), result: () => value, fresh: true };
  }
  const shared = !inArena && home === undefined && arrays.every((input) => input.view && isShared(input.view.buffer));
  const view =
    inArena && arena ? arena.empty(dtype, length)
    : shared || inArena ? newArray(dtype, length, true, where)
    : resultArray(dtype, length, where);
  const allocation = inArena ? allocationOf(view, where) : undefined;
  const sink: Sink = allocation ? { at: "arena", pointer: view.byteOffset, dtype, view } : new TypedPort(view, view, where);
  return { sink, result: () => formed(view, form), view, allocation, fresh: true };
}

/** The records of a reduction, and what is made of them, merged, or kept as they are. @throws NotEnoughMemory */
export function recordsOutput(length: number, folding: Folding, finish: ((merger: Merger) => unknown) | "keep", where: string): Output {
  const records = newArray("float64", folding.doubles * Math.ceil(length / BLOCK_ELEMENTS), false, where) as Float64Array;
  if (finish === "keep") return { sink: { at: "records", records, done: () => {} }, result: () => records, fresh: true };
  const collector = new Collector(folding, records);
  const done = (begin: number, end: number) => collector.done(begin, end);
  return { sink: { at: "records", records, done }, result: () => finish(collector.merger), fresh: true };
}

function formed(view: FloatArray, form: Form): unknown {
  return form.kind === "shaped" ? { data: view, shape: [...form.shape] } : view;
}

/** An ordinary array. Shared inputs give a shared result, so that it can go where they can. @throws NotEnoughMemory */
export function newArray(dtype: Dtype, length: number, shared: boolean, where: string): FloatArray {
  try {
    if (!shared) return dtype === "float64" ? new Float64Array(length) : new Float32Array(length);
    return dtype === "float64" ? new Float64Array(sharedBuffer(length * 8)) : new Float32Array(sharedBuffer(length * 4));
  } catch {
    throw tooLarge(where, length * BYTES[dtype], availableBytes());
  }
}

/** Smaller memory is zeroed within a cache, where that costs nothing; larger comes from the system, which zeroes it in any case. */
const LEAST_UNWRITTEN = 1 << 20;
const MOST_UNWRITTEN = 32 << 20;

/**
 * An ordinary array that is handed out once it is written whole, and is dropped otherwise: so it need not be zeroed.
 *
 * @throws NotEnoughMemory
 */
function resultArray(dtype: Dtype, length: number, where: string): FloatArray {
  const bytes = length * BYTES[dtype];
  if (bytes < LEAST_UNWRITTEN || bytes > MOST_UNWRITTEN) return newArray(dtype, length, false, where);
  try {
    return viewOf(dtype, unwrittenBuffer(bytes), 0, length);
  } catch {
    throw tooLarge(where, bytes, availableBytes());
  }
}

/** Below this, asking what is free would cost more than it tells. */
const WORTH_ASKING = 64 << 20;

/** With memorySafe, an ordinary result is made only where the memory that is free holds it. @throws NotEnoughMemory */
function checkRoom(dtype: Dtype, length: number, where: string): void {
  const bytes = length * BYTES[dtype];
  if (bytes < WORTH_ASKING) return;
  const free = availableBytes();
  if (bytes > free) throw tooLarge(where, bytes, free);
}

function tooLarge(where: string, bytes: number, free: number): NotEnoughMemory {
  return new NotEnoughMemory(
    `${where}: the result takes ${bytes} bytes, and ${free} are free: at most ${Math.floor(free / 8)} float64 fit. Give an array that is ` +
      "there (out: in place, if it may be), go through it in pieces (mapStream, mapFile), or raise the container's limit",
  );
}

function nestedRows(
  shape: readonly number[], makeRow: (length: number) => { [i: number]: number },
): { rows: { [i: number]: number }[]; value: unknown } {
  const rows: { [i: number]: number }[] = [];
  const build = (depth: number): unknown => {
    if (depth === shape.length - 1) {
      const row = makeRow(shape[depth]!);
      rows.push(row);
      return row;
    }
    return Array.from({ length: shape[depth]! }, () => build(depth + 1));
  };
  return { value: build(0), rows };
}
