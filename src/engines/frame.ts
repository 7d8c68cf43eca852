/** Arguments of kernels, written where they read them. */
import type { Frame } from "../threads/phase";

/** Views take as long as a small call may: the one of the whole memory is made once, until it grows. */
let seen: ArrayBufferLike | undefined;
let words = new Int32Array(0) as Int32Array;

export function writeFrame(buffer: ArrayBufferLike, pointer: number, frame: Frame): void {
  if (seen !== buffer) words = new Int32Array((seen = buffer));
  let at = pointer >>> 2;
  for (const name in frame) {
    const value = frame[name]!;
    if (typeof value === "number") words[at++] = value;
    else {
      words[at++] = value[0];
      words[at++] = value[1];
    }
  }
}
