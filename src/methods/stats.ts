/** Statistics of one array: what their functions take, checked, and what they run. */
import { flatInput, type FlatInput, flatOutput } from "../call/flat";
import { bad, type CallOptions, checkPhasedOptions, phasedKeys } from "../call/options";
import { type FlatFunction, FlatRequest, lines, type PhasedRequest, readInto } from "../call/phased";
import { EmptyInput } from "../errors";
import type { Instance } from "../instance/instance";
import { argsort, argsortBytes } from "../stats/argsort";
import { isList, isTypedArray } from "../typed-array";
import { quantile, quantileBytes, quantilesOf } from "../stats/quantile";
import { QUANTILE_METHODS, type QuantileMethod } from "../stats/quantile-point";
import { orderUnit, sort, sortBytes } from "../stats/sort";

type StatsOptions = CallOptions & { method?: unknown; skipNaN?: unknown };

export const NO_OPTIONS: StatsOptions = Object.freeze({});

export function inputOf({ settings, engines }: Instance, where: string, x: unknown, floats: boolean): FlatInput {
  const { safeMode, flatten3d } = settings;
  return flatInput(x, where, { arena: engines.arena, safeMode, flatten3d }, floats);
}

const SORT: FlatFunction<undefined> = {
  elementNs: 12,
  isInPlace: true,
  bytes: sortBytes,
  run: (lease, { x, out, dtype, count }) => sort(lease, { pointer: x, out, dtype, count }),
  unit: ({ x, out, dtype, count }) => orderUnit({ pointer: x, out, dtype, count }, false),
};
const SORT_KEYS = phasedKeys("out", "home");

/** sort(x, options?) */
function sortRequest(instance: Instance, where: string, x: unknown, options: StatsOptions = NO_OPTIONS): FlatRequest<undefined> {
  checkPhasedOptions(where, options, instance.settings, SORT_KEYS);
  const input = inputOf(instance, where, x, false);
  const output = flatOutput(input.kind, input.length, input, options, instance.engines.arena, where, true);
  return new FlatRequest(where, options, SORT, undefined, input, output);
}

const ARGSORT: FlatFunction<undefined> = {
  elementNs: 24,
  result: "uint32",
  isInPlace: false,
  bytes: argsortBytes,
  run: (lease, { x, out, dtype, count }) => argsort(lease, { pointer: x, out, dtype, count }),
  unit: ({ x, out, dtype, count }) => orderUnit({ pointer: x, out, dtype, count }, true),
};
const ARGSORT_KEYS = phasedKeys("out");

/** argsort(x, options?) */
function argsortRequest(instance: Instance, where: string, x: unknown, options: StatsOptions = NO_OPTIONS): FlatRequest<undefined> {
  checkPhasedOptions(where, options, instance.settings, ARGSORT_KEYS);
  const input = inputOf(instance, where, x, false);
  const output = flatOutput("uint32", input.length, input, options, instance.engines.arena, where, false);
  return new FlatRequest(where, options, ARGSORT, undefined, input, output);
}

const QUANTILE_NS = 3;
const QUANTILE_KEYS = phasedKeys("method", "skipNaN");

/** quantile(x, q, options?) */
function quantileRequest(instance: Instance, where: string, x: unknown, q: unknown, options: StatsOptions = NO_OPTIONS): PhasedRequest {
  checkPhasedOptions(where, options, instance.settings, QUANTILE_KEYS);
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
  return {
    where, options, elements: count, costNs: count * QUANTILE_NS, bytes: quantileBytes({ dtype, count }) + input.copiedBytes,
    held: input.held, copiedBytes: input.copiedBytes, discard: () => {},
    *begin(lease) {
      const pointer = input.pointer ?? (yield* input.bring(lease));
      const found = yield* quantile(lease, { pointer, dtype, count }, qs, method as QuantileMethod, skipNaN as boolean);
      return isOne ? found[0] : Float64Array.from(found);
    },
    atOnce(room) {
      const bytes = lines(input.bytes), free = room.pointer + (input.pointer === undefined ? bytes : 0);
      const pointer = input.pointer ?? room.pointer;
      const phase = orderUnit({ pointer, dtype, count, out: free }, false);
      if (!phase || free + bytes + phase.scratchBytes! > room.pointer + room.bytes) return undefined;
      if (input.pointer === undefined) readInto(room, input, pointer);
      room.run(phase, free + bytes);
      const found = quantilesOf({ pointer: free, dtype, count }, room.buffer(), qs, method as QuantileMethod, skipNaN as boolean);
      return isOne ? found[0] : Float64Array.from(found);
    },
  };
}

/** By name: what each function of the family takes, and runs. */
export const statsRequests = { sort: sortRequest, argsort: argsortRequest, quantile: quantileRequest };
