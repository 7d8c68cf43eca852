/** Statistics of columns: orders with nulls at an end, quantiles without them. */
import type { ElementKind } from "../../call/flat";
import { bad, type CallOptions } from "../../call/options";
import type { PhasedRequest } from "../../call/phased";
import { Column } from "../../columns/column";
import type { ColumnData, Texts, Validity } from "../../columns/types";
import { ValidRows } from "../../columns/valid-rows";
import { allValid, setNull } from "../../columns/validity";
import type { Slices } from "../../threads/phase";
import { cut } from "../../typed-array";
import { type Asking, NO_OPTIONS } from "../asking";
import { statsRequests } from "../stats";
import {
  type Afterwards, ColumnRequest, nullsOf, overRows, refuse, refuseArena, resultOf, validElements, without,
} from "./families";
import { floatsFor } from "./floats";
import { markAll } from "./marked-nulls";
import { ranksOf } from "./ranks";

type OrderOptions = CallOptions & { nulls?: unknown };

/** sort(column, { nulls, ...options }) */
export function sortColumn(asking: Asking, column: Column, options: OrderOptions = NO_OPTIONS): PhasedRequest {
  const { where } = asking;
  const isFirst = nullsOf(where, options.nulls) === "first";
  const own = without(options, "nulls");
  const { data, length, nullCount, validity } = column;
  const kind = orderedKind(data);
  if (kind === undefined) return sortRanked(asking, column, own, isFirst);
  const values = column.values!;
  if (!validity) {
    const inner = statsRequests.sort(asking, values, own);
    return new ColumnRequest(inner, (sorted) => ({ result: () => new Column({ ...data, values: sorted } as ColumnData, length) }));
  }
  refuseArena(where, column, own);
  const rows = new ValidRows(validity, length);
  const all = resultOf(kind, length, own, where);
  const from = isFirst ? nullCount : 0;
  const out = asking.isPlan ? undefined : cut(all, from, from + rows.count);
  const inner = statsRequests.sort(asking, validElements(values, kind, rows, where), { ...without(own, "home"), out: out as never });
  return new ColumnRequest(inner, () => ({
    result: () => {
      if (own.out !== undefined) markAll(all, isFirst ? 0 : rows.count, isFirst ? nullCount : length);
      return new Column({ ...data, values: all } as ColumnData, length, nullsAt(length, nullCount, isFirst));
    },
  }));
}

/** argsort(column, { nulls, ...options }) */
export function argsortColumn(asking: Asking, column: Column, options: OrderOptions = NO_OPTIONS): PhasedRequest {
  const isFirst = nullsOf(asking.where, options.nulls) === "first";
  return ordered(asking, column, without(options, "nulls"), isFirst, (order) => ({ result: () => order }));
}

/** quantile(column, q, options?) */
export function quantileColumn(asking: Asking, column: Column, q: unknown, options: CallOptions = NO_OPTIONS): PhasedRequest {
  const { where } = asking;
  const { data, validity, length, type } = column;
  if (type === "text" || type === "date" || type === "timestamp" || type === "duration") refuse(column, where, "numbers");
  if (type === "decimal") return statsRequests.quantile(asking, floatsFor(column, asking, "left out"), q, options);
  if (!validity) return statsRequests.quantile(asking, column.values, q, options);
  const elements = validElements(column.values!, orderedKind(data)!, new ValidRows(validity, length), where);
  return statsRequests.quantile(asking, elements, q, options);
}

/** The kind of elements by which kernels order a column's values; undefined where none does. */
function orderedKind(data: ColumnData): ElementKind | undefined {
  switch (data.type) {
    case "text":
      return undefined;
    case "decimal":
      return data.words === 1 ? "bigint64" : undefined;
    case "boolean":
      return "uint8";
    case "date":
      return "int32";
    case "timestamp":
    case "duration":
    case "int64":
      return "bigint64";
    case "uint64":
      return "biguint64";
    default:
      return data.type;
  }
}

