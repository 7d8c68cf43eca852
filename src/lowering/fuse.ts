/** Finds, in a program, steps that one kernel does in one pass. Pure. */
import { rowOf } from "../catalog/index";
import type { Fusion, Operand, Step } from "../program";

/** A step as it will run: by the kernel of its operation, or by one that does several. */
export interface Pass {
  /** The step whose register it writes. */
  register: number;
  operands: Operand[];
  fusion?: Fusion;
}

/**
 * The passes of the steps that `runs` says are run at all. `fits` tells whether a fusion has a kernel for what it would be given.
 */
export function fuse(
  steps: Step[],
  result: Operand,
  fusions: readonly Fusion[],
  runs: (step: number) => boolean,
  fits: (fusion: Fusion, operands: Operand[]) => boolean,
): Pass[] {
  const uses = countUses(steps, result, runs);
  const absorbed = new Set<number>();
  const passes: Pass[] = [];
  // From the end: what is outermost takes all it can.
  for (let i = steps.length - 1; i >= 0; i--) {
    if (!runs(i) || absorbed.has(i)) continue;
    passes.push(fusedAt(i) ?? { register: i, operands: steps[i]!.operands });
  }
  return passes.reverse();

  function fusedAt(i: number): Pass | undefined {
    for (const fusion of fusions) {
      const bound: Operand[] = [];
      const inner: number[] = [];
      const isMatch = matches(fusion, fusion.steps.length - 1, i, bound, inner);
      if (!isMatch || !fits(fusion, bound)) continue;
      for (const step of inner) absorbed.add(step);
      return { register: i, operands: bound, fusion };
    }
    return undefined;
  }

  /** Whether step `i` is what step `at` of the pattern says; fills in what its inputs stand for, and the steps within. */
  function matches(fusion: Fusion, at: number, i: number, bound: Operand[], inner: number[]): boolean {
    const pattern = fusion.steps[at]!;
    const step = steps[i]!;
    if (pattern.operation !== step.operation) return false;
    const orders = rowOf(step.operation).isCommutative ? [step.operands, [...step.operands].reverse()] : [step.operands];
    for (const operands of orders) {
      const [wasBound, wasInner] = [[...bound], inner.length];
      if (pattern.operands.every((p, k) => matchesOperand(fusion, p, operands[k]!, bound, inner))) return true;
      bound.splice(0, bound.length, ...wasBound);
      inner.length = wasInner;
    }
    return false;
  }

  function matchesOperand(fusion: Fusion, pattern: Operand, operand: Operand, bound: Operand[], inner: number[]): boolean {
    if ("constant" in pattern) return "constant" in operand && Object.is(operand.constant, pattern.constant);
    if ("input" in pattern) {
      bound[pattern.input] ??= operand;
      return isSame(bound[pattern.input]!, operand);
    }
    if (!("register" in operand) || uses[operand.register] !== 1 || !runs(operand.register)) return false;
    inner.push(operand.register);
    return matches(fusion, pattern.register, operand.register, bound, inner);
  }
}

function countUses(steps: Step[], result: Operand, runs: (step: number) => boolean): number[] {
  const uses: number[] = new Array(steps.length).fill(0);
  const used = (operand: Operand) => {
    if ("register" in operand) uses[operand.register]!++;
  };
  for (const [i, step] of steps.entries()) if (runs(i)) step.operands.forEach(used);
  used(result);
  return uses;
}

function isSame(a: Operand, b: Operand): boolean {
  if ("input" in a) return "input" in b && a.input === b.input;
  if ("register" in a) return "register" in b && a.register === b.register;
  return "constant" in b && Object.is(a.constant, b.constant);
}
