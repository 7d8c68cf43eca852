/** Statistics of one array: what their functions take, checked, and what they run. */
import { refuseLost } from "../call/borrowed";
import { bytesOf, type FlatInput } from "../call/flat";
import { bad, type CallOptions, checkPhasedOptions, phasedKeys } from "../call/options";
import { type FlatFunction, FlatRequest, lines, type PhasedRequest, readInto, type Room, seatsBytes } from "../call/phased";
import { EmptyInput } from "../errors";
import { allocationOf } from "../memory/arena";
import { argsort, argsortBytes } from "../stats/argsort";
import { EACH_NS, FEW, quantile, quantileBytes, type QuantilesOf, quantilesOf } from "../stats/quantile";
import { QUANTILE_METHODS, type QuantileMethod } from "../stats/quantile-point";
import { orderScratch, orderUnit, SMALL, sort, sortBytes } from "../stats/sort";
import { isList, isNumberArray, lengthOf, plainView } from "../typed-array";
import { type Asking, inputOf, NO_OPTIONS, outputOf } from "./asking";

type StatsOptions = CallOptions & { method?: unknown; skipNaN?: unknown };

const SORT: FlatFunction<undefined> = {
  family: "order",
  elementNs: 12,
  isInPlace: true,
  readsFirstFrom: SMALL + 1,
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
  const isOne = typeof q === "number", qs = sharesOf(where, q);
  const of: QuantilesOf = { qs, method: method as QuantileMethod, skipNaN: skipNaN as boolean };
  const resultOf = (found: Float64Array) => (isOne ? found[0]! : found);
  const input = inputOf(asking, x, false);
  const { kind: dtype, length: count } = input;
  if (count === 0) {
    throw new EmptyInput(`${where}: a quantile of no elements does not exist. Give at least one, or ask for the length first`);
  }
  const laidIn = (room: Room) => (qs.length <= FEW ? sortedIn(room, input) : undefined);
  return {
    where, options, elements: count, costNs: count * QUANTILE_NS + qs.length * EACH_NS, newBytes: () => 0, held: input.held,
    family: "order", copiedBytes: input.copiedBytes, take: () => {}, discard: () => {},
    leasedBytes(seats, elements = count) {
      const size = { dtype, count: elements };
      const brought = input.pointer === undefined ? lines(elements * bytesOf(dtype)) : 0;
      return lines(quantileBytes(size)) + brought + seatsBytes(orderScratch(size, false), seats);
    },
    *begin(lease) {
      const pointer = input.pointer ?? (yield* input.bring(lease));
      return resultOf(yield* quantile(lease, { pointer, dtype, count }, of));
    },
    isShort: (room) => laidIn(room) !== undefined,
    atOnce(room) {
      const laid = laidIn(room);
      if (!laid) return undefined;
      if (input.pointer === undefined) readInto(room, input, laid.x);
      room.run(laid.phase, laid.scratch);
      return resultOf(quantilesOf({ pointer: laid.out, dtype, count }, room.buffer(), of));
    },
  };
}

/** The shares q that are asked for, as they are now. @throws BadOption, DetachedBuffer, FreedArray */
function sharesOf(where: string, q: unknown): ArrayLike<number> {
  if (typeof q === "number") {
    if (!isShare(q)) bad(where, "q", A_SHARE, q);
    return [q];
  }
  const isTyped = isNumberArray(q);
  if (!isTyped && !isList(q)) bad(where, "q", "a number or an array of numbers", q);
  if (isTyped) {
    if (lengthOf(q) === 0) refuseLost(q, `${where}: q`);
    allocationOf(plainView(q), where, "q");
  }
  const qs = isTyped ? new Float64Array(plainView(q)) : Array.from(q as ArrayLike<number>);
  const wrong = qs.findIndex((each) => !isShare(each));
  if (wrong >= 0) bad(where, `q[${wrong}]`, A_SHARE, qs[wrong]);
  return qs;
}

const A_SHARE = "a number from 0 to 1";
const isShare = (q: unknown) => typeof q === "number" && q >= 0 && q <= 1;

/** Where an input is sorted in a room: undefined where it is too long. */
function sortedIn(room: Room, { pointer, kind: dtype, length: count, bytes }: FlatInput) {
  const x = pointer ?? room.pointer, out = room.pointer + (pointer === undefined ? lines(bytes) : 0), scratch = out + lines(bytes);
  const phase = orderUnit({ pointer: x, dtype, count, out }, false);
  return phase && scratch + phase.scratchBytes! <= room.pointer + room.bytes ? { x, out, scratch, phase } : undefined;
}

/** By name: what each function of the family takes, and runs. */
export const statsRequests = { sort: sortRequest, argsort: argsortRequest, quantile: quantileRequest };
