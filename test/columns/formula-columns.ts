/** What tests of formulas over columns need: columns of lists, with anything under nulls; a function; and kernels that are loops over the catalog's references. */
import { rowOf } from "../../src/catalog/index";
import { daysOf } from "../../src/columns/calendar";
import { Column } from "../../src/columns/column";
import { Dictionary } from "../../src/columns/dictionary";
import { columnFunctions } from "../../src/columns/functions/index";
import type { ColumnFunction } from "../../src/columns/functions/interface";
import { textsOf } from "../../src/columns/texts";
import { type NumberType, NUMBER_ARRAYS, type TimeUnit } from "../../src/columns/types";
import { allValid, setNull } from "../../src/columns/validity";
import { planFormula } from "../../src/expression/typed/column-formula";
import type { FormulaPlan } from "../../src/expression/typed/planning";
import { type FormulaInput, kindOfColumn, type FunctionLibrary } from "../../src/expression/typed/types";
import { evaluateColumns, evaluationOf } from "../../src/methods/columns/evaluate-columns";
import type { ProgramCall } from "../../src/methods/columns/values";

type Listed<T> = readonly (T | null)[];

function validityOf(list: Listed<unknown>) {
  const validity = allValid(list.length);
  for (const [row, value] of list.entries()) if (value === null) setNull(validity, row);
  return validity;
}

export function numbers(list: Listed<number | bigint>, type: NumberType = "float64"): Column {
  const isBig = type === "int64" || type === "uint64";
  const values = (NUMBER_ARRAYS[type] as Float64ArrayConstructor).from(list.map((value) => (value ?? (isBig ? 2n ** 53n + 1n : 99)) as number));
  return new Column({ type, values }, list.length, validityOf(list));
}

export function booleans(list: Listed<boolean>): Column {
  return new Column({ type: "boolean", values: Uint8Array.from(list, (value) => Number(value ?? true)) }, list.length, validityOf(list));
}

export function texts(list: Listed<string>, isCoded = true): Column {
  const validity = validityOf(list);
  if (!isCoded) return new Column({ type: "text", texts: textsOf(list.map((text) => text ?? "")) }, list.length, validity);
  const dictionary = new Dictionary();
  const codes = Uint32Array.from(list, (text) => (text === null ? 0 : dictionary.add(text)));
  return new Column({ type: "text", texts: dictionary.texts(), codes }, list.length, validity);
}

export function dates(list: Listed<string>): Column {
  const days = list.map((text) => (text === null ? 7 : daysOf(...(text.split("-").map(Number) as [number, number, number]))));
  return new Column({ type: "date", values: Int32Array.from(days) }, list.length, validityOf(list));
}

/** Of ISO text without fractions, which is of the zone UTC or of none. */
export function timestamps(list: Listed<string>, unit: TimeUnit = "ms", zone?: string): Column {
  const per = { s: 1n, ms: 1000n, us: 1_000_000n, ns: 1_000_000_000n }[unit];
  const values = list.map((text) => (text === null ? 7n : BigInt(Date.parse(`${text}Z`) / 1000) * per));
  return new Column({ type: "timestamp", values: BigInt64Array.from(values), unit, zone }, list.length, validityOf(list));
}

export function durations(list: Listed<bigint>, unit: TimeUnit): Column {
  return new Column({ type: "duration", values: BigInt64Array.from(list, (value) => value ?? 7n), unit }, list.length, validityOf(list));
}

/** What `shout` was given. */
export const seen = { rows: 0, calls: 0 };

const shout: ColumnFunction = {
  name: "shout",
  summary: "text in capitals; null of the text 'none'",
  parameters: [{ name: "text", kinds: ["text"] }, { name: "after", kinds: ["text"], isOptional: true, isLiteral: true }],
  gives: () => ({ kind: "text" }),
  run([column, after], length) {
    seen.calls++;
    seen.rows += length;
    const list = Array.from({ length }, (_, row) => (Column.is(column) ? column.get(row) : (column as string | null)) as string | null);
    return texts(list.map((text) => (text === null || text === "none" ? null : text.toUpperCase() + String(after ?? ""))), false);
  },
};

export const library: FunctionLibrary = new Map([...columnFunctions, [shout.name, shout]]);

/** Programs that were run, in order. */
export const programsRun: ProgramCall["program"][] = [];

/** A program as loops. */
export function runProgram({ program, inputs }: ProgramCall): Float64Array | Float32Array {
  programsRun.push(program);
  const arrays = inputs.filter((input) => typeof input !== "number");
  const { length } = arrays[0]!;
  const results: number[][] = [];
  type Operand = (typeof program)["result"];
  const read = (operand: Operand) => (row: number): number => {
    if ("constant" in operand) return operand.constant;
    if ("register" in operand) return results[operand.register]![row]!;
    const input = inputs[operand.input]!;
    return typeof input === "number" ? input : (input[row] as number);
  };
  for (const { operation, operands } of program.steps) {
    const [a, b, c] = operands.map(read);
    const { reference } = rowOf(operation);
    results.push(Array.from({ length }, (_, row) => Number(reference(a!(row), b?.(row) ?? 0, c?.(row) ?? 0))));
  }
  const result = Array.from({ length }, (_, row) => read(program.result)(row));
  return arrays.every((array) => array instanceof Float32Array) ? Float32Array.from(result) : Float64Array.from(result);
}

export type Inputs = Readonly<Record<string, Column | number>>;

export function planOver(text: string, inputs: Inputs): FormulaPlan {
  const types = Object.entries(inputs).map(([name, input]): [string, FormulaInput] => {
    if (typeof input === "number") return [name, { kind: "number", isNullable: false }];
    const { type, unit, zone, nullCount } = input;
    return [name, { kind: kindOfColumn(type), type, unit, zone, isNullable: nullCount > 0 }];
  });
  return planFormula(text, new Map(types), library, "test");
}

function callOf(text: string, inputs: Inputs) {
  const plan = planOver(text, inputs);
  const length = Object.values(inputs).find((input) => typeof input !== "number")!.length;
  return { plan, inputs: plan.inputs.map((name) => inputs[name]!), length, where: "test" };
}

export function evaluated(text: string, inputs: Inputs): Column {
  const evaluation = evaluationOf(callOf(text, inputs));
  let step = evaluation.next();
  while (!step.done) step = step.value ? evaluation.next(runProgram(step.value)) : evaluation.next();
  return step.value;
}

export function evaluatedLater(text: string, inputs: Inputs, signal?: AbortSignal): Promise<Column> {
  return evaluateColumns(callOf(text, inputs), (call) => Promise.resolve(runProgram(call)), signal);
}
