/** What a thread does while there is work in the job table. The same loop runs in workers and, for slices of time, in the main thread. */
import { BELL, type Layout, programAt, slotAt } from "./job-table";
import { At, leave, newSeat, type Seat, step } from "./protocol";
import { sharedWords, type Words } from "./words";

/** Looks at a gate before a thread sleeps: some 10 µs, less than waking it takes. */
const SPINS = 500;
/** A sleep at a gate is woken by a notification; this bounds what a missed one could cost. */
const NAP_MS = 2;

/** Runs jobs, which it reads from the table. */
export interface Runner<Task> {
  /** A job's words from `at` on. */
  read(words: Int32Array, at: number): Task;
  /** Runs a chunk. What it found, an integer from 0 on. */
  run(task: Task, chunk: number): number;
}

export class Thread<Task = unknown> {
  private readonly seat: Seat;
  private readonly words: Words;
  /** Jobs that were read, by slot, with the state under which they were. */
  private readonly tasks: { state: number; task: Task }[] = [];

  constructor(
    seat: number,
    private readonly control: Int32Array,
    private readonly layout: Layout,
    private readonly runner: Runner<Task>,
  ) {
    this.seat = newSeat(seat, layout);
    this.words = sharedWords(control);
  }

  /** WAKE as it was before the thread found the table empty: work that was published since has changed it. */
  get wake(): number {
    return this.seat.wake;
  }

  /** It holds a chunk whose gate is shut: it must drain again. */
  get isWaiting(): boolean {
    return this.seat.at === At.PARK;
  }

  /**
   * Works until the table is empty, or (between chunks) until `more` says no. With `more` it never sleeps: where a gate is shut it returns
   * with the chunk in hand.
   */
  drain(more?: () => boolean): void {
    const { seat, words, layout } = this;
    let looked = seat.at === At.PARK && more ? -1 : 0;
    for (;;) {
      if (seat.at === At.RUN) {
        seat.found = this.runner.run(this.taskIn(seat.slot, seat.state), seat.chunk);
        seat.at = At.MARK;
        looked = 0; // at the next gate it spins anew
      } else if (seat.at === At.PARK) {
        if (more && looked++ >= 0) return;
        if (!more && ++looked > SPINS) {
          Atomics.wait(this.control, slotAt(layout, seat.slot) + BELL, seat.bell, NAP_MS);
        }
        seat.at = At.WAIT;
      } else if (seat.at === At.EMPTY) {
        seat.at = At.START;
        return;
      } else {
        step(seat, words, layout);
        if (seat.at === At.LOOK && seat.idle === 0 && more && !more()) {
          leave(seat, words, layout);
          return;
        }
      }
    }
  }

  private taskIn(slot: number, state: number): Task {
    const known = this.tasks[slot];
    if (known?.state === state) return known.task;
    const task = this.runner.read(this.control, programAt(this.layout, slotAt(this.layout, slot)));
    this.tasks[slot] = { state, task };
    return task;
  }
}
