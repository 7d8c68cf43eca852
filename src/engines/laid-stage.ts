/** A stage of an algorithm laid out in memory: its phases' arguments written where kernels read them, scratch taken for the seats. */
import type { FamilyKernel } from "../kernels/families";
import type { Phase, Slices, Stage } from "../threads/phase";
import type { Engine } from "./engine";
import { checkStage, MOST_WORDS, phasesOf } from "./check-stage";
import { writeFrame } from "./frame";
import type { Bench } from "./inline";
import type { RunLease } from "./lease";

/** A phase and its kernel. Once the stage is shared: where its arguments lie, and where the seats' scratch begins. */
export interface Laid {
  phase: Phase;
  kernel: FamilyKernel;
  frame: number;
  scratch: number;
}

const FRAME_BYTES = MOST_WORDS * 4;
/** What runs between two looks at the clock. */
const STEP_NS = 100_000;

export class LaidStage {
  readonly laid: Laid[] = [];
  readonly isChain: boolean;
  /** What all of its units take one thread, about; and how many there are. */
  readonly ns: number;
  readonly units: number;
  /** The sum of what the units found. */
  found = 0;
  private readonly slices: Slices | undefined;
  /** What was taken of the run's memory before this stage took of it, if it did. */
  private mark: number | undefined;
  /** What runs next: unit `at` of phase `current`, or slice `at`. */
  private current = 0;
  private at = 0;

  /** @throws what is wrong with the stage, EngineUnavailable */
  constructor(
    stage: Stage,
    private readonly engine: Engine,
    private readonly lease: RunLease,
    where: string,
  ) {
    checkStage(stage, where);
    this.slices = "slices" in stage ? stage : undefined;
    this.isChain = "chain" in stage;
    const phases = phasesOf(stage);
    this.ns = phases.reduce((sum, { units, unitNs }) => sum + units * unitNs, 0);
    this.units = phases.reduce((sum, { units }) => sum + units, 0);
    for (const phase of phases) this.laid.push({ phase, kernel: engine.families.kernel(phase.kernel), frame: 0, scratch: 0 });
  }

  get isOfPhases(): boolean {
    return this.slices === undefined;
  }

  get hasBegun(): boolean {
    return this.current > 0 || this.at > 0;
  }

  get isDone(): boolean {
    return this.slices ? this.at >= this.slices.slices : this.current >= this.laid.length;
  }

  /** Runs some units, or slices, on the calling thread. What they take, about, in nanoseconds. */
  runSome(): number {
    if (this.slices) return this.runSlices(this.slices);
    const laid = this.laid[this.current]!;
    const { phase, kernel } = laid;
    const { units, unitNs, scratchBytes = 0 } = phase;
    if (scratchBytes > 0 && this.at === 0) laid.scratch = this.take(scratchBytes);
    const begin = this.at;
    const end = Math.min(units, begin + Math.max(1, Math.floor(STEP_NS / unitNs)));
    const run = (bench: Bench) => {
      // Where calls write their numbers: nothing of them lasts beyond the turn, and nor do these arguments.
      bench.stored = undefined;
      writeFrame(bench.buffer(), bench.numbers, phase.frame);
      const scratch = scratchBytes > 0 ? laid.scratch : bench.scratch;
      return bench.kernels.family(kernel.module)[kernel.index]!(bench.numbers, begin, end, scratch) ?? 0;
    };
    const { bench } = this.engine;
    this.found += bench.isReading ? bench.apart(run) : run(bench);
    this.at = end;
    if (end === units) {
      this.current++;
      this.at = 0;
    }
    return (end - begin) * unitNs;
  }

  /** Writes its arguments where all threads read them, and takes scratch for all seats. */
  share(seats: number): void {
    for (const laid of this.laid) {
      const { frame, scratchBytes = 0 } = laid.phase;
      laid.frame = this.take(FRAME_BYTES);
      writeFrame(this.engine.arena.memory.buffer, laid.frame, frame);
      if (scratchBytes > 0) laid.scratch = this.take(scratchBytes * seats);
    }
  }

  /** All of it ran elsewhere. */
  finish(): void {
    this.current = this.laid.length;
  }

  /** Gives back what it took. */
  end(): void {
    if (this.mark !== undefined) this.lease.cutTo(this.mark);
    this.mark = undefined;
  }

  private runSlices({ slices, sliceNs, run }: Slices): number {
    const begin = this.at;
    this.at = Math.min(slices, begin + Math.max(1, Math.floor(STEP_NS / sliceNs)));
    run(begin, this.at);
    return (this.at - begin) * sliceNs;
  }

  private take(bytes: number): number {
    this.mark ??= this.lease.mark;
    return this.lease.take(bytes);
  }
}
