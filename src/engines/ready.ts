/** A program made ready for the inputs of a call: lowered once for all calls alike, its numbers computed. */
import type { Folding } from "../catalog/folds";
import { kernelOf, rowOf } from "../catalog/index";
import type { Program } from "../program";
import type { Bench } from "./inline";
import { type InputKind, isNumber, numberOf, resultDtype, type Scalars, signatureOf } from "../lowering/kinds";
import { type Constant, type Lowered, lower } from "../lowering/lower";
import { CONSTANT_BYTES, loadDoubles, storeNumbers } from "./place";
import { type Evaluate, evaluateScalars, scalarSteps } from "../lowering/scalars";

/** A program as it runs for the inputs of one call. */
export interface Ready {
  lowered: Lowered;
  scalars: Scalars;
  /** Inputs that are numbers, then the program's constants. */
  numbers: Constant[];
}

/** Nothing in a program is of numbers alone. */
const NO_SCALARS: Scalars = [];

/** Makes programs ready, and remembers how, by what their inputs are; a float32 program also depends on whether its numbers are float32. */
export function readyFor(names: Map<string, number>, bench: Bench): (program: Program, kinds: InputKind[], folding?: Folding) => Ready {
  const evaluate: Evaluate = (operation, byNumber, a, b, c) => {
    const kernel = names.get(`${kernelOf(operation, byNumber)}_f64`)!;
    return evaluateOn(bench, kernel, rowOf(operation).arity, [a, b, c]);
  };
  const cache = new WeakMap<Program, Recipes>();
  return (program, kinds, folding) => {
    let recipes = cache.get(program);
    if (!recipes) cache.set(program, (recipes = new Recipes()));
    // Nearly all calls: arrays of float64 alone. A key takes as long as a tenth of a small call.
    if (recipes.ofDoubles && folding === undefined && kinds.every(isDoubles)) return recipes.ofDoubles;
    const dtype = resultDtype(kinds);
    let key = folding?.key ?? "";
    for (let i = 0; i < kinds.length; i++) key += `,${signatureOf(kinds[i]!, dtype)}`;
    let recipe = recipes.byKey.get(key);
    if (!recipe) recipes.byKey.set(key, (recipe = recipeFor(program, kinds)));
    if (recipe.ready) return recipe.ready;
    const scalars = recipe.scalars ?? evaluateScalars(program, kinds, recipe.steps, evaluate);
    if (recipe.constant) recipe.scalars = scalars;
    const isVarying = dtype === "float32" && !recipe.constant;
    const of = isVarying ? scalars.map((value) => (value === undefined ? "" : signatureOf(value, dtype))).join() : "";
    let lowered = recipe.lowered.get(of);
    if (!lowered) recipe.lowered.set(of, (lowered = lower(program, kinds, scalars, names, folding)));
    lowered = withCosts(lowered, kinds, scalars);
    const ready = { lowered, scalars, numbers: numbersOf(lowered, kinds, scalars) };
    if (recipe.constant && !kinds.some(isNumber)) recipe.ready = ready;
    if (recipe.ready && folding === undefined && kinds.every(isDoubles)) recipes.ofDoubles = ready;
    return ready;
  };
}

function isDoubles(kind: InputKind): boolean {
  return kind === "float64";
}

interface Recipe extends ReturnType<typeof scalarSteps> {
  scalars?: Scalars;
  lowered: Map<string, Lowered>;
  /** Where no input is a number, all calls are alike. */
  ready?: Ready;
}

/** Those of a program. */
class Recipes {
  readonly byKey = new Map<string, Recipe>();
  /** For arrays of float64 alone, where nothing is reduced. */
  ofDoubles: Ready | undefined;
}

function recipeFor(program: Program, kinds: InputKind[]): Recipe {
  const recipe = scalarSteps(program, kinds);
  return { ...recipe, scalars: recipe.any ? undefined : NO_SCALARS, lowered: new Map() };
}

/** With the cost of what these numbers decide. */
function withCosts(lowered: Lowered, kinds: InputKind[], scalars: Scalars): Lowered {
  if (lowered.numberCosts.length === 0) return lowered;
  const more = lowered.numberCosts.reduce((sum, { of, cost }) => sum + cost(numberOf(of, kinds, scalars)!), 0);
  return { ...lowered, cost: lowered.cost + more };
}

/** What kernels find in memory: inputs that are numbers, then what the program itself needs. */
function numbersOf({ inputs, constants }: Lowered, kinds: InputKind[], scalars: Scalars): Constant[] {
  const numbers: Constant[] = [];
  for (let i = 0; i < kinds.length; i++) {
    const value = numberOf({ input: i }, kinds, scalars);
    if (value !== undefined) numbers.push({ value, dtype: inputs[i]! });
  }
  for (const { of, dtype } of constants) numbers.push({ value: numberOf(of, kinds, scalars)!, dtype });
  return numbers;
}

const value = new Float64Array(1);

/** One operation of numbers, by its kernel: the bits that arrays of them would have. */
function evaluateOn(bench: Bench, kernel: number, arity: number, values: number[]): number {
  if (bench.isReading) return bench.apart((other) => evaluateOn(other, kernel, arity, values));
  storeNumbers(bench.buffer(), bench.numbers, values.map((value) => ({ value, dtype: "float64" })));
  bench.stored = undefined;
  const at = (i: number) => bench.numbers + i * CONSTANT_BYTES;
  const run = bench.kernels.list[kernel]!;
  if (arity === 1) run(at(0), at(3), 1);
  else if (arity === 2) run(at(0), 1, at(1), 1, at(3), 1);
  else run(at(0), 1, at(1), 1, at(2), 1, at(3), 1);
  loadDoubles(bench.buffer(), at(3), 1, value, 0);
  return value[0]!;
}

/** The same without WebAssembly: values by the catalog's references. */
export function readyForJs(program: Program, kinds: InputKind[], folding?: Folding): Ready {
  const evaluate: Evaluate = (operation, _, a, b, c) => rowOf(operation).reference(a, b, c);
  const scalars = evaluateScalars(program, kinds, scalarSteps(program, kinds).steps, evaluate);
  return { lowered: withCosts(lower(program, kinds, scalars, new Map(), folding), kinds, scalars), scalars, numbers: [] };
}
