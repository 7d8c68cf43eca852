/**
 * The pool's engine: a call as a sequence of jobs. Arena arrays are worked on where they are; ordinary ones go through staging in
 * batches, several in flight, so that copying overlaps with the workers' computing and no turn of the event loop is long. Where copying
 * leaves the calling thread time, it computes what no batch has taken yet.
 */
import { now, turn } from "../clock";
import { BYTES, viewOf } from "../dtype";
import { BLOCK_ELEMENTS } from "../kernels/refs";
import { type Bench, runRange, STEP, takeRecords } from "./inline";
import type { Arena } from "../memory/arena";
import { LINE } from "../memory/free-list";
import { chunkSize, hasTimeLeft, jobSize, partOf } from "./cost";
import { CONSTANT_BYTES, jobFor, storeNumbers } from "./place";
import type { Scheduler } from "../threads/scheduler";
import { Staging } from "../memory/staging";
import type { Job, Ticket } from "../threads/ticket";
import { tableJob } from "./runner";
import { checkBorrowed, type Watch, type Work } from "./work";

/** Batches of one call in flight at once; a batch's largest and smallest size in elements. */
const IN_FLIGHT = 3;
/** The same where the calling thread computes too: it has less to wait for. */
const IN_FLIGHT_BESIDE = 2;
/** How long the calling thread then computes before it looks whether a batch is done. */
const BESIDE_MS = 0.25;
const MOST_BATCH = 131_072;
const LEAST_BATCH = 1024;
/** The loan of a lane that stages nothing. */
const NOTHING = { pointer: 0, bytes: 0 };

export class Batches {
  private readonly staging: Staging;
  /** The calling thread computes for one call: it could not for several in one turn of the event loop. */
  private isComputing = false;

  constructor(
    private readonly arena: Arena,
    private readonly scheduler: Scheduler,
    private readonly bench: Bench,
    private readonly workers: number,
    enableGc: boolean,
  ) {
    this.staging = new Staging(arena, !enableGc);
  }

  /**
   * Runs a call from element `from` on. Once `watch.check` throws, it is cancelled: the promise rejects when no worker touches its
   * memory any more.
   */
  async run(work: Work, from: number, watch: Watch): Promise<number> {
    const { numbers } = work;
    const numbersBytes = Math.ceil((numbers.length * CONSTANT_BYTES) / LINE) * LINE;
    const copies = work.copies > 0;
    const size = copies ? this.batchSize(work) : jobSize(work.lowered.cost);
    const laneBytes = offsetsOf(work, size).at(-1)!;
    let jobs: CallJobs | undefined;
    let beside: Bench | undefined;
    watch.onStop(() => {
      jobs?.cancel();
      this.staging.wake();
    });
    // One loan that a call must have, and waits for with empty hands: two calls never wait for each other.
    const need = this.staging.need(numbersBytes + laneBytes, () => watch.check());
    const loans = ["pointer" in need ? need : await need]; // without a wait where it is there: threads have work the sooner
    try {
      const lanes = [loans[0]!.pointer + numbersBytes];
      const { cost } = work.lowered;
      if (!this.isComputing && hasTimeLeft({ cost, copies: work.copies, workers: this.workers })) beside = this.bench;
      if (beside) this.isComputing = true;
      while (lanes.length < Math.min(beside ? IN_FLIGHT_BESIDE : IN_FLIGHT, Math.ceil(work.count / size))) {
        const loan = laneBytes > 0 ? this.staging.spare(laneBytes) : NOTHING;
        if (!loan) break;
        if (laneBytes > 0) loans.push(loan);
        lanes.push(loan.pointer);
      }
      storeNumbers(this.arena.memory.buffer, loans[0]!.pointer, numbers);
      jobs = new CallJobs(work, from, watch, this.scheduler, this.arena, this.bench.counters, this.workers, loans[0]!.pointer, beside);
      return await jobs.run(size, lanes);
    } finally {
      if (beside) this.isComputing = false;
      for (const loan of loans) this.staging.give(loan);
    }
  }

  /** Large enough to be worth a dispatch, small enough to overlap, and to fit in the memory there is. */
  private batchSize(work: Work): number {
    const bytesPerElement = offsetsOf(work, LEAST_BATCH).at(-1)! / LEAST_BATCH;
    const fits = Math.floor(this.staging.shareBytes / IN_FLIGHT / bytesPerElement / LEAST_BATCH) * LEAST_BATCH;
    const wanted = Math.ceil(work.count / 8 / LEAST_BATCH) * LEAST_BATCH;
    return Math.max(LEAST_BATCH, Math.min(MOST_BATCH, wanted, fits));
  }
}

