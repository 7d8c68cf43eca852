/**
 * Functions of doubles to about 70 digits, in whole numbers (BigInt): what a computed result is measured against.
 *
 * A real number is { bits, exponent }: bits * 2^exponent. Inside the series numbers are fixed-point, with WIDTH bits behind the point:
 * for arguments below 2^-150 that is too few.
 */
const WIDTH = 256n;
const ONE = 1n << WIDTH;
/** pi has more bits than the largest double has before its point, and WIDTH after it: any argument can be reduced. */
const PI_WIDTH = 1024n + WIDTH;

const abs = (a) => (a < 0n ? -a : a);
const bitLength = (a) => a.toString(2).length;
const roundedQuotient = (a, b) => (2n * a + b) / (2n * b) - (2n * a + b < 0n ? 1n : 0n);

/** A double, exactly. */
function exactly(x) {
  const word = new BigUint64Array(Float64Array.of(x).buffer)[0];
  const biased = Number((word >> 52n) & 0x7ffn), fraction = word & 0xfffffffffffffn;
  const bits = biased ? fraction | 0x10000000000000n : fraction;
  return { bits: word >> 63n ? -bits : bits, exponent: Math.max(biased, 1) - 1075 };
}

/** bits * 2^by; what falls off to the right is dropped. */
const shifted = (bits, by) => (by >= 0 ? bits << BigInt(by) : bits >> BigInt(-by));
const fixed = (x, width = WIDTH) => {
  const { bits, exponent } = exactly(x);
  return shifted(bits, exponent + Number(width));
};

/** atan(1/n) or atanh(1/n), by their series. */
function inverseSeries(n, width, alternating) {
  let sum = 0n;
  for (let power = (1n << width) / n, i = 1n; power !== 0n; power /= alternating ? -n * n : n * n, i += 2n) sum += power / i;
  return sum;
}
const PI = 16n * inverseSeries(5n, PI_WIDTH, true) - 4n * inverseSeries(239n, PI_WIDTH, true); // Machin, 1706
const LN2 = 2n * inverseSeries(3n, WIDTH + 64n, false);

export function add(a, b) {
  const x = exactly(a), y = exactly(b), exponent = Math.min(x.exponent, y.exponent);
  return { bits: shifted(x.bits, x.exponent - exponent) + shifted(y.bits, y.exponent - exponent), exponent };
}

export function sqrt(x) {
  const square = fixed(x) << WIDTH;
  let root = 1n << BigInt((bitLength(square) + 1) >> 1); // from above, Newton's steps fall until they arrive
  for (let next; (next = (root + square / root) >> 1n) < root; ) root = next;
  return { bits: root, exponent: -Number(WIDTH) };
}

export const exp = (x) => powerOfE(fixed(x, WIDTH + 64n));

/** e to a number with WIDTH + 64 bits behind the point. */
function powerOfE(wide) {
  const k = roundedQuotient(wide, LN2);
  const r = (wide - k * LN2) >> 64n;
  let sum = 0n;
  for (let term = ONE, i = 1n; term !== 0n && term !== -1n; term = (term * r >> WIDTH) / i, i++) sum += term;
  return { bits: sum, exponent: Number(k - WIDTH) };
}

export function log(x) {
  let { bits, exponent } = exactly(x);
  exponent += bitLength(bits);
  let m = shifted(bits, Number(WIDTH) - bitLength(bits)); // in [1/2, 1)
  if (4n * m < 3n * ONE) {
    m *= 2n; // in [3/4, 3/2): no cancellation next to 1
    exponent--;
  }
  const s = ((m - ONE) << WIDTH) / (m + ONE), square = s * s >> WIDTH;
  let sum = 0n;
  for (let power = s, i = 1n; power !== 0n && power !== -1n; power = power * square >> WIDTH, i += 2n) sum += power / i;
  return { bits: 2n * sum + ((BigInt(exponent) * LN2) >> 64n), exponent: -Number(WIDTH) };
}

/** sin(x + turns * pi/2). */
function sine(x, turns) {
  const wide = fixed(x, PI_WIDTH), halfPi = PI / 2n;
  const k = roundedQuotient(wide, halfPi), quadrant = (k + turns) & 3n;
  const r = (wide - k * halfPi) >> (PI_WIDTH - WIDTH), square = r * r >> WIDTH;
  let sum = 0n;
  for (let term = quadrant & 1n ? ONE : r, i = quadrant & 1n ? 0n : 1n; term !== 0n && term !== -1n; i += 2n) {
    sum += term;
    term = -(term * square >> WIDTH) / ((i + 1n) * (i + 2n));
  }
  return { bits: quadrant & 2n ? -sum : sum, exponent: -Number(WIDTH) };
}
export const sin = (x) => sine(x, 0n);
export const cos = (x) => sine(x, 1n);

export function tan(x) {
  return { bits: (sin(x).bits << WIDTH) / cos(x).bits, exponent: -Number(WIDTH) };
}

export function tanh(x) {
  const { bits, exponent } = powerOfE(2n * fixed(x, WIDTH + 64n)), e = shifted(bits, exponent + Number(WIDTH));
  return { bits: ((e - ONE) << WIDTH) / (e + ONE), exponent: -Number(WIDTH) };
}

/** x^y, x > 0. */
export function pow(x, y) {
  const { bits, exponent } = exactly(y);
  return powerOfE(shifted(log(x).bits * bits, exponent + 64));
}

/** How far `got` is from the real number, in units in the last place of the double nearest to it. */
export function errorInUlp(got, { bits, exponent }) {
  const near = exactly(got), size = abs(bits);
  const ulp = Math.max(bitLength(size + (size >> 54n)) - 1 + exponent, -1022) - 52;
  const low = Math.min(exponent, near.exponent, ulp - 40);
  const distance = abs(shifted(near.bits, near.exponent - low) - shifted(bits, exponent - low));
  return Number(distance >> BigInt(ulp - 40 - low)) / 2 ** 40;
}
