/** The words of formulas for text, dates and conversions, by name. */
import { conversionFunctions } from "./conversions";
import { date } from "./dates";
import type { ColumnFunction } from "./interface";
import { partFunctions } from "./parts";
import { patternFunctions } from "./patterns";
import { textFunctions } from "./text";
import { timestampFunctions } from "./timestamps";

export const columnFunctions: ReadonlyMap<string, ColumnFunction> = new Map(
  [...textFunctions, ...patternFunctions, ...partFunctions, date, ...timestampFunctions, ...conversionFunctions].map(
    (row) => [row.name, row],
  ),
);

export { add, arithmeticType, subtract } from "./arithmetic";
export { checkComparable, compare, type Comparison, isIn } from "./compare";
