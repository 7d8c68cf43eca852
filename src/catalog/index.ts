/** The tables together, and what is looked up in them. */
import { UnknownOperation } from "../errors";
import type { Operand, Program } from "../program";
import { activation } from "./activation";
import { arithmetic } from "./arithmetic";
import { comparison } from "./comparison";
import { exponential } from "./exponential";
import { hyperbolic } from "./hyperbolic";
import { named } from "./named";
import { nearest } from "./nearest";
import type { Row } from "./row";
import { special } from "./special";
import { trigonometric } from "./trigonometric";

export type { Row };

export const catalog: readonly Row[] = [...arithmetic, ...comparison, ...exponential, ...trigonometric, ...hyperbolic, ...special, ...activation, ...named];

const byName = new Map(catalog.map((row) => [row.name, row]));
const programs = new Map(catalog.map((row) => [row.name, programOf(row)]));

/** The row of an operation. @throws UnknownOperation */
export function rowOf(name: string): Row {
  return byName.get(name) ?? unknown(name, "catalog");
}

/** The program of an operation; `method` is what the caller called. @throws UnknownOperation */
export function programNamed(name: string, method: string): Program {
  return programs.get(name) ?? unknown(name, method);
}

function unknown(name: string, method: string): never {
  const near = nearest(String(name), [...byName.keys()]);
  const hint = near ? `; did you mean "${near}"?` : ".";
  throw new UnknownOperation(`${method}(${JSON.stringify(name) ?? String(name)}): unknown operation${hint} List them with: npx autoflux kernels`);
}

function programOf(row: Row): Program {
  if (!row.steps) {
    const operands = Array.from({ length: row.arity }, (_, input) => ({ input }));
    return { name: row.name, inputs: row.arity, steps: [{ operation: row.name, operands, register: 0 }] };
  }
  const operand = (o: string | number): Operand =>
    typeof o === "number" ? { constant: o } : o === "x" ? { input: 0 } : { register: Number(o.slice(1)) };
  const steps = row.steps.map(([operation, ...operands], register) => ({ operation, operands: operands.map(operand), register }));
  return { name: row.name, inputs: row.arity, steps, fused: row.fused };
}
