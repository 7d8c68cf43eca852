/** Reductions of what is not null: the inputs' values in rows that are valid in all of them, as if there were no others. */
import type { Output } from "../../call/output";
import type { Reducing } from "../../call/reductions";
import { inputName, type Request } from "../../call/request";
import { Column } from "../../columns/column";
import { ValidRows } from "../../columns/valid-rows";
import type { ColumnHost } from "./host";
import { inputFor, leftIn, rowsOf, validIn } from "./inputs";

/** What a request for a reduction becomes where there are columns among its inputs. */
export function reduceOver({ instance }: ColumnHost, request: Request): Request {
  const { where, values } = request;
  const columns = values.filter(Column.is);
  const rows = rowsOf(values, where);
  const inputs = values.map((value, i) => (Column.is(value) ? inputFor(value, `${where}: ${inputName(request, i)}`) : value));
  const validity = validIn(columns, rows);
  if (!validity) return { ...request, values: inputs };
  const valid = new ValidRows(validity, rows);
  const rowOf = (index: number) => valid.rowOf(index);
  return {
    ...request,
    values: inputs.map((input) => leftIn(instance, input, valid, where)),
    outputFor: (usual, _dtype, length) => withRows(usual(length), request.reducing!, rowOf),
    rowOf,
  };
}

/** Results that are indices, as rows. */
function withRows(output: Output, reducing: Reducing, rowOf: (index: number) => number): Output {
  return { ...output, result: () => rowsIn(output.result(), reducing, rowOf) };
}

function rowsIn(result: unknown, { names, isList }: Reducing, rowOf: (index: number) => number): unknown {
  const isIndex = (name: string) => name === "argmin" || name === "argmax";
  if (!isList) return isIndex(names[0]!) ? rowOf(result as number) : result;
  const each = Object.entries(result as Record<string, number>);
  return Object.fromEntries(each.map(([name, value]) => [name, isIndex(name) ? rowOf(value) : value]));
}
