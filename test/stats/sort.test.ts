import { describe, expect, it } from "vitest";
import { argsort, argsortBytes } from "../../src/stats/argsort";
import type { OrderDtype } from "../../src/stats/elements";
import { sort, sortBytes } from "../../src/stats/sort";
import { OneThread } from "../one-thread";

const ARRAYS = {
  float64: Float64Array, float32: Float32Array, int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array,
  int32: Int32Array, uint32: Uint32Array, bigint64: BigInt64Array, biguint64: BigUint64Array,
};
type Numbers =
  | Float64Array | Float32Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array
  | BigInt64Array | BigUint64Array;
const DTYPES = Object.keys(ARRAYS) as OrderDtype[];

/** Numbers in [0, 1), the same in each run. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` elements of any bits. */
function anyOf(dtype: OrderDtype, count: number, seed = 1): Numbers {
  const next = random(seed), x = new ARRAYS[dtype](count), bytes = new Uint8Array(x.buffer);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(next() * 256);
  return x;
}

const doubles = (count: number, at: (i: number, next: () => number) => number) => {
  const next = random(count);
  return Float64Array.from({ length: count }, (_, i) => at(i, next));
};
const bitsOf = (x: Numbers) => new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
const sameBytes = (a: Numbers, b: Numbers) => Buffer.compare(bitsOf(a), bitsOf(b)) === 0;
const canonical = (x: Numbers): Numbers =>
  x instanceof Float64Array ? x.map((v) => (v === v ? v : NaN)) : x instanceof Float32Array ? x.map((v) => (v === v ? v : NaN)) : x;

const engines = [["whole phases", new OneThread()], ["units twice, backwards", new OneThread(true)]] as const;

function sorted(engine: OneThread, dtype: OrderDtype, x: Numbers, inPlace: boolean): Numbers {
  engine.reset();
  const pointer = engine.take(x.byteLength), out = inPlace ? pointer : engine.take(x.byteLength);
  new ARRAYS[dtype](engine.memory.buffer, pointer, x.length).set(x as never);
  engine.run((lease) => sort(lease, { pointer, dtype, count: x.length, out }));
  expect(engine.leased).toBeLessThanOrEqual(sortBytes({ dtype, count: x.length }));
  if (!inPlace) expect(sameBytes(new ARRAYS[dtype](engine.memory.buffer, pointer, x.length), x)).toBe(true);
  return new ARRAYS[dtype](engine.memory.buffer, out, x.length).slice();
}

function indices(engine: OneThread, dtype: OrderDtype, x: Numbers): Uint32Array {
  engine.reset();
  const pointer = engine.take(x.byteLength), out = engine.take(x.length * 4);
  new ARRAYS[dtype](engine.memory.buffer, pointer, x.length).set(x as never);
  engine.run((lease) => argsort(lease, { pointer, dtype, count: x.length, out }));
  expect(engine.leased).toBeLessThanOrEqual(argsortBytes({ dtype, count: x.length }));
  return new Uint32Array(engine.memory.buffer, out, x.length).slice();
}

/** JavaScript's own stable sort, by value; NaN last. */
function referenceIndices(x: Numbers): Uint32Array {
  const isNaNs = (v: number | bigint) => v !== v;
  return Uint32Array.from({ length: x.length }, (_, i) => i).sort((i, j) => {
    const [a, b] = [x[i]!, x[j]!];
    if (isNaNs(a) || isNaNs(b)) return Number(isNaNs(a)) - Number(isNaNs(b)) || i - j;
    return a < b ? -1 : a > b ? 1 : i - j;
  });
}

function check(engine: OneThread, dtype: OrderDtype, x: Numbers, name: string): void {
  const reference = canonical(x).slice().sort();
  for (const inPlace of [false, true]) expect(sameBytes(sorted(engine, dtype, canonical(x), inPlace), reference), name).toBe(true);
  expect(sameBytes(indices(engine, dtype, x), referenceIndices(x)), `${name}, indices`).toBe(true);
}

