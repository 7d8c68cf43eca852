/** Maps of columns and tables: what a caller gave, as a request. */
import { isPlainObject, optionsOf } from "../../call/arguments";
import { callableOf, type Compiled, compileNamed, compileUserFunction, ONE_NAME, type UserFunction } from "../../call/compiled";
import { type CallOptions, contextOf, namesIn, refuseContext } from "../../call/options";
import type { Reducing } from "../../call/reductions";
import { calledWith, evaluateRequest, mapRequest, type Request, requestFor } from "../../call/request";
import { isOperation } from "../../catalog/index";
import { Column } from "../../columns/column";
import { Table } from "../../columns/table";
import { LazyTable } from "../../data-errors";
import { UnsupportedInput, WrongArity } from "../../errors";
import { POSITIONAL } from "../../expression/formula";
import { COLUMN_WORDS } from "../../expression/column-words";
import { formulaWords } from "../../expression/words";
import { formulaRequest } from "./formula-request";
import type { ColumnHost } from "./host";
import { mapOver } from "./over";
import { reduceOver } from "./reduced";
import { unknownColumn } from "../../columns/unknown-column";

/** map(source, ...columns and other inputs, options?), map(source, table, options?) */
export function mapColumnsRequest(host: ColumnHost, method: string, source: unknown, args: unknown[], sync: boolean): Request {
  if (args.some(Table.is)) {
    checkAlone(args, method);
    return tableRequest(host, method, source, args[0] as Table, optionsOf(args[1]), sync);
  }
  const formula = formulaIn(source);
  if (formula) return positionalRequest(host, method, formula, args, sync);
  const called = typeof source === "string" && isFormulaWord(source) ? callOf(source, args) : undefined;
  if (called) return positionalRequest(host, method, { text: called.text, names: POSITIONAL }, called.args, sync);
  return mapOver(host, mapRequest(method, source, args, sync));
}

const isFormulaWord = (name: string) => COLUMN_WORDS.has(name) || formulaWords.functions.get(name)?.form !== undefined;

/** A function that formulas alone have, of inputs in order; text and numbers stand in the call, as patterns and formats must. */
function callOf(name: string, args: readonly unknown[]): { text: string; args: unknown[] } | undefined {
  const isWritten = (one: unknown) => ["string", "number", "boolean"].includes(typeof one);
  const options = args.filter((one, i) => i === args.length - 1 && (isPlainObject(one) || one === undefined));
  const given = options.length > 0 ? args.slice(0, -1) : args;
  const inputs = [...new Set(given.filter((one) => !isWritten(one)))];
  if (inputs.length > POSITIONAL.length) return undefined;
  const words = given.map((one) => {
    if (typeof one === "string") return JSON.stringify(one);
    return isWritten(one) ? String(one) : POSITIONAL[inputs.indexOf(one)]!;
  });
  return { text: `${name}(${words.join(", ")})`, args: [...inputs, ...options] };
}

/** A formula whose inputs are given in order, and their names. */
export interface OrderedFormula {
  text: string;
  names: readonly string[];
}

/** What is a formula of x, y, z, w, or was compiled from one. Other words are operations' names. */
export function formulaIn(source: unknown): OrderedFormula | undefined {
  const compiled = callableOf(source);
  const text = compiled && !compiled.isFunction ? compiled.program!.name : source;
  if (typeof text !== "string" || isOperation(text)) return undefined;
  if (compiled) return { text, names: compiled.names };
  return POSITIONAL.includes(text) || !ONE_NAME.test(text) ? { text, names: POSITIONAL } : undefined;
}

export function positionalRequest(
  host: ColumnHost, method: string, { text, names }: OrderedFormula, args: readonly unknown[], sync: boolean, reducing?: Reducing,
): Request {
  const last = args.at(-1);
  const hasOptions = isPlainObject(last) || last === undefined;
  const given = hasOptions ? args.slice(0, -1) : args;
  if (given.length > names.length) {
    throw new WrongArity(
      `${method}: takes at most ${names.length} inputs in order, got ${given.length}. Name them: evaluate("a + b", { a, b })`,
    );
  }
  const inputs = new Map(given.map((input, i) => [names[i]!, input]));
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
  const text = textOver(source, names);
  if (text === undefined) return namedOver(host, source, evaluateRequest(method, source, [...args], sync, reducing));
  const values = new Map(names.map((name) => [name, inputs[name]]));
  return formulaRequest(host, { method, text, inputs: values, naming: "names", options: optionsOf(options), sync, reducing });
}

/** The text of a formula over inputs of some names, or of what was compiled from one; undefined for functions and operations. */
export function textOver(source: unknown, names: readonly string[]): string | undefined {
  const compiled = callableOf(source);
  const text = compiled && !compiled.isFunction ? compiled.program!.name : source;
  return typeof text === "string" && (names.includes(text) || !isOperation(text)) ? text : undefined;
}

/** What a request with named inputs becomes where there are columns among them; they have been read. */
export function namedOver(host: ColumnHost, source: unknown, request: Request, method = ""): Request {
  const { names, values, options, sync, reducing } = request;
  const text = textOver(source, names);
  if (text === undefined) return reducing ? reduceOver(host, request) : mapOver(host, request);
  const inputs = new Map(names.map((name, i) => [name, values[i]]));
  return formulaRequest(host, { method, text, inputs, naming: "names", options, sync, reducing });
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
  const text = textOver(source, table.columns);
  if (text !== undefined) {
    const inputs = new Map(table.columns.map((name) => [name, table.column(name)]));
    return formulaRequest(host, { method, text, inputs, naming: "table", options, sync, reducing });
  }
  if (typeof source === "function") {
    const names = columnsOfFunction(method, source as UserFunction, table, options);
    const inputs = Object.fromEntries(names.map((name) => [name, table.column(name)]));
    return over(evaluateRequest(method, source, [inputs, options], sync, reducing));
  }
  const compiled = compileNamed(source as string, table.columns, method);
  const where = calledWith(method, compiled, reducing);
  refuseContext(where, options.context);
  const values = compiled.names.map((name) => table.column(name));
  return over({ where, compiled, values, names: compiled.names, options, context: {}, sync, reducing, recognised: undefined });
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
    if (!columns.includes(name)) throw unknownColumn(method, name, columns, ", as a parameter is");
  }
  return [...compiled.names, ...compiled.captured.filter((name) => columns.includes(name) && !Object.hasOwn(context, name))];
}
