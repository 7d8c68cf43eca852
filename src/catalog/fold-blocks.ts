/** Blocks reduced by JavaScript, each as its kernel of assembly/reduce does it: the same lanes in the same order, and so the same bits. */

/** A partial result: so many doubles as the fold's row says. */
export type PartialResult = readonly number[];

/** The elements of a block, of one column. */
export type BlockValues = ArrayLike<number>;

type Merge = (a: PartialResult, b: PartialResult) => PartialResult;

/** Element i belongs to lane i % 8. `first` is the block's first element. */
export function byLanes(neutral: (first: number) => PartialResult, merge: Merge) {
  return ([x]: readonly BlockValues[]): PartialResult => mergedLanes(x!.length, (i) => x![i]!, neutral(x![0]!), merge);
}

function mergedLanes(count: number, term: (i: number) => number, neutral: PartialResult, merge: Merge): PartialResult {
  const lanes = new Array<PartialResult>(8).fill(neutral);
  for (let i = 0; i < count; i++) lanes[i % 8] = merge(lanes[i % 8]!, [term(i), 0]);
  for (let step = 4; step >= 1; step /= 2) for (let i = 0; i < step; i++) lanes[i] = merge(lanes[i]!, lanes[i + step]!);
  return lanes[0]!;
}

export function productsBlock(merge: Merge) {
  return ([x, y]: readonly BlockValues[]): PartialResult => mergedLanes(x!.length, (i) => x![i]! * y![i]!, [0, 0], merge);
}

export function nonzeroBlock([x]: readonly BlockValues[]): PartialResult {
  let count = 0;
  for (let i = 0; i < x!.length; i++) if (x![i] !== 0) count++;
  return [count];
}

const LEAST_SUM = 2 ** -900;
const MOST_SUM = 2 ** 900;
const MOST_EXPONENT = 1000;

/** The sum of squares: an exponent, a sum and its rest (assembly/reduce/norm.ts). */
export function normBlock(merge: Merge) {
  const squares = (x: BlockValues, scale: number) =>
    mergedLanes(x.length, (i) => (x[i]! * scale) * (x[i]! * scale), [0, 0], merge) as readonly [number, number];
  return ([x]: readonly BlockValues[]): PartialResult => {
    const [sum, rest] = squares(x!, 1);
    if ((sum >= LEAST_SUM && sum <= MOST_SUM) || Number.isNaN(sum)) return [0, sum, rest];
    let largest = 0;
    for (let i = 0; i < x!.length; i++) largest = Math.max(largest, Math.abs(x![i]!));
    if (largest === 0 || largest === Number.POSITIVE_INFINITY) return [0, sum, rest];
    const exponent = Math.min(Math.max(exponentOf(largest), -MOST_EXPONENT), MOST_EXPONENT);
    return exponent === 0 ? [0, sum, rest] : [exponent, ...squares(x!, 2 ** -exponent)];
  };
}

const word = new DataView(new ArrayBuffer(8));

/** Of the largest power of two that is not above `value`, which is positive; of a subnormal number, -1023. */
function exponentOf(value: number): number {
  word.setFloat64(0, value);
  return (word.getUint32(0) >>> 20) - 1023;
}

/** n, mean, its rest, M2, M3, M4 (assembly/reduce/moments.ts). */
export function momentsBlock([x]: readonly BlockValues[]): PartialResult {
  const n = x!.length;
  const mean = meanOf(x!);
  const sumOfPowers = (power: (d: number) => number) => laneSum(n, 4, (i) => power(x![i]! - mean));
  const s1 = sumOfPowers((d) => d);
  const s2 = sumOfPowers((d) => d * d);
  const s3 = sumOfPowers((d) => d * d * d);
  const s4 = sumOfPowers((d) => d * d * (d * d));
  const rest = restOf(mean, s1 / n);
  const square = rest * rest;
  return [
    n, mean, rest, s2 - s1 * rest, s3 - 3 * rest * s2 + 2 * square * s1, s4 - 4 * rest * s3 + 6 * square * s2 - 3 * square * rest * s1,
  ];
}

/** n, the mean of x and its rest, that of y and its rest, M2 of x, M2 of y, and the sum of the products of the distances. */
export function coMomentsBlock([x, y]: readonly BlockValues[]): PartialResult {
  const n = x!.length;
  const meanX = meanOf(x!);
  const meanY = meanOf(y!);
  const sumOf = (term: (dx: number, dy: number) => number) => laneSum(n, 2, (i) => term(x![i]! - meanX, y![i]! - meanY));
  const sumX = sumOf((dx) => dx);
  const sumY = sumOf((_, dy) => dy);
  const restX = restOf(meanX, sumX / n);
  const restY = restOf(meanY, sumY / n);
  return [
    n, meanX, restX, meanY, restY,
    sumOf((dx) => dx * dx) - sumX * restX, sumOf((_, dy) => dy * dy) - sumY * restY, sumOf((dx, dy) => dx * dy) - sumX * restY,
  ];
}

/** What brings the sum of a block below the largest number. */
const SMALL = 1 / 2048;

function meanOf(x: BlockValues): number {
  const n = x.length;
  const mean = laneSum(n, 8, (i) => x[i]!) / n;
  return Number.isFinite(mean) ? mean : laneSum(n, 8, (i) => x[i]! * SMALL) / n / SMALL;
}

/** Beyond the range of doubles nothing is known of the distances. */
const restOf = (mean: number, rest: number) => (Number.isFinite(mean) ? rest : Number.NaN);

function laneSum(count: number, width: number, term: (i: number) => number): number {
  const lanes = new Array<number>(width).fill(0);
  for (let i = 0; i < count; i++) lanes[i % width]! += term(i);
  for (let step = width / 2; step >= 1; step /= 2) for (let i = 0; i < step; i++) lanes[i]! += lanes[i + step]!;
  return lanes[0]!;
}

/** The extreme and where it is first: the first NaN, if there is one, unless they are skipped. */
export function extremeBlock(isBetter: (a: number, b: number) => boolean) {
  return ([x]: readonly BlockValues[], skipsNaN: boolean): PartialResult => {
    let best = -1;
    for (let i = 0; i < x!.length; i++) {
      const value = x![i]!;
      if (Number.isNaN(value)) {
        if (!skipsNaN) return [value, i];
      } else if (best < 0 || isBetter(value, x![best]!)) best = i;
    }
    return [best < 0 ? Number.NaN : x![best]!, best];
  };
}
