/** Operation, data, options, in that order: how many of the arguments are data. */
import { WrongArity } from "../errors";
import type { CallOptions } from "./options";

const NO_OPTIONS: CallOptions = Object.freeze({});

/** Splits the arguments after the operation, of which `takes` are inputs: `args` becomes the list of these. @throws WrongArity */
export function takeArguments(
  takes: number,
  args: unknown[],
  where: string,
  isFunction = false,
): { inputs: unknown[]; options: CallOptions } {
  const last = args[args.length - 1];
  const hasOptions = isPlainObject(last) || (last === undefined && args.length === takes + 1);
  if (hasOptions) args.pop(); // a list that was made for this call
  if (args.length !== takes) {
    const counted = (count: number) => `${count} input${count === 1 ? "" : "s"}`;
    const hint = isFunction && takes > args.length ? ". A function's parameters are the inputs: there is no index" : "";
    throw new WrongArity(`${where}: takes ${counted(takes)} and at most one options object, got ${counted(args.length)}${hint}`);
  }
  return { inputs: args, options: hasOptions ? ((last as CallOptions | undefined) ?? NO_OPTIONS) : NO_OPTIONS };
}

/** Options where no data can be mistaken for them. */
export function optionsOf(value: unknown): CallOptions {
  return (value as CallOptions | undefined) ?? NO_OPTIONS;
}

/** The options among arguments, whatever else they are: the last one, if it is a plain object that is no { data, shape }. */
export function optionsAmong(args: unknown[]): CallOptions {
  const last = args[args.length - 1];
  return isPlainObject(last) ? (last as CallOptions) : NO_OPTIONS;
}

/** A plain object, of any realm, that is no { data, shape }. */
export function isPlainObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  try {
    if (Array.isArray(value)) return false;
    // Of any realm: what stands above a plain object's prototype is nothing.
    const prototype = Object.getPrototypeOf(value);
    const isPlain =
      prototype === Object.prototype ||
      prototype === null ||
      (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf"));
    return isPlain && !("data" in value && "shape" in value);
  } catch {
    return false; // a revoked proxy
  }
}
