/** Drives an algorithm through its stages: on the pool where that pays, else on the calling thread, in slices. */
import { now, SLICE_MS, turn } from "../clock";
import type { PhasePart } from "../kernels/phase-job";
import { MOST_CHUNKS, MOST_GATES } from "../threads/job-table";
import type { Algorithm, Lease } from "../threads/phase";
import type { Ticket } from "../threads/ticket";
import { choosePlace } from "./cost";
import type { Engine } from "./engine";
import { RunLease } from "./lease";
import { type Laid, LaidStage } from "./laid-stage";
import { phasesJob } from "./runner";
import type { Watch } from "./work";

/** What is run, and for whom. */
export interface PhaseOrder<R> {
  /** The call's name, for messages. */
  where: string;
  /** What progress is told in. */
  elements: number;
  /** What all of it takes one thread, about. */
  costNs: number;
  begin(lease: Lease): Algorithm<R>;
}

/** A chunk's worth: an abort is seen soon, slow cores take fewer. */
const CHUNK_NS = 60_000;

export class PhaseRun<R> {
  result: R | undefined;
  private readonly lease: RunLease;
  private readonly algorithm: Algorithm<R>;
  private stage: LaidStage | undefined;
  private readonly tickets = new Set<Ticket>();
  private doneNs = 0;
  private hasStarted = false;
  private isDone = false;
  /** Where a stage of it ran. */
  ranOnThreads = false;

  /** @throws ArenaFull, with nothing taken */
  constructor(
    private readonly order: PhaseOrder<R>,
    private readonly engine: Engine,
    private readonly watch: Watch,
    /** What all of it needs of the arena at most, and the seats that its scratch is counted for: more threads do not work for it. */
    bytes: number,
    private readonly seats: number,
  ) {
    this.lease = new RunLease(engine.arena, order.where, bytes);
    this.algorithm = order.begin(this.lease);
  }

  /** Runs on the calling thread until it is done or the clock has passed `until`. Whether it is done. */
  advance(until: number): boolean {
    while (this.nextStage()) {
      if (!this.advanceStage(until)) return false;
    }
    return true;
  }

  /**
   * Goes on until it is done: a stage on the pool where it takes `leastNs` or its size says so (each for 0), unless the
   * calling thread is to go on alone for now (`isAlone`, which is told what it has spent since it was asked last).
   */
  async finish(isAlone: (spentMs: number) => boolean, leastNs: number): Promise<void> {
    const { watch } = this;
    watch.onStop(() => {
      for (const ticket of this.tickets) this.engine.scheduler.cancel(ticket);
    });
    await turn();
    watch.check();
    let sliceBegun = now();
    while (this.nextStage()) {
      const stage = this.stage!;
      if (!isAlone(0) && this.goesAway(stage, leastNs)) {
        watch.check();
        this.ranOnThreads = true;
        await this.onPool(stage);
        watch.check();
        sliceBegun = now();
        continue;
      }
      if (this.advanceStage(sliceBegun + SLICE_MS) && now() < sliceBegun + SLICE_MS) continue;
      isAlone(now() - sliceBegun);
      await turn();
      watch.check();
      sliceBegun = now();
    }
  }

  /** No thread works for it any more: what it leased goes back. */
  end(): void {
    this.stage?.end();
    this.stage = undefined;
    this.lease.end();
    if (!this.isDone) this.algorithm.return(undefined as never);
  }

  /** Makes the stage that is to run the present one, after the one that is done. False where there is none. */
  private nextStage(): boolean {
    if (this.isDone) return false;
    if (this.stage && !this.stage.isDone) return true;
    const found = this.stage?.found ?? 0;
    this.stage?.end();
    this.stage = undefined;
    const step = this.algorithm.next(found);
    if (step.done) {
      this.result = step.value;
      this.isDone = true;
      this.watch.progress(this.order.elements);
      return false;
    }
    this.stage = new LaidStage(step.value, this.engine, this.lease, this.order.where);
    if (!this.hasStarted) this.watch.begin();
    this.hasStarted = true;
    return true;
  }

