/**
 * Formulas over columns, as requests: one program of kernels where numbers alone make the result, as over arrays; else steps, of which
 * programs are parts.
 */
import { calledAs, type Compiled } from "../../call/compiled";
import { recognise } from "../../call/inputs";
import { bad, type CallOptions, refuseContext } from "../../call/options";
import { newArray } from "../../call/output";
import { ITSELF, type Reducing } from "../../call/reductions";
import { calledWith, type CallSteps, OF_ONE, type Request } from "../../call/request";
import { Column } from "../../columns/column";
import { UnknownColumn } from "../../data-errors";
import type { FloatArray } from "../../dtype";
import { BadOutput, UnequalLengths, UnusedInput, WrongArity } from "../../errors";
import { POSITIONAL } from "../../expression/formula";
import type { FormulaPlan } from "../../expression/typed/planning";
import type { Reader } from "../../memory/ports";
import type { Program } from "../../program";
import { dtypeOf, isFloatArray, kindOf, lengthOf, setInto } from "../../typed-array";
import { constantGiven } from "./constants-given";
import type { ColumnHost } from "./host";
import { isNumeric, rowsOf } from "./inputs";
import { markNulls } from "./marked-nulls";
import { mapOver } from "./over";
import { valuesRequest } from "./reduce-values";
import { orderedDecimals, reduceOver } from "./reduced";

/** A formula that is asked for. */
export interface FormulaAsk {
  method: string;
  text: string;
  /** By their names: columns, arrays, numbers. */
  inputs: ReadonlyMap<string, unknown>;
  /** Whether each input must be used: those of a table need not be; x, y, z, w are given in order. */
  naming: "table" | "names" | "positions";
  options: CallOptions;
  sync: boolean;
  reducing?: Reducing | undefined;
}

/** @throws FormulaSyntax, FormulaType, UnknownColumn, UnusedInput, WrongArity, and what a call may be refused with */
export function formulaRequest(host: ColumnHost, ask: FormulaAsk): Request {
  const { plan, request, direct } = understood(host, ask);
  const { where, values, reducing, options } = request;
  if (direct) return reducing ? reduceOver(host, direct) : mapOver(host, direct, plan.type.kind === "boolean");
  if (!reducing) checkOutput(plan, where, options);
  // Without a column it has the rows of the table.
  const elements = plan.inputs.length > 0 ? rowsOf(values.map(asScalar), where) : [...ask.inputs.values()].find(Column.is)!.length;
  return { ...request, elements, steps: () => (reducing ? reducedSteps : mapSteps)(host, plan, { ...request, elements }) };
}

/** Of a part of a table: a reduction's request, or the column where its values are no numbers. */
export function* partOf(host: ColumnHost, ask: FormulaAsk): Generator<Request | undefined, Request | Column, unknown> {
  const { plan, request, direct } = understood(host, ask);
  const decimals = direct && orderedDecimals(direct);
  if (decimals) return decimals;
  if (direct) return reduceOver(host, direct);
  const column = yield* evaluated(host, plan, request);
  return isNumeric(column) ? reduceOver(host, ofColumn(column, request)) : column;
}

interface Understood {
  plan: FormulaPlan;
  request: Request;
  /** The same with one program that does it all, where there is one. */
  direct: Request | undefined;
}

function understood(host: ColumnHost, ask: FormulaAsk): Understood {
  const { method, text, inputs, options, sync, reducing } = ask;
  const called = calledAs(text);
  const where = calledWith(method, called, reducing);
  refuseContext(where, options.context);
  const plan = planned(host, ask, where);
  const values = plan.inputs.map((name) => inputs.get(name));
  const compiled: Compiled = { ...called, isFunction: false, names: plan.inputs, captured: [], program: ITSELF };
  const request: Request = {
    where, compiled, values, names: plan.inputs, options, context: {}, sync, reducing, recognised: undefined,
  };
  const alone = programAlone(plan, values);
  const names = ask.naming === "positions" ? [] : alone?.names;
  const direct = alone && { ...request, values: alone.values, names: names!, compiled: { ...compiled, program: alone.program } };
  return { plan, request, direct };
}

function ofColumn(column: Column, request: Request): Request {
  return { ...request, compiled: OF_ONE, values: [column], names: [] };
}

function planned({ formulas }: ColumnHost, { text, inputs, naming, reducing }: FormulaAsk, where: string): FormulaPlan {
  let plan: FormulaPlan;
  try {
    plan = formulas().planOver(text, inputs, where);
  } catch (error) {
    if (naming === "positions" && error instanceof UnknownColumn && POSITIONAL.includes(error.column)) {
      throw new WrongArity(`${where}: takes an input ${error.column}, got ${inputs.size}: ${[...inputs.keys()].join(", ")}. Give one more`);
    }
    throw error;
  }
  const unused = [...inputs.keys()].find((name) => !plan.inputs.includes(name));
  if (naming !== "table" && unused !== undefined) {
    throw new UnusedInput(
      `${where}: input ${JSON.stringify(unused)} is not used in the formula. Leave it out, or see whether a name is misspelt`,
    );
  }
  const hasRows = naming === "table" && inputs.size > 0 && !reducing;
  if (plan.inputs.length === 0 && !hasRows) {
    throw new WrongArity(`${where}: the formula uses no column, and has nothing to ${reducing ? "reduce" : "map"}. Name one`);
  }
  return plan;
}

