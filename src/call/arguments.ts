/** Operation, data, options, in that order: how many of the arguments are data. */
import { WrongArity } from "../errors";
import type { Program } from "../program";
import type { CallOptions } from "./options";

const NO_OPTIONS: CallOptions = Object.freeze({});

/** Splits the arguments after the operation. @throws WrongArity */
export function takeArguments(program: Program, args: unknown[], where: string): { inputs: unknown[]; options: CallOptions } {
  const last = args[args.length - 1];
  const hasOptions = isOptions(last) || (last === undefined && args.length === program.inputs + 1);
  const inputs = hasOptions ? args.slice(0, -1) : args;
  if (inputs.length !== program.inputs) {
    const takes = program.inputs === 1 ? "1 input" : `${program.inputs} inputs`;
    throw new WrongArity(`${where}: takes ${takes} and at most one options object, got ${inputs.length} input${inputs.length === 1 ? "" : "s"}`);
  }
  return { inputs, options: hasOptions ? ((last as CallOptions | undefined) ?? NO_OPTIONS) : NO_OPTIONS };
}

/** A plain object that is no { data, shape }. */
function isOptions(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !("data" in value && "shape" in value);
}
