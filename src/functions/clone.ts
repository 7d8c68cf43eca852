/** Cloning, as sending a value to a thread does it: on the calling thread, and for processes. */
import { types } from "node:util";
import { Deserializer, Serializer } from "node:v8";
import type { TypedArray } from "../dtype";
import { mainRealm } from "../realm";
import { withoutHostObjects } from "./host-objects";

const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!.get!;

/** The kind of a typed array, whatever its class and realm: "Float64Array"; undefined for anything else. */
export function kindOf(value: unknown): keyof Kinds | undefined {
  return tagOf.call(value) as keyof Kinds | undefined;
}

type Kinds = Record<
  TypedArrayName,
  new (
    from: number | ArrayLike<number> | ArrayBufferLike,
    byteOffset?: number,
    length?: number,
  ) => TypedArray
>;
type TypedArrayName =
  | "Float64Array"
  | "Float32Array"
  | "Int8Array"
  | "Uint8Array"
  | "Uint8ClampedArray"
  | "Int16Array"
  | "Uint16Array"
  | "Int32Array"
  | "Uint32Array"
  | "BigInt64Array"
  | "BigUint64Array";

/** The class of that kind in a realm. */
export function classOf(kind: keyof Kinds, realm: object = globalThis): Kinds[TypedArrayName] {
  return (realm as Kinds)[kind];
}

export function isShared(buffer: ArrayBufferLike): boolean {
  return types.isSharedArrayBuffer(buffer);
}

function isPlain(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol");
}

/** An array of the main realm that holds only primitive values: its clone is a copy. */
function isPlainArray(value: unknown): value is unknown[] {
  return (
    Array.isArray(value) && Object.getPrototypeOf(value) === mainRealm().Array.prototype && !types.isProxy(value) && value.every(isPlain)
  );
}

/** What a thread would receive if it were sent `value`. @throws DataCloneError, and what its getters throw */
export function cloned(value: unknown): unknown {
  if (isPlain(value)) return value;
  if (isPlainArray(value)) return value.slice();
  const kind = kindOf(value);
  if (kind !== undefined && (value as TypedArray).length > 0) return new (classOf(kind, mainRealm()))(value as ArrayLike<number>);
  return mainRealm().structuredClone(value);
}

/**
 * The batch that a function gets on the calling thread. A typed array was made for this batch (or is a view of shared memory): it only
 * becomes an array of the plain class, as it would on the way to a thread.
 */
export function received(batch: unknown): unknown {
  const kind = kindOf(batch);
  if (kind === undefined) return cloned(batch);
  const Plain = classOf(kind, mainRealm());
  if (Object.getPrototypeOf(batch) === Plain.prototype) return batch;
  const { buffer, byteOffset, length } = batch as TypedArray;
  return isShared(buffer) ? new Plain(buffer, byteOffset, length) : mainRealm().structuredClone(batch);
}

/**
 * As structuredClone would: without what node:v8's own serialize() adds, which keeps classes that a thread would not. @throws
 * DataCloneError, and what getters throw
 */
export function serialized(value: unknown): Uint8Array {
  const serializer = new Serializer();
  // Called by the engine, which throws what it returns.
  Object.assign(serializer, { _getDataCloneError: (message: string) => Object.assign(new Error(message), { name: "DataCloneError" }) });
  serializer.writeHeader();
  serializer.writeValue(withoutHostObjects(value));
  return serializer.releaseBuffer();
}

export function deserialized(bytes: Uint8Array): unknown {
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}

/** Whether cloning `items` copies all of it: nothing in it is shared memory, or belongs to the host. */
export function isPrivate(items: unknown): boolean {
  if (isPlainArray(items)) return true;
  try {
    serialized(items);
    return true;
  } catch {
    return false;
  }
}
