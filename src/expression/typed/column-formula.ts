/** A formula's text to a plan over columns, given their types by name. Pure: nothing is run. */
import { FormulaType } from "../../data-errors";
import { tokensOf } from "../formula";
import { parseExpression } from "../parse";
import { TypedBuilder } from "./builder";
import { type FormulaPlan, planOf } from "./planning";
import type { FormulaInput, FunctionLibrary } from "./types";

/**
 * @throws FormulaSyntax, FormulaType, FormulaTooDeep, FormulaTooLong, UnknownColumn, UnknownOperation, WrongArity, and what functions of
 * the library throw of a literal that they cannot read
 */
export function planFormula(text: string, inputs: ReadonlyMap<string, FormulaInput>, library: FunctionLibrary, where: string): FormulaPlan {
  const tokens = tokensOf(text, where);
  const builder = new TypedBuilder(inputs, library, tokens, where);
  const root = parseExpression(tokens, builder, where);
  tokens.expectEnd();
  if (builder.isNull(root)) throw new FormulaType(tokens.pointing("null alone has no type", 0), 0);
  builder.refuseMonths(root);
  return planOf(builder.nodes, root, builder.columns, text, where);
}
