/** What functions of families make their requests of: who asks, for which method, and the arrays that are given. */
import { type ElementKind, flatInput, FlatInput, flatOutput, type FlatOutput } from "../call/flat";
import type { CallOptions, Settings } from "../call/options";
import type { Arena } from "../memory/arena";

export interface Asking {
  /** For messages: the method. */
  where: string;
  settings: Settings;
  arena: Arena | undefined;
  /** Only what would happen is asked. */
  isPlan: boolean;
}

export const NO_OPTIONS: CallOptions = Object.freeze({});

/** `floats`: other kinds than float32 become float64. An input that is made already is a column's. */
export function inputOf({ where, settings, arena }: Asking, x: unknown, floats: boolean): FlatInput {
  if (FlatInput.is(x)) return x;
  const { safeMode, flatten3d } = settings;
  return flatInput(x, where, { arena, safeMode, flatten3d }, floats);
}

export function outputOf(
  { where, arena, isPlan }: Asking, kind: ElementKind, input: FlatInput, options: CallOptions, mayOverlap: boolean,
): FlatOutput {
  return flatOutput(kind, input, { options, arena, where, mayOverlap, isPlan });
}