const BIG = 150_001;
const DATA: Record<string, (count: number) => Float64Array> = {
  uniform: (n) => doubles(n, (_, next) => next()),
  normal: (n) => doubles(n, (_, next) => next() + next() + next() + next() - 2),
  "log-normal": (n) => doubles(n, (_, next) => Math.exp(20 * (next() + next() + next() - 1.5))),
  sorted: (n) => doubles(n, (i) => i),
  reversed: (n) => doubles(n, (i) => -i),
  "all equal": (n) => doubles(n, () => 3),
  "all NaN": (n) => doubles(n, () => NaN),
  "all infinite": (n) => doubles(n, (i) => (i % 2 ? Infinity : -Infinity)),
  "few distinct": (n) => doubles(n, (_, next) => Math.floor(next() * 4)),
  "signed zeros": (n) => doubles(n, (_, next) => (next() < 0.5 ? -0 : 0)),
  "with NaN and infinities": (n) => doubles(n, (i, next) => (i % 7 ? next() : [NaN, Infinity, -Infinity][i % 3]!)),
  "nearly all within some ulps": (n) => doubles(n, (_, next) => (next() < 0.99 ? 1 + Math.floor(next() * 50) * 2 ** -52 : next() * 1e9)),
  "two clusters far apart": (n) => doubles(n, (_, next) => (next() < 0.5 ? -1e300 : 1e300) * (1 + Math.floor(next() * 1e6) * 2 ** -52)),
  geometric: (n) => doubles(n, (_, next) => 2 ** -Math.floor(2000 * next() * next()) * (1 + next())),
  "one below all others": (n) => doubles(n, (i) => (i === n - 2 ? -1 : i === n - 3 ? 9 : 5)),
  "subnormal": (n) => doubles(n, (_, next) => Math.floor(next() * 1e6) * 5e-324),
  "wider than a double": (n) => doubles(n, (_, next) => (next() * 2 - 1) * 1.7e308),
  "hidden from a sample": (n) => doubles(n, (i, next) => (i % 146 === 0 ? next() : 1e6 + next() * 1e-3)),
};

describe.each(engines)("sort and argsort, %s", (_, engine) => {
  it.each(DTYPES)("of %s, of any length up to 300, and near the borders of units", (dtype) => {
    const lengths = engine.isHarsh ? [0, 1, 2, 15, 16, 17, 40, 300] : Array.from({ length: 301 }, (_, i) => i);
    for (const n of lengths) check(engine, dtype, anyOf(dtype, n, n), `${dtype} ${n}`);
    for (const n of [16_383, 16_384, 16_385, 32_769, 65_535, 65_536, 65_537]) check(engine, dtype, anyOf(dtype, n, n), `${dtype} ${n}`);
  });

  it.each(Object.entries(DATA))("of doubles: %s", (name, make) => {
    for (const n of engine.isHarsh ? [BIG] : [1000, 16_000, 40_000, BIG]) check(engine, "float64", make(n), `${name} ${n}`);
  });

  it.each(Object.entries(DATA))("of singles: %s", (name, make) => check(engine, "float32", Float32Array.from(make(BIG)), name));

  it("of integers in a narrow range among wide ones", () => {
    const next = random(5);
    const x = BigInt64Array.from({ length: BIG }, (_, i) =>
      (i % 100 ? 2n ** 62n + BigInt(Math.floor(next() * 1e4)) : -(2n ** BigInt(i % 64))),
    );
    check(engine, "bigint64", x, "bigint64");
    check(engine, "int32", Int32Array.from({ length: BIG }, (_, i) => (i % 100 ? Math.floor(next() * 30) : -(2 ** (i % 32)))), "int32");
  });
});

it("sorts a short array in one phase", () => {
  const [, engine] = engines[0];
  sorted(engine, "float64", DATA["uniform"]!(1000), false);
  expect(engine.phases).toBe(1);
});

it("gives canonical NaN", () => {
  const x = new Float64Array(4);
  new BigUint64Array(x.buffer).set([0xfff8000000000001n, 0x7ff0000000000001n, 0x3ff0000000000000n, 0xffffffffffffffffn]);
  const y = sorted(engines[0][1], "float64", x, false);
  expect([...new BigUint64Array(y.buffer)]).toEqual([0x3ff0000000000000n, ...Array(3).fill(0x7ff8000000000000n)]);
});
