/** Shows a test what results hold before they are written: memory that is given without zeros is full of a number that no kernel gives. */
import { Buffer } from "node:buffer";

/** A NaN of its own. Kernels may give NaN, but none with these bits. */
const UNWRITTEN = 0x7ff4_dead;
const { allocUnsafeSlow } = Buffer;

/** What was given since it was last emptied. */
export const given: ArrayBufferLike[] = [];

Buffer.allocUnsafeSlow = (bytes) => {
  const buffer = allocUnsafeSlow(bytes);
  new Uint32Array(buffer.buffer, 0, bytes >> 2).fill(UNWRITTEN);
  given.push(buffer.buffer);
  return buffer;
};

/** How many words of an array were never written. */
export function unwrittenIn({ buffer, byteOffset, byteLength }: ArrayBufferView): number {
  let count = 0;
  for (const word of new Uint32Array(buffer, byteOffset, byteLength >> 2)) if (word === UNWRITTEN) count++;
  return count;
}

/** Whether a value leads to such memory, over whatever properties. */
export function leadsToGiven(value: unknown, seen = new Set<unknown>()): boolean {
  if (typeof value !== "object" || value === null || seen.has(value)) return false;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return given.includes(value.buffer);
  if (value instanceof ArrayBuffer) return given.includes(value);
  return Reflect.ownKeys(value).some((key) => leadsToGiven(Reflect.get(value, key), seen));
}
