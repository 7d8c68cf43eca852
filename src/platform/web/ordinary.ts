/** Ordinary memory as the language gives it. */
import type { CopyBytes } from "../host";

export function unwrittenBuffer(bytes: number): ArrayBuffer {
  return new ArrayBuffer(bytes);
}

export const byteCopiers: readonly CopyBytes[] = [];
