/** Runs plans of formulas over columns: programs by kernels, all else here, in slices between which the event loop turns. */
import { Turns } from "../../clock";
import { Column } from "../../columns/column";
import { add as sum, subtract as difference } from "../../columns/functions/arithmetic";
import { compare, isIn } from "../../columns/functions/compare";
import type { ValueType } from "../../columns/functions/interface";
import { FormulaType } from "../../data-errors";
import { BadOption } from "../../errors";
import type { FloatArray, TypedArray } from "../../dtype";
import { tokensOf } from "../../expression/formula";
import type { FormulaPlan, PlanOperand, PlanStep } from "../../expression/typed/planning";
import { NUMBER } from "../../expression/typed/types";
import type { Program } from "../../program";
import { called, ofRows } from "./calling";
import { chosen } from "./choosing";
import { amongDecimals, compareDecimals } from "./decimals";
import { amongNumbers, isNull, logic, not } from "./logic";
import { ratio, scaled } from "./times";
import {
  columnOf, type ColumnOrConstant, constantOf, type Evaluation, inSlices, numbersIn, type ProgramCall, validIn,
} from "./values";

/** Runs a program over numbers: float32 comes of float32 arrays alone. At least one input is an array. */
export type ProgramRunner = (call: ProgramCall) => Promise<FloatArray>;

export interface ColumnCall {
  readonly plan: FormulaPlan;
  /** In the order of the plan's inputs: columns of `length` rows, or what is the same in each. */
  readonly inputs: readonly (ColumnOrConstant | number)[];
  readonly length: number;
  /** For messages. */
  readonly where: string;
}

/** @throws PrecisionLost, BadValue, what the runner throws, and the signal's reason */
export async function evaluateColumns(call: ColumnCall, run: ProgramRunner, signal?: AbortSignal): Promise<Column> {
  const turns = new Turns();
  const evaluation = evaluationOf(call);
  let step = evaluation.next();
  while (!step.done) {
    if (step.value) step = evaluation.next(await run(step.value));
    else {
      if (turns.isDue) {
        await turns.take();
        signal?.throwIfAborted();
      }
      step = evaluation.next();
    }
  }
  return step.value;
}

/** The steps themselves, for who runs them as parts of a call. */
export function evaluationOf(call: ColumnCall): Evaluation<Column> {
  return new PlanRun(call).run();
}

class PlanRun {
  /** Of steps; of those that are not used any more undefined, so that their memory is free. */
  private readonly results: (ColumnOrConstant | undefined)[] = [];
  /** Of columns that are no floats, as kernels take them. */
  private readonly numbers = new WeakMap<Column, TypedArray>();

  constructor(private readonly call: ColumnCall) {}

  *run(): Evaluation<Column> {
    const { plan, length } = this.call;
    const lastUses = lastUsesIn(plan);
    for (const [i, step] of plan.steps.entries()) {
      this.results[i] = yield* this.result(step);
      for (const used of lastUses[i]!) this.results[used] = undefined;
    }
    const result = columnFrom(this.valueOf(plan.result), length);
    return plan.type.kind === "number" ? yield* this.floats(result) : result;
  }

  /** Numbers of formulas are floats, whatever column they come from. */
  private *floats(column: Column): Evaluation<Column> {
    if (column.type === "float64" || column.type === "float32") return column;
    const numbers = yield* this.numbersIn(column);
    const values = numbers instanceof Float64Array ? numbers : Float64Array.from(numbers as Int32Array);
    return new Column({ type: "float64", values }, column.length, column.validity);
  }

  private valueOf(operand: PlanOperand): ColumnOrConstant {
    if ("constant" in operand) return operand.constant;
    if ("step" in operand) return this.results[operand.step]!;
    const input = this.call.inputs[operand.input]!;
    return typeof input === "number" ? { type: NUMBER, value: input } : input;
  }

  /** Of constants alone it is one row. */
  private *result(step: PlanStep): Evaluation<ColumnOrConstant> {
    const operands = step.operands.map((operand) => this.valueOf(operand));
    try {
      if (operands.some(Column.is)) return yield* this.column(step, operands, this.call.length);
      return constantOf(yield* this.column(step, operands, 1));
    } catch (error) {
      if (!isPlain(error)) throw error;
      // Types that values alone tell, such as whether texts have offsets from UTC.
      const { plan, where } = this.call;
      throw new FormulaType(tokensOf(plan.text, where).pointing(error.message, step.at), step.at);
    }
  }

