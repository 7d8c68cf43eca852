/**
 * The folds: what reduces a block of 1,024 elements of a column, or of two, to a partial result (by a kernel of assembly/reduce), and
 * partial results to one (engines/partials.ts). A row each.
 */
import {
  byLanes, coMomentsBlock, extremeBlock, momentsBlock, nonzeroBlock, normBlock, type PartialResult, productsBlock, type BlockValues,
} from "./fold-blocks";

export interface FoldRow<Kernel extends string = string, Columns extends 1 | 2 = 1 | 2, Value = unknown> {
  /** Its export; and the one that leaves NaN out by itself, as it needs to know where the elements are. */
  kernel: Kernel;
  skipping?: Kernel;
  columns: Columns;
  /** Of a partial. */
  doubles: number;
  /** ns per element. */
  cost: number;
  /** The partial of no elements. */
  empty: PartialResult;
  /** The partial of a block, of at least one element, with the kernel's bits. */
  block(columns: readonly BlockValues[], skipsNaN: boolean): PartialResult;
  /** A block's partial where the block begins at this element. */
  locate?(partial: PartialResult, begin: number): PartialResult;
  /** Of neighbours, in their order. */
  merge(a: PartialResult, b: PartialResult): PartialResult;
  /** What is made of the last partial. */
  finish(partial: PartialResult): Value;
}

const fold = <const Kernel extends string, const Columns extends 1 | 2, Value>(
  row: FoldRow<Kernel, Columns, Value>,
): FoldRow<Kernel, Columns, Value> => row;
const value = ([only]: PartialResult) => only!;

function mergeSums([a, restA]: PartialResult, [b, restB]: PartialResult): PartialResult {
  const sum = a! + b!;
  const part = sum - a!;
  return [sum, a! - (sum - part) + (b! - part) + (restA! + restB!)];
}

/** Beyond the largest number, and with infinities, the rest is NaN: the plain sum is right there. */
const finishSum = ([sum, rest]: PartialResult) => (Number.isFinite(sum) ? sum! + rest! : sum!);

/** Of the larger exponent: sums of blocks never reach the end of the range. */
function mergeNorms(a: PartialResult, b: PartialResult): PartialResult {
  const [exponentA, sumA] = a as [number, number, number];
  const [exponentB, sumB] = b as [number, number, number];
  if (sumA === 0) return b;
  if (sumB === 0) return a;
  const exponent = Math.max(exponentA, exponentB);
  const at = ([own, sum, rest]: PartialResult): PartialResult => {
    const scale = 2 ** (own! - exponent); // its square may be less than the least number
    return own === exponent ? [sum!, rest!] : [sum! * scale * scale, rest! * scale * scale];
  };
  return [exponent, ...mergeSums(at(a), at(b))];
}

/** Two means, and how far the second lies from the first; the means are kept with what their roundings lost. */
function mergeMeans(n: number, nB: number, meanA: number, restA: number, meanB: number, restB: number) {
  const distance = meanB - meanA + (restB - restA);
  const step = distance * (nB / n);
  const mean = meanA + step;
  const part = mean - meanA;
  return { distance, mean, rest: meanA - (mean - part) + (step - part) + restA };
}

/** Chan, Golub, LeVeque; the higher moments by Pébay (SAND2008-6212, 2008). */
function mergeMoments(a: PartialResult, b: PartialResult): PartialResult {
  const [nA, meanA, restA, a2, a3, a4] = a as [number, number, number, number, number, number];
  const [nB, meanB, restB, b2, b3, b4] = b as [number, number, number, number, number, number];
  const n = nA + nB;
  const { distance, mean, rest } = mergeMeans(n, nB, meanA, restA, meanB, restB);
  const d = distance / n;
  const between = distance * d * nA * nB;
  return [
    n, mean, rest,
    a2 + b2 + between,
    a3 + b3 + between * d * (nA - nB) + 3 * d * (nA * b2 - nB * a2),
    a4 + b4 + between * d * d * (nA * nA - nA * nB + nB * nB) + 6 * d * d * (nA * nA * b2 + nB * nB * a2) + 4 * d * (nA * b3 - nB * a3),
  ];
}

function mergeCoMoments(a: PartialResult, b: PartialResult): PartialResult {
  const [nA, meanXA, restXA, meanYA, restYA, xxA, yyA, xyA] = a as [number, number, number, number, number, number, number, number];
  const [nB, meanXB, restXB, meanYB, restYB, xxB, yyB, xyB] = b as [number, number, number, number, number, number, number, number];
  const n = nA + nB;
  const x = mergeMeans(n, nB, meanXA, restXA, meanXB, restXB);
  const y = mergeMeans(n, nB, meanYA, restYA, meanYB, restYB);
  const weight = nA * (nB / n);
  return [
    n, x.mean, x.rest, y.mean, y.rest,
    xxA + xxB + x.distance * x.distance * weight,
    yyA + yyB + y.distance * y.distance * weight,
    xyA + xyB + x.distance * y.distance * weight,
  ];
}

/** The first of equal ones; NaN, of which the first counts, before all others. */
const mergeExtremes = (isBetter: (a: number, b: number) => boolean) => (a: PartialResult, b: PartialResult): PartialResult => {
  if (b[1]! < 0 || Number.isNaN(a[0])) return a[1]! < 0 ? b : a;
  return a[1]! < 0 || Number.isNaN(b[0]) || isBetter(b[0]!, a[0]!) ? b : a;
};
const locate = ([extreme, index]: PartialResult, begin: number): PartialResult => [extreme!, index! < 0 ? -1 : begin + index!];

