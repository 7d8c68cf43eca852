/** What a caller may give as an input: recognised, measured, never copied here. */
import { dtypeOf, type FloatArray, isFloatArray, type NumberArray } from "../dtype";
import { DetachedBuffer, RaggedArray, UnsupportedInput } from "../errors";
import type { Allocation, Arena } from "../memory/arena";
import { isDetached, rowsReader, TypedPort } from "../scheduler/stage";
import type { Source } from "../scheduler/work";
import type { Shaped } from "./types";

/** The form of an input that the result takes on. */
export type Form = { kind: "flat" } | { kind: "shaped"; shape: readonly number[] } | { kind: "nested"; shape: number[]; typedRows: boolean };

export interface Recognised {
  source: Source;
  /** Elements; -1 for a number. */
  length: number;
  form: Form;
  /** The array itself where it is one, and its allocation where it lives in the arena. */
  view?: ArrayBufferView;
  allocation?: Allocation;
}

export interface Context {
  arena: Arena | undefined;
  safeMode: boolean;
  flatten3d: boolean;
}

const FLAT: Form = { kind: "flat" };
/** Arrays within arrays, at most. */
const MOST_AXES = 32;

/** @throws UnsupportedInput, RaggedArray, DetachedBuffer, FreedArray */
export function recognise(value: unknown, where: string, context: Context): Recognised {
  if (typeof value === "number") return { source: { at: "number", value }, length: -1, form: FLAT };
  if (isFloatArray(value)) return ofFloats(value, where, context);
  if (isIntegerArray(value)) return ofOrdinary(value, where);
  if (Array.isArray(value)) return ofArray(value, where, context);
  if (isShaped(value)) return ofShaped(value, where, context);
  return unsupported(value, where);
}

function ofFloats(view: FloatArray, where: string, context: Context): Recognised {
  const allocation = context.arena?.find(view, where);
  if (allocation) {
    return { source: { at: "arena", pointer: view.byteOffset, dtype: dtypeOf(view) }, length: view.length, form: FLAT, view, allocation };
  }
  return ofOrdinary(view, where);
}

function ofOrdinary(view: NumberArray, where: string): Recognised {
  return { source: new TypedPort(notDetached(view, where), where), length: view.length, form: FLAT, view, allocation: undefined };
}

function ofArray(value: unknown[], where: string, context: Context): Recognised {
  const first = value[0];
  const isNested = Array.isArray(first) || (ArrayBuffer.isView(first) && (isFloatArray(first) || isIntegerArray(first)));
  if (!isNested) {
    const reader = rowsReader([value as number[]], value.length, context.safeMode, where);
    return { source: reader, length: value.length, form: FLAT };
  }
  if (!context.flatten3d) throw new UnsupportedInput(`${where}: nested arrays are not accepted with flatten3d: false. Give one flat array`);
  const shape: number[] = [];
  let level: unknown[] = [value];
  while (Array.isArray(level[0])) {
    if (shape.length === MOST_AXES) throw new RaggedArray(`${where}: nested more than ${MOST_AXES} deep: does it hold itself? Give { data, shape }`);
    const length = level[0].length;
    for (const [i, row] of level.entries()) {
      if (!Array.isArray(row) || row.length !== length) ragged(where, shape, i, length, row);
    }
    shape.push(length);
    if (length === 0 || !isRow((level[0] as unknown[])[0])) break;
    level = (level as unknown[][]).flat();
  }
  if (level.length > 0 && !Array.isArray(level[0])) {
    const length = (level[0] as ArrayLike<number>).length;
    for (const [i, row] of level.entries()) {
      if (!ArrayBuffer.isView(row) || (row as unknown as ArrayLike<number>).length !== length) ragged(where, shape, i, length, row);
    }
    shape.push(length);
  }
  const rowLength = shape.at(-1)!;
  const reader = rowsReader(level as ArrayLike<number>[], rowLength, context.safeMode, where);
  return { source: reader, length: reader.length, form: { kind: "nested", shape, typedRows: ArrayBuffer.isView(level[0]) } };
}