  private *column(step: PlanStep, operands: readonly ColumnOrConstant[], length: number): Evaluation<Column> {
    const { where } = this.call;
    const [a, b, c] = operands as [ColumnOrConstant, ColumnOrConstant, ColumnOrConstant];
    switch (step.does) {
      case "program":
        return yield* this.program(step.program, step.type, operands, length);
      case "compare":
        return yield* ofRows(([x, y], count) => compare(x!, y!, step.operation, count), operands, length, where);
      case "compare decimals":
        return yield* compareDecimals(a, b, step.operation, length);
      case "among decimals":
        return yield* amongDecimals(columnFrom(a, length), step.digits, length);
      case "and":
      case "or":
        return yield* logic(step.does, a, b, length);
      case "not":
        return yield* not(a, length);
      case "choose":
        return yield* chosen(step.type, a, b, c, length, (value) => this.numbersOf(value));
      case "isNull":
        return yield* isNull(columnFrom(a, length), length);
      case "among": {
        const column = columnFrom(a, length);
        const { kind, values } = step;
        if (kind !== "text") return yield* amongNumbers(column, yield* this.numbersIn(column), values as number[], length);
        return yield* ofRows(([x], count) => isIn(x as Column, values, count), [column], length, where);
      }
      case "add": {
        const add = step.sign > 0 ? sum : difference;
        // Months, and whole days of dates, are for durations that are written in the formula.
        const given = operands.map((one, i) => ("constant" in step.operands[i]! ? one : columnFrom(one, length)));
        return yield* ofRows(([x, y], count) => add(x!, y!, count), given, length, where);
      }
      case "scale":
        return yield* scaled(step.type, step.divides, a, { value: b, numbers: yield* this.numbersOf(b) }, length, where);
      case "ratio":
        return yield* ratio(a, b, length);
      case "call":
        return yield* called(step.function, operands, length, where);
    }
  }

  private *program(program: Program, type: ValueType, operands: readonly ColumnOrConstant[], length: number): Evaluation<Column> {
    const inputs: (TypedArray | number)[] = [];
    for (const operand of operands) inputs.push(yield* this.numbersOf(operand));
    const values = (yield callOf(program, inputs))!;
    if (values.length !== length) throw new BadOption(`${this.call.where}: a program gave ${values.length} results for ${length} rows`);
    const validity = validIn(operands, length);
    if (type.kind === "number") {
      return new Column({ type: values instanceof Float32Array ? "float32" : "float64", values }, length, validity);
    }
    const truths = new Uint8Array(length);
    yield* inSlices(length, (begin, end) => {
      for (let row = begin; row < end; row++) truths[row] = values[row]!;
    });
    return new Column({ type: "boolean", values: truths }, length, validity);
  }

  /** As kernels take them. @throws PrecisionLost */
  private *numbersOf(value: ColumnOrConstant): Evaluation<TypedArray | number> {
    return Column.is(value) ? yield* this.numbersIn(value) : Number(value.value);
  }

  private *numbersIn(column: Column): Evaluation<TypedArray> {
    let numbers = this.numbers.get(column);
    if (!numbers) this.numbers.set(column, (numbers = yield* numbersIn(column, this.nameOf(column), this.call.where)));
    return numbers;
  }

  private nameOf(column: Column): string {
    const { inputs, plan } = this.call;
    const at = inputs.indexOf(column);
    return at < 0 ? "a result" : plan.inputs[at]!;
  }
}

/** What functions of columns throw of values that do not go together. */
const isPlain = (error: unknown): error is Error => error instanceof Error && error.name === "Error";

/** The steps whose result each step is the last one to use. */
function lastUsesIn({ steps, result }: FormulaPlan): number[][] {
  const last = new Map<number, number>();
  for (const [i, { operands }] of steps.entries()) for (const operand of operands) if ("step" in operand) last.set(operand.step, i);
  if ("step" in result) last.delete(result.step);
  const uses = steps.map((): number[] => []);
  for (const [step, user] of last) uses[user]!.push(step);
  return uses;
}

function columnFrom(value: ColumnOrConstant, length: number): Column {
  return Column.is(value) ? value : columnOf(value, length);
}

/** A program of constants alone needs an array to be run over. */
function callOf(program: Program, inputs: readonly (TypedArray | number)[]): ProgramCall {
  if (inputs.length === 0) return { program: { ...program, inputs: 1 }, inputs: [new Float64Array(1)] };
  if (inputs.some((input) => typeof input !== "number")) return { program, inputs };
  return { program, inputs: inputs.map((input) => Float64Array.of(input as number)) };
}
