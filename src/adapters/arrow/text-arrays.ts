/** Strings of Arrow's three layouts as Texts: offsets of 32 bits, of 64, and views. */
import type { Texts } from "../../columns/types";
import { countNulls, isValid } from "../../columns/validity";
import { type ArrowArray, view } from "./layout";
import { demand } from "./malformed";
import { ARROW } from "./types";

const LARGEST = 0xffff_ffff;
const VIEW_BYTES = 16;
/** So many bytes stand in the view itself. */
const INLINE = 12;

/** Undefined where they have too many bytes for offsets of 32 bits. @throws Malformed */
export function textsFrom(array: ArrowArray): Texts | undefined {
  const { type, length, values } = array;
  const given = array.offsets!;
  if (length === 0 && given.length === 0) return { offsets: new Uint32Array(1), bytes: new Uint8Array(0) };
  let offsets: Uint32Array;
  let bytes = values;
  if (type.id === ARROW.largeText) {
    const large = view(BigUint64Array, given, length + 1);
    const first = large[0]!;
    demand(first <= BigInt(values.length) && large[length]! <= BigInt(values.length), "texts end beyond their buffer");
    if (large[length]! - first > BigInt(LARGEST)) return undefined;
    bytes = values.subarray(Number(first));
    offsets = new Uint32Array(length + 1);
    for (let i = 0; i <= length; i++) {
      demand(large[i]! >= first && large[i]! <= large[length]!, "the offsets of texts do not ascend");
      offsets[i] = Number(large[i]! - first);
    }
  } else {
    offsets = view(Uint32Array, given, length + 1);
  }
  for (let i = 0; i < length; i++) demand(offsets[i]! <= offsets[i + 1]!, "the offsets of texts do not ascend");
  demand(offsets[length]! <= bytes.length, "texts end beyond their buffer");
  return withoutHidden({ offsets, bytes }, array);
}

/** Under a null there may be any text; here it has to be empty. */
function withoutHidden(texts: Texts, { validity, length }: ArrowArray): Texts {
  if (!validity || countNulls(validity, length) === 0) return texts;
  const { offsets, bytes } = texts;
  let isClean = true;
  for (let i = 0; i < length && isClean; i++) isClean = offsets[i] === offsets[i + 1] || isValid(validity, i);
  if (isClean) return texts;
  const kept = new Uint8Array(offsets[length]! - offsets[0]!);
  const moved = new Uint32Array(length + 1);
  let end = 0;
  for (let i = 0; i < length; i++) {
    if (isValid(validity, i)) {
      kept.set(bytes.subarray(offsets[i]!, offsets[i + 1]!), end);
      end += offsets[i + 1]! - offsets[i]!;
    }
    moved[i + 1] = end;
  }
  return { offsets: moved, bytes: kept.subarray(0, end) };
}

/** Undefined where they have more than `mostBytes`: views may share their bytes. @throws Malformed */
export function textsFromViews({ length, values, validity, long = [] }: ArrowArray, mostBytes: number): Texts | undefined {
  demand(length * VIEW_BYTES <= values.length, `a buffer of views has fewer than ${length}`);
  const views = new DataView(values.buffer, values.byteOffset, values.length);
  const offsets = new Uint32Array(length + 1);
  let total = 0;
  for (let i = 0; i < length; i++) {
    const size = validity && !isValid(validity, i) ? 0 : views.getUint32(i * VIEW_BYTES, true);
    if (size > INLINE) {
      const buffer = long[views.getUint32(i * VIEW_BYTES + 8, true)];
      const end = views.getUint32(i * VIEW_BYTES + 12, true) + size;
      demand(buffer !== undefined && end <= buffer.length, "a view ends beyond its buffer");
    }
    total += size;
    if (total > mostBytes) return undefined;
    offsets[i + 1] = total;
  }
  const bytes = new Uint8Array(total);
  for (let i = 0; i < length; i++) {
    const at = i * VIEW_BYTES;
    const size = offsets[i + 1]! - offsets[i]!;
    if (size > INLINE) {
      const buffer = long[views.getUint32(at + 8, true)]!;
      const begin = views.getUint32(at + 12, true);
      bytes.set(buffer.subarray(begin, begin + size), offsets[i]);
    } else {
      for (let k = 0; k < size; k++) bytes[offsets[i]! + k] = values[at + 4 + k]!;
    }
  }
  return { offsets, bytes };
}
