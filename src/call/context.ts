/** The values that a function takes from outside, as they are when it is given: what the caller changes later, no thread sees. */
import { BadOption, NotCompilable } from "../errors";
import { mayMakeCode } from "../functions/make";
import { eachSharedBuffer, withOwnViews } from "../functions/shared-views";
import { reasonOf } from "../functions/thrown";
import { refuseFreed } from "../memory/arena";
import { mainRealm } from "../realm";

/**
 * Clones the values. Views of shared memory, arena arrays among them, are copied too; a SharedArrayBuffer itself stays shared.
 *
 * @throws BadOption for what cannot be cloned: which of the values, and how the function can have it all the same; FreedArray
 */
export function takenContext(context: Readonly<Record<string, unknown>>, where: string): Readonly<Record<string, unknown>> {
  const clone = clonedContext(context, where);
  let hasShared = false;
  for (const [key, value] of Object.entries(context)) {
    eachSharedBuffer(value, (buffer) => {
      hasShared = true;
      refuseFreed(buffer, where, `context.${key}`);
    });
  }
  return hasShared ? (withOwnViews(clone) as typeof clone) : clone;
}

function clonedContext(context: Readonly<Record<string, unknown>>, where: string): Readonly<Record<string, unknown>> {
  const { structuredClone } = mainRealm();
  try {
    return structuredClone({ ...context });
  } catch {
    for (const key of Object.keys(context)) {
      try {
        structuredClone(context[key]);
      } catch (error) {
        throw new BadOption(`${where}: context.${key} cannot be cloned: ${reasonOf(error)}. ${wayOut(key, where)}`);
      }
    }
    throw new BadOption(`${where}: context cannot be cloned. Give plain data: numbers, text, arrays, objects`);
  }
}

function wayOut(key: string, where: string): string {
  if (!where.startsWith("parallel")) return "Give plain data; define a function that it calls inside it";
  const imports = `{ imports: { ${key}: ["./its-module.mjs", "${key}"] } }`;
  return `Give plain data; define a function inside the one that uses it, or import it: ${imports}`;
}

/** @throws NotCompilable where this process may not make code from text, as functions are made from theirs */
export function checkCodeAllowed(where: string, instead: string): void {
  if (!mayMakeCode())
    throw new NotCompilable(
      `${where}: the function cannot be used: this process makes no code from text (--disallow-code-generation-from-strings). ${instead}`,
    );
}
