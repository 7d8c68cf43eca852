/**
 * From a program to kernel calls: chooses kernels by dtype, adds conversions, gives out registers. Pure.
 *
 * float32 programs run in float32 from step to step, so that a program has the bits of its steps done one by one. A scalar that is no
 * float32 is not rounded: that step is done in float64 between conversions, which is what the plain loop does. So are operations that
 * have no kernel for float32.
 */
import { own } from "../catalog/engine-kernels";
import { fusions, kernelOf, rowOf } from "../catalog/index";
import { foldRow, type Folding } from "../catalog/folds";
import type { Dtype } from "../dtype";
import { type Body, canFold, costOf, generate } from "../kernels/generate";
import type { Fusion, Operand, Program } from "../program";
import { fuse, type Pass } from "./fuse";
import { type StepCluster, Clustering } from "./cheap-steps";
import { arrayDtype, type InputKind, isNumber, numberOf, resultDtype, type Scalars, scalarDtype, spreadOf } from "./kinds";
import type { FoldCalls } from "../kernels/job";
import {
  BLOCK, BLOCK_ELEMENTS, LONG_TILE, MOST_TILE, NONE, OUTPUT, RECORD, type Ref, REGISTER,
  REGISTER_BYTES, SECOND_BLOCK, SPREAD,
} from "../kernels/refs";
import type { Lowered } from "./lowered";
import { endsInNumber, givenSteps } from "./scalars";
import { allocate, type KernelCall } from "./registers";

export type { Constant, Lowered } from "./lowered";

/** What the kernels are, of a module: indices by name. */
export type KernelIndex = ReadonlyMap<string, number>;

/** ns per element: of spreading an input over the result, and of leaving NaN out. */
const SPREAD_COST = 0.3;
const SKIP_COST = 0.3;

/**
 * The kernel calls for `program` on inputs of these kinds. `scalars` are the values of its steps that are of numbers alone; `folding` is
 * what its result is reduced to.
 */
export function lower(
  program: Program, inputs: readonly InputKind[], scalars: Scalars, kernels: KernelIndex, folding?: Folding,
): Lowered {
  const lowered = (folds: boolean) => new Lowering(program, inputs, scalars, kernels, folding, folds).run();
  const first = lowered(true);
  // A kernel that folds takes a block at once.
  return first.folding?.folds.length === 0 && first.tile < BLOCK_ELEMENTS ? lowered(false) : first;
}

class Lowering {
  private readonly dtype: Dtype;
  private readonly calls: KernelCall[] = [];
  private readonly constants: Lowered["constants"] = [];
  /** What has been loaded or computed, by what it is and its dtype. */
  private readonly known = new Map<string, Ref>();
  private readonly names: string[] = [];
  private readonly fused: string[] = [];
  private virtual = REGISTER;
  private cost = 0;
  private readonly numberCosts: Lowered["numberCosts"] = [];
  private readonly given: readonly boolean[];
  /** The last kernel folds its results. */
  private isFolded = false;

  constructor(
    private readonly program: Program,
    private readonly inputs: readonly InputKind[],
    private readonly scalars: Scalars,
    private readonly kernels: KernelIndex,
    private readonly folding: Folding | undefined,
    /** Whether a generated kernel may fold. */
    private readonly folds: boolean,
  ) {
    this.dtype = resultDtype(inputs);
    this.given = givenSteps(program, inputs);
  }

  run(): Lowered {
    const { program, inputs, dtype } = this;
    const { steps, result } = this.complete();
    const passes = fuse(steps, result, fusions, (i) => this.scalars[i] === undefined, (fusion, operands) => this.fits(fusion, operands));
    this.emitAll(passes, steps);
    const folding = this.folding && this.foldCalls(this.folding, result);
    const flat = allocate(this.calls);
    const { registers } = flat;
    const most =
      registers === 0 ? (folding ? MOST_TILE : LONG_TILE) : Math.min(MOST_TILE, Math.floor(REGISTER_BYTES / (registers * 8) / 8) * 8);
    // A reduction block is a whole number of tiles.
    const tile = folding ? 2 ** Math.floor(Math.log2(most)) : most;
    return {
      dtype, flat, tile, folding, constants: this.constants, kernels: this.names, fused: this.fused,
      inputs: inputs.map((kind, i) => (isNumber(kind) ? scalarDtype(numberOf({ input: i }, inputs, [])!, dtype) : arrayDtype(kind))),
      createsNaN: program.steps.some((step) => rowOf(step.operation).createsNaN),
      cost: this.numberCosts.length > 0 ? this.cost : Math.max(0.5, this.cost), numberCosts: this.numberCosts,
    };
  }

