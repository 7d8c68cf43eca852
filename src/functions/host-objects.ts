/**
 * Objects of the host (Blob, URL, KeyObject...) that node:v8's serializer takes for plain ones and empties in silence, where sending them
 * to a thread clones or refuses them: for processes.
 */
import { mainRealm } from "../realm";

const PLAIN = (
    "Object Array Map Set Date RegExp Error TypeError RangeError SyntaxError ReferenceError URIError EvalError AggregateError Boolean " +
    "Number String BigInt ArrayBuffer SharedArrayBuffer DataView Float64Array Float32Array Float16Array Int8Array Uint8Array " +
    "Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array"
  ).split(" ");

let plain: Set<unknown> | undefined;

function isPlain(prototype: unknown): boolean {
  plain ??= new Set([
    null,
    ...PLAIN.map((name) => (mainRealm() as unknown as Record<string, { prototype: unknown } | undefined>)[name]?.prototype),
  ]);
  return plain.has(prototype);
}

/** The value, or its clone where it has instances of classes. @throws DataCloneError for what a process cannot have; what cloning throws */
export function withoutHostObjects(value: unknown): unknown {
  if (firstInstance(value) === undefined) return value;
  const clone = mainRealm().structuredClone(value);
  const host = firstInstance(clone);
  if (host === undefined) return clone;
  throw Object.assign(new Error(`a ${host.constructor?.name ?? "host object"} cannot be sent to another process`), {
    name: "DataCloneError",
  });
}

/** An object of another class than those that every engine has. */
function firstInstance(value: unknown): object | undefined {
  const seen = new Set<object>();
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one !== "object" || one === null || seen.has(one)) continue;
    seen.add(one);
    const prototype = Object.getPrototypeOf(one);
    if (!isPlain(prototype)) return one;
    for (const part of partsOf(one)) if (typeof part === "object" && part !== null) waiting.push(part);
  }
  return undefined;
}

function partsOf(one: object): Iterable<unknown> {
  if (Array.isArray(one)) return one;
  if (ArrayBuffer.isView(one)) return [];
  if (one instanceof Map) return [...one.keys(), ...one.values()];
  return one instanceof Set ? one : Object.values(one);
}
