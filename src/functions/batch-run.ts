/**
 * One call of a function over batches: lanes take batches from the source, have them run where the strategy says, and give the outcomes
 * on in order (or as they come). No lane goes further ahead of what was taken than a few batches: so a stream of any length needs no
 * more memory than they do.
 */
import { type BatchFailed, WorkerLost } from "../errors";
import { isShared } from "../typed-array";
import { bytesOf, isPrivate, received } from "./clone";
import { Cut, type Learned } from "./cut";
import { failureOf } from "./failure";
import { ownTurn, runHere, tryHere } from "./here";
import { isListOfResults, type List } from "./join";
import type { ErrandOutcome, Seats } from "./seats";
import type { Batch, BatchSource } from "./source";
import type { Definition, BatchSpan, Run } from "./task";
import { described } from "./thrown";

export type Strategy = "auto" | "threads" | "process" | "sequential";

export interface BatchRunOptions {
  where: string;
  definition: Definition;
  /** The function on the calling thread: made when it is needed. */
  here(): Promise<Run>;
  /** Its result is all that it does: nobody can tell where it ran, or whether it was begun before. */
  isPure: boolean;
  strategy: Strategy;
  /** Threads or processes; none for sequential. */
  seats: Seats | undefined;
  learned: Learned;
  batchSize: number | undefined;
  batchTimeout: number;
  priority: number;
  ordered: boolean;
  retries: number;
  /** Bytes that all batches in flight may take. */
  bytes: number;
  log(message: string): void;
  /** What the function was given is not recycled until the function that is returned is called. */
  hold(): () => void;
}

/** What the call asks of whoever runs it. */
export interface Clock {
  /** @throws the reason to stop */
  check(): void;
  /** Milliseconds that are left. */
  readonly leftMs: number;
  /** Work on it has begun. */
  begin(): void;
  /** Work on it ran in a thread or process, to which so many bytes of typed arrays were sent; views are not. */
  ranOn(where: "threads" | "processes", bytes: number): void;
}

export type Done = BatchSpan & ({ value: List } | { error: BatchFailed });

/** Work that takes less is not worth sending away; and how long it may take all the same before it is. */
const SMALL_MS = 1;
const TRY_MS = 3;
/** Batches ahead of the one that was taken last, for each lane. */
const AHEAD = 2;

export class BatchRun {
  private readonly lanes: number;
  /** What works for this call now. */
  private readonly errands = new Set<{ cancel(): void }>();
  private readonly ready = new Map<number, Done>();
  private readonly cut: Cut;
  private pulling: Promise<unknown> = Promise.resolve();
  /** Batches: begun, taken by whoever wants the outcomes, in hand. */
  private begun = 0;
  private taken = 0;
  private inHand = 0;
  private elements = 0;
  private stopped = false;
  private failure: { error: unknown } | undefined;
  private wakers: (() => void)[] = [];

  constructor(
    private readonly options: BatchRunOptions,
    private readonly source: BatchSource,
    private readonly clock: Clock,
  ) {
    this.lanes = options.seats?.most ?? 1;
    this.cut = new Cut(options.learned, options.batchSize, this.lanes, source.elementBytes > 0);
    this.boundBy(source.elementBytes);
  }

  /**
   * The outcomes. Stops the rest when it is left early; nobody works for it any more when it ends.
   *
   * @throws what the source or the clock throws
   */
  async *outcomes(): AsyncGenerator<Done> {
    const lanes = Promise.all(Array.from({ length: this.lanes }, () => this.lane().catch((error: unknown) => this.fail(error))));
    let over = false;
    void lanes.then(() => {
      over = true;
      this.wake();
    });
    try {
      for (;;) {
        if (this.failure) throw this.failure.error;
        const done = this.take();
        if (done) yield done;
        else if (over && this.ready.size === 0) break;
        else await this.change();
      }
      this.clock.check(); // a call that was stopped tells why itself
    } finally {
      this.stop();
      await lanes;
      await this.source.close();
    }
  }

  /** Ends what runs. */
  stop(): void {
    this.stopped = true;
    for (const errand of this.errands) errand.cancel();
    this.wake();
  }

  private fail(error: unknown): void {
    this.failure ??= { error };
    this.stop();
  }

  private take(): Done | undefined {
    const batch = this.options.ordered ? this.taken : (this.ready.keys().next().value ?? -1);
    const done = this.ready.get(batch);
    if (!done) return undefined;
    this.ready.delete(batch);
    this.taken++;
    this.wake();
    return done;
  }

  private async lane(): Promise<void> {
    while (!this.stopped) {
      this.clock.check();
      // Until a batch is done it is not known where the others should run.
      const waits = this.options.strategy === "auto" && this.options.learned.msPerElement === undefined && this.inHand > 0;
      if (waits || this.begun - this.taken >= AHEAD * this.lanes) {
        await this.change();
        continue;
      }
      const number = this.begun++;
      this.inHand++;
      try {
        const batch = await this.orStopped(this.pull());
        if (!batch || this.stopped) return;
        this.ready.set(number, await this.run(batch, { batch: number, begin: batch.begin, end: batch.begin + batch.count }));
      } finally {
        this.inHand--;
        this.wake();
      }
    }
  }

