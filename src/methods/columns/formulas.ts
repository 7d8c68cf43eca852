/** Formulas over columns: what their types make of them, and their steps. Loaded when the first one is used. */
import { Column } from "../../columns/column";
import { columnFunctions } from "../../columns/functions/index";
import { UnknownColumn } from "../../data-errors";
import { planFormula } from "../../expression/typed/column-formula";
import type { FormulaPlan } from "../../expression/typed/planning";
import { type FormulaInput, kindOfColumn } from "../../expression/typed/types";
import { constantGiven } from "./constants-given";

export { linesOf } from "../../expression/typed/plan-text";
export { evaluationOf } from "./evaluate-columns";
export { columnsNamedIn, rowsOfTable } from "./filter-rows";

/** Plans that are remembered, by their text and the types of what it may name. */
const known = new Map<string, FormulaPlan>();
const MOST_KNOWN = 256;

/** @throws what is wrong with a formula, or with the types of its columns; arrays are numbers */
export function planOver(text: string, inputs: ReadonlyMap<string, unknown>, where: string): FormulaPlan {
  const types = new Map<string, FormulaInput>();
  let key = JSON.stringify(text);
  for (const [name, input] of inputs) {
    if (!mayName(text, name)) continue;
    const type = typeOf(input);
    types.set(name, type);
    key += JSON.stringify([name, type.kind, type.type, type.unit, type.zone, type.isNullable]);
  }
  let plan = known.get(key);
  if (plan) return plan;
  try {
    plan = planFormula(text, types, columnFunctions, where);
  } catch (error) {
    if (!(error instanceof UnknownColumn)) throw error;
    // Again, to be told the nearest of all names.
    const all = [...inputs].map(([name, input]): [string, FormulaInput] => [name, typeOf(input)]);
    plan = planFormula(text, new Map(all), columnFunctions, where);
  }
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, plan);
  return plan;
}

/** Whether a name may stand in a text: as it is, or with escapes. A table may have thousands that do not. */
const mayName = (text: string, name: string) => text.includes(name) || /[`\\]/.test(name);

const NUMBERS: FormulaInput = { kind: "number", isNullable: false };

function typeOf(input: unknown): FormulaInput {
  if (!Column.is(input)) {
    const constant = constantGiven(input);
    return constant ? { ...constant.type, isNullable: false } : NUMBERS;
  }
  const { type, unit, zone, nullCount } = input;
  return { kind: kindOfColumn(type), type, unit, zone, isNullable: nullCount > 0 };
}
