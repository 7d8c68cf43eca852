/** 64-bit integers as two halves of 32 bits, so that loops over them make no bigint a row. Hosts are little-endian. */
import { PER_SECOND, type TimeUnit } from "./types";

const HALF = 2 ** 32;
/** The last double before 2 ** 63. */
const LARGEST = 2 ** 63 - 1024;

/** The halves of each value, the lower one first. */
export function halvesOf(values: BigInt64Array | BigUint64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2);
}

/** The double that is nearest. */
export function int64Number(halves: Int32Array, row: number): number {
  return halves[2 * row + 1]! * HALF + (halves[2 * row]! >>> 0);
}

/** The double that is nearest to `value / divisor`; the divisor is a safe integer. */
export function nearestQuotient(value: bigint, divisor: number): number {
  const number = Number(value);
  // Of two doubles the quotient is rounded once.
  if (divisor === 1 || Number.isSafeInteger(number)) return number / divisor;
  const size = (value < 0n ? -value : value) << QUOTIENT_BITS;
  const by = BigInt(divisor);
  // A bit for all that is cut off, so that what lies between two doubles is not taken for their middle.
  const quotient = Number((size / by) | (size % by === 0n ? 0n : 1n)) / 2 ** Number(QUOTIENT_BITS);
  return value < 0n ? -quotient : quotient;
}

/** More than the bits of a divisor: a quotient has then more than a double has. */
const QUOTIENT_BITS = 64n;

/** Timestamps and durations read one after another as seconds and the rest of the unit, 0 <= rest < units a second. */
export class SecondsReader {
  readonly #halves: Int32Array;
  readonly #per: number;
  /** Exact within 285 million years of 1970; the nearest double beyond. */
  seconds = 0;
  rest = 0;

  constructor(values: BigInt64Array, unit: TimeUnit) {
    this.#halves = halvesOf(values);
    this.#per = PER_SECOND[unit];
  }

  read(row: number): void {
    const low = this.#halves[2 * row]!;
    const value = this.#halves[2 * row + 1]! * HALF + (low >>> 0);
    const per = this.#per;
    if (per === 1) {
      this.seconds = value;
      return;
    }
    // The quotient of the nearest double is off by one at most, so the rest is that of the lower halves.
    let seconds = Math.floor(value / per);
    let rest = (low - Math.imul(seconds, per)) | 0;
    if (rest < 0) {
      seconds--;
      rest += per;
    } else if (rest >= per) {
      seconds++;
      rest -= per;
    }
    this.seconds = seconds;
    this.rest = rest;
  }
}

/** Writes timestamps and durations from seconds and the rest of the unit. */
export class SecondsWriter {
  readonly values: BigInt64Array;
  readonly #halves: Int32Array;
  readonly #per: number;
  readonly #most: number;

  constructor(length: number, unit: TimeUnit) {
    this.values = new BigInt64Array(length);
    this.#halves = halvesOf(this.values);
    this.#per = PER_SECOND[unit];
    this.#most = Math.floor(LARGEST / this.#per) - 1;
  }

  /** Whole seconds, and 0 <= rest < units a second. False where 64 bits cannot hold it. */
  write(row: number, seconds: number, rest: number): boolean {
    const per = this.#per;
    if (!(Math.abs(seconds) <= this.#most)) return false;
    const low = (Math.imul(seconds, per) + rest) | 0;
    this.#halves[2 * row] = low;
    this.#halves[2 * row + 1] = Math.round((seconds * per + rest - (low >>> 0)) / HALF);
    return true;
  }
}

/** Whole seconds, rounded down, and the nanoseconds that are left. */
export function splitNs(ns: bigint): [seconds: number, ns: number] {
  const rest = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return [Number((ns - rest) / 1_000_000_000n), Number(rest)];
}
