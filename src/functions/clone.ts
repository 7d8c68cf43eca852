/** Cloning, as sending a value to a thread does it: on the calling thread, and for processes. */
import { types } from "node:util";
import { serialize } from "node:v8";
import type { TypedArray } from "../dtype";
import { serialized as bytesAs } from "../platform/node/serializer";
import { classOf, mainRealm } from "../realm";
import { isShared, kindOf } from "../typed-array";
import { withoutHostObjects } from "./host-objects";

function isPlain(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol");
}

/** An array of the main realm that holds only primitive values: its clone is a copy. */
function isPlainArray(value: unknown): value is unknown[] {
  if (!Array.isArray(value) || types.isProxy(value) || Object.getPrototypeOf(value) !== mainRealm().Array.prototype) return false;
  // An indexed loop is twenty times as quick as every(), and this is asked of each batch and of each result.
  for (let i = 0; i < value.length; i++) {
    const one: unknown = value[i];
    if (typeof one !== "number" && !isPlain(one)) return false;
  }
  return true;
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

/** A value as bytes. Views of shared memory are copied. @throws DataCloneError, and what getters throw */
export function serialized(value: unknown, shared: "copied" | "refused" = "copied"): Uint8Array {
  return bytesAs(withoutHostObjects(value, shared));
}

/** Whether cloning `items` copies all of it: nothing in it is shared memory, or belongs to the host. */
export function isPrivate(items: unknown): boolean {
  if (isPlainArray(items)) return true;
  try {
    serialized(items, "refused");
    return true;
  } catch {
    return false;
  }
}

/** What a value takes when it is sent; 0 for what cannot be sent, which is found when it is. */
export function bytesOf(value: unknown): number {
  try {
    return serialize(value).length;
  } catch {
    return 0;
  }
}
