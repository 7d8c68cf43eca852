/**
 * The pool's engine: a call as a series of jobs. Arena arrays are worked on where they are; ordinary ones go through staging in
 * batches, several in flight, so that copying overlaps with the workers' computing and no turn of the event loop is long.
 */
import { setImmediate } from "node:timers/promises";
import { BYTES, viewOf } from "../dtype";
import { ArenaFull } from "../errors";
import type { Arena } from "../memory/arena";
import { chunkSize, jobSize } from "./cost";
import { CONSTANT_BYTES, jobFor, numbersOf, storeNumbers } from "./place";
import type { Scheduler, Ticket } from "./scheduler";
import { checkBorrowed, copiesOf, type Watch, type Work } from "./work";

/** Batches of ordinary data: in flight at once, and their largest and smallest size in elements. */
const IN_FLIGHT = 3;
const MOST_BATCH = 131_072;
const LEAST_BATCH = 1024;

/** Staging of one batch in flight. */
interface Lane {
  pointer: number;
  bytes: number;
}

export class Batches {
  /** Kept between calls where enableGc is false. */
  private readonly kept: Lane[] = [];

  constructor(
    private readonly arena: Arena,
    private readonly scheduler: Scheduler,
    private readonly counters: number[],
    private readonly workers: number,
    private readonly giveBack: boolean,
  ) {}

  /** Runs a call. `watch.check` throwing cancels it: the promise rejects once no worker touches its memory. */
  async run(work: Work, watch: Watch, onCancel: (cancel: () => void) => void): Promise<number> {
    const numbers = numbersOf(work);
    const numbersBytes = Math.max(1, numbers.length) * CONSTANT_BYTES;
    const numbersAt = this.arena.lend(numbersBytes);
    const lanes: Lane[] = [];
    const tickets = new Set<Ticket>();
    onCancel(() => {
      for (const ticket of tickets) this.scheduler.cancel(ticket);
    });
    try {
      storeNumbers(this.arena.memory.buffer, numbersAt, numbers);
      const copies = copiesOf(work);
      const size = copies > 0 ? this.batchSize(work) : jobSize(work.lowered.cost);
      const widths = this.widths(work);
      const laneBytes = widths.reduce((sum, w) => sum + w * size, 0);
      let next = 0;
      let done = 0;
      let found = 0;
      const runLane = async (lane: Lane | undefined): Promise<void> => {
        while (next < work.count) {
          watch.check();
          checkBorrowed(work);
          const begin = next;
          const count = Math.min(size, work.count - begin);
          next += count;
          const staged = (i: number) => lane!.pointer + widths.slice(0, i < 0 ? work.inputs.length : i).reduce((sum, w) => sum + w * size, 0);
          this.copyIn(work, begin, count, staged);
          const job = jobFor(work, begin, count, chunkSize(count, work.lowered.cost, this.workers), numbersAt, this.counters, staged);
          let mine: Ticket | undefined;
          const result = await this.scheduler.submit(job, (ticket) => {
            mine = ticket;
            tickets.add(ticket);
          });
          tickets.delete(mine!);
          watch.check();
          if (result === false) throw new Error("cancelled without a reason");
          found += result;
          if (work.output.at === "ordinary") {
            work.output.check();
            work.output.write(begin, begin + count, viewOf(work.output.dtype, this.arena.memory.buffer, staged(-1), count));
          }
          done += count;
          watch.progress(done);
          if (copies > 0) await setImmediate(); // a batch a turn: other events have theirs
        }
      };
      const wanted = Math.min(copies > 0 ? IN_FLIGHT : 2, Math.ceil(work.count / size));
      const runs: Promise<void>[] = [];
      for (let i = 0; i < wanted; i++) {
        const lane = copies > 0 ? this.lane(laneBytes, i === 0) : undefined;
        if (copies > 0 && !lane) break;
        if (lane) lanes.push(lane);
        runs.push(runLane(lane));
      }
      const ends = await Promise.allSettled(
        runs.map((run) =>
          run.catch((error) => {
            next = work.count;
            for (const ticket of tickets) this.scheduler.cancel(ticket);
            throw error;
          }),
        ),
      );
      for (const end of ends) if (end.status === "rejected") throw end.reason;
      return found;
    } finally {
      this.arena.giveBack(numbersAt, numbersBytes);
      for (const lane of lanes) {
        if (this.giveBack) this.arena.giveBack(lane.pointer, lane.bytes);
        else this.kept.push(lane);
      }
    }
  }

  /** Bytes an element takes in staging: each input, then the output; 0 for what is not copied. */
  private widths(work: Work): number[] {
    return [...work.inputs, work.output].map((place) => (place.at === "ordinary" ? BYTES[place.dtype] : 0));
  }

  /** Large enough to be worth a dispatch, small enough to overlap, and to fit in the memory there is. */
  private batchSize(work: Work): number {
    const bytes = this.widths(work).reduce((sum, w) => sum + w, 0);
    const fits = Math.floor(this.arena.roomBytes / 2 / IN_FLIGHT / bytes / LEAST_BATCH) * LEAST_BATCH;
    const wanted = Math.ceil(work.count / 8 / LEAST_BATCH) * LEAST_BATCH;
    return Math.max(LEAST_BATCH, Math.min(MOST_BATCH, wanted, fits));
  }

  /** Staging for a batch; the second and third lane are a luxury. */
  private lane(bytes: number, needed: boolean): Lane | undefined {
    const at = this.kept.findIndex((lane) => lane.bytes >= bytes);
    if (at >= 0) return this.kept.splice(at, 1)[0];
    for (const lane of this.kept.splice(0)) this.arena.giveBack(lane.pointer, lane.bytes);
    try {
      return { pointer: this.arena.lend(bytes), bytes };
    } catch (error) {
      if (needed || !(error instanceof ArenaFull)) throw error;
      return undefined;
    }
  }

  private copyIn(work: Work, begin: number, count: number, staged: (i: number) => number): void {
    const buffer = this.arena.memory.buffer;
    for (const [i, input] of work.inputs.entries()) {
      if (input.at === "ordinary") input.read(begin, begin + count, viewOf(input.dtype, buffer, staged(i), count));
    }
  }
}
