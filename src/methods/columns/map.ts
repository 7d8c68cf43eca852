/** Maps of columns and tables: the same engine over their values; null where an input is. */
import { type Compiled, compileNamed, compileOverColumns, compileUserFunction, callableOf, type UserFunction } from "../../call/compiled";
import { isPlainObject, optionsOf } from "../../call/arguments";
import { type CallOptions, contextOf, refuseContext } from "../../call/options";
import { calledAs, evaluateRequest, inputName, mapRequest, type Request, requestFor } from "../../call/request";
import type { Reducing } from "../../call/reductions";
import { isOperation } from "../../catalog/index";
import { Column } from "../../columns/column";
import { Table } from "../../columns/table";
import { ValidRows } from "../../columns/valid-rows";
import { LazyTable, UnknownColumn } from "../../data-errors";
import { shown, UnsupportedInput, WrongArity } from "../../errors";
import { listOf } from "../../expression/formula";
import type { Instance } from "../../instance/instance";
import { nearest } from "../../nearest";
import { inputFor, rowsOf, validIn, withoutNulls } from "./inputs";
import { booleans, ColumnOutput, isTruth } from "./outputs";

/** map(source, ...columns and other inputs, options?), map(source, table, options?) */
export function mapColumnsRequest(instance: Instance, method: string, source: unknown, args: unknown[], sync: boolean): Request {
  if (!args.some(Table.is)) return mapOver(instance, mapRequest(method, source, args, sync));
  const [table, options] = args;
  checkAlone(args, method);
  return mapOver(instance, tableRequest(method, source, table as Table, optionsOf(options), sync));
}

/** evaluate(source, { name: column }, options?), evaluate(source, table, options?) */
export function evaluateColumnsRequest(instance: Instance, method: string, source: unknown, args: unknown[], sync: boolean): Request {
  const [given, options] = args;
  if (Table.is(given)) return mapOver(instance, tableRequest(method, source, given, optionsOf(options), sync));
  if (Column.is(given)) {
    throw new UnsupportedInput(`${method}: takes columns by their names, got a column. Give { name: column }, or use map`);
  }
  return mapOver(instance, evaluateRequest(method, source, args, sync));
}

/** What compile() returned, called with columns, or with a table that has columns of its inputs' names. */
export function compiledColumnsRequest(instance: Instance, where: string, compiled: Compiled, args: unknown[], sync: boolean): Request {
  if (!args.some(Table.is)) return mapOver(instance, requestFor(where, compiled, args, sync));
  checkAlone(args, where);
  const table = args[0] as Table;
  refuseLazy(where, table);
  return mapOver(instance, requestFor(where, compiled, [...compiled.names.map((name) => table.column(name)), ...args.slice(1)], sync));
}

/** @throws WrongArity where there is more than a table, and options */
export function checkAlone(args: readonly unknown[], where: string): void {
  const [table, options] = args;
  if (Table.is(table) && args.length <= 2 && (options === undefined || isPlainObject(options))) return;
  throw new WrongArity(`${where}: takes a table and at most one options object. Give columns of several: table.column("name")`);
}

/** A request over the columns of a table that a source names. @throws UnknownColumn, LazyTable */
export function tableRequest(
  method: string, source: unknown, table: Table, options: CallOptions, sync: boolean, reducing?: Reducing,
): Request {
  refuseLazy(method, table);
  const { compiled, names } = columnsOf(method, source, table, options);
  const columns = names.map((name) => table.column(name));
  if (typeof source === "function") {
    return evaluateRequest(method, source, [Object.fromEntries(names.map((name, i) => [name, columns[i]])), options], sync, reducing);
  }
  const where = calledAs(method, compiled, reducing);
  refuseContext(where, options.context);
  return { where, compiled, values: columns, names, options, context: {}, sync, reducing, recognised: undefined };
}

/** @throws LazyTable */
function refuseLazy(where: string, { isLazy }: Table): void {
  if (!isLazy) return;
  throw new LazyTable(
    `${where}: the table is larger than memory. Go through it in parts (for await (const part of table)), read fewer columns or rows ` +
      "(columns, where, limit), or raise memoryLimit",
  );
}

/** What a source is over a table, and the columns that it uses. @throws UnknownColumn, and what compiling throws */
export function columnsOf(
  method: string, source: unknown, { columns }: Table, options: CallOptions,
): { compiled: Compiled; names: readonly string[] } {
  if (typeof source === "function") return functionOver(method, source as UserFunction, columns, options);
  const isNamed = typeof source !== "string" || (isOperation(source) && !columns.includes(source));
  const compiled = isNamed ? compileNamed(source as string, columns, method) : compileOverColumns(source, columns, method);
  return { compiled, names: compiled.names };
}

/** A function uses the columns of its parameters' names, and those of variables from outside that have no other value. */
function functionOver(
  method: string, source: UserFunction, columns: readonly string[], options: CallOptions,
): { compiled: Compiled; names: readonly string[] } {
  const context = { ...callableOf(source)?.given, ...contextOf(method, options) };
  const outer = { ...Object.fromEntries(columns.map((name) => [name, 0])), ...context };
  const compiled = callableOf(source) ?? compileUserFunction(source, outer, method);
  for (const name of compiled.names) {
    if (columns.includes(name)) continue;
    const near = nearest(name, columns);
    const hint = near === undefined ? "." : `; did you mean ${shown(near)}?`;
    throw new UnknownColumn(`${method}: no column is named ${shown(name)}, as a parameter is${hint} There are: ${listOf(columns)}`, name);
  }
  const free = compiled.captured.filter((name) => columns.includes(name) && !Object.hasOwn(context, name));
  return { compiled, names: [...compiled.names, ...free] };
}

/** What a request for a map becomes where there are columns among its inputs. */
export function mapOver(instance: Instance, request: Request): Request {
  const { where, compiled, values, options } = request;
  const columns = values.filter(Column.is);
  const rows = rowsOf(values, where);
  const hasNulls = columns.some(({ nullCount }) => nullCount > 0);
  const inputs = values.map((value, i) => (Column.is(value) ? inputFor(value, `${where}: ${inputName(request, i)}`) : value));
  // JavaScript is given no row that is null in an input: it has nothing to compute there.
  const valid = compiled.function && hasNulls ? new ValidRows(validIn(columns, rows)!, rows) : undefined;
  const isBoolean = compiled.program !== undefined && options.out === undefined && isTruth(compiled.program);
  if (isBoolean && options.home === "arena") {
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
      if (isBoolean) return booleans(dtype, length, validity);
      return new ColumnOutput(usual(rows), validity, valid);
    },
    ...(valid && { rowOf: (index: number) => valid.rowOf(index) }),
  };
}

export function leftIn({ settings }: Instance, input: unknown, rows: ValidRows, where: string): unknown {
  return withoutNulls(input, rows, where, { ...settings, arena: undefined });
}
