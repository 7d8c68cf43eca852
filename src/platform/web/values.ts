/** What a page knows of values. Its scripts have one realm. */
export function mainGlobal(): typeof globalThis {
  return globalThis;
}

export function isNativeError(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object Error]";
}

export function cloneData(value: unknown): unknown {
  return structuredClone(value);
}
