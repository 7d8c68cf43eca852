/** Options of functions over batches: checked, completed. */
import { BadOption } from "../errors";
import { isVariableName } from "../expression/names";
import { exportOf } from "../functions/modules";
import type { Strategy } from "../functions/batch-run";
import type { Definition } from "../functions/task";
import { bad, checkSignal, contextOf, knownKeys } from "../call/options";
import type { ParallelOptions } from "../call/types";

export interface ParallelSettings {
  strategy: Strategy;
  batchSize: number | undefined;
  priority: number;
  imports: Definition["imports"];
  context: Readonly<Record<string, unknown>>;
  signal: AbortSignal | undefined;
  /** In all; undefined: the instance's. */
  timeout: number | undefined;
  batchTimeout: number;
  ordered: boolean;
  onError: "throw" | "collect";
  retries: number;
  onProgress: ParallelOptions["onProgress"];
}

/** What belongs to the function, and cannot change from call to call. */
const OF_FUNCTION = ["imports", "context"] as const;
const STRATEGIES = ["auto", "threads", "process", "sequential"];
const KEYS = [
  ...OF_FUNCTION, "strategy", "batchSize", "priority", "signal", "timeout", "batchTimeout", "ordered", "onError", "retries", "onProgress",
];

/** @throws BadOption */
export function parallelSettings(where: string, options: ParallelOptions): ParallelSettings {
  knownKeys(where, options, KEYS);
  const imports = importsOf(where, options.imports);
  const context = contextOf(where, options);
  for (const name of Object.keys(imports)) {
    if (!Object.hasOwn(context, name)) continue;
    throw new BadOption(`${where}: ${name} must be given by context or by imports, got both. Leave one out`);
  }
  return { ...checkedForRun(where, options), imports, context };
}

/** Those of one call: `more` over `own`, which the function was made with, as it was then (`settings`). @throws BadOption */
export function callSettings(where: string, more: ParallelOptions, own: ParallelOptions, settings: ParallelSettings): ParallelSettings {
  if (typeof more !== "object" || more === null || Array.isArray(more)) bad(where, "options", "an object", more);
  if (Object.keys(more).length === 0) return settings;
  knownKeys(where, more, KEYS);
  const options = { ...own, ...more };
  for (const key of OF_FUNCTION) {
    if (options[key] !== own[key]) throw new BadOption(`${where}: ${key} belongs to the function: give it to parallel(), not to a call`);
  }
  return { ...settings, ...checkedForRun(where, options) };
}

function checkedForRun(where: string, options: ParallelOptions): Omit<ParallelSettings, (typeof OF_FUNCTION)[number]> {
  const { strategy = "auto", batchSize, priority = 0, signal, timeout, batchTimeout = Number.POSITIVE_INFINITY } = options;
  const { ordered = true, onError = "throw", retries = 0, onProgress } = options;
  if (!STRATEGIES.includes(strategy)) bad(where, "strategy", `one of ${STRATEGIES.join(", ")}`, strategy);
  if (batchSize !== undefined && !(Number.isInteger(batchSize) && batchSize >= 1)) bad(where, "batchSize", "an integer above 0", batchSize);
  if (typeof priority !== "number" || Number.isNaN(priority)) bad(where, "priority", "a number", priority);
  checkSignal(where, signal);
  const isTime = (value: unknown) => typeof value === "number" && value > 0;
  if (timeout !== undefined && !isTime(timeout)) bad(where, "timeout", "milliseconds above 0 (Infinity for none)", timeout);
  if (!isTime(batchTimeout)) bad(where, "batchTimeout", "milliseconds above 0 (Infinity for none)", batchTimeout);
  if (typeof ordered !== "boolean") bad(where, "ordered", "true or false", ordered);
  if (onError !== "throw" && onError !== "collect") bad(where, "onError", '"throw" or "collect"', onError);
  if (!(Number.isInteger(retries) && retries >= 0)) bad(where, "retries", "a non-negative integer", retries);
  if (onProgress !== undefined && typeof onProgress !== "function") bad(where, "onProgress", "a function", onProgress);
  return { strategy, batchSize, priority, signal, timeout, batchTimeout, ordered, onError, retries, onProgress };
}

function importsOf(where: string, imports: ParallelOptions["imports"] = {}): Definition["imports"] {
  if (typeof imports !== "object" || imports === null || Array.isArray(imports)) {
    bad(where, "imports", 'an object of names and modules, { path: "node:path" }', imports);
  }
  return Object.fromEntries(Object.entries(imports).map(([name, from]) => {
    if (!isVariableName(name)) throw new BadOption(`${where}: imports: ${JSON.stringify(name)} is no variable's name`);
    const [module, exported = "*"] = Array.isArray(from) ? from : [from];
    if (typeof exported !== "string" || !(typeof module === "string" || module instanceof URL)) {
      bad(where, `imports.${name}`, "a module's name or URL, or [module, export]", from);
    }
    return [name, exportOf(String(module), exported)];
  }));
}
