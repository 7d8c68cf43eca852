/** The kernels that are the engine's own, no operation's and no fold's: each by its export, with what it is called with. */
import type { BinaryKernel, UnaryKernel } from "./signatures";

type SpreadKernel = (x: number, length: number, inner: number, index: number, out: number, count: number) => void;
type MayHaveNaN = (x: number, count: number) => number;
type MarkNaN = (x: number, stride: 0 | 1, marks: number, more: 0 | 1, count: number) => void;
type Kept = (x: number, out: number, kept: number, count: number) => number;
type KeptPairs = (x: number, y: number, outX: number, outY: number, kept: number, count: number) => number;
type CountNaN = (x: number, marks: number, count: number) => number;

/** A type alone: a row's value is never read. */
const called = <Signature>() => undefined as unknown as Signature;

export const engineKernels = {
  /** float32 at `x` to float64 at `out`; exact. */
  promote: called<UnaryKernel>(),
  /** float64 at `x` to float32 at `out`; rounded once. */
  demote: called<UnaryKernel>(),
  /**
   * pow of an array by one number: `x` has stride 1 and `y` stride 0, whatever strides are given. To a whole number from 2 to 32, or from
   * -32 to -1, by products: within 1 ulp, but not in the bits of `pow_f64`.
   */
  pow_number_f64: called<BinaryKernel>(),
  /** The same of float32. */
  pow_number_f32: called<BinaryKernel>(),
  /** Writes elements `index` to `index + count` of a result whose element i is x[floor(i / inner) % length]: rows (inner 1) and columns. */
  spread_f64: called<SpreadKernel>(),
  spread_f32: called<SpreadKernel>(),
  /** 0 only if none of `count` float64 at `x` is NaN; may be 1 without one (infinities that cancel). A third of the work of counting. */
  may_have_nan_f64: called<MayHaveNaN>(),
  /** The same for float32. */
  may_have_nan_f32: called<MayHaveNaN>(),
  /**
   * Marks each of `count` float64 at `x` that is NaN: all bits of the 8 bytes at `marks` that belong to it. The marks of the others are
   * cleared where `more` is 0, else left: so several inputs have one set of marks.
   */
  mark_nan_f64: called<MarkNaN>(),
  /** The same for float32. */
  mark_nan_f32: called<MarkNaN>(),
  /** How many of `count` float64 at `x` are NaN and not marked. `marks` may be 0: then all that are NaN. */
  count_nan_f64: called<CountNaN>(),
  /** The same for float32. */
  count_nan_f32: called<CountNaN>(),
  /**
   * How many of `count` float64 at `x` are not NaN, which is also written to `kept` as a float64. Where some are, the others are copied to
   * `out`, one behind the other; else nothing is.
   */
  kept: called<Kept>(),
  /** The same of pairs, of which neither is NaN. */
  kept_pairs: called<KeptPairs>(),
};

/** Their names: that of `own.promote` is "promote". */
export const own = Object.fromEntries(Object.keys(engineKernels).map((name) => [name, name])) as {
  [Name in keyof typeof engineKernels]: Name;
};

/** No kernel, but an export beside them: where the tables end. */
export const HEAP_BASE = "heap_base";

/** Those that look for NaN, in the order of a job's counters: for float64 and for float32. */
export const COUNTERS = [
  own.may_have_nan_f64, own.may_have_nan_f32, own.mark_nan_f64, own.mark_nan_f32, own.count_nan_f64, own.count_nan_f32,
];
