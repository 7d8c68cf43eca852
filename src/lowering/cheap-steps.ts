/**
 * Which cheap steps are done together, in one generated kernel: those that the next kernel, or the result, needs and that nobody has
 * computed yet. Pure.
 */
import { cheapCost, isCheap } from "../kernels/generate";
import type { Operand, Step } from "../program";
import type { Pass } from "./fuse";

/** Steps of a cluster at most. */
const MOST_STEPS = 64;
/** Registers that a cluster reads at most: as long as it is put off, they are kept. */
const MOST_KEPT = 4;
/** What takes so many steps is stored where it is needed again; what takes fewer is computed again. */
const WORTH_STORING = 3;
/** And what takes so long, ns an element. */
const SLOW = 0.5;

export interface StepCluster {
  /** In order. */
  passes: Pass[];
  /** The registers that are written, the one asked for last. */
  outputs: number[];
}

/** A pass that is put off, with those it is made of: how many steps it takes, whether a slow one, and the registers it reads. */
interface Pending {
  pass: Pass;
  size: number;
  slow: boolean;
  reads: Set<number>;
}

export class Clustering {
  /** Cheap passes that are not computed, by their register. */
  private readonly pending = new Map<number, Pending>();
  private readonly lastUse = new Map<number, number>();

  constructor(
    private readonly steps: readonly Step[],
    passes: readonly Pass[],
    private readonly canJoin: (pass: Pass) => boolean,
  ) {
    for (const pass of passes) for (const register of registersIn(pass.operands)) this.lastUse.set(register, pass.register);
  }

  isCheap(pass: Pass): boolean {
    return !pass.fusion && isCheap(this.steps[pass.register]!.operation) && this.canJoin(pass);
  }

  /** Puts a cheap pass off. The cluster that must be computed now, as it would become too large. */
  postpone(pass: Pass): StepCluster | undefined {
    let size = 1;
    let slow = cheapCost(this.steps[pass.register]!.operation) >= SLOW;
    const reads = new Set<number>();
    for (const register of registersIn(pass.operands)) {
      const inner = this.pending.get(register);
      size += inner?.size ?? 0;
      slow ||= inner?.slow ?? false;
      if (!inner) reads.add(register);
      else for (const read of inner.reads) reads.add(read);
    }
    this.pending.set(pass.register, { pass, size, slow, reads });
    return size >= MOST_STEPS || reads.size >= MOST_KEPT ? this.take([pass.register]) : undefined;
  }

  /** What must be computed before these operands can be read: a cluster for each of them that is put off. */
  before(operands: Operand[]): StepCluster[] {
    const wanted = [...new Set(registersIn(operands))].filter((register) => this.pending.has(register));
    return wanted.length > 0 ? [this.take(wanted)] : [];
  }

  /** The cluster that gives `registers`, and what else of it is worth storing, as it is needed later. */
  private take(registers: number[]): StepCluster {
    const within = new Map<number, Pass>();
    const waiting = [...registers];
    for (let register = waiting.pop(); register !== undefined; register = waiting.pop()) {
      const found = this.pending.get(register);
      if (!found || within.has(register)) continue;
      within.set(register, found.pass);
      waiting.push(...registersIn(found.pass.operands));
    }
    const passes = [...within.values()].sort((a, b) => a.register - b.register);
    const last = Math.max(...registers);
    const stored = [...within.keys()].filter((register) => {
      const { size, slow } = this.pending.get(register)!;
      return !registers.includes(register) && this.lastUse.get(register)! > last && (size >= WORTH_STORING || slow);
    });
    const outputs = [...stored, ...registers];
    for (const register of outputs) this.pending.delete(register);
    return { passes, outputs };
  }
}

function registersIn(operands: readonly Operand[]): number[] {
  return operands.flatMap((o) => ("register" in o ? [o.register] : []));
}
