/** A function from its source, the same wherever it runs: strict code of the main realm. */
import { mainRealm } from "../realm";
import type { Run } from "./task";

/** What esbuild (and so tsx) wraps inner functions and classes in, to keep their names. */
const KEEP_NAME = "__name";
const MADE_HERE = `const ${KEEP_NAME} = (made, name) => Object.defineProperty(made, "name", { value: name, configurable: true });`;

/** The function that an expression makes, where it finds `around` around it. @throws EvalError where code must not be made from text */
export function functionOf(expression: string, around: Readonly<Record<string, unknown>>): Run {
  const names = Object.keys(around);
  const needsName = expression.includes(KEEP_NAME) && !names.includes(KEEP_NAME);
  const make = mainRealm().Function(...names, `"use strict"; ${needsName ? MADE_HERE : ""} return (${expression}\n);`) as (
    ...values: unknown[]
  ) => Run;
  return make(...names.map((name) => around[name]));
}

let allowed: boolean | undefined;

/** Whether this process may make code from text: not with --disallow-code-generation-from-strings. */
export function mayMakeCode(): boolean {
  if (allowed === undefined) {
    try {
      mainRealm().Function("");
      allowed = true;
    } catch {
      allowed = false;
    }
  }
  return allowed;
}
