/** Functions of ordered values: what they take, checked, and what they run. */
import { bad, type CallOptions, checkPhasedOptions, phasedKeys } from "../call/options";
import { type FlatFunction, FlatRequest } from "../call/phased";
import { cumsum, cumsumBytes, type CumsumOf, cumsumUnit } from "../series/cumsum";
import { rollingMean, rollingMeanBytes, type RollingOf, rollingMeanUnit } from "../series/rolling-mean";
import { type Asking, inputOf, NO_OPTIONS, outputOf } from "./asking";

type SeriesOptions = CallOptions & { skipNaN?: unknown; minPeriods?: unknown; center?: unknown };
type Floats = { dtype: "float64" | "float32" };

type CumsumOwn = Pick<CumsumOf, "skipNaN">;
const CUMSUM: FlatFunction<CumsumOwn> = {
  family: "series",
  elementNs: 1.5,
  isInPlace: true,
  bytes: cumsumBytes,
  scratchBytes: () => 0,
  run: (lease, placed, { skipNaN }) => cumsum(lease, { ...(placed as typeof placed & Floats), skipNaN }),
  unit: ({ x, out, dtype, count }, { skipNaN }) => cumsumUnit({ x, out, dtype: dtype as Floats["dtype"], count, skipNaN }),
};
const CUMSUM_KEYS = phasedKeys("out", "home", "skipNaN");

/** cumsum(x, options?) */
function cumsumRequest(asking: Asking, x: unknown, options: SeriesOptions = NO_OPTIONS): FlatRequest<CumsumOwn> {
  const { where } = asking;
  checkPhasedOptions(where, options, asking.settings, CUMSUM_KEYS);
  const { skipNaN = false } = options;
  if (typeof skipNaN !== "boolean") bad(where, "skipNaN", "true or false", skipNaN);
  const input = inputOf(asking, x, true);
  const output = outputOf(asking, input.kind, input, options, true);
  return new FlatRequest(where, options, CUMSUM, { skipNaN: skipNaN as boolean }, input, output);
}

type RollingOwn = Pick<RollingOf, "window" | "minPeriods" | "center">;
const ROLLING_MEAN: FlatFunction<RollingOwn> = {
  family: "series",
  elementNs: 2.5,
  isInPlace: false,
  bytes: rollingMeanBytes,
  scratchBytes: () => 0,
  run: (lease, placed, options) => rollingMean(lease, { ...(placed as typeof placed & Floats), ...options }),
  unit: ({ x, out, dtype, count }, { window, minPeriods, center }) =>
    rollingMeanUnit({ x, out, dtype: dtype as Floats["dtype"], count, window, minPeriods, center }),
};
const ROLLING_KEYS = phasedKeys("out", "home", "minPeriods", "center");

/** rollingMean(x, window, options?) */
function rollingMeanRequest(
  asking: Asking, x: unknown, window: unknown, options: SeriesOptions = NO_OPTIONS,
): FlatRequest<RollingOwn> {
  const { where } = asking;
  checkPhasedOptions(where, options, asking.settings, ROLLING_KEYS);
  if (typeof window !== "number" || !Number.isInteger(window) || window < 1) bad(where, "window", "an integer from 1 on", window);
  const { minPeriods = window, center = false } = options;
  if (typeof minPeriods !== "number" || !Number.isInteger(minPeriods) || minPeriods < 0 || minPeriods > window) {
    bad(where, "minPeriods", `an integer from 0 to the window, ${window}`, minPeriods);
  }
  if (typeof center !== "boolean") bad(where, "center", "true or false", center);
  const input = inputOf(asking, x, true);
  const output = outputOf(asking, input.kind, input, options, false);
  const own = { window, minPeriods: minPeriods as number, center: center as boolean };
  return new FlatRequest(where, options, ROLLING_MEAN, own, input, output);
}

/** By name: what each function of the family takes, and runs. */
export const seriesRequests = { cumsum: cumsumRequest, rollingMean: rollingMeanRequest };
