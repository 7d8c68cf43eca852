/** Where a result goes: the caller's `out`, the arena or ordinary memory, in the form of the first array input. */
import { BYTES, dtypeOf, type Dtype, type FloatArray, isFloatArray } from "../dtype";
import { BadOption, BadOutput, DetachedBuffer, NotEnoughMemory, PartialOverlap } from "../errors";
import type { Allocation, Arena } from "../memory/arena";
import { availableBytes } from "../memory/limit";
import { BLOCK_ELEMENTS } from "../scheduler/refs";
import { isDetached, rowsWriter, TypedPort } from "../scheduler/stage";
import type { Sink } from "../scheduler/work";
import type { Form, Recognised } from "./inputs";
import type { CallOptions } from "./options";

export interface Output {
  sink: Sink;
  /** What the promise gives. @throws EmptyInput, of a reduction */
  result(): unknown;
  /** The flat array behind it, unless it is nested. */
  view?: FloatArray;
  allocation?: Allocation;
  /** Made by this call: given back if it fails. */
  fresh: boolean;
}

/** The caller's `out`. @throws BadOutput, PartialOverlap, FreedArray, DetachedBuffer */
export function givenOutput(out: unknown, dtype: Dtype, length: number, inputs: Recognised[], arena: Arena | undefined, where: string): Output {
  if (!isFloatArray(out)) throw new BadOutput(`${where}: out must be a Float64Array or Float32Array, got ${out === null ? "null" : typeof out === "object" ? out.constructor?.name : typeof out}`);
  if (out.length === 0 && isDetached(out.buffer)) throw new DetachedBuffer(`${where}: the memory of out was detached (transferred). Give an array that this thread still owns`);
  if (dtypeOf(out) !== dtype) {
    throw new BadOutput(`${where}: out must be ${dtype} like the result, got ${dtypeOf(out)}. The result is float32 only if all array inputs are`);
  }
  if (out.length !== length) throw new BadOutput(`${where}: out must have ${length} elements like the inputs, got ${out.length}. Give out.subarray(0, ${length}) or another array`);
  const allocation = arena?.find(out, where, "out");
  for (let i = 0; i < inputs.length; i++) checkOverlap(out, inputs[i]!, i, allocation !== undefined, where);
  const sink: Sink = allocation ? { at: "arena", pointer: out.byteOffset, dtype } : new TypedPort(out, `${where}: out`);
  return { sink, result: () => out, view: out, allocation, fresh: false };
}

function checkOverlap(out: FloatArray, input: Recognised, index: number, inArena: boolean, where: string): void {
  const { view } = input;
  if (!view) return;
  // Arena arrays have a buffer object each over the same bytes: there, addresses compare.
  const sameMemory = inArena ? input.allocation !== undefined : view.buffer === out.buffer;
  if (!sameMemory) return;
  const disjoint = view.byteOffset + view.byteLength <= out.byteOffset || out.byteOffset + out.byteLength <= view.byteOffset;
  const same = view.byteOffset === out.byteOffset && view.byteLength === out.byteLength && view.constructor === out.constructor;
  if (!disjoint && !same) {
    throw new PartialOverlap(`${where}: out shares some of its bytes with input ${index}. Give the input itself (in place) or an array that is disjoint from it`);
  }
}

/** A new result. @throws ArenaFull, BadOption */
export function newOutput(dtype: Dtype, length: number, form: Form, arrays: Recognised[], home: CallOptions["home"], arena: Arena | undefined, memorySafe: boolean, where: string): Output {
  const inArena = home ? home === "arena" : arrays.every((input) => input.allocation);
  if (memorySafe && !inArena) checkRoom(dtype, length, where);
  if (form.kind === "nested") {
    if (inArena) throw new BadOption(`${where}: home must be "ordinary" for nested arrays, which are not arena memory. Give { data, shape } to have an arena result`);
    const { rows, value } = nestedRows(form.shape, form.typedRows ? (n) => newArray(dtype, n, false, where) : (n) => new Array(n));
    return { sink: rowsWriter(rows, form.shape.at(-1)!, dtype), result: () => value, fresh: true };
  }
  const shared = home === undefined && arrays.every((input) => input.view && isShared(input.view.buffer));
  const view = inArena && arena ? arena.empty(dtype, length) : newArray(dtype, length, shared || (inArena && !arena), where);
  const allocation = inArena ? arena?.find(view, where) : undefined;
  const sink: Sink = allocation ? { at: "arena", pointer: view.byteOffset, dtype } : new TypedPort(view, where);
  return { sink, result: () => formed(view, form), view, allocation, fresh: true };
}

/** The partial results of a reduction. */
export function partialsOutput(length: number, finish: (partials: Float64Array) => unknown): Output {
  const partials = new Float64Array(2 * Math.ceil(length / BLOCK_ELEMENTS));
  return { sink: { at: "partials", partials }, result: () => finish(partials), fresh: true };
}

function formed(view: FloatArray, form: Form): unknown {
  return form.kind === "shaped" ? { data: view, shape: [...form.shape] } : view;
}

/** An ordinary array. Shared inputs give a shared result, so that it can go where they can. @throws NotEnoughMemory */
export function newArray(dtype: Dtype, length: number, shared: boolean, where: string): FloatArray {
  try {
    if (!shared) return dtype === "float64" ? new Float64Array(length) : new Float32Array(length);
    return dtype === "float64" ? new Float64Array(new SharedArrayBuffer(length * 8)) : new Float32Array(new SharedArrayBuffer(length * 4));
  } catch {
    throw tooLarge(where, length * BYTES[dtype], availableBytes());
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
    `${where}: the result takes ${bytes} bytes, and ${free} are free: at most ${Math.floor(free / 8)} float64 fit. Give an array that is there (out: in place, if it may be), go through it in pieces (mapStream, mapFile), or raise the container's limit`,
  );
}

function isShared(buffer: ArrayBufferLike): boolean {
  return typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;
}

function nestedRows(shape: number[], makeRow: (length: number) => { [i: number]: number }): { rows: { [i: number]: number }[]; value: unknown } {
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