/** A boolean among numbers is 1 or 0. */
const asScalar = (value: unknown): unknown => (typeof value === "boolean" ? Number(value) : constantGiven(value) ? 0 : value);

interface ProgramAlone {
  program: Program;
  values: unknown[];
  names: readonly string[];
}

/** The program, and its inputs, of a plan that is no more than one over numbers. */
function programAlone(plan: FormulaPlan, values: readonly unknown[]): ProgramAlone | undefined {
  const { steps, result, inputs, type } = plan;
  if (steps.length === 0) {
    const isNumber = type.kind === "number" && "input" in result;
    return isNumber ? { program: ITSELF, values: [values[result.input]], names: inputs } : undefined;
  }
  const [step] = steps;
  if (steps.length > 1 || step!.does !== "program" || !("step" in result)) return undefined;
  const names: string[] = [], given: unknown[] = [];
  for (const operand of step!.operands) {
    if ("step" in operand || ("constant" in operand && operand.constant.value === null)) return undefined;
    names.push("input" in operand ? inputs[operand.input]! : "a constant");
    given.push("input" in operand ? asScalar(values[operand.input]) : Number(operand.constant.value));
  }
  const hasArray = given.some((value) => typeof value !== "number");
  return hasArray ? { program: step!.program, values: given, names } : undefined;
}

/** @throws BadOutput, BadOption */
function checkOutput({ type: { kind } }: FormulaPlan, where: string, { out, home }: CallOptions): void {
  if (kind === "number") return;
  const called = `left out of a formula that gives ${kind === "text" ? "text" : `a ${kind}`}`;
  if (out !== undefined) throw new BadOutput(`${where}: out must be ${called}`);
  if (home === "arena") bad(where, "home", called, home);
}

function* mapSteps(host: ColumnHost, plan: FormulaPlan, request: Request): CallSteps {
  return delivered(host, yield* evaluated(host, plan, request), request);
}

function* reducedSteps(host: ColumnHost, plan: FormulaPlan, request: Request): CallSteps {
  const column = yield* evaluated(host, plan, request);
  const { where, options, sync, reducing } = request;
  if (!isNumeric(column)) return yield* valuesRequest(where, reducing!, [column], options, sync).steps!();
  return yield reduceOver(host, ofColumn(column, request));
}

/** The formula's column. */
function* evaluated(
  { formulas, instance }: ColumnHost, plan: FormulaPlan, { where, values, sync, options: { engine }, compiled, elements }: Request,
): Generator<Request | undefined, Column, unknown> {
  const { settings } = instance;
  const length = elements ?? rowsOf(values.map(asScalar), where);
  const inputs = values.map((value) => {
    if (typeof value === "number" || Column.is(value)) return value;
    return constantGiven(value) ?? columnOver(value, where, settings);
  });
  const other = inputs.find((input) => Column.is(input) && input.length !== length);
  if (other) throw new UnequalLengths(`${where}: columns must have ${length} rows each, one has ${(other as Column).length}`);
  const evaluation = formulas().evaluationOf({ plan, inputs, length, where });
  let step = evaluation.next();
  while (!step.done) {
    const call = step.value;
    const part = call && {
      where, compiled: { ...compiled, program: call.program }, values: [...call.inputs], names: [], context: {}, sync, reducing: undefined,
      recognised: undefined, hasNulls: true, options: engine === undefined ? {} : { engine },
    };
    step = evaluation.next((yield part) as FloatArray | undefined);
  }
  return step.value;
}

/** An array of numbers that stands beside columns. */
function columnOver(value: unknown, where: string, settings: ColumnHost["instance"]["settings"]): Column {
  const { source, length } = recognise(value, where, { ...settings, arena: undefined });
  const { dtype } = source as Reader;
  const values = newArray(dtype, length, false, where);
  (source as Reader).read(0, length, values);
  return new Column({ type: dtype, values }, length);
}

/** A result where the caller wants it. @throws BadOutput, ArenaFull */
function delivered({ instance }: ColumnHost, column: Column, { where, options: { out, home } }: Request): Column {
  const { arena } = instance.engines;
  if (out === undefined && (home !== "arena" || !arena)) return column;
  const values = column.values as FloatArray;
  const target: unknown = out ?? arena!.empty(dtypeOf(values), column.length);
  if (!isFloatArray(target) || kindOf(target) !== kindOf(values) || lengthOf(target) !== column.length) {
    throw new BadOutput(`${where}: out must be a ${kindOf(values)} of ${column.length} elements like the result`);
  }
  setInto(target, values);
  if (out !== undefined && column.validity) markNulls(target, column.validity);
  return new Column({ type: dtypeOf(values), values: target }, column.length, column.validity);
}
