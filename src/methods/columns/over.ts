/** What requests become where there are columns among their inputs. */
import { inputName, type Request } from "../../call/request";
import { Column } from "../../columns/column";
import { ValidRows } from "../../columns/valid-rows";
import { UnsupportedInput } from "../../errors";
import { inputFor, leftIn, rowsOf, validIn } from "./inputs";
import type { ColumnHost } from "./host";
import { booleans, ColumnOutput, isTruth } from "./outputs";

/** A map: null where an input is. `isBoolean`: its results are truth values. */
export function mapOver({ instance }: ColumnHost, request: Request, isBoolean?: boolean): Request {
  const { where, compiled, values, options } = request;
  const columns = values.filter(Column.is);
  const rows = rowsOf(values, where);
  const hasNulls = columns.some(({ nullCount }) => nullCount > 0);
  const inputs = values.map((value, i) => (Column.is(value) ? inputFor(value, `${where}: ${inputName(request, i)}`) : value));
  // JavaScript is given no row that is null in an input: it has nothing to compute there.
  const valid = compiled.function && hasNulls ? new ValidRows(validIn(columns, rows)!, rows) : undefined;
  const areTruths = options.out === undefined && (isBoolean ?? (compiled.program !== undefined && isTruth(compiled.program)));
  if (areTruths && options.home === "arena") {
    throw new UnsupportedInput(
      `${where}: booleans do not live in the arena. Give home: "ordinary", or out: an array of float64 for 1 and 0`,
    );
  }
  return {
    ...request,
    values: valid ? inputs.map((input) => leftIn(instance, input, valid, where)) : inputs,
    hasNulls,
    outputFor(usual, dtype, length) {
      const validity = validIn(columns, rows);
      if (areTruths) return booleans(dtype, length, validity);
      return new ColumnOutput(usual(rows), validity, valid, options.out !== undefined);
    },
    ...(valid && { rowOf: (index: number) => valid.rowOf(index) }),
  };
}
