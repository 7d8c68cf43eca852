/** The arena arrays of an instance: made, freed, recognised. */
import type { Dtype, FloatArray } from "../dtype";
import { BadOption, shown, UnsupportedInput } from "../errors";
import { allocationOf } from "../memory/arena";
import { isNumberArray, plainView } from "../typed-array";
import { floatsOf } from "../call/borrowed";
import { recognise } from "../call/inputs";
import type { Instance } from "../instance/instance";
import { knownKeys } from "../call/options";
import { newArray } from "../call/output";

/** @throws ArenaFull, UnsupportedInput, RaggedArray, NotANumber, BadOption, InstanceClosed */
export function arrayOn(instance: Instance, values: unknown, options?: { dtype?: Dtype }): FloatArray {
  const where = "array";
  const arena = instance.open()?.arrays;
  const { safeMode, flatten3d } = instance.settings;
  const from = recognise(values, where, { arena, safeMode, flatten3d });
  const { source } = from;
  if (source.at === "number") throw new UnsupportedInput(`${where}: must be an array, got a number. For n zeros: zeros(n)`);
  const to = emptyOn(instance, where, from.length, { ...options, dtype: options?.dtype ?? source.dtype });
  if (source.at !== "ordinary") to.set(floatsOf(from));
  else {
    try {
      source.read(0, from.length, to);
    } catch (error) {
      arena?.freeArray(to, where);
      throw error;
    }
  }
  return to;
}

/** @throws ArenaFull, BadOption, InstanceClosed */
export function emptyOn(instance: Instance, where: string, length: unknown, options: { dtype?: Dtype } = {}): FloatArray {
  const engine = instance.open();
  knownKeys(where, options, ["dtype"]);
  const { dtype = "float64" } = options;
  if (typeof length !== "number" || !Number.isInteger(length) || length < 0) {
    throw new BadOption(`${where}: length must be a non-negative integer, got ${shown(length)}`);
  }
  if (dtype !== "float64" && dtype !== "float32") {
    throw new BadOption(
      `${where}: dtype must be "float64" or "float32", got ${shown(dtype)}`,
    );
  }
  return engine?.arrays ? engine.arrays.empty(dtype, length) : newArray(dtype, length, true, where);
}

/** @throws ArenaFull, BadOption, InstanceClosed */
export function zerosOn(instance: Instance, length: unknown, options?: { dtype?: Dtype }): FloatArray {
  return emptyOn(instance, "zeros", length, options).fill(0);
}

/** @throws FreedArray, UnsupportedInput */
export function freeOn(instance: Instance, array: unknown): void {
  const where = "free";
  if (!isNumberArray(array)) throw new UnsupportedInput(`${where}: must be an array made by this instance, got ${shown(array)}`);
  const { arena } = instance.engines;
  if (!arena && !instance.isClosed) return; // nothing was made in an arena
  if (arena && !arena.freeArray(plainView(array), where)) {
    throw new UnsupportedInput(`${where}: this array does not live in the arena of this instance. Ordinary arrays need no freeing`);
  }
}

/** Whether an array lives in the instance's arena, not freed. */
export function isOwn({ engines: { arena } }: Instance, array: FloatArray): boolean {
  try {
    return arena !== undefined && allocationOf(plainView(array), "scope")?.arena === arena;
  } catch {
    return false; // freed, or detached
  }
}