const mergeProducts = ([a]: PartialResult, [b]: PartialResult): PartialResult => [a! * b!];
const mergeMinima = ([a]: PartialResult, [b]: PartialResult): PartialResult => [Math.min(a!, b!)];
const mergeMaxima = ([a]: PartialResult, [b]: PartialResult): PartialResult => [Math.max(a!, b!)];
const isLess = (a: number, b: number) => a < b;
const isGreater = (a: number, b: number) => a > b;

export const folds = {
  sum: fold({
    kernel: "fold_sum", columns: 1, doubles: 2, cost: 0.5, empty: [0, 0],
    block: byLanes(() => [0, 0], mergeSums), merge: mergeSums, finish: finishSum,
  }),
  product: fold({
    kernel: "fold_product", columns: 1, doubles: 1, cost: 0.5, empty: [1],
    block: byLanes(() => [1], mergeProducts), merge: mergeProducts, finish: value,
  }),
  // The smallest and the largest of nothing do not exist.
  minimum: fold({
    kernel: "fold_minimum", columns: 1, doubles: 1, cost: 0.2, empty: [Number.NaN],
    block: byLanes((first) => [first], mergeMinima), merge: mergeMinima, finish: value,
  }),
  maximum: fold({
    kernel: "fold_maximum", columns: 1, doubles: 1, cost: 0.2, empty: [Number.NaN],
    block: byLanes((first) => [first], mergeMaxima), merge: mergeMaxima, finish: value,
  }),
  nonzero: fold({
    kernel: "fold_nonzero", columns: 1, doubles: 1, cost: 0.4, empty: [0],
    block: nonzeroBlock, merge: ([a], [b]) => [a! + b!], finish: value,
  }),
  norm: fold({
    kernel: "fold_norm", columns: 1, doubles: 3, cost: 0.6, empty: [0, 0, 0],
    block: normBlock(mergeSums), merge: mergeNorms, finish: ([exponent, ...sum]) => Math.sqrt(finishSum(sum)) * 2 ** exponent!,
  }),
  moments: fold({
    kernel: "fold_moments", columns: 1, doubles: 6, cost: 1, empty: [0, Number.NaN, 0, 0, 0, 0],
    block: momentsBlock, merge: mergeMoments,
    finish: ([n, mean, rest, m2, m3, m4]) => ({ n: n!, mean: mean! + rest!, m2: m2!, m3: m3!, m4: m4! }),
  }),
  argmin: fold({
    kernel: "fold_argmin", skipping: "fold_argmin_kept", columns: 1, doubles: 2, cost: 0.3, empty: [Number.NaN, -1],
    block: extremeBlock(isLess), locate, merge: mergeExtremes(isLess), finish: ([extreme, index]) => ({ value: extreme!, index: index! }),
  }),
  argmax: fold({
    kernel: "fold_argmax", skipping: "fold_argmax_kept", columns: 1, doubles: 2, cost: 0.3, empty: [Number.NaN, -1],
    block: extremeBlock(isGreater), locate, merge: mergeExtremes(isGreater),
    finish: ([extreme, index]) => ({ value: extreme!, index: index! }),
  }),
  dot: fold({
    kernel: "fold_dot", columns: 2, doubles: 2, cost: 0.7, empty: [0, 0],
    block: productsBlock(mergeSums), merge: mergeSums, finish: finishSum,
  }),
  comoments: fold({
    kernel: "fold_comoments", columns: 2, doubles: 8, cost: 1.5, empty: [0, Number.NaN, 0, Number.NaN, 0, 0, 0, 0],
    block: coMomentsBlock, merge: mergeCoMoments,
    finish: ([n, meanX, restX, meanY, restY, xx, yy, xy]) => (
      { n: n!, meanX: meanX! + restX!, meanY: meanY! + restY!, xx: xx!, yy: yy!, xy: xy! }
    ),
  }),
} as const;

export type Fold = keyof typeof folds;

/** Its row, whatever its type knows of it. */
export const foldRow = (name: Fold): FoldRow => folds[name];

/** What a fold gives. */
export type Folded<F extends Fold> = ReturnType<(typeof folds)[F]["finish"]>;

/** Folds of the same columns, taken in one pass. The partials of a block, one behind the other, are its record. */
export interface Folding {
  folds: readonly Fold[];
  columns: 1 | 2;
  /** NaN are left out, of two columns rows with NaN in either: a record begins with how many elements were kept. */
  skipsNaN: boolean;
  /** Doubles of a record, and where in it each fold's partial begins. */
  doubles: number;
  offsets: readonly number[];
  /** What it is, as text. */
  key: string;
}

const foldings = new Map<string, Folding>();

/** The same one for the same folds. */
export function foldingOf(names: readonly Fold[], skipsNaN: boolean): Folding {
  const key = `${names.join()}${skipsNaN ? " skips" : ""}`;
  let folding = foldings.get(key);
  if (folding) return folding;
  const offsets: number[] = [];
  let doubles = skipsNaN ? 1 : 0;
  for (const name of names) {
    offsets.push(doubles);
    doubles += folds[name].doubles;
  }
  foldings.set(key, (folding = { folds: names, columns: folds[names[0]!].columns, skipsNaN, doubles, offsets, key }));
  return folding;
}

/** Doubles of a record at most. */
export const MOST_RECORD = Object.values(folds).reduce((sum, { doubles }) => sum + doubles, 1);