  /** The program's steps; one more, which copies, where its result is no step's: an input, or a number. */
  private complete(): Pick<Program, "steps" | "result"> {
    const { steps, result } = this.program;
    if ("register" in result && this.scalars[result.register] === undefined) return { steps, result };
    // What is reduced is read where it lies.
    if (this.folding && "input" in result && typeof this.inputs[result.input] === "string") return { steps, result };
    return { steps: [...steps, { operation: "where", operands: [{ constant: 1 }, result, result] }], result: { register: steps.length } };
  }

  /** The kernels that reduce a block, and its columns: what the program's last step left, or inputs. */
  private foldCalls({ folds: names, skipsNaN, columns: count, doubles, offsets }: Folding, result: Operand): FoldCalls {
    if (this.isFolded) return { bytes: 8 * doubles, columns: [], skip: NONE, folds: [] };
    const { second } = this.program;
    const columns = [this.column(result, BLOCK)];
    if (second) columns.push(this.column(second, SECOND_BLOCK));
    const skip = skipsNaN ? (count === 2 ? own.kept_pairs : own.kept) : undefined;
    if (skip) {
      this.names.push(skip);
      this.cost += SKIP_COST;
    }
    const calls = names.map((name, i) => {
      const { kernel, skipping, cost } = foldRow(name);
      const isOfAll = skipsNaN && skipping !== undefined;
      const called = isOfAll ? skipping : kernel;
      this.names.push(called);
      this.cost += cost;
      return { kernel: this.indexOf(called), offset: 8 * offsets[i]!, isOfAll };
    });
    return { bytes: 8 * doubles, columns, skip: skip ? this.indexOf(skip) : NONE, folds: calls };
  }

  /** Where a column is read as float64: where it lies, or, converted, in a block. (Pairs are of arrays as they are given.) */
  private column(o: Operand, block: Ref): Ref {
    if (!("input" in o)) return BLOCK;
    return this.inputs[o.input] === "float32" ? this.call(own.promote, [o.input], block) : o.input;
  }

  private emitAll(passes: Pass[], steps: Program["steps"]): void {
    const clustering = new Clustering(
      steps,
      passes,
      (pass) => this.canGenerate(steps[pass.register]!.operation, pass.operands),
    );
    const last = passes.at(-1);
    for (const pass of passes) {
      if (clustering.isCheap(pass)) {
        const cluster = clustering.postpone(pass) ?? (pass === last ? clustering.before([{ register: pass.register }])[0] : undefined);
        if (cluster) this.emitCluster(cluster, steps, pass === last);
      } else {
        for (const cluster of clustering.before(pass.operands)) this.emitCluster(cluster, steps, false);
        this.emit(pass, steps, pass === last);
      }
    }
  }

  /** Whether a step can be done by a generated kernel: of the result's dtype, and without conversions. */
  private canGenerate(operation: string, operands: Operand[]): boolean {
    return this.kernels.size > 0 && (this.dtype === "float64" || this.fitsSingle(operation, operands));
  }

  /** The fold that a generated kernel of so many steps, the last ones, can do itself. */
  private ownFold(steps: number): Body["fold"] {
    const { folding, folds, dtype } = this;
    const isSum = folding?.folds.join() === "sum" && !folding.skipsNaN;
    return folds && isSum && dtype === "float64" && canFold(steps) ? "sum" : undefined;
  }

  private emitCluster({ passes, outputs }: StepCluster, steps: Program["steps"], last: boolean): void {
    const [first] = passes;
    const fold = last ? this.ownFold(passes.length) : undefined;
    if (passes.length === 1 && !fold) {
      this.emit(first!, steps, last);
      return;
    }
    this.isFolded = fold !== undefined;
    const { dtype } = this;
    const operands: Ref[] = [];
    const kinds: Body["operands"] = [];
    const positions = new Map<Ref, number>();
    const values = new Map<number, number>();
    const loaded = (o: Operand): number => {
      const ref = this.load(o, dtype);
      let at = positions.get(ref);
      if (at === undefined) {
        at = operands.push(ref) - 1;
        kinds.push(numberOf(o, this.inputs, this.scalars) === undefined ? "array" : "number");
        positions.set(ref, at);
      }
      return at;
    };
    const within = new Set(passes.map((pass) => pass.register));
    for (const pass of passes) for (const o of pass.operands) if (!("register" in o && within.has(o.register))) loaded(o);
    const body: Body = { dtype, operands: kinds, steps: [], outputs: [], ...(fold && { fold }) };
    for (const pass of passes) {
      const read = pass.operands.map((o) => ("register" in o && within.has(o.register) ? values.get(o.register)! : loaded(o)));
      values.set(pass.register, kinds.length + body.steps.push([steps[pass.register]!.operation, ...read]) - 1);
    }
    body.outputs.push(...outputs.map((register) => values.get(register)!));
    const done: string[] = body.steps.map(([operation]) => operation);
    this.cost += costOf(done, fold);
    const promotes = last && this.folding && dtype === "float32";
    const outs = outputs.map((_, i) =>
      last && !promotes && i === outputs.length - 1 ? (fold ? RECORD : this.folding ? BLOCK : OUTPUT) : this.newRegister(),
    );
    this.calls.push({ kernel: generate(body), operands, outs, inPlace: true });
    const name = `generated(${(fold ? [...done, fold] : done).join(", ")})`;
    this.names.push(name);
    this.fused.push(name);
    for (const [i, register] of outputs.entries()) this.known.set(`#${register} ${dtype}`, outs[i]!);
    if (promotes) this.call(own.promote, [outs.at(-1)!], BLOCK);
  }