  /** Runs the present stage on until it is done or the clock has passed `until`. Whether it is done. */
  private advanceStage(until: number): boolean {
    const stage = this.stage!;
    while (!stage.isDone) {
      this.tell(stage.runSome());
      if (!stage.isDone && now() >= until) return false;
    }
    return true;
  }

  private goesAway(stage: LaidStage, leastNs: number): boolean {
    if (this.seats === 1 || stage.hasBegun || !stage.isOfPhases) return false;
    if (leastNs === 0) return true;
    const workers = Math.min(this.seats - 1, stage.units);
    if (workers < 2) return false;
    return stage.ns >= leastNs || choosePlace({ count: stage.ns, cost: 1, copies: 0, workers, isAwake: () => true }) === "threads";
  }

  /** All of a stage, on the pool. Once this settles no thread works for it. */
  private async onPool(stage: LaidStage): Promise<void> {
    stage.share(this.seats);
    if (stage.isChain) {
      for (let i = 0; i < stage.laid.length; i += MOST_GATES + 1) await this.runChain(stage.laid.slice(i, i + MOST_GATES + 1), stage);
    } else {
      const outcomes = await Promise.allSettled(stage.laid.map((laid) => this.runPhase(laid, stage)));
      for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    }
    stage.finish();
  }

  /** A phase as a job; a long one as a series of them, so that others have their turn. */
  private async runPhase(laid: Laid, stage: LaidStage): Promise<void> {
    const { units } = laid.phase;
    const chunk = this.chunkOf(laid, MOST_CHUNKS * units);
    for (let begin = 0; begin < units; begin += chunk * MOST_CHUNKS) {
      const end = Math.min(units, begin + chunk * MOST_CHUNKS);
      await this.submit([partOf(laid, end, chunk, -begin / chunk)], stage, laid.phase.once === true, (end - begin) * laid.phase.unitNs);
    }
  }

  /** Phases one after the other as one job. */
  private runChain(laid: readonly Laid[], stage: LaidStage): Promise<void> {
    let first = 0;
    const parts = laid.map((one) => {
      const chunk = this.chunkOf(one, Math.floor(MOST_CHUNKS / laid.length));
      const part = partOf(one, one.phase.units, chunk, first);
      first += Math.ceil(one.phase.units / chunk);
      return part;
    });
    const once = laid.some(({ phase }) => phase.once);
    return this.submit(parts, stage, once, laid.reduce((sum, { phase }) => sum + phase.units * phase.unitNs, 0));
  }

  /** Units a chunk: some 60 µs, at least four chunks a worker where there are so many units, at most so many chunks in all. */
  private chunkOf({ phase: { units, unitNs } }: Laid, most: number): number {
    const worth = Math.min(Math.floor(CHUNK_NS / unitNs), Math.ceil(units / (4 * (this.seats - 1))));
    return Math.max(1, worth, Math.ceil(units / most));
  }

  private async submit(parts: PhasePart[], stage: LaidStage, once: boolean, ns: number): Promise<void> {
    let ticket: Ticket | undefined;
    const found = await this.engine.scheduler.submit(phasesJob({ parts }, once), {
      where: this.order.where,
      help: true,
      onTicket: (mine) => {
        ticket = mine;
        this.tickets.add(mine);
      },
    });
    this.tickets.delete(ticket!);
    if (found === false) {
      this.watch.check(); // throws why
      throw new Error(`${this.order.where}: a phase was cancelled though the call was not`);
    }
    stage.found += found;
    this.tell(ns);
  }

  /** So much more of the work is done. */
  private tell(ns: number): void {
    this.doneNs += ns;
    const { elements, costNs } = this.order;
    if (elements > 0) this.watch.progress(Math.min(elements - 1, Math.floor(elements * (this.doneNs / costNs))));
  }
}

function partOf({ phase, kernel, frame, scratch }: Laid, units: number, chunk: number, first: number): PhasePart {
  return { ...kernel, frame, units, chunk, first, scratch, scratchBytes: phase.scratchBytes ?? 0 };
}
