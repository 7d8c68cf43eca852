/**
 * What a typed array is by its own internal slots, whatever its class, its realm (a vm context, another thread's structured clone) or
 * its prototype say. Callers' arrays are looked at and cut here and nowhere else: no method of theirs is called, nor any constructor.
 */
import type { Dtype, FloatArray, NumberArray, TypedArray } from "./dtype";

const prototype = Object.getPrototypeOf(Float64Array.prototype) as object;
const slot = <T,>(name: PropertyKey) =>
  Function.prototype.call.bind(Object.getOwnPropertyDescriptor(prototype, name)!.get!) as (array: unknown) => T;

/** The name of its kind, "Float64Array" and so on; undefined for what is no typed array. */
export const kindOf = slot<string | undefined>(Symbol.toStringTag);
/** Elements now: 0 where its memory is gone. */
export const lengthOf = slot<number>("length");
export const bufferOf = slot<ArrayBufferLike>("buffer");
export const byteOffsetOf = slot<number>("byteOffset");
const valuesOf = Function.prototype.call.bind((prototype as { values(): unknown }).values) as (array: unknown) => unknown;

type Constructor<A extends TypedArray = TypedArray> = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => A;

/** Those whose elements are numbers; Float16Array where the engine has it. */
const NUMBERS = [
  "Float64Array",
  "Float32Array",
  "Float16Array",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
];
const KINDS = new Map<string | undefined, Constructor>(
  [...NUMBERS, "BigInt64Array", "BigUint64Array"].flatMap((name): [string, Constructor][] => {
    const kind = (globalThis as unknown as Record<string, Constructor | undefined>)[name];
    return kind ? [[name, kind]] : [];
  }),
);
const NUMBER_KINDS = new Map([...KINDS].filter(([name]) => NUMBERS.includes(name!))) as Map<string | undefined, Constructor<NumberArray>>;

/** A typed array of numbers that is no Buffer, whose bytes may mean anything. */
export function isNumberArray(value: unknown): value is NumberArray {
  const kind = kindOf(value);
  return kind !== undefined && NUMBER_KINDS.has(kind) && !(kind === "Uint8Array" && isBuffer(value));
}

/** Such an array as one of this realm's own class: itself where it is one, or has lost its memory; undefined for anything else. */
export function numbersIn(value: unknown): NumberArray | undefined {
  const kind = kindOf(value);
  const Kind = kind === undefined ? undefined : NUMBER_KINDS.get(kind);
  if (!Kind || (kind === "Uint8Array" && isBuffer(value))) return undefined;
  return viewBy(Kind, value as NumberArray);
}

/** Any typed array as one of this realm's own class, a Buffer as bytes; undefined for what is none. */
export function elementsIn(value: unknown): TypedArray | undefined {
  const Kind = KINDS.get(kindOf(value));
  return Kind && viewBy(Kind, value as TypedArray);
}

/** A property of the array's own may hide what it is; a method of its own is never called. */
function viewBy<A extends TypedArray>(Kind: Constructor<A>, array: A): A {
  const length = lengthOf(array);
  const buffer = bufferOf(array);
  const byteOffset = byteOffsetOf(array);
  const isPlain =
    Object.getPrototypeOf(array) === Kind.prototype &&
    array.length === length &&
    array.buffer === buffer &&
    array.byteOffset === byteOffset;
  if (isPlain || isDetached(buffer)) return array;
  return new Kind(buffer, byteOffset, length);
}

/** Copies the elements of `source` into a plain view, from `at` on. */
export const setInto = Function.prototype.call.bind((prototype as Float64Array).set) as (
  target: TypedArray,
  source: ArrayLike<number>,
  at?: number,
) => void;

export function isFloatArray(value: unknown): value is FloatArray {
  const kind = kindOf(value);
  return kind === "Float64Array" || kind === "Float32Array";
}

/** Node's Buffer. */
export function isBuffer(value: unknown): boolean {
  return typeof Buffer === "function" && Buffer.isBuffer(value);
}

export function isTypedArray(value: unknown): boolean {
  return kindOf(value) !== undefined;
}

/** An array of any realm. (Asking a proxy that was revoked throws: it is none.) */
export function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** A proxy that was revoked: whatever is done with it throws. */
export function isRevoked(value: unknown): boolean {
  try {
    return Array.isArray(value) && false;
  } catch {
    return true;
  }
}

/** That of the kernels' results for an array of this kind. */
export function dtypeOf(array: NumberArray): Dtype {
  return kindOf(array) === "Float32Array" ? "float32" : "float64";
}

/** The same elements as an array of this realm's own class: see numbersIn(). */
export function plainView<A extends NumberArray>(array: A): A {
  return numbersIn(array) as A;
}

/** Elements [begin, end) of a plain view, as a view. */
export function cut<A extends TypedArray>(array: A, begin: number, end: number): A {
  const Kind = KINDS.get(kindOf(array))!;
  return new Kind(array.buffer, array.byteOffset + begin * array.BYTES_PER_ELEMENT, end - begin) as A;
}

export function isShared(buffer: ArrayBufferLike): boolean {
  if (buffer instanceof ArrayBuffer) return false; // of this realm: quicker to tell
  return Object.prototype.toString.call(buffer) === "[object SharedArrayBuffer]";
}

/** Kept, so that no optimiser may drop the expression whose throwing is the answer. */
let probed: unknown;

/** Whether a buffer was transferred. (Node 20 has no `detached` property: a view over a detached buffer cannot be made.) */
export function isDetached(buffer: ArrayBufferLike): boolean {
  if (buffer.byteLength > 0) return false;
  try {
    probed = new Uint8Array(buffer);
    return probed === undefined;
  } catch {
    return true;
  }
}

/**
 * Whether a view has lost its memory: "detached" with its buffer, or "shrunk" where the buffer was resized to less than the view
 * covers.
 */
export function lossOf(array: TypedArray): "detached" | "shrunk" | undefined {
  if (lengthOf(array) > 0) return undefined;
  if (isDetached(bufferOf(array))) return "detached";
  try {
    probed = valuesOf(array); // a view out of bounds has a length of 0, and refuses to be iterated
    return probed === undefined ? "shrunk" : undefined;
  } catch {
    return "shrunk";
  }
}
