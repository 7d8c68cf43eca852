/**
 * What node:v8's serializer does not send as a thread would get it: objects of the host (Blob, URL, KeyObject...), which it takes for
 * plain ones and empties in silence, and views of shared memory, which it refuses. For processes.
 */
import { mainRealm } from "../realm";
import { isSharedView, withOwnViews } from "./shared-views";

const PLAIN = [
  "Object Array Map Set Date RegExp Error TypeError RangeError SyntaxError ReferenceError URIError EvalError AggregateError Boolean",
  "Number String BigInt ArrayBuffer DataView Float64Array Float32Array Float16Array Int8Array Uint8Array Uint8ClampedArray Int16Array",
  "Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array",
].join(" ").split(" ");

let plain: Set<unknown> | undefined;

function isPlain(prototype: unknown): boolean {
  plain ??= new Set([
    null,
    ...PLAIN.map((name) => (mainRealm() as unknown as Record<string, { prototype: unknown } | undefined>)[name]?.prototype),
  ]);
  return plain.has(prototype);
}

/**
 * The value; or its clone, where it has instances of classes or views of shared memory, which are copied, or refused where they are to
 * stay shared.
 *
 * @throws DataCloneError for what a process cannot have; what cloning throws
 */
export function withoutHostObjects(value: unknown, shared: "copied" | "refused"): unknown {
  let found = search(value);
  if (!found.instance && !found.hasShared) return value;
  const clone = mainRealm().structuredClone(value);
  if (found.instance) found = search(clone);
  if (found.instance) throw refusal(`a ${found.instance.constructor?.name ?? "host object"} cannot be sent to another process`);
  if (!found.hasShared) return clone;
  if (shared === "refused") throw refusal("it has views of shared memory");
  return withOwnViews(clone);
}

function refusal(message: string): Error {
  return Object.assign(new Error(message), { name: "DataCloneError" });
}

interface Found {
  /** An object of another class than those that every engine has; the search ends there. */
  instance?: object;
  hasShared: boolean;
}

function search(value: unknown): Found {
  // Objects that hold no others are not remembered: most are such, and looking at one again is quick.
  const seen = new Set<object>();
  const waiting: unknown[] = [value];
  let hasShared = false;
  const wait = (part: unknown): boolean => typeof part === "object" && part !== null && waiting.push(part) > 0;
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one !== "object" || one === null || seen.has(one)) continue;
    if (!isPlain(Object.getPrototypeOf(one))) return { instance: one, hasShared };
    if (ArrayBuffer.isView(one)) hasShared ||= isSharedView(one);
    else if (eachPart(one, wait)) seen.add(one);
  }
  return { hasShared };
}

/** Whether `wait` has taken any of the parts. */
function eachPart(one: object, wait: (part: unknown) => boolean): boolean {
  let any = false;
  if (Array.isArray(one)) {
    for (let i = 0; i < one.length; i++) if (wait(one[i])) any = true;
  } else if (one instanceof Map) {
    for (const [key, value] of one) for (const part of [key, value]) if (wait(part)) any = true;
  } else {
    for (const part of one instanceof Set ? one : Object.values(one)) if (wait(part)) any = true;
  }
  return any;
}
