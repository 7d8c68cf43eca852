/** `autoflux map` of a formula over the columns of a file of any format: a new column beside the others. */
import { isOperation } from "../catalog/index";
import type { Column } from "../columns/column";
import { createFlux } from "../index";
import { type Arguments, Usage, wordOf } from "./command";
import { tableOf, transformed, withColumn } from "./table-input";
import { writeTable } from "./table-output";

/** Applies the formula part by part, so that memory does not grow with the file. */
export async function mapFormula(args: Arguments): Promise<number> {
  const formula = args.positionals[0]!;
  const { as: name = formula, only } = args.values as { as?: string; only?: boolean };
  if (isOperation(formula.trim())) {
    throw new Usage(`--column is missing: "${formula}" is an operation. Name its column, or write a formula such as "${formula}(TMAX)"`);
  }
  const arithmetic = wordOf(args, "arithmetic", ["fast", "reproducible"]);
  const flux = await createFlux({ safeMode: false, ...(arithmetic && { arithmetic }) });
  try {
    const table = await tableOf(flux, args);
    const result = await transformed(table, async (part) => {
      if (!only) return withColumn(flux, part, name, formula);
      const column: Column = await flux.map(formula, part);
      return part.made([[name, column]]);
    });
    await writeTable(flux, result, args);
    return 0;
  } finally {
    await flux.close();
  }
}
