/** What becomes of a source: its steps, the kernels that do them, where they would run. */
import type { Program } from "../program";
import { choosePlace } from "../engines/cost";
import { readyForJs } from "../engines/ready";
import { callableOf, compileFormula, compileSource, type Compiled } from "../call/compiled";
import type { Instance } from "../instance/instance";
import { bad, contextOf, knownKeys } from "../call/options";
import type { Explanation, ExplainOptions } from "../call/types";

/** @throws what a call with this source would */
export function explainOn(instance: Instance, source: unknown, options: ExplainOptions = {}): Explanation {
  const engine = instance.open();
  const { engine: asked, maxWorkers } = instance.settings;
  const where = "explain";
  knownKeys(where, options, ["elements", "dtype", "context"]);
  const { elements = 1e6, dtype = "float64" } = options;
  if (!(Number.isInteger(elements) && elements >= 0)) bad(where, "elements", "a non-negative integer", elements);
  if (dtype !== "float64" && dtype !== "float32") bad(where, "dtype", '"float64" or "float32"', dtype);
  const compiled = compiledFrom(source, options, where);
  const { program } = compiled;
  const reason = compiled.function?.reason ?? null;
  const about = { source: textOf(source), inputs: [...compiled.names], compiled: program !== undefined, reason };
  if (!program) {
    const hasThreads = (asked === "auto" || asked === "threads") && instance.engines.placeFor("threads") === "threads";
    const place = hasThreads ? "function threads" : "js";
    return { ...about, steps: [], kernels: [], fused: [], engine: place, nsPerElement: null, tile: 0, scratchBytes: 0 };
  }
  const kinds = Array.from({ length: program.inputs }, () => dtype);
  const { lowered } = engine ? engine.lower(program, kinds) : readyForJs(program, kinds);
  const hasKernels = engine !== undefined && asked !== "js";
  const wanted = asked === "auto" ? choosePlace({ count: elements, cost: lowered.cost, copies: 0, workers: maxWorkers }) : asked;
  return {
    ...about,
    steps: stepsOf(program, [...compiled.names, ...compiled.captured]),
    kernels: hasKernels ? lowered.kernels : [],
    fused: hasKernels ? lowered.fused : [],
    engine: instance.engines.placeFor(wanted),
    nsPerElement: lowered.cost,
    tile: lowered.tile,
    scratchBytes: lowered.flat.registers * lowered.tile * 8,
  };
}

/** A source as text. */
export function textOf(source: unknown): string {
  if (typeof source !== "function") return String(source);
  return callableOf(source) ? (source as unknown as { source: string }).source : Function.prototype.toString.call(source);
}

/** A formula's names need no arrays here: any will do. */
function compiledFrom(source: unknown, options: ExplainOptions, where: string): Compiled {
  const context = contextOf(where, options);
  if (typeof source !== "string" || /^\w+$/.test(source)) return compileSource(source, context, where);
  try {
    return compileSource(source, context, where);
  } catch (error) {
    if ((error as { code?: string }).code !== "UnknownName" && (error as { code?: string }).code !== "UnusedInput") throw error;
    return compileFormula(source, "any", where);
  }
}

function stepsOf({ steps }: Program, names: readonly string[]): string[] {
  return steps.map(({ operation, operands }, i) => {
    const shown = operands.map((o) => {
      if ("input" in o) return names[o.input] ?? `input ${o.input}`;
      return "register" in o ? `#${o.register}` : String(o.constant);
    });
    return `#${i} = ${operation}(${shown.join(", ")})`;
  });
}
