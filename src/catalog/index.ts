/** The tables together, and what is looked up in them. */
import { UnknownOperation } from "../errors";
import type { Fusion, Program } from "../program";
import { fusionsOf, stepsOf } from "./fused";
import { nearest } from "../nearest";
import type { Row } from "./row";
import { compositions, elementary } from "./rows";

export { engineKernels } from "./engine-kernels";
export { folds } from "./folds";
export { reductions } from "./reductions";
export type { Row };

export const catalog: readonly Row[] = [...elementary, ...compositions];

/** What one kernel does of several steps. */
export const fusions: readonly Fusion[] = fusionsOf(compositions);

const byName = new Map(catalog.map((row) => [row.name, row]));
/** As far as they were asked for: all of them take a tenth of the time in which the catalog is loaded. */
const programs = new Map<string, Program>();

/** The row of an operation. @throws UnknownOperation */
export function rowOf(name: string): Row {
  return byName.get(name) ?? unknown(name, "catalog");
}

/** An operation's kernels without the dtype at their end: those for a number as second operand, where there are such. */
export function kernelOf(operation: string, endsInNumber: boolean): string {
  return endsInNumber && rowOf(operation).numberCost ? `${operation}_number` : operation;
}

/** Whether it is the name of an operation. */
export function isOperation(name: string): boolean {
  return byName.has(name);
}

/** The program of an operation; `method` is what the caller called. @throws UnknownOperation */
export function programNamed(name: string, method: string): Program {
  const known = programs.get(name);
  if (known) return known;
  const program = programOf(byName.get(name) ?? unknown(name, method));
  programs.set(name, program);
  return program;
}

function unknown(name: string, method: string): never {
  const near = nearest(String(name), [...byName.keys()]);
  const hint = near ? `; did you mean "${near}"?` : ".";
  const shown = JSON.stringify(String(name).length > 60 ? `${String(name).slice(0, 57)}...` : name);
  throw new UnknownOperation(`${method}(${shown ?? String(name)}): unknown operation${hint} List them with: npx autoflux kernels`);
}

function programOf(row: Row): Program {
  const steps = stepsOf(row.steps ?? [[row.name, ..."xyz".slice(0, row.arity)]]);
  return { name: row.name, inputs: row.arity, steps, result: { register: steps.length - 1 } };
}