/** Where in a lane of `size` elements each input begins, then the output, and where the lane ends: what is not copied takes no space. */
function offsetsOf(work: Work, size: number): number[] {
  const bytes = [...work.inputs, work.output].map((place) => {
    if (place.at === "records") return Math.ceil(size / BLOCK_ELEMENTS) * work.folding!.doubles * 8;
    return place.at === "ordinary" ? BYTES[place.dtype] * size : 0;
  });
  let sum = 0;
  return [0, ...bytes.map((more) => (sum += more))];
}

/** The jobs of one call, cut from front to back; each lane has one in flight. */
class CallJobs {
  private readonly tickets = new Set<Ticket>();
  private failure: { error: unknown } | undefined;
  private next: number;
  private done: number;
  private found = 0;

  constructor(
    private readonly work: Work,
    from: number,
    private readonly watch: Watch,
    private readonly scheduler: Scheduler,
    private readonly arena: Arena,
    private readonly counters: number[],
    private readonly workers: number,
    private readonly numbers: number,
    /** What the calling thread computes with, if it does. */
    private readonly beside: Bench | undefined,
  ) {
    this.next = this.done = from;
  }

  cancel(): void {
    for (const ticket of this.tickets) this.scheduler.cancel(ticket);
  }

  async run(size: number, lanes: number[]): Promise<number> {
    const fail = (error: unknown) => {
      this.failure ??= { error };
      this.next = this.work.count;
      this.cancel();
    };
    const running = lanes.map((lane) => this.runLane(size, lane).catch(fail));
    if (this.beside) running.push(this.runBeside(this.beside).catch(fail));
    await Promise.all(running);
    if (this.failure) throw this.failure.error;
    return this.found;
  }

  /** The calling thread's own part, in short slices: batches that are done meanwhile go first. */
  private async runBeside(bench: Bench): Promise<void> {
    const { work, watch } = this;
    while (this.next < work.count) {
      watch.check();
      const until = now() + BESIDE_MS;
      if (bench.isReading) await turn(); // within a getter of another call's input: its memory is taken
      do {
        checkBorrowed(work); // progress() may have been told
        const begin = this.next;
        const end = Math.min(work.count, begin + STEP);
        this.next = end;
        this.found += runRange(work, bench, begin, end);
        this.done += end - begin;
        watch.progress(this.done);
      } while (this.next < work.count && now() < until);
      await turn();
    }
  }

  private async runLane(size: number, lane: number): Promise<void> {
    const { work, watch } = this;
    const buffer = () => this.arena.memory.buffer;
    const offsets = offsetsOf(work, size);
    const staged = (i: number) => lane + offsets[i < 0 ? work.inputs.length : i]!;
    while (this.next < work.count) {
      watch.check();
      checkBorrowed(work);
      const begin = this.next;
      const left = work.count - begin;
      const count = this.beside ? partOf(left, size) : Math.min(size, left);
      this.next += count;
      for (const [i, input] of work.inputs.entries()) {
        if (input.at === "ordinary") input.read(begin, begin + count, viewOf(input.dtype, buffer(), staged(i), count));
      }
      const job = jobFor(work, begin, count, chunkSize(count, work.lowered.cost, this.workers), this.numbers, this.counters, staged);
      const found = await this.submit(tableJob(job));
      watch.check();
      if (found === false) return; // another batch failed, and says why
      this.found += found;
      if (work.output.at === "ordinary") {
        work.output.check();
        work.output.write(begin, begin + count, viewOf(work.output.dtype, buffer(), staged(-1), count));
      }
      takeRecords(work, buffer(), staged(-1), begin, begin + count);
      this.done += count;
      watch.progress(this.done);
      // A batch a turn: other events have theirs. Where the calling thread computes too, its slices see to that.
      if (work.copies > 0 && !this.beside) await turn();
    }
  }

  private async submit(job: Job): Promise<number | false> {
    let ticket: Ticket | undefined;
    const found = await this.scheduler.submit(job, {
      where: this.work.where,
      help: this.work.copies === 0,
      onTicket: (mine) => {
        ticket = mine;
        this.tickets.add(mine);
      },
      onStart: () => this.watch.begin(),
    });
    this.tickets.delete(ticket!);
    return found;
  }
}
