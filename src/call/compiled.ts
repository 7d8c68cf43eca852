/** From what a caller wants computed (a name, a formula, a function) to a program, or to a function that JavaScript runs; remembered. */
import { isOperation, programNamed } from "../catalog/index";
import { FormulaTooLong, NotCompilable, UnknownOperation, WrongArity } from "../errors";
import { type Analysis, analyzeFunction } from "../expression/analyze";
import { compileFunction } from "../expression/function";
import { isConstant, parseFormula, POSITIONAL } from "../expression/formula";
import { NeedsColumn } from "../expression/numbers";
import { namesIn } from "../expression/syntax";
import type { Program } from "../program";
import { MOST_INPUTS } from "../kernels/refs";

/** A function of numbers. */
export type UserFunction = (...values: number[]) => number | boolean;

/** What a call computes. */
export interface Compiled {
  /** Its text, shortened; and as messages quote it. */
  name: string;
  label: string;
  /** A function's parameters are its inputs: there is no index. */
  isFunction: boolean;
  /** The names of its inputs. */
  names: readonly string[];
  /** Names whose values the caller's `context` gives: inputs after the others. */
  captured: readonly string[];
  /** Values of such names that were given once and for all: to compile(). */
  given?: Readonly<Record<string, unknown>>;
  program?: Program;
  /** Of a formula that takes columns alone: what arrays are refused with. */
  refusal?: Error;
  /** What is no program: run by JavaScript. */
  function?: Analysis;
}

/** Whether a call may fall back to JavaScript. */
export type CompileMode = "auto" | "require";

/** Formulas and functions that are remembered: a process that makes them up without end needs no more memory. */
const MOST_KNOWN = 1000;
const known = new Map<string, Compiled>();
export const ONE_NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** A formula over inputs of these names, over x, y, z, w, or over any. */
export function compileFormula(text: string, names: readonly string[] | "positional" | "any", where: string): Compiled {
  if (last && last.text === text && isSame(last.names, names)) return last.compiled;
  const compiled = remembered(typeof names === "string" ? `${names} ${text}` : JSON.stringify(names) + text, () => {
    const { program, names: used } = parseFormula(text, typeof names === "string" ? names : { given: names }, where);
    return { ...calledAs(text), isFunction: false, names: used, captured: [], program };
  });
  last = { text, names: typeof names === "string" ? names : [...names], compiled }; // a copy: the caller may change its array
  return compiled;
}

/** The formula of the last call: it is often that of the next, and its key takes as long as a small call. */
let last: { text: string; names: readonly string[] | "positional" | "any"; compiled: Compiled } | undefined;

function isSame(a: readonly string[] | string, b: readonly string[] | string): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A formula over inputs of these names; or an operation by its name, which takes them in their order. */
export function compileNamed(text: string, names: readonly string[], where: string): Compiled {
  if (!isOperation(text) || names.includes(text)) return compileFormula(text, names, where);
  const compiled = compileSource(text, {}, where);
  if (compiled.names.length !== names.length) {
    throw new WrongArity(
      `${where}(${compiled.label}): takes ${compiled.names.length} input${compiled.names.length === 1 ? "" : "s"}, got ${names.length}`,
    );
  }
  return { ...compiled, names };
}

/** A formula that has a meaning over columns alone, for later: their types are checked when it is called. @throws `refusal` for others */
export function compileOverColumns(text: string, given: readonly string[] | undefined, where: string, refusal: unknown): Compiled {
  if (!(refusal instanceof NeedsColumn)) throw refusal;
  const used = namesIn(text, where);
  const names = given ?? POSITIONAL.slice(0, POSITIONAL.findLastIndex((name) => used.has(name)) + 1);
  if ([...used].some((name) => !names.includes(name)) || names.some((name) => !used.has(name))) throw refusal;
  const program: Program = { name: text, inputs: names.length, steps: [], result: { input: 0 } };
  return { ...calledAs(text), isFunction: false, names, captured: [], program, refusal };
}

/** What compile() returned: such a function is a source like any other. */
const callables = new WeakMap<object, Compiled>();

export function rememberCallable(callable: object, compiled: Compiled): void {
  callables.set(callable, compiled);
}

export function callableOf(source: unknown): Compiled | undefined {
  return typeof source === "function" ? callables.get(source) : undefined;
}

/** What a caller gave map() or reduce(). @throws whatever parsing does, and UnknownOperation for what is neither text nor function */
export function compileSource(source: unknown, context: Readonly<Record<string, unknown>>, where: string): Compiled {
  if (typeof source === "function") {
    const known = callables.get(source);
    if (known?.refusal) throw known.refusal;
    return known ?? compileUserFunction(source as UserFunction, context, where);
  }
  if (typeof source !== "string") {
    throw new UnknownOperation(
      `${where}: unknown operation: it must be a name, a formula or a function, got ${source === null ? "null" : typeof source}. List ` +
        "the names with: npx autoflux kernels",
    );
  }
  if (!isOperation(source) && (POSITIONAL.includes(source) || !ONE_NAME.test(source) || isConstant(source))) {
    return compileFormula(source, "positional", where);
  }
  const found = operations.get(source);
  if (found) return found;
  const program = programNamed(source, where);
  const compiled = { ...calledAs(source), isFunction: false, names: POSITIONAL.slice(0, program.inputs), captured: [], program };
  operations.set(source, compiled);
  return compiled;
}

/** The catalog's operations, as far as they were asked for. */
const operations = new Map<string, Compiled>();

/** A function, whose free variables `context` may give: numbers become inputs of the program. @throws NotCompilable, FreeVariable */
export function compileUserFunction(run: UserFunction, context: Readonly<Record<string, unknown>>, where: string): Compiled {
  const source = Function.prototype.toString.call(run);
  const outer = Object.keys(context);
  const numbers = outer.filter((name) => typeof context[name] === "number");
  const key = `function ${JSON.stringify([outer, numbers])}${source}`;
  return remembered(key, () => {
    const called = calledAs(source);
    const read = compileFunction(source, numbers, where);
    if (read) {
      return {
        ...called,
        isFunction: true,
        names: read.parameters,
        captured: read.captured,
        program: { ...read.program, name: called.label },
      };
    }
    const analysis = analyzeFunction(source, outer, where);
    return { ...called, isFunction: true, names: analysis.parameters, captured: analysis.captured, function: analysis };
  });
}

/** @throws NotCompilable where a program is wanted and there is none */
export function requireProgram(compiled: Compiled, mode: CompileMode | undefined, where: string): void {
  if (mode === "require" && compiled.function) {
    throw new NotCompilable(
      `${where}: the function cannot be compiled: ${compiled.function.reason}. Write it as one expression of its parameters, numbers and ` +
        `Math, or leave out compile: "require"`,
    );
  }
}

/** @throws FormulaTooLong */
export function checkInputCount(count: number, where: string): void {
  if (count > MOST_INPUTS) throw new FormulaTooLong(`${where}: at most ${MOST_INPUTS} inputs, got ${count}. Compute a part first`);
}

/** Text on one line, and as messages quote it. */
export function calledAs(text: string): { name: string; label: string } {
  const line = text.replace(/\s+/g, " ");
  const name = line.length > 60 ? `${line.slice(0, 57)}...` : line;
  return { name, label: JSON.stringify(name) };
}

/** Once there are many, those that were not used for long are forgotten. */
function remembered(key: string, make: () => Compiled): Compiled {
  const found = known.get(key);
  if (found && known.size < MOST_KNOWN / 2) return found;
  const compiled = found ?? make();
  known.delete(key);
  if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value!);
  known.set(key, compiled);
  return compiled;
}

