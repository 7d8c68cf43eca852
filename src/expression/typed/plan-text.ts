/** Plans of formulas over columns as lines of text, for explain. */
import { dateText, timestampText } from "../../columns/calendar";
import type { ColumnScalar } from "../../columns/functions/interface";
import type { Operand, Program } from "../../program";
import type { FormulaPlan, PlanOperand, PlanStep } from "./planning";
import { calledType, type ConstantValue } from "./types";

const MOST_SHOWN = 5;

/** A line for each step: "#1 = choose(#0, name, "none"): text", and of programs the steps that kernels do. */
export function linesOf({ steps, inputs, result, type }: FormulaPlan): string[] {
  const shown = (operand: PlanOperand): string => {
    if ("constant" in operand) return shownConstant(operand.constant);
    return "step" in operand ? `#${operand.step}` : inputs[operand.input]!;
  };
  const lines = steps.map((step, i) => `#${i} = ${shownStep(step, step.operands.map(shown))}: ${calledType(step.type)}`);
  return steps.length > 0 ? lines : [`${shown(result)}: ${calledType(type)}`];
}

function shownStep(step: PlanStep, operands: readonly string[]): string {
  const [a, b] = operands;
  switch (step.does) {
    case "program":
      return `kernels ${shownProgram(step.program, operands)}`;
    case "compare":
    case "compare decimals":
      return `${a} ${step.operation} ${b}`;
    case "and":
    case "or":
      return `${a} ${step.does} ${b}`;
    case "among":
      return `${a} in (${listed(step.kind === "date" ? step.values.map((days) => dateText(days as number)) : step.values)})`;
    case "among decimals":
      return `${a} in (${listed(step.digits.map(Number))})`;
    case "add":
      return `${a} ${step.sign > 0 ? "+" : "-"} ${b}`;
    case "scale":
      return `${a} ${step.divides ? "/" : "*"} ${b}`;
    case "ratio":
      return `${a} / ${b}`;
    case "call":
      return `${step.function.name}(${operands.join(", ")})`;
    default:
      return `${step.does === "choose" ? "if" : step.does}(${operands.join(", ")})`;
  }
}

function listed(values: readonly (number | string)[]): string {
  const some = values.slice(0, MOST_SHOWN).map((value) => JSON.stringify(value));
  return `${some.join(", ")}${values.length > some.length ? `, ${values.length - some.length} more` : ""}`;
}

function shownProgram({ steps, result }: Program, inputs: readonly string[]): string {
  const shown = (operand: Operand): string => {
    if ("input" in operand) return inputs[operand.input]!;
    return "register" in operand ? `r${operand.register}` : String(operand.constant);
  };
  if (steps.length === 0) return shown(result);
  return `[${steps.map(({ operation, operands }, i) => `r${i} = ${operation}(${operands.map(shown).join(", ")})`).join(", ")}]`;
}

function shownConstant({ type, value }: ConstantValue): string {
  if (value === null) return "null";
  if (type.kind === "date") return dateText(value as number);
  return type.kind === "timestamp" ? timestampText(value as bigint, type.unit ?? "ms", type.zone) : shownScalar(value);
}

function shownScalar(value: ColumnScalar): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  const { months, days, ns } = value;
  const parts = [months === 0 ? "" : `${months}mo`, days === 0 ? "" : `${days}d`, ns === 0n ? "" : `${Number(ns) / 1e6}ms`];
  return parts.filter((part) => part !== "").join(" ") || "0d";
}
