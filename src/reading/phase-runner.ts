/** Runs algorithms for a call that has parts without number: on the pool where that pays, under the call's clock and signal. */
import type { EngineName } from "../call/options";
import { seatsBytes } from "../call/phased";
import type { Engine } from "../engines/engine";
import { PhaseRun } from "../engines/phase-run";
import type { Watch } from "../engines/work";
import { ArenaFull } from "../errors";
import type { Instance } from "../instance/instance";
import type { Algorithm, Lease } from "../threads/phase";

/** What takes less is done in this turn: a job on the pool costs as much. */
const SHORT_NS = 250_000;

export interface Part<R> {
  /** What it takes one thread, about, and what it leases at most. */
  costNs: number;
  bytes: number;
  /** Of each seat. */
  scratchBytes?: number;
  begin(lease: Lease): Algorithm<R>;
}

export class PhaseRunner {
  private readonly cancels = new Set<() => void>();

  constructor(
    /** For messages. */
    private readonly where: string,
    private readonly instance: Instance,
    readonly engine: Engine,
    private readonly asked: EngineName,
    private readonly call: Watch,
  ) {
    call.onStop(() => {
      for (const cancel of this.cancels) cancel();
    });
  }

  check(): void {
    this.call.check();
  }

  /** Whether what is long may go to the pool. */
  get hasThreads(): boolean {
    return this.asked !== "inline" && this.instance.engines.placeFor("threads") === "threads";
  }

  /** Once this settles no thread works for it. @throws ArenaFull, what ends the call */
  async run<R>({ costNs, bytes, scratchBytes = 0, begin }: Part<R>): Promise<R> {
    const { engine, instance, asked, call, hasThreads } = this;
    call.check();
    const isShort = asked !== "threads" && costNs < SHORT_NS;
    const seats = hasThreads && !isShort ? engine.seats : 1;
    const cancels: (() => void)[] = [];
    const cancel = () => {
      for (const one of cancels) one();
    };
    const watch: Watch = {
      check: () => call.check(),
      begin: () => call.begin(),
      progress: () => {}, // whoever reads says how far the call has come
      onStop: (stop) => void cancels.push(stop),
    };
    const order = { where: this.where, elements: 0, costNs, begin };
    const take = () => new PhaseRun(order, engine, watch, bytes + seatsBytes(scratchBytes, seats), seats);
    this.cancels.add(cancel);
    let run: PhaseRun<R> | undefined;
    try {
      run = await this.taken(take);
      if (isShort && run.advance(Number.POSITIVE_INFINITY)) return run.result as R;
      await run.finish((spentMs) => !hasThreads || instance.conductor.isAhead(asked, spentMs), asked === "threads" ? 0 : costNs / 4);
      return run.result as R;
    } finally {
      this.cancels.delete(cancel);
      run?.end();
    }
  }

  /** What `take` takes of the arena, once there is room for it: other calls may give some back. @throws ArenaFull */
  async taken<T>(take: () => T): Promise<T> {
    const { memoryQueue } = this.engine;
    try {
      if (!memoryQueue.isAwaited) return take();
    } catch (error) {
      if (!(error instanceof ArenaFull)) throw error;
    }
    const stop = { resume: () => {} };
    const resume = () => stop.resume();
    this.cancels.add(resume);
    try {
      return await memoryQueue.need(take, { check: () => this.call.check(), onStop: (cancel) => (stop.resume = cancel) });
    } finally {
      this.cancels.delete(resume);
    }
  }
}