/** The rows in order, nulls among them, and what is made of them. */
function ordered(
  asking: Asking, column: Column, options: CallOptions, isFirst: boolean, after: (order: Uint32Array) => Afterwards,
): PhasedRequest {
  const { where, isPlan } = asking;
  const { data, length, validity, nullCount } = column;
  const kind = orderedKind(data);
  const { ranks, slices } = kind === undefined ? ranksOf(column) : { ranks: column.values!, slices: [] };
  if (!validity) return new ColumnRequest(statsRequests.argsort(asking, ranks, options), (order) => after(order as Uint32Array), slices);
  const rows = new ValidRows(validity, length);
  const { count } = rows;
  const all = resultOf("uint32", length, options, where) as Uint32Array;
  const found = new Uint32Array(count), valid = new Uint32Array(count);
  const elements = validElements(ranks, kind ?? "uint32", rows, where);
  const inner = statsRequests.argsort(asking, elements, { ...options, out: (isPlan ? undefined : found) as never });
  const from = isFirst ? nullCount : 0;
  let nulls = isFirst ? 0 : count;
  const places = [
    ...overRows(count, (begin, end) => rows.list(begin, end, valid)),
    ...overRows(count, (begin, end) => {
      for (let i = begin; i < end; i++) all[from + i] = valid[found[i]!]!;
    }),
    ...overRows(length, (begin, end) => {
      for (let row = begin; row < end; row++) if (!rows.isValid(row)) all[nulls++] = row;
    }),
  ];
  return new ColumnRequest(inner, () => {
    const { slices: last = [], result } = after(all);
    return { slices: [...places, ...last], result };
  }, slices);
}

/** Text, and decimals of two words: their rows in order, then what stands there. */
function sortRanked(asking: Asking, column: Column, options: CallOptions, isFirst: boolean): PhasedRequest {
  const { where } = asking;
  const { length, nullCount, validity } = column;
  for (const key of ["out", "home"] as const) {
    if (options[key] !== undefined) bad(where, key, `left out for a column of type ${column.type}`, options[key]);
  }
  return ordered(asking, column, options, isFirst, (order) => {
    const { slices, data } = inOrder(column.data, order, isFirst ? nullCount : 0, length - (isFirst ? 0 : nullCount));
    return { slices, result: () => new Column(data(), length, validity && nullsAt(length, nullCount, isFirst)) };
  });
}

/** Values in the order of rows; those of places outside [begin, end) are null. */
function inOrder(data: ColumnData, order: Uint32Array, begin: number, end: number): { slices: Slices[]; data: () => ColumnData } {
  const { length } = order;
  const each = (put: (place: number, row: number) => void) => overRows(length, (from, to) => {
    for (let i = Math.max(from, begin); i < Math.min(to, end); i++) put(i, order[i]!);
  });
  if (data.type === "text") {
    const { codes, texts } = data;
    if (!codes) return textsInOrder(texts, length, each);
    const sorted = new Uint32Array(length);
    return { slices: each((place, row) => (sorted[place] = codes[row]!)), data: () => ({ ...data, codes: sorted }) };
  }
  const { values, words } = data as Extract<ColumnData, { type: "decimal" }>;
  const sorted = new BigInt64Array(length * words);
  const slices = each((place, row) => {
    for (let word = 0; word < words; word++) sorted[place * words + word] = values[row * words + word]!;
  });
  return { slices, data: () => ({ ...data, values: sorted }) as ColumnData };
}

function textsInOrder(
  texts: Texts, length: number, each: (put: (place: number, row: number) => void) => Slices[],
): { slices: Slices[]; data: () => ColumnData } {
  const offsets = new Uint32Array(length + 1);
  let bytes = new Uint8Array(0);
  const lengths = each((place, row) => (offsets[place + 1] = texts.offsets[row + 1]! - texts.offsets[row]!));
  const sums = overRows(length, (begin, end) => {
    for (let i = begin; i < end; i++) offsets[i + 1]! += offsets[i]!;
    if (end === length) bytes = new Uint8Array(offsets[length]!);
  });
  const copies = each((place, row) => bytes.set(texts.bytes.subarray(texts.offsets[row], texts.offsets[row + 1]), offsets[place]!));
  return { slices: [...lengths, ...sums, ...copies], data: () => ({ type: "text", texts: { offsets, bytes } }) };
}

function nullsAt(length: number, nulls: number, isFirst: boolean): Validity {
  const validity = allValid(length);
  const from = isFirst ? 0 : length - nulls;
  for (let row = from; row < from + nulls; row++) setNull(validity, row);
  return validity;
}
