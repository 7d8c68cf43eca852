/** Statistics of one array: what their functions take, checked, and what they run. */
import { flatInput, type FlatInput, flatOutput, bytesOf } from "../call/flat";
import { bad, type CallOptions, checkPhasedOptions } from "../call/options";
import type { PhasedRequest } from "../call/phased";
import { EmptyInput } from "../errors";
import type { Instance } from "../instance/instance";
import { argsort, argsortBytes } from "../stats/argsort";
import { isList, isTypedArray } from "../typed-array";
import { quantile, quantileBytes } from "../stats/quantile";
import { QUANTILE_METHODS, type QuantileMethod } from "../stats/quantile-point";
import { sort, sortBytes } from "../stats/sort";

type StatsOptions = CallOptions & { method?: unknown; skipNaN?: unknown };

const SORT_NS = 12;
const QUANTILE_NS = 3;

export function inputOf(instance: Instance, where: string, x: unknown, floats: boolean): FlatInput {
  const { safeMode, flatten3d } = instance.settings;
  return flatInput(x, where, { arena: instance.engines.arena, safeMode, flatten3d }, floats);
}

/** sort(x, options?) */
function sortRequest(instance: Instance, where: string, x: unknown, options: StatsOptions = {}): PhasedRequest {
  checkPhasedOptions(where, options, instance.settings, ["out", "home"]);
  const input = inputOf(instance, where, x, false);
  const { kind: dtype, length: count } = input;
  const output = flatOutput(dtype, count, input, options, instance.engines.arena, where, true);
  const own = sortBytes({ dtype, count });
  const brought = input.pointer === undefined ? count * bytesOf(dtype) : 0;
  const isApart = output.pointer === undefined && input.pointer !== undefined;
  return {
    where, options, elements: count, costNs: count * SORT_NS, bytes: own + brought + (isApart ? count * bytesOf(dtype) : 0),
    held: [...input.held, ...output.held], copiedBytes: input.copiedBytes + output.copiedBytes, discard: output.discard,
    *begin(lease) {
      const pointer = yield* input.bring(lease);
      // What was brought in is nobody's: it takes the result.
      const out = output.pointer ?? (isApart ? lease.bytes(count * bytesOf(dtype)).pointer : pointer);
      yield* sort(lease, { pointer, dtype, count, out });
      yield* output.deliver(lease, out);
      return output.array;
    },
  };
}

/** argsort(x, options?) */
function argsortRequest(instance: Instance, where: string, x: unknown, options: StatsOptions = {}): PhasedRequest {
  checkPhasedOptions(where, options, instance.settings, ["out"]);
  const input = inputOf(instance, where, x, false);
  const { kind: dtype, length: count } = input;
  const output = flatOutput("uint32", count, input, options, instance.engines.arena, where, false);
  const brought = input.pointer === undefined ? count * bytesOf(dtype) : 0;
  return {
    where, options, elements: count, costNs: 2 * count * SORT_NS, bytes: argsortBytes({ dtype, count }) + brought + count * 4,
    held: [...input.held, ...output.held], copiedBytes: input.copiedBytes + output.copiedBytes, discard: output.discard,
    *begin(lease) {
      const pointer = yield* input.bring(lease);
      const out = output.pointer ?? lease.u32(count).pointer;
      yield* argsort(lease, { pointer, dtype, count, out });
      yield* output.deliver(lease, out);
      return output.array;
    },
  };
}

/** quantile(x, q, options?) */
function quantileRequest(instance: Instance, where: string, x: unknown, q: unknown, options: StatsOptions = {}): PhasedRequest {
  checkPhasedOptions(where, options, instance.settings, ["method", "skipNaN"]);
  const { method = "linear", skipNaN = false } = options;
  if (!QUANTILE_METHODS.includes(method as QuantileMethod)) bad(where, "method", `one of ${QUANTILE_METHODS.join(", ")}`, method);
  if (typeof skipNaN !== "boolean") bad(where, "skipNaN", "true or false", skipNaN);
  const isOne = typeof q === "number";
  if (!isOne && !isList(q) && !isTypedArray(q)) bad(where, "q", "a number or an array of numbers", q);
  const qs = isOne ? [q] : Array.from(q as ArrayLike<number>);
  const wrong = qs.findIndex((each) => !(typeof each === "number" && each >= 0 && each <= 1));
  if (wrong >= 0) bad(where, isOne ? "q" : `q[${wrong}]`, "a number from 0 to 1", qs[wrong]);
  const input = inputOf(instance, where, x, false);
  const { kind: dtype, length: count } = input;
  if (count === 0) {
    throw new EmptyInput(`${where}: a quantile of no elements does not exist. Give at least one, or ask for the length first`);
  }
  const brought = input.pointer === undefined ? count * bytesOf(dtype) : 0;
  return {
    where, options, elements: count, costNs: count * QUANTILE_NS, bytes: quantileBytes({ dtype, count }) + brought,
    held: input.held, copiedBytes: input.copiedBytes, discard: () => {},
    *begin(lease) {
      const pointer = yield* input.bring(lease);
      const found = yield* quantile(lease, { pointer, dtype, count }, qs, method as QuantileMethod, skipNaN as boolean);
      return isOne ? found[0] : Float64Array.from(found);
    },
  };
}

/** By name: what each function of the family takes, and runs. */
export const statsRequests = { sort: sortRequest, argsort: argsortRequest, quantile: quantileRequest };
