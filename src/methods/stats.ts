/** Statistics of one array: what their functions take, checked, and what they run. */
import { bytesOf, type FlatInput } from "../call/flat";
import { bad, type CallOptions, checkPhasedOptions, phasedKeys } from "../call/options";
import { type FlatFunction, FlatRequest, lines, type PhasedRequest, readInto, type Room, seatsBytes } from "../call/phased";
import { EmptyInput } from "../errors";
import { argsort, argsortBytes } from "../stats/argsort";
import { quantile, quantileBytes, quantilesOf } from "../stats/quantile";
import { QUANTILE_METHODS, type QuantileMethod } from "../stats/quantile-point";
import { orderScratch, orderUnit, sort, sortBytes } from "../stats/sort";
import { isList, isTypedArray } from "../typed-array";
import { type Asking, inputOf, NO_OPTIONS, outputOf } from "./asking";

type StatsOptions = CallOptions & { method?: unknown; skipNaN?: unknown };

const SORT: FlatFunction<undefined> = {
  family: "order",
  elementNs: 12,
  isInPlace: true,
  bytes: sortBytes,
  scratchBytes: (of) => orderScratch(of, false),
  run: (lease, { x, out, dtype, count }) => sort(lease, { pointer: x, out, dtype, count }),
  unit: ({ x, out, dtype, count }) => orderUnit({ pointer: x, out, dtype, count }, false),
};
const SORT_KEYS = phasedKeys("out", "home");

/** sort(x, options?) */
function sortRequest(asking: Asking, x: unknown, options: StatsOptions = NO_OPTIONS): FlatRequest<undefined> {
  const { where } = asking;
  checkPhasedOptions(where, options, asking.settings, SORT_KEYS);
  const input = inputOf(asking, x, false);
  const output = outputOf(asking, input.kind, input, options, true);
  return new FlatRequest(where, options, SORT, undefined, input, output);
}

const ARGSORT: FlatFunction<undefined> = {
  family: "order",
  elementNs: 24,
  isInPlace: false,
  bytes: argsortBytes,
  scratchBytes: (of) => orderScratch(of, true),
  run: (lease, { x, out, dtype, count }) => argsort(lease, { pointer: x, out, dtype, count }),
  unit: ({ x, out, dtype, count }) => orderUnit({ pointer: x, out, dtype, count }, true),
};
const ARGSORT_KEYS = phasedKeys("out");

/** argsort(x, options?) */
function argsortRequest(asking: Asking, x: unknown, options: StatsOptions = NO_OPTIONS): FlatRequest<undefined> {
  const { where } = asking;
  checkPhasedOptions(where, options, asking.settings, ARGSORT_KEYS);
  const input = inputOf(asking, x, false);
  const output = outputOf(asking, "uint32", input, options, false);
  return new FlatRequest(where, options, ARGSORT, undefined, input, output);
}

const QUANTILE_NS = 3;
const QUANTILE_KEYS = phasedKeys("method", "skipNaN");

/** quantile(x, q, options?) */
function quantileRequest(asking: Asking, x: unknown, q: unknown, options: StatsOptions = NO_OPTIONS): PhasedRequest {
  const { where } = asking;
  checkPhasedOptions(where, options, asking.settings, QUANTILE_KEYS);
  const { method = "linear", skipNaN = false } = options;
  if (!QUANTILE_METHODS.includes(method as QuantileMethod)) bad(where, "method", `one of ${QUANTILE_METHODS.join(", ")}`, method);
  if (typeof skipNaN !== "boolean") bad(where, "skipNaN", "true or false", skipNaN);
  const isOne = typeof q === "number";
  if (!isOne && !isList(q) && !isTypedArray(q)) bad(where, "q", "a number or an array of numbers", q);
  const qs = isOne ? [q] : Array.from(q as ArrayLike<number>);
  const wrong = qs.findIndex((each) => !(typeof each === "number" && each >= 0 && each <= 1));
  if (wrong >= 0) bad(where, isOne ? "q" : `q[${wrong}]`, "a number from 0 to 1", qs[wrong]);
  const input = inputOf(asking, x, false);
  const { kind: dtype, length: count } = input;
  if (count === 0) {
    throw new EmptyInput(`${where}: a quantile of no elements does not exist. Give at least one, or ask for the length first`);
  }
  return {
    where, options, elements: count, costNs: count * QUANTILE_NS, newBytes: () => 0, held: input.held,
    family: "order", copiedBytes: input.copiedBytes, take: () => {}, discard: () => {},
    leasedBytes(seats, elements = count) {
      const of = { dtype, count: elements };
      const brought = input.pointer === undefined ? lines(elements * bytesOf(dtype)) : 0;
      return lines(quantileBytes(of)) + brought + seatsBytes(orderScratch(of, false), seats);
    },
    *begin(lease) {
      const pointer = input.pointer ?? (yield* input.bring(lease));
      const found = yield* quantile(lease, { pointer, dtype, count }, qs, method as QuantileMethod, skipNaN as boolean);
      return isOne ? found[0] : Float64Array.from(found);
    },
    isShort: (room) => sortedIn(room, input) !== undefined,
    atOnce(room) {
      const laid = sortedIn(room, input);
      if (!laid) return undefined;
      if (input.pointer === undefined) readInto(room, input, laid.x);
      room.run(laid.phase, laid.scratch);
      const found = quantilesOf({ pointer: laid.out, dtype, count }, room.buffer(), qs, method as QuantileMethod, skipNaN as boolean);
      return isOne ? found[0] : Float64Array.from(found);
    },
  };
}

/** Where an input is sorted in a room: undefined where it is too long. */
function sortedIn(room: Room, { pointer, kind: dtype, length: count, bytes }: FlatInput) {
  const x = pointer ?? room.pointer, out = room.pointer + (pointer === undefined ? lines(bytes) : 0), scratch = out + lines(bytes);
  const phase = orderUnit({ pointer: x, dtype, count, out }, false);
  return phase && scratch + phase.scratchBytes! <= room.pointer + room.bytes ? { x, out, scratch, phase } : undefined;
}

/** By name: what each function of the family takes, and runs. */
export const statsRequests = { sort: sortRequest, argsort: argsortRequest, quantile: quantileRequest };
