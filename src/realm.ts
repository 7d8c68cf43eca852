/**
 * The process's main realm. Test runners (Jest, vitest's vm pools) load this package in a realm of their own, with globals of their own;
 * threads and processes have the main realm's. What must be the same everywhere is therefore made there.
 */
import { mainGlobal } from "#platform";
import type { TypedArray } from "./dtype";

export type Realm = typeof globalThis;

let main: Realm | undefined;

/** The global object of the main realm; in nearly all programs it is this one. */
export function mainRealm(): Realm {
  return (main ??= mainGlobal());
}

type ArrayClass = new (from: number | ArrayLike<number> | ArrayBufferLike, byteOffset?: number, length?: number) => TypedArray;

/** The class of a kind of typed arrays in a realm. */
export function classOf(kind: string, realm: object = globalThis): ArrayClass {
  return (realm as Record<string, ArrayClass>)[kind]!;
}
