/** Whether a thread's globals are still what they were: one function that deletes or breaks them must not fail the next. */

/** Of the global object's own properties at the start: a value's type, or "accessor" where Node makes the value on first use. */
const atStart = Object.entries(Object.getOwnPropertyDescriptors(globalThis)).map(([name, { value, get }]) => ({
  name,
  type: get ? "accessor" : typeof value,
}));
const { hasOwn } = Object;
const own = globalThis as Record<string, unknown>;

export function globalsAreWhole(): boolean {
  for (let i = 0; i < atStart.length; i++) {
    const { name, type } = atStart[i]!;
    if (type === "accessor" ? !hasOwn(own, name) : typeof own[name] !== type) return false;
  }
  return true;
}
