/** Reductions of what is not null: the inputs' values in rows that are valid in all of them, as if there were no others. */
import type { Output } from "../../call/output";
import type { CallOptions } from "../../call/options";
import { type GivenReducingOptions, ITSELF, type Reducing, runFor } from "../../call/reductions";
import { type CallSteps, inputName, type Request } from "../../call/request";
import { Column } from "../../columns/column";
import { ValidRows } from "../../columns/valid-rows";
import type { ColumnHost } from "./host";
import { inputFor, leftIn, rowsOf, validIn } from "./inputs";
import { OF_ORDER, valuesRequest } from "./reduce-values";

/** The decimals of which a request asks the least, the most, or their rows. */
export function orderedDecimals({ values, compiled: { program, isFunction }, reducing }: Request): Column | undefined {
  const [column] = values;
  const isItself = values.length === 1 && program === ITSELF && !isFunction;
  const areDecimals = isItself && Column.is(column) && column.type === "decimal";
  return areDecimals && reducing!.names.some((name) => OF_ORDER.includes(name)) ? column : undefined;
}

/** They are decimals, with all digits; what else is asked for is a number, as of any column. */
function decimalsRequest(request: Request, column: Column, over: (rest: Request) => Request): Request {
  const { where, options, sync } = request, reducing = request.reducing!;
  runFor(reducing, options, where); // checks the options
  const exact = reducing.names.filter((name) => OF_ORDER.includes(name));
  const rest = reducing.names.filter((name) => !OF_ORDER.includes(name));
  const { skipNaN: _, ddof: __, ...own }: CallOptions & GivenReducingOptions = options; // no decimal is NaN
  const ofOrder = valuesRequest(where, { ...reducing, names: exact }, [column], own, sync);
  const itself = { ...ofOrder, compiled: request.compiled, names: request.names };
  if (rest.length === 0) return itself;
  const steps = function* (): CallSteps {
    const found = (yield* ofOrder.steps!()) as object;
    const numbers = (yield over({ ...request, reducing: { ...reducing, names: rest } })) as object;
    const all = { ...found, ...numbers } as Record<string, unknown>;
    return Object.fromEntries(reducing.names.map((name) => [name, all[name]]));
  };
  return { ...itself, reducing, options, steps };
}

/** What a request for a reduction becomes where there are columns among its inputs. */
export function reduceOver(host: ColumnHost, request: Request): Request {
  const { where, values } = request;
  const decimals = orderedDecimals(request);
  if (decimals) return decimalsRequest(request, decimals, (rest) => reduceOver(host, rest));
  const columns = values.filter(Column.is);
  const rows = rowsOf(values, where);
  const inputs = values.map((value, i) => (Column.is(value) ? inputFor(value, `${where}: ${inputName(request, i)}`) : value));
  const validity = validIn(columns, rows);
  if (!validity) return { ...request, values: inputs };
  const valid = new ValidRows(validity, rows);
  const rowOf = (index: number) => valid.rowOf(index);
  return {
    ...request,
    values: inputs.map((input) => leftIn(host.instance, input, valid, where)),
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