function isRow(value: unknown): boolean {
  return Array.isArray(value) || isFloatArray(value) || isIntegerArray(value);
}

function ragged(where: string, shape: number[], index: number, length: number, row: unknown): never {
  const got = isRow(row) ? `${(row as ArrayLike<number>).length} elements` : `a ${row === null ? "null" : typeof row}`;
  throw new RaggedArray(`${where}: ragged nested array: at depth ${shape.length}, row ${index} must have ${length} elements like the first, got ${got}. Pad the rows, or map them one by one`);
}

function ofShaped(value: Shaped, where: string, context: Context): Recognised {
  if (!context.flatten3d) throw new UnsupportedInput(`${where}: { data, shape } is not accepted with flatten3d: false. Give data itself`);
  const inner = recognise(value.data, where, context);
  const { shape } = value;
  const sound = Array.isArray(shape) && shape.every((n) => Number.isInteger(n) && n >= 0);
  if (!sound || inner.length < 0 || inner.form.kind !== "flat") throw new UnsupportedInput(`${where}: { data, shape } must be a flat array and an array of lengths`);
  const product = shape.reduce((a, b) => a * b, 1);
  if (product !== inner.length) throw new RaggedArray(`${where}: shape [${shape.join(", ")}] holds ${product} elements, data has ${inner.length}`);
  return { ...inner, form: { kind: "shaped", shape: [...shape] } };
}

function isShaped(value: unknown): value is Shaped {
  return typeof value === "object" && value !== null && "data" in value && "shape" in value && !ArrayBuffer.isView(value);
}

const INTEGER_ARRAYS = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array];

function isIntegerArray(value: unknown): value is NumberArray {
  return INTEGER_ARRAYS.some((kind) => value instanceof kind) && !(typeof Buffer !== "undefined" && Buffer.isBuffer(value));
}

function notDetached<A extends NumberArray>(view: A, where: string): A {
  if (view.length === 0 && isDetached(view.buffer)) {
    throw new DetachedBuffer(`${where}: its memory was detached (transferred) before the call. Use the array before you transfer it, or share it`);
  }
  if (view.length === 0 && view.byteOffset === 0 && isOutOfBounds(view)) {
    throw new DetachedBuffer(`${where}: its buffer was shrunk below the view. Make a new view`);
  }
  return view;
}

/** A view of fixed length over a buffer that was resized below it reports a length of 0, and refuses to be iterated. */
function isOutOfBounds(view: NumberArray): boolean {
  try {
    view.values();
    return false;
  } catch {
    return true;
  }
}

function unsupported(value: unknown, where: string): never {
  const ways: [boolean, string, string][] = [
    [value instanceof BigInt64Array || value instanceof BigUint64Array, "a BigInt array", "convert it: Float64Array.from(x, Number)"],
    [value instanceof DataView, "a DataView", "make a Float64Array over its buffer"],
    [typeof Buffer !== "undefined" && Buffer.isBuffer(value), "a Buffer", "say what its bytes are: new Float64Array(b.buffer, b.byteOffset, b.length / 8), or new Uint8Array(b)"],
    [value instanceof ArrayBuffer || (typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer), "a bare buffer", "make a Float64Array over it"],
    [typeof value === "bigint", "a bigint", "convert it with Number()"],
    [typeof value === "string", "a string", "numbers only; parse it first"],
    [value === undefined, "undefined", "give an array or a number"],
    [value === null, "null", "give an array or a number"],
  ];
  const [, got, way] = ways.find(([is]) => is) ?? [true, typeof value === "object" ? `an object of class ${value?.constructor?.name ?? "none"}` : `a ${typeof value}`, "give an array or a number"];
  throw new UnsupportedInput(`${where}: must be a typed array of numbers, number[], nested arrays, { data, shape } or a number; got ${got}: ${way}`);
}