  /** The next batch: one lane at a time asks, so that numbers and elements go together. */
  private pull(): Promise<Batch | undefined> {
    const pulled = this.pulling.then(async () => {
      if (this.stopped) return undefined;
      const left = this.source.length === undefined ? Number.POSITIVE_INFINITY : this.source.length - this.elements;
      const batch = left > 0 ? await this.source.next(this.cut.size(left), this.options.batchSize !== undefined) : undefined;
      this.elements += batch?.count ?? 0;
      if (batch?.sample !== undefined) this.boundBy(bytesOf(batch.sample));
      return batch;
    });
    this.pulling = pulled.catch(() => {});
    return pulled;
  }

  private boundBy(elementBytes: number): void {
    if (elementBytes > 0) this.cut.bound(this.options.bytes / (AHEAD * this.lanes) / elementBytes);
  }

  private async run(batch: Batch, place: BatchSpan): Promise<Done> {
    const { retries, log } = this.options;
    for (let attempt = 1; ; attempt++) {
      this.clock.check();
      const outcome = await this.carryOut(batch, place);
      this.clock.check();
      if ("cancelled" in outcome) throw new WorkerLost(`${this.options.where}: the instance's threads were ended`);
      if ("reply" in outcome && "value" in outcome.reply) {
        const { value, ms, isAsync } = outcome.reply;
        this.cut.measured(batch.count, ms, isAsync);
        if (isListOfResults(value) && value.length === batch.count) return { ...place, value };
      }
      const error = failureOf(outcome, { ...place, ...this.options, attempts: attempt });
      if (attempt > retries) return { ...place, error };
      log(`running batch ${place.batch} again: ${error.message}`);
    }
  }

  private async carryOut(batch: Batch, place: BatchSpan): Promise<ErrandOutcome> {
    if (this.options.strategy === "sequential") return this.runHere(batch, place);
    return (this.isSmall(batch) && (await this.tryHere(batch, place))) || this.runAway(batch, place);
  }

  /** What is left takes so little that sending it would take longer: judged by the slowest elements that were really done. */
  private isSmall(batch: Batch): boolean {
    const { strategy, learned, isPure } = this.options;
    if (strategy !== "auto" || !isPure || learned.msPerElement === undefined || learned.isAsync) return false;
    if (this.source.length === undefined) return false;
    if (this.source.typed && isShared(this.source.typed.buffer)) return false;
    return (this.source.length - batch.begin) * learned.slowestMs < SMALL_MS;
  }

  private async runHere(batch: Batch, place: BatchSpan): Promise<ErrandOutcome> {
    const limit = () => Math.min(this.options.batchTimeout, this.clock.leftMs);
    await ownTurn();
    let run: Run | undefined;
    try {
      run = await this.orStopped(this.options.here());
    } catch (error) {
      return { reply: { index: -1, error: described(error), unmade: true } };
    }
    if (!run || this.stopped) return { cancelled: true };
    this.clock.begin();
    let given: unknown;
    try {
      given = received(batch.data(this.shares).batch);
    } catch (error) {
      return { unsent: error as Error };
    }
    const ran = runHere(run, given, place, limit(), this.options.hold);
    return (await this.orStopped(ran.then((reply): ErrandOutcome => (reply ? { reply } : { late: true })))) ?? { cancelled: true };
  }

  /** Undefined where it is to run elsewhere after all. */
  private async tryHere(batch: Batch, place: BatchSpan): Promise<ErrandOutcome | undefined> {
    await ownTurn();
    const run = await this.orStopped(this.options.here().catch(() => undefined));
    if (!run || this.stopped || Math.min(this.options.batchTimeout, this.clock.leftMs) <= TRY_MS) return undefined;
    let given: unknown;
    try {
      const { batch: items } = batch.data(false);
      if (Array.isArray(items) && !isPrivate(items)) return undefined;
      given = received(items);
    } catch {
      return undefined; // whatever is wrong with it, sending it tells
    }
    this.clock.begin();
    const reply = tryHere(run, given, place, TRY_MS);
    return reply && { reply };
  }

  /** Whether functions get views of shared memory: not where a second try would find them changed. */
  private get shares(): boolean {
    return this.options.strategy !== "process" && this.options.retries === 0;
  }

  /** Settles as `work` does, or with undefined once the call is stopped, whatever becomes of the work. */
  private async orStopped<T>(work: Promise<T>): Promise<T | undefined> {
    if (this.stopped) return undefined;
    let errand!: { cancel(): void };
    const stopped = new Promise<undefined>((resolve) => {
      errand = { cancel: () => resolve(undefined) };
    });
    this.errands.add(errand);
    try {
      return await Promise.race([work, stopped]);
    } finally {
      this.errands.delete(errand);
    }
  }

  private async runAway(batch: Batch, place: BatchSpan): Promise<ErrandOutcome> {
    const { definition, seats, priority, batchTimeout, strategy } = this.options;
    const away = strategy === "process" ? "processes" : "threads";
    this.clock.ranOn(away, 0);
    const errand = seats!.start({
      definition, priority, timeout: batchTimeout, onStart: () => this.clock.begin(),
      work: () => {
        const { batch: given, transfer } = batch.data(this.shares);
        for (const { byteLength } of transfer) this.clock.ranOn(away, byteLength);
        return { task: { batch: given, place }, transfer };
      },
    });
    this.errands.add(errand);
    try {
      return await errand.done;
    } finally {
      this.errands.delete(errand);
    }
  }

  /** Settles when anything has changed. */
  private change(): Promise<void> {
    return new Promise((resume) => this.wakers.push(resume));
  }

  private wake(): void {
    for (const resume of this.wakers.splice(0)) resume();
  }
}
