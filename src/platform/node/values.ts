/** What Node knows of values that the language does not tell. */
import { types } from "node:util";
import { Script } from "node:vm";
import { deserialized, serialized } from "./serializer";

export function mainGlobal(): typeof globalThis {
  try {
    return new Script("globalThis").runInThisContext() as typeof globalThis;
  } catch {
    return globalThis; // a host without node:vm has one realm
  }
}

export function isNativeError(value: unknown): boolean {
  return types.isNativeError(value);
}

export function cloneData(value: unknown): unknown {
  return deserialized(serialized(value));
}
