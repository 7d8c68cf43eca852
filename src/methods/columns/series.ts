/** Functions of ordered values over columns: nulls stay, or count as missing. */
import type { FlatInput } from "../../call/flat";
import type { CallOptions } from "../../call/options";
import type { PhasedRequest } from "../../call/phased";
import { Column } from "../../columns/column";
import type { Validity } from "../../columns/types";
import { ValidRows } from "../../columns/valid-rows";
import { allValid, setNull } from "../../columns/validity";
import type { FloatArray } from "../../dtype";
import type { Slices } from "../../threads/phase";
import { dtypeOf } from "../../typed-array";
import { type Asking, NO_OPTIONS } from "../asking";
import { seriesRequests } from "../series";
import { ColumnRequest, overRows, refuseArena, resultOf, without } from "./families";
import { floatsFor } from "./floats";
import { markNulls } from "./marked-nulls";

/** cumsum(column, options?): null rows stay null, and are skipped by the sum. */
export function cumsumColumn(asking: Asking, column: Column, options: CallOptions = NO_OPTIONS): PhasedRequest {
  const { where } = asking;
  const { validity, length } = column;
  const input = floatsFor(column, asking, "left out");
  if (!validity) return new ColumnRequest(seriesRequests.cumsum(asking, input, options), (sums) => ({ result: () => floats(sums) }));
  refuseArena(where, column, options);
  const rows = new ValidRows(validity, length);
  const { kind } = input as FlatInput;
  const sums = resultOf(kind, rows.count, NO_OPTIONS, where);
  const all = resultOf(kind, length, options, where);
  const own = { ...without(options, "home"), out: (asking.isPlan ? undefined : sums) as never };
  const slices = overRows(rows.count, (begin, end) => rows.spread(sums.subarray(begin, end), begin, all));
  if (options.out !== undefined) slices.push(...overRows(length, (begin, end) => markNulls(all, validity, begin, end)));
  return new ColumnRequest(seriesRequests.cumsum(asking, input, own), () => ({ slices, result: () => floats(all, validity) }));
}

type RollingColumnOptions = CallOptions & { minPeriods?: unknown; center?: unknown };

/** rollingMean(column, window, options?): null where a window has fewer values than minPeriods. */
export function rollingMeanColumn(
  asking: Asking, column: Column, window: unknown, options: RollingColumnOptions = NO_OPTIONS,
): PhasedRequest {
  const inner = seriesRequests.rollingMean(asking, floatsFor(column, asking, "NaN"), window, options);
  const { minPeriods = window, center = false } = options;
  return new ColumnRequest(inner, (means) => {
    const { slices, validity } = enough(column, window as number, minPeriods as number, center as boolean);
    return { slices, result: () => floats(means, validity) };
  });
}

/** Which rows have so many values in their window. */
function enough(column: Column, window: number, least: number, center: boolean): { slices: Slices[]; validity: Validity | undefined } {
  if (least === 0) return { slices: [], validity: undefined };
  const { length, validity: given } = column;
  const validity = allValid(length);
  const ahead = center ? Math.floor((window - 1) / 2) : 0;
  const rows = given && new ValidRows(given, length);
  const isValid = (row: number) => (row >= 0 && row < length && (!rows || rows.isValid(row)) ? 1 : 0);
  let count = 0;
  for (let row = 0; row < Math.min(ahead, length); row++) count += isValid(row);
  const slices = overRows(length, (begin, end) => {
    for (let row = begin; row < end; row++) {
      count += isValid(row + ahead) - isValid(row + ahead - window);
      if (count < least) setNull(validity, row);
    }
  });
  return { slices, validity };
}

function floats(values: unknown, validity?: Validity): Column {
  const array = values as FloatArray;
  return new Column({ type: dtypeOf(array), values: array }, array.length, validity);
}
