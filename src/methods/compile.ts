/** A source that is compiled once and called often: what {@link Flux.compile} returns. */
import { BadOption, shown } from "../errors";
import { type Compiled, compileNamed, compileOverColumns, compileSource, rememberCallable, requireProgram } from "../call/compiled";
import { isList } from "../typed-array";
import { textOf } from "./explain";
import type { Instance } from "../instance/instance";
import { takenContext } from "../call/context";
import { checkCompileMode, contextOf, knownKeys, refuseContext } from "../call/options";
import type { RequestMaker } from "../call/request";
import type { CompileOptions } from "../call/types";

export function callableOn(
  instance: () => Instance, makeRequest: RequestMaker<Compiled>, source: unknown, options: CompileOptions = {},
): unknown {
  const where = "compile";
  knownKeys(where, options, ["inputs", "compile", "context"]);
  const { inputs } = options;
  const areNames = (list: unknown) => isList(list) && list.every((name) => typeof name === "string") && new Set(list).size === list.length;
  if (inputs !== undefined && !areNames(inputs)) {
    throw new BadOption(`${where}: inputs must be an array of different names, got ${shown(inputs)}`);
  }
  checkCompileMode(where, options.compile);
  if (inputs !== undefined && typeof source === "function") {
    throw new BadOption(`${where}: inputs name those of a formula; a function has its parameters`);
  }
  const given = { ...contextOf(where, options) };
  if (typeof source === "string") refuseContext(where, options.context);
  const hasNames = inputs !== undefined && typeof source === "string";
  let found: Compiled;
  try {
    found = hasNames ? compileNamed(source, inputs, where) : compileSource(source, given, where);
  } catch (error) {
    if (typeof source !== "string") throw error;
    found = compileOverColumns(source, inputs, where, error);
  }
  const label = `compiled(${found.label})`;
  requireProgram(found, options.compile, where);
  // As it is now: a program's variables are numbers, JavaScript's anything.
  const context = found.function ? takenContext(Object.fromEntries(found.captured.map((name) => [name, given[name]])), where) : given;
  const compiled = Object.keys(context).length > 0 ? { ...found, given: { ...found.given, ...context } } : found;
  const call = (...args: unknown[]) => instance().run(makeRequest, label, compiled, args);
  rememberCallable(call, compiled);
  return Object.freeze(Object.assign(call, {
    sync: (...args: unknown[]) => instance().runSync(makeRequest, label, compiled, args),
    source: textOf(source),
    inputs: Object.freeze([...compiled.names]),
  }));
}
