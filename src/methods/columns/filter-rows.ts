/** The rows of a table for which a formula is true. */
import type { Compiled } from "../../call/compiled";
import { requestFor } from "../../call/request";
import { filterRows } from "../../columns/filter";
import { columnFunctions } from "../../columns/functions/index";
import { Table, type TableHost } from "../../columns/table";
import type { FloatArray } from "../../dtype";
import { FormulaType } from "../../data-errors";
import { tokensOf } from "../../expression/formula";
import { planFormula } from "../../expression/typed/column-formula";
import { calledType, type FormulaInput, kindOfColumn } from "../../expression/typed/types";
import type { Parts } from "../../instance/parts";
import { evaluateColumns } from "./evaluate-columns";
import type { ProgramCall } from "./values";

/** Those of some columns whose names stand in a formula. @throws FormulaSyntax */
export function columnsNamedIn(formula: string, columns: readonly string[], where: string): string[] {
  const known = new Set(columns);
  const named = new Set<string>();
  const tokens = tokensOf(formula, where);
  for (let token = tokens.take(); token.is !== "end"; token = tokens.take()) {
    if ((token.is === "name" || token.is === "quoted name") && known.has(token.text)) named.add(token.text);
  }
  return [...named];
}

/**
 * Neither those where it is false nor those where it is null. Numbers are computed as parts of a call.
 *
 * @throws FormulaType, and what planning and evaluating formulas throw
 */
export async function rowsOfTable(
  table: Table, formula: string, where: string, host: TableHost, parts: Parts, stop: AbortSignal,
): Promise<Table> {
  const columns = table.columns.map((name) => [name, table.column(name)] as const);
  // Whether there are nulls depends on the part: a formula is to mean the same in each of them.
  const inputs = new Map(columns.map(([name, column]): [string, FormulaInput] => {
    return [name, { kind: kindOfColumn(column.type), type: column.type, unit: column.unit, zone: column.zone, isNullable: true }];
  }));
  const plan = planFormula(formula, inputs, columnFunctions, where);
  if (plan.type.kind !== "boolean") {
    throw new FormulaType(`${where}: must be a condition such as x > 3, and ${JSON.stringify(formula)} is ${calledType(plan.type)}`, 0);
  }
  const call = { plan, inputs: plan.inputs.map((name) => table.column(name)), length: table.numRows, where };
  const condition = await evaluateColumns(call, (program) => run(program, formula, where, parts, stop), stop);
  return new Table(filterRows(columns, condition), host);
}

async function run({ program, inputs }: ProgramCall, formula: string, where: string, parts: Parts, stop: AbortSignal): Promise<FloatArray> {
  const names = inputs.map((_, i) => `x${i}`);
  const compiled: Compiled = { name: formula, label: where, isFunction: false, names, captured: [], program };
  return (await parts.run(requestFor(where, compiled, [...inputs, { home: "ordinary" }], false), stop)) as FloatArray;
}
