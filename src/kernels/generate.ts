/**
 * A kernel made on the spot: a loop that does several cheap steps in one pass, where tiles between them would cost more than the steps.
 * Each step is the instruction (or the few) that the catalog's own kernel of it has, so the bits are the same. None is ever fused.
 *
 * A body is a list of steps over values; values are first the operands that are read, then what each step gives. The kernel takes the
 * address of each operand and of each output, then the count, and returns 1 if a value of the last output is NaN. One that folds writes no
 * output but the partial result of the fold, of at most a block.
 */
import { rowOf } from "../catalog/index";
import { type Body, Emitter, instructionOf } from "./emitter";
import { SumEmitter } from "./sum-emitter";

export type { Body };

/** A kernel that was made: its code, by a number of its own. */
export interface Generated {
  id: number;
  bytes: Uint8Array;
}

/** What a pass costs beside its steps, ns an element: loading and storing tiles. */
const PASS_COST = 0.4;
/** And with the fold of its result: most of a fold's work is done while a step is waited for. */
const FOLD_COST = 0.1;
/** Bodies up to so many steps fold their results: a group of eight elements is computed at once. */
const FOLDS_UP_TO = 24;

/** Whether an operation can be a step of a generated kernel. */
export function isCheap(operation: string): boolean {
  return rowOf(operation).instruction !== undefined;
}

/** A step's, ns per element, estimated. */
export function cheapCost(operation: string): number {
  return instructionOf(operation).cost;
}

/** A pass's, ns per element, estimated. */
export function costOf(operations: string[], fold?: Body["fold"]): number {
  return operations.reduce((sum, operation) => sum + cheapCost(operation), PASS_COST + (fold ? FOLD_COST : 0));
}

/** Whether a kernel of so many steps can fold its results. */
export function canFold(steps: number): boolean {
  return steps <= FOLDS_UP_TO;
}

const MOST_KNOWN = 1000;
const known = new Map<string, Generated>();
let made = 0;

/** The kernel of a body: the same one for the same body. */
export function generate(body: Body): Generated {
  const key = JSON.stringify(body);
  let generated = known.get(key);
  if (!generated) {
    generated = { id: ++made, bytes: new (body.fold ? SumEmitter : Emitter)(body).module() };
    if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value!);
    known.set(key, generated);
  }
  return generated;
}
