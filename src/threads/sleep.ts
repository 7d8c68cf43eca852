/** Sleep of the calling thread, where it may. */

/** A page does not let its own thread sleep. */
let may = true;

/** Sleeps as long as the word is `value`, but no longer than that. */
export function sleep(control: Int32Array, index: number, value: number, mostMs: number): void {
  if (!may) return;
  try {
    Atomics.wait(control, index, value, mostMs);
  } catch {
    may = false;
  }
}
