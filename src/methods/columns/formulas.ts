/** Formulas over columns: what their types make of them, and their steps. Loaded when the first one is used. */
import type { Column } from "../../columns/column";
import { columnFunctions } from "../../columns/functions/index";
import { planFormula } from "../../expression/typed/column-formula";
import type { FormulaPlan } from "../../expression/typed/planning";
import { type FormulaInput, kindOfColumn } from "../../expression/typed/types";

export { linesOf } from "../../expression/typed/plan-text";
export { evaluationOf } from "./evaluate-columns";
export { columnsNamedIn, rowsOfTable } from "./filter-rows";

/** @throws what is wrong with a formula, or with the types of its columns; other inputs are numbers */
export function planOver(text: string, columns: ReadonlyMap<string, Column | undefined>, where: string): FormulaPlan {
  const types = new Map<string, FormulaInput>();
  for (const [name, column] of columns) types.set(name, column ? typeOf(column) : { kind: "number", isNullable: false });
  return planFormula(text, types, columnFunctions, where);
}

function typeOf({ type, unit, zone, nullCount }: Column): FormulaInput {
  return { kind: kindOfColumn(type), type, unit, zone, isNullable: nullCount > 0 };
}
