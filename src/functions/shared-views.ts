/** Views of shared memory inside values: found, and replaced by copies where a value must not change once it is taken. */
import { classOf, mainRealm } from "../realm";
import { isShared, kindOf } from "../typed-array";

/** Whether a value is a view (a typed array, or a DataView) of shared memory. */
export function isSharedView(value: unknown): value is ArrayBufferView {
  return ArrayBuffer.isView(value) && isShared(value.buffer);
}

/** Calls `visit` for the buffer of every view of shared memory in a value, and for every SharedArrayBuffer. Getters do not run. */
export function eachSharedBuffer(value: unknown, visit: (buffer: ArrayBufferLike) => void): void {
  const seen = new Set<unknown>();
  const waiting = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one !== "object" || one === null || seen.has(one)) continue;
    seen.add(one);
    if (ArrayBuffer.isView(one)) {
      if (isShared(one.buffer)) visit(one.buffer);
    } else if (isShared(one as ArrayBufferLike)) visit(one as ArrayBufferLike);
    else if (Array.isArray(one)) {
      for (let i = 0; i < one.length; i++) if (typeof one[i] === "object") waiting.push(one[i]);
    } else if (one instanceof Map) waiting.push(...one.keys(), ...one.values());
    else if (one instanceof Set) waiting.push(...one);
    else for (const [, part] of dataOf(one)) waiting.push(part);
  }
}

/** Replaces every view of shared memory in `clone`, which is changed in place, by one of memory of its own. */
export function withOwnViews(clone: unknown): unknown {
  const copies = new Map<object, unknown>();
  const own = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (!copies.has(value)) {
      const copy = isSharedView(value) ? copyOf(value) : value;
      copies.set(value, copy);
      if (copy === value) waiting.push(value);
    }
    return copies.get(value);
  };
  const waiting: object[] = [];
  const result = own(clone);
  for (let one = waiting.pop(); one; one = waiting.pop()) ownParts(one, own);
  return result;
}

function ownParts(one: object, own: (value: unknown) => unknown): void {
  if (ArrayBuffer.isView(one)) return;
  if (one instanceof Map) {
    const entries = [...one];
    one.clear();
    for (const [key, value] of entries) one.set(own(key), own(value));
  } else if (one instanceof Set) {
    const values = [...one];
    one.clear();
    for (const value of values) one.add(own(value));
  } else {
    for (const [key, part] of dataOf(one)) {
      const copy = own(part);
      if (copy !== part) Object.defineProperty(one, key, { value: copy });
    }
  }
}

/** Own properties that hold objects. */
function* dataOf(one: object): Generator<[string, object]> {
  for (const key of Object.getOwnPropertyNames(one)) {
    const part: unknown = Object.getOwnPropertyDescriptor(one, key)?.value;
    if (typeof part === "object" && part !== null) yield [key, part];
  }
}

function copyOf(view: ArrayBufferView): ArrayBufferView {
  const kind = kindOf(view);
  if (kind !== undefined) return new (classOf(kind, mainRealm()))(view as unknown as ArrayLike<number>);
  const { Uint8Array: Bytes, DataView: View } = mainRealm();
  return new View(new Bytes(new Bytes(view.buffer, view.byteOffset, view.byteLength)).buffer);
}
