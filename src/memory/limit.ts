/** The bounds of an instance: memory and threads. */
import { availableBytes, processors } from "#platform";

/** A WebAssembly memory of 32-bit addresses, less its last page: a pointer to the end of an array there would wrap to zero. */
export const MOST_BYTES = 65535 * 65536;

/** The bound of an instance: `memoryLimit`, or half of what is available now; without memorySafe, all that can be addressed. */
export function limitBytes(memorySafe: boolean, memoryLimit: number | undefined): number {
  if (memoryLimit !== undefined) return Math.min(memoryLimit, MOST_BYTES);
  return memorySafe ? Math.min(Math.floor(availableBytes() / 2), MOST_BYTES) : MOST_BYTES;
}

/** How many threads an instance uses unless told: one a processor, at most 32. */
export function defaultWorkers(): number {
  return Math.min(processors(), 32);
}
