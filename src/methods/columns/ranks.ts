/** Ranks of values that no kernel orders, text and wide decimals: integers that are ordered as they are. */
import type { Column } from "../../columns/column";
import { type RowComparison, rowOrder, textOrder } from "../../columns/row-order";
import type { Slices } from "../../threads/phase";
import { overRows } from "./families";

/** What is sorted at once, and a slice of a merge. */
const RUN = 4096;
const COMPARE_NS = 60;

/** A rank for each row, once the slices have run, in this order. Equal values have equal ranks; those of nulls are unspecified. */
export function ranksOf(column: Column): { ranks: Uint32Array; slices: Slices[] } {
  const { data, length } = column;
  const codes = data.type === "text" ? data.codes : undefined;
  const strings = data.type === "text" ? data.texts.offsets.length - 1 : 0;
  // Of a dictionary that is longer than the column, few strings may be used.
  if (!codes || data.type !== "text" || strings > length) return ranked(length, rowOrder(column));
  const { ranks: ofStrings, slices } = ranked(strings, textOrder(data.texts));
  const ranks = new Uint32Array(length);
  const spread = overRows(length, (begin, end) => {
    for (let row = begin; row < end; row++) ranks[row] = ofStrings[codes[row]!]!;
  });
  return { ranks, slices: [...slices, ...spread] };
}

/** Merge sort: runs, then pairs of them, of which each slice finds its part by bisection. */
function ranked(count: number, order: RowComparison): { ranks: Uint32Array; slices: Slices[] } {
  let from = Uint32Array.from({ length: count }, (_, i) => i);
  let to = new Uint32Array(count);
  const ranks = new Uint32Array(count);
  if (count === 0) return { ranks, slices: [] };
  const inRuns = (ns: number, run: (begin: number, end: number) => void): Slices => ({
    slices: Math.ceil(count / RUN),
    sliceNs: Math.min(RUN, count) * ns,
    run: (begin, end) => {
      for (let i = begin; i < end; i++) run(i * RUN, Math.min(count, (i + 1) * RUN));
    },
  });
  const slices = [inRuns(COMPARE_NS * 12, (begin, end) => void from.subarray(begin, end).sort(order))];
  for (let width = RUN; width < count; width *= 2) {
    slices.push(inRuns(COMPARE_NS, (begin, end) => {
      const first = begin - (begin % (2 * width));
      merge(from, to, { first, middle: Math.min(count, first + width), last: Math.min(count, first + 2 * width) }, begin, end, order);
      if (end === count) [from, to] = [to, from];
    }));
  }
  let rank = 0;
  slices.push(inRuns(COMPARE_NS, (begin, end) => {
    for (let i = begin; i < end; i++) {
      if (i > 0 && order(from[i - 1]!, from[i]!) !== 0) rank++;
      ranks[from[i]!] = rank;
    }
  }));
  return { ranks, slices };
}

/** Elements [begin, end) of what merging two runs of `from` gives. Of equal ones those of the first run are first. */
function merge(
  from: Uint32Array, to: Uint32Array, { first, middle, last }: { first: number; middle: number; last: number },
  begin: number, end: number, order: RowComparison,
): void {
  const before = begin - first;
  // How many of the elements before `begin` are of the first run.
  let low = Math.max(0, before - (last - middle)), high = Math.min(before, middle - first);
  while (low < high) {
    const half = (low + high) >> 1;
    if (order(from[first + half]!, from[middle + before - half - 1]!) <= 0) low = half + 1;
    else high = half;
  }
  let left = first + low, right = middle + before - low;
  for (let i = begin; i < end; i++) {
    const takesLeft = left < middle && (right >= last || order(from[left]!, from[right]!) <= 0);
    to[i] = takesLeft ? from[left++]! : from[right++]!;
  }
}
