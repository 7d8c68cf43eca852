/**
 * Order keys: unsigned integers that compare as the elements do, NaN last, and from which the elements come back.
 *
 * A record is what is sorted: for `sort` the key in a u64; for `argsort` the key above the index in a u64, or, of elements of eight bytes,
 * the key and the index in a v128.
 */

const SIGN: u64 = 0x8000000000000000;
const NAN64: u64 = 0xfff8000000000000;
const SIGN32: u32 = 0x80000000;
const NAN32: u32 = 0xffc00000;

@inline function ofDouble(x: f64): u64 {
  const bits = reinterpret<u64>(x);
  return x != x ? NAN64 : bits ^ (<u64>(<i64>bits >> 63) | SIGN);
}

@inline function ofSingle(x: f32): u32 {
  const bits = reinterpret<u32>(x);
  return x != x ? NAN32 : bits ^ (<u32>(<i32>bits >> 31) | SIGN32);
}

/** The key of an element; -0 is before 0, unless `zerosAreEqual`. */
@inline export function keyOf<E>(x: E, zerosAreEqual: bool): u64 {
  if (isFloat<E>()) {
    // -0 + 0 is 0.
    if (sizeof<E>() == 8) return ofDouble(zerosAreEqual ? <f64>x + 0 : <f64>x);
    return <u64>ofSingle(zerosAreEqual ? <f32>x + 0 : <f32>x);
  }
  if (sizeof<E>() == 8) return isSigned<E>() ? <u64>x ^ SIGN : <u64>x;
  return isSigned<E>() ? <u64>(<u32>(<i32>x) ^ SIGN32) : <u64>(<u32>x);
}

/** The upper 32 bits of a key, or all of a key that has no more. */
@inline export function coarseKeyOf<E>(x: E): u32 {
  return sizeof<E>() == 8 ? <u32>(keyOf<E>(x, true) >> 32) : <u32>keyOf<E>(x, true);
}

/** The element whose key it is. */
@inline export function elementOf<E>(key: u64): E {
  if (isFloat<E>()) {
    if (sizeof<E>() == 8) return <E>reinterpret<f64>(key ^ (<u64>(~(<i64>key) >> 63) | SIGN));
    const bits = <u32>key;
    return <E>reinterpret<f32>(bits ^ (<u32>(~(<i32>bits) >> 31) | SIGN32));
  }
  if (sizeof<E>() == 8) return <E>(isSigned<E>() ? key ^ SIGN : key);
  return <E>(isSigned<E>() ? <u32>key ^ SIGN32 : <u32>key);
}

/** log2 of the bytes of a record. */
@inline export function recordShift<E>(byIndex: bool): u32 { return byIndex && sizeof<E>() == 8 ? 4 : 3; }

/** Stores the record of element x, which is at `index`. */
@inline export function storeRecord<E>(at: usize, x: E, index: u32, byIndex: bool): void {
  const key = keyOf<E>(x, byIndex);
  if (!byIndex) store<u64>(at, key);
  else if (sizeof<E>() == 8) {
    store<u64>(at, key);
    store<u64>(at, <u64>index, 8);
  } else store<u64>(at, (key << 32) | <u64>index);
}

/** Writes the elements, or the indices, of `count` sorted records to `out`. */
@inline export function decode<E>(records: usize, out: usize, count: u32, byIndex: bool): void {
  const end = records + ((<usize>count) << recordShift<E>(byIndex));
  if (!byIndex) {
    for (; records < end; records += 8, out += sizeof<E>()) store<E>(out, elementOf<E>(load<u64>(records)));
  } else if (sizeof<E>() == 8) {
    for (; records < end; records += 16, out += 4) store<u32>(out, load<u32>(records, 8));
  } else {
    for (; records < end; records += 8, out += 4) store<u32>(out, load<u32>(records));
  }
}
