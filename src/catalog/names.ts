/** The names of the catalog's operations as types, which derive from its rows: what the compiler checks calls against. */
import type { FoldRow, folds } from "./folds";
import type { reductions } from "./reductions";
import type { Row } from "./row";
import type { compositions, elementary } from "./rows";

type Elementary = (typeof elementary)[number];
type Composition = (typeof compositions)[number];
/** An alias of this, and no property of a row, so that the compiler's messages say "UnaryOperation". */
type NamesOf<R extends Row, Arity extends 1 | 2 | 3> = R extends Row<infer Name, Arity> ? Name : never;

/** Operations of one input. */
export type UnaryOperation = NamesOf<Elementary | Composition, 1>;

/** Operations of two inputs. */
export type BinaryOperation = NamesOf<Elementary | Composition, 2>;

/** Operations of three inputs. */
export type TernaryOperation = NamesOf<Elementary | Composition, 3>;

/** What arrays are reduced to. */
export type Reduction = keyof typeof reductions;

/** Those that take two arrays, and no source. */
export type PairReduction = { [R in Reduction]: (typeof reductions)[R]["inputs"] extends 2 ? R : never }[Reduction];

/** Those that take a source or one array. */
export type PlainReduction = Exclude<Reduction, PairReduction>;

/** What a reduction gives. */
export type Reduced<R extends Reduction> = ReturnType<(typeof reductions)[R]["finish"]>;

/** How the name of a kernel ends. */
interface Suffix {
  float64: "f64";
  float32: "f32";
}
type KernelsOf<R extends Row> = R extends Row<infer Name, 1 | 2 | 3, infer Kernel> ? `${Name}_${Suffix[Kernel]}` : never;

/** The kernels of operations with so many inputs, by their names. */
export type KernelName<Arity extends 1 | 2 | 3> = KernelsOf<Extract<Elementary | Composition, { arity: Arity }>>;

/** Those that do several steps in one pass. */
export type FusedKernelName = KernelsOf<Composition>;

type FoldKernelsOf<Columns extends 1 | 2, Row> = Row extends FoldRow<infer Kernel, Columns> ? Kernel : never;

/** Those that reduce a block of so many columns. */
export type FoldKernelName<Columns extends 1 | 2> = FoldKernelsOf<Columns, (typeof folds)[keyof typeof folds]>;
