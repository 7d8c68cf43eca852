/** The tables together, and what is looked up in them. */
import { UnknownOperation } from "../errors";
import type { Operand, Program } from "../program";
import { arithmetic } from "./arithmetic";
import { exponential } from "./exponential";
import { named } from "./named";
import type { Row } from "./row";
import { trigonometric } from "./trigonometric";

export type { Row };

export const catalog: readonly Row[] = [...arithmetic, ...exponential, ...trigonometric, ...named];

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
  const near = nearest(String(name));
  const hint = near ? `; did you mean "${near}"?` : ".";
  throw new UnknownOperation(`${method}(${JSON.stringify(name) ?? String(name)}): unknown operation${hint} There are: ${catalog.map((r) => r.name).join(", ")}`);
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

/** The catalog's name at the least edit distance, if that is near enough to be a slip. */
function nearest(name: string): string | undefined {
  if (name.length > 40) return undefined;
  const ranked = catalog.map((row) => ({ name: row.name, distance: editDistance(name.toLowerCase(), row.name) }));
  ranked.sort((a, b) => a.distance - b.distance);
  return ranked[0] && ranked[0].distance <= Math.max(2, name.length / 3) ? ranked[0].name : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