  private emit({ register, operands, fusion }: Pass, steps: Program["steps"], last: boolean): void {
    const { dtype } = this;
    const operation = steps[register]!.operation;
    const name = fusion ? fusion.kernels[dtype]! : kernelOf(operation, endsInNumber(operands, this.inputs, this.given));
    const compute: Dtype = dtype === "float32" && (fusion || this.fitsSingle(name, operands)) ? "float32" : "float64";
    const refs = operands.map((o) => this.load(o, compute));
    this.cost += fusion?.cost ?? this.costOf(operation, operands);
    const wanted: Dtype = last && this.folding ? "float64" : dtype;
    const end = last ? (this.folding ? BLOCK : OUTPUT) : undefined;
    const kernel = `${name}_${compute === "float64" ? "f64" : "f32"}`;
    if (fusion) this.fused.push(kernel);
    // A float32 result is rounded to float32 before it is reduced, wherever it was computed.
    const rounds = compute !== dtype;
    const target = !rounds && wanted === dtype && end !== undefined ? end : this.newRegister();
    this.call(kernel, refs, target);
    let ref = target;
    if (rounds) ref = this.call(own.demote, [target], wanted === dtype && end !== undefined ? end : this.newRegister());
    if (wanted !== dtype) this.call(own.promote, [ref], end!);
    this.known.set(`#${register} ${dtype}`, ref);
  }

  /** What a number decides that an input may be is left to `numberCosts`. */
  private costOf(operation: string, operands: Operand[]): number {
    const { cost, numberCost } = rowOf(operation);
    if (!numberCost || !endsInNumber(operands, this.inputs, this.given)) return cost;
    const of = operands[1]!;
    if ("constant" in of) return numberCost(of.constant);
    this.numberCosts.push({ of, cost: numberCost });
    return 0;
  }

  /** Whether there is a kernel of this name on lanes of float32 that loses nothing of these operands. */
  private fitsSingle(name: string, operands: Operand[]): boolean {
    return this.kernels.has(`${name}_f32`) && operands.every((o) => this.isSingle(o));
  }

  private isSingle(o: Operand): boolean {
    const value = numberOf(o, this.inputs, this.scalars);
    return value === undefined || scalarDtype(value, "float32") === "float32";
  }

  private fits(fusion: Fusion, operands: Operand[]): boolean {
    const name = fusion.kernels[this.dtype];
    if (name === undefined || !operands.every((o) => this.dtype === "float64" || this.isSingle(o))) return false;
    return operands.length > 1 || numberOf(operands[0]!, this.inputs, this.scalars) === undefined;
  }

  /** Where an operand can be read as `as`: loaded, converted or spread once, wherever it is needed. */
  private load(o: Operand, as: Dtype): Ref {
    const value = numberOf(o, this.inputs, this.scalars);
    const key = `${keyOf(o)} ${as}`;
    let ref = this.known.get(key);
    if (ref !== undefined) return ref;
    if (value !== undefined) ref = this.inputs.length + this.constants.push({ of: o, dtype: as }) - 1;
    else {
      const from = "input" in o ? arrayDtype(this.inputs[o.input]!) : this.dtype;
      if (from !== as) ref = this.call(as === "float64" ? own.promote : own.demote, [this.load(o, from)], this.newRegister());
      else if ("input" in o) ref = this.loadInput(o.input);
      else throw new Error("a step reads what no step before it wrote");
    }
    this.known.set(key, ref);
    return ref;
  }

  private loadInput(input: number): Ref {
    const spread = spreadOf(this.inputs[input]!);
    if (!spread) return input;
    this.cost += SPREAD_COST;
    return this.call(spread.dtype === "float64" ? own.spread_f64 : own.spread_f32, [input, SPREAD], this.newRegister());
  }

  private call(name: string, operands: Ref[], out: Ref): Ref {
    this.calls.push({ kernel: this.indexOf(name), operands, outs: [out], inPlace: name !== own.promote });
    this.names.push(name);
    return out;
  }

  private indexOf(name: string): number {
    return this.kernels.get(name) ?? NONE;
  }

  private newRegister(): Ref {
    return this.virtual++;
  }
}

/** What an operand is, as text: -0 is another number than 0. */
function keyOf(o: Operand): string {
  if ("input" in o) return `x${o.input}`;
  return "register" in o ? `#${o.register}` : `=${Object.is(o.constant, -0) ? "-0" : o.constant}`;
}
