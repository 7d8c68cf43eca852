/** The order of a column's rows by their values: text by its UTF-8 bytes, all else by what it stands for. */
import type { Column } from "./column";
import { unscaled } from "./decimals";
import type { Texts } from "./types";

/** Below 0 where the value of row `a` is before that of row `b`, 0 where they are equal. Rows must not be null. */
export type RowComparison = (a: number, b: number) => number;

export function rowOrder({ data }: Column): RowComparison {
  if (data.type === "text") {
    const { codes, texts } = data;
    const compare = textOrder(texts);
    return codes ? (a, b) => (codes[a] === codes[b] ? 0 : compare(codes[a]!, codes[b]!)) : compare;
  }
  if (data.type === "decimal" && data.words === 2) {
    return (a, b) => {
      const [left, right] = [unscaled(data, a), unscaled(data, b)];
      return left < right ? -1 : left > right ? 1 : 0;
    };
  }
  const { values } = data;
  return (a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : 0);
}

/** By bytes: that is by code points, which JavaScript's own order is not. */
export function textOrder({ offsets, bytes }: Texts): RowComparison {
  return (a, b) => {
    let i = offsets[a]!, k = offsets[b]!;
    const endA = offsets[a + 1]!, endB = offsets[b + 1]!;
    const end = i + Math.min(endA - i, endB - k);
    for (; i < end; i++, k++) if (bytes[i] !== bytes[k]) return bytes[i]! - bytes[k]!;
    return endA - i - (endB - k);
  };
}
