/** Maps of columns and tables: what a caller gave, as a request. */
import { isPlainObject, optionsOf } from "../../call/arguments";
import { callableOf, type Compiled, compileNamed, compileUserFunction, ONE_NAME, type UserFunction } from "../../call/compiled";
import { type CallOptions, contextOf, namesIn, refuseContext } from "../../call/options";
import type { Reducing } from "../../call/reductions";
import { calledWith, evaluateRequest, mapRequest, type Request, requestFor } from "../../call/request";
import { isOperation } from "../../catalog/index";
import { Column } from "../../columns/column";
import { Table } from "../../columns/table";
import { LazyTable, UnknownColumn } from "../../data-errors";
import { shown, UnsupportedInput, WrongArity } from "../../errors";
import { listOf, POSITIONAL } from "../../expression/formula";
import { nearest } from "../../nearest";
import { formulaRequest } from "./formula-request";
import type { ColumnHost } from "./host";
import { mapOver } from "./over";
import { reduceOver } from "./reduced";

/** map(source, ...columns and other inputs, options?), map(source, table, options?) */
export function mapColumnsRequest(host: ColumnHost, method: string, source: unknown, args: unknown[], sync: boolean): Request {
  if (args.some(Table.is)) {
    checkAlone(args, method);
    return tableRequest(host, method, source, args[0] as Table, optionsOf(args[1]), sync);
  }
  if (isFormula(source)) return positionalRequest(host, method, source, args, sync);
  return mapOver(host, mapRequest(method, source, args, sync));
}

/** Whether a source in whose inputs are x, y, z, w is a formula: other words are operations' names. */
export function isFormula(source: unknown): source is string {
  return typeof source === "string" && !isOperation(source) && (POSITIONAL.includes(source) || !ONE_NAME.test(source));
}

export function positionalRequest(
  host: ColumnHost, method: string, text: string, args: readonly unknown[], sync: boolean, reducing?: Reducing,
): Request {
  const last = args.at(-1);
  const hasOptions = isPlainObject(last) || last === undefined;
  const given = hasOptions ? args.slice(0, -1) : args;
  if (given.length > POSITIONAL.length) {
    throw new WrongArity(`${method}: a formula takes at most ${POSITIONAL.length} inputs in order. Name them: evaluate("a + b", { a, b })`);
  }
  const inputs = new Map(given.map((input, i) => [POSITIONAL[i]!, input]));
  const options = optionsOf(hasOptions ? last : undefined);
  return formulaRequest(host, { method, text, inputs, naming: "positions", options, sync, reducing });
}

/** evaluate(source, { name: column }, options?), evaluate(source, table, options?); or a reduction of such. */
export function evaluateColumnsRequest(
  host: ColumnHost, method: string, source: unknown, args: readonly unknown[], sync: boolean, reducing?: Reducing,
): Request {
  const [given, options] = args;
  if (Table.is(given)) return tableRequest(host, method, source, given, optionsOf(options), sync, reducing);
  if (Column.is(given)) {
    throw new UnsupportedInput(`${method}: takes columns by their names, got a column. Give { name: column }, or use map`);
  }
  const inputs = given as Record<string, unknown>;
  const names = namesIn(method, "inputs", inputs);
  if (typeof source !== "string" || (isOperation(source) && !names.includes(source))) {
    return namedOver(host, source, evaluateRequest(method, source, [...args], sync, reducing));
  }
  const values = new Map(names.map((name) => [name, inputs[name]]));
  return formulaRequest(host, { method, text: source, inputs: values, naming: "names", options: optionsOf(options), sync, reducing });
}

/** What a request with named inputs becomes where there are columns among them; they have been read. */
export function namedOver(host: ColumnHost, source: unknown, request: Request, method = ""): Request {
  const { names, values, options, sync, reducing } = request;
  if (typeof source !== "string" || (isOperation(source) && !names.includes(source))) {
    return reducing ? reduceOver(host, request) : mapOver(host, request);
  }
  const inputs = new Map(names.map((name, i) => [name, values[i]]));
  return formulaRequest(host, { method, text: source, inputs, naming: "names", options, sync, reducing });
}

