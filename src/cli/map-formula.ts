/** `autoflux map` of a formula over the columns of a file of any format: a new column beside the others. */
import { isOperation } from "../catalog/index";
import { type Arguments, Usage } from "./command";
import { inSession } from "./session";
import { selectedBy, tableOf, transformed, withColumn } from "./table-input";
import { formatOf, writeTable } from "./table-output";

/** Applies the formula part by part, so that memory does not grow with the file. */
export function mapFormula(args: Arguments): Promise<number> {
  const formula = args.positionals[0]!;
  const { as: name = formula, only = false, out = "-" } = args.values as { as?: string; only?: boolean; out?: string };
  if (isOperation(formula.trim())) {
    throw new Usage(`--column is missing: "${formula}" is an operation. Name its column, or write a formula such as "${formula}(TMAX)"`);
  }
  formatOf(args, out);
  return inSession(args, async ({ flux, onProgress }) => {
    const table = await tableOf(flux, args, { formulas: [formula], only, selectsLater: true, ...(out !== "-" && { onProgress }) });
    const selected = selectedBy(args);
    const result = await transformed(table, async (part) => {
      return withColumn(flux, part, name, formula, only ? [] : selected);
    });
    await writeTable(flux, result, args);
  });
}
