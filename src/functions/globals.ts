/** Whether a thread's globals and built-ins are still what they were: one function that changes or breaks them must not change the next. */
import { isMainThread } from "node:worker_threads";

type Key = string | symbol;
const { defineProperty, getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf, hasOwn } = Object;
const { apply, deleteProperty, ownKeys } = Reflect;
const host = process;
const { listenerCount } = host;
const globals = globalThis as unknown as Record<Key, unknown>;

/** Accessors of the global object whose values exist from the start. Others make theirs on first use, which would take long. */
const MADE = ["process", "Buffer"];
/** Objects to which a new property can change what any code does. */
const ROOTS: object[] = [Object.prototype, Array.prototype, Function.prototype];

/** Properties that can change, in three lists (the check reads nothing else): own values, own accessors, accessors made on first use. */
const owners: Record<Key, unknown>[] = [];
const keys: Key[] = [];
const values: unknown[] = [];
const accessors: { owner: object; key: Key; get: unknown; set: unknown }[] = [];
/** All but the last list, as they were. */
const originals: { owner: object; key: Key; descriptor: PropertyDescriptor }[] = [];
const lazy: string[] = [];

for (const owner of builtIns()) {
  for (const key of ownKeys(owner)) {
    const descriptor = getOwnPropertyDescriptor(owner, key)!;
    const { value, get, set, writable, configurable } = descriptor;
    if (!configurable && !writable && !get) continue;
    if (!get || (owner as unknown) !== globals) originals[originals.length] = { owner, key, descriptor };
    if (get || set) {
      if ((owner as unknown) !== globals) accessors[accessors.length] = { owner, key, get, set };
      else if (MADE.includes(key as string)) watch(owner, key, globals[key]);
      else lazy[lazy.length] = key as string;
    } else if (value === value) watch(owner, key, value); // not NaN
  }
}

/** The keys of each root. */
const rootsHad = ROOTS.map((root) => ownKeys(root));
const listens = listening();

function watch(owner: object, key: Key, value: unknown): void {
  owners[owners.length] = owner as Record<Key, unknown>;
  keys[keys.length] = key;
  values[values.length] = value;
}

/** The global object; its classes and namespaces, with their prototypes; and those that have no name. */
function builtIns(): Set<object> {
  const found = new Set<object>([globalThis]);
  const add = (value: unknown) => {
    if (value === null || (typeof value !== "object" && typeof value !== "function")) return;
    found.add(value);
    if (typeof value !== "function") return;
    const prototype = getOwnPropertyDescriptor(value, "prototype")?.value as object | undefined;
    if (prototype) found.add(prototype);
  };
  for (const name of getOwnPropertyNames(globalThis)) add(getOwnPropertyDescriptor(globalThis, name)!.value);
  for (const name of getOwnPropertyNames(Intl)) add((Intl as unknown as Record<string, unknown>)[name]);
  const functions = [async () => {}, function* () {}, async function* () {}];
  for (const made of functions) add(getPrototypeOf(made).constructor);
  const ofText = [""[Symbol.iterator](), "".matchAll(/x/g)];
  const iterators = [[].values(), new Map().values(), new Set().values(), ...ofText, functions[1]!(), functions[2]!()];
  add(getPrototypeOf(Int8Array));
  for (const one of iterators) {
    for (let proto = getPrototypeOf(one); proto !== null && proto !== Object.prototype; proto = getPrototypeOf(proto)) found.add(proto);
  }
  return found;
}

/** Whether all of it is as it was, and the thread can still be told of work. It takes some tens of microseconds. */
export function globalsAreWhole(): boolean {
  for (let i = 0; i < owners.length; i++) if (owners[i]![keys[i]!] !== values[i]) return false;
  for (let i = 0; i < accessors.length; i++) {
    const { owner, key, get, set } = accessors[i]!;
    const now = getOwnPropertyDescriptor(owner, key);
    if (now === undefined || now.get !== get || now.set !== set) return false;
  }
  for (let i = 0; i < lazy.length; i++) if (!hasOwn(globals, lazy[i]!)) return false;
  for (let i = 0; i < ROOTS.length; i++) if (ownKeys(ROOTS[i]!).length !== rootsHad[i]!.length) return false;
  return listening() === listens;
}

/** Puts built-ins back as they were, as far as that goes: Node itself sends the reply with them, before the thread is replaced. */
export function restoreGlobals(): void {
  for (let i = 0; i < ROOTS.length; i++) {
    const now = ownKeys(ROOTS[i]!);
    for (let k = 0; k < now.length; k++) if (!isIn(rootsHad[i]!, now[k]!)) deleteProperty(ROOTS[i]!, now[k]!);
  }
  for (let i = 0; i < originals.length; i++) {
    const { owner, key, descriptor } = originals[i]!;
    try {
      defineProperty(owner, key, descriptor);
    } catch {
      // A function has frozen it: the thread is replaced in any case.
    }
  }
}

/** What modules have added to built-ins (polyfills) stays: the functions that import them need it. What they changed does not. */
export function acceptAdditions(): void {
  for (let i = 0; i < ROOTS.length; i++) rootsHad[i] = ownKeys(ROOTS[i]!);
}

function isIn(list: Key[], key: Key): boolean {
  for (let i = 0; i < list.length; i++) if (list[i] === key) return true;
  return false;
}

/** In a process: whether it hears its parent. */
function listening(): boolean {
  return isMainThread && host.connected === true && apply(listenerCount, host, ["message"]) > 0;
}
