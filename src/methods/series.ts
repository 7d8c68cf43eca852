/** Functions of ordered values: what they take, checked, and what they run. */
import { bytesOf, flatOutput } from "../call/flat";
import { bad, type CallOptions, checkPhasedOptions } from "../call/options";
import type { PhasedRequest } from "../call/phased";
import type { Instance } from "../instance/instance";
import { cumsum, cumsumBytes } from "../series/cumsum";
import { rollingMean, rollingMeanBytes } from "../series/rolling-mean";
import { inputOf } from "./stats";

type SeriesOptions = CallOptions & { skipNaN?: unknown; minPeriods?: unknown; center?: unknown };

const CUMSUM_NS = 1.5;
const ROLLING_NS = 2.5;

/** cumsum(x, options?) */
function cumsumRequest(instance: Instance, where: string, x: unknown, options: SeriesOptions = {}): PhasedRequest {
  checkPhasedOptions(where, options, instance.settings, ["out", "home", "skipNaN"]);
  const { skipNaN = false } = options;
  if (typeof skipNaN !== "boolean") bad(where, "skipNaN", "true or false", skipNaN);
  const input = inputOf(instance, where, x, true);
  const { kind, length: count } = input;
  const dtype = kind as "float64" | "float32";
  const output = flatOutput(dtype, count, input, options, instance.engines.arena, where, true);
  const brought = input.pointer === undefined ? count * bytesOf(dtype) : 0;
  const isApart = output.pointer === undefined && input.pointer !== undefined;
  return {
    where, options, elements: count, costNs: count * CUMSUM_NS,
    bytes: cumsumBytes(count) + brought + (isApart ? count * bytesOf(dtype) : 0),
    held: [...input.held, ...output.held], copiedBytes: input.copiedBytes + output.copiedBytes, discard: output.discard,
    *begin(lease) {
      const pointer = yield* input.bring(lease);
      const out = output.pointer ?? (isApart ? lease.bytes(count * bytesOf(dtype)).pointer : pointer);
      yield* cumsum(lease, { x: pointer, dtype, count, out, skipNaN: skipNaN as boolean });
      yield* output.deliver(lease, out);
      return output.array;
    },
  };
}

/** rollingMean(x, window, options?) */
function rollingMeanRequest(instance: Instance, where: string, x: unknown, window: unknown, options: SeriesOptions = {}): PhasedRequest {
  checkPhasedOptions(where, options, instance.settings, ["out", "home", "minPeriods", "center"]);
  if (typeof window !== "number" || !Number.isInteger(window) || window < 1) bad(where, "window", "an integer from 1 on", window);
  const { minPeriods = window, center = false } = options;
  if (typeof minPeriods !== "number" || !Number.isInteger(minPeriods) || minPeriods < 0 || minPeriods > window) {
    bad(where, "minPeriods", `an integer from 0 to the window, ${window}`, minPeriods);
  }
  if (typeof center !== "boolean") bad(where, "center", "true or false", center);
  const input = inputOf(instance, where, x, true);
  const { kind, length: count } = input;
  const dtype = kind as "float64" | "float32";
  const output = flatOutput(dtype, count, input, options, instance.engines.arena, where, false);
  const bytes = count * bytesOf(dtype);
  return {
    where, options, elements: count, costNs: count * ROLLING_NS,
    bytes: rollingMeanBytes(count, window) + (input.pointer === undefined ? bytes : 0) + (output.pointer === undefined ? bytes : 0),
    held: [...input.held, ...output.held], copiedBytes: input.copiedBytes + output.copiedBytes, discard: output.discard,
    *begin(lease) {
      const pointer = yield* input.bring(lease);
      const out = output.pointer ?? lease.bytes(bytes).pointer;
      yield* rollingMean(lease, { x: pointer, dtype, count, window, minPeriods: minPeriods as number, center: center as boolean, out });
      yield* output.deliver(lease, out);
      return output.array;
    },
  };
}

/** By name: what each function of the family takes, and runs. */
export const seriesRequests = { cumsum: cumsumRequest, rollingMean: rollingMeanRequest };