/** What compile() returned, called with columns, or with a table that has columns of its inputs' names. */
export function compiledColumnsRequest(host: ColumnHost, where: string, compiled: Compiled, args: unknown[], sync: boolean): Request {
  let given = args;
  if (args.some(Table.is)) {
    checkAlone(args, where);
    const [table, ...rest] = args as [Table, ...unknown[]];
    refuseLazy(where, table);
    given = [...compiled.names.map((name) => table.column(name)), ...rest];
  }
  const request = requestFor(where, compiled, given, sync);
  if (compiled.isFunction || isOperation(compiled.program!.name)) return mapOver(host, request);
  const inputs = new Map(compiled.names.map((name, i) => [name, request.values[i]]));
  const { options } = request;
  const ask = { method: "compiled", text: compiled.program!.name, inputs, naming: "names", options, sync } as const;
  return formulaRequest(host, ask);
}

/** @throws WrongArity where there is more than a table, and options */
export function checkAlone(args: readonly unknown[], where: string): void {
  const [table, options] = args;
  if (Table.is(table) && args.length <= 2 && (options === undefined || isPlainObject(options))) return;
  throw new WrongArity(`${where}: takes a table and at most one options object. Give columns of several: table.column("name")`);
}

/** A request over the columns of a table that a source names. @throws UnknownColumn, LazyTable */
export function tableRequest(
  host: ColumnHost, method: string, source: unknown, table: Table, options: CallOptions, sync: boolean, reducing?: Reducing,
): Request {
  refuseLazy(method, table);
  const over = (request: Request) => (reducing ? reduceOver(host, request) : mapOver(host, request));
  if (typeof source === "function") {
    const names = columnsOfFunction(method, source as UserFunction, table, options);
    const inputs = Object.fromEntries(names.map((name) => [name, table.column(name)]));
    return over(evaluateRequest(method, source, [inputs, options], sync, reducing));
  }
  if (isOverTable(source, table)) {
    const inputs = new Map(table.columns.map((name) => [name, table.column(name)]));
    return formulaRequest(host, { method, text: source, inputs, naming: "table", options, sync, reducing });
  }
  const compiled = compileNamed(source as string, table.columns, method);
  const where = calledWith(method, compiled, reducing);
  refuseContext(where, options.context);
  const values = compiled.names.map((name) => table.column(name));
  return over({ where, compiled, values, names: compiled.names, options, context: {}, sync, reducing, recognised: undefined });
}

/** Whether a source is a formula over a table, rather than an operation of as many columns. */
export function isOverTable(source: unknown, { columns }: Table): source is string {
  return typeof source === "string" && (columns.includes(source) || !isOperation(source));
}

/** @throws LazyTable */
function refuseLazy(where: string, { isLazy }: Table): void {
  if (!isLazy) return;
  throw new LazyTable(
    `${where}: the table is larger than memory. Go through it in parts (for await (const part of table)), read fewer columns or rows ` +
      "(columns, where, limit), or raise memoryLimit",
  );
}

/** A function uses the columns of its parameters' names, and those of variables from outside that have no other value. */
export function columnsOfFunction(method: string, source: UserFunction, { columns }: Table, options: CallOptions): string[] {
  const context = { ...callableOf(source)?.given, ...contextOf(method, options) };
  const outer = { ...Object.fromEntries(columns.map((name) => [name, 0])), ...context };
  const compiled = callableOf(source) ?? compileUserFunction(source, outer, method);
  for (const name of compiled.names) {
    if (columns.includes(name)) continue;
    const near = nearest(name, columns);
    const hint = near === undefined ? "." : `; did you mean ${shown(near)}?`;
    throw new UnknownColumn(`${method}: no column is named ${shown(name)}, as a parameter is${hint} There are: ${listOf(columns)}`, name);
  }
  return [...compiled.names, ...compiled.captured.filter((name) => columns.includes(name) && !Object.hasOwn(context, name))];
}
