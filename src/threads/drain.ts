/** What a thread does while there is work in the job table. The same loop runs in workers and, for slices of time, in the main thread. */
import type { Kernels } from "../kernels/instantiate";
import { decode, type Job } from "../kernels/job";
import { At, newSeat, type Seat, step, type Words } from "./protocol";
import { runSpan } from "../kernels/run-tiles";
import { type Layout, programAt, slotAt } from "./job-table";

/** Control words in shared memory. Atomics are sequentially consistent: each orders all that this thread wrote before it. */
export function sharedWords(array: Int32Array): Words {
  return {
    load: (i) => Atomics.load(array, i),
    store: (i, value) => void Atomics.store(array, i, value),
    add: (i, value) => Atomics.add(array, i, value),
    notify: (i, count) => void Atomics.notify(array, i, count),
  };
}

export class Thread {
  private readonly seat: Seat;
  private readonly words: Words;
  /** Decoded jobs by slot, with the state they were decoded under. */
  private readonly jobs: { state: number; job: Job }[] = [];

  constructor(
    seat: number,
    private readonly control: Int32Array,
    private readonly layout: Layout,
    private readonly kernels: Kernels,
    private readonly scratch: number,
  ) {
    this.seat = newSeat(seat);
    this.words = sharedWords(control);
  }

  /** Works until the table is empty, or (between chunks) until `more` says no. */
  drain(more?: () => boolean): void {
    const { seat, words, layout } = this;
    for (;;) {
      if (seat.at === At.RUN) {
        const job = this.jobIn(seat.slot, seat.state);
        const begin = seat.chunk * job.chunk;
        seat.found = runSpan(this.kernels, job, begin, Math.min(job.count, begin + job.chunk), this.scratch);
        seat.at = At.MARK;
      } else if (seat.at === At.EMPTY) {
        seat.at = At.LOOK;
        return;
      } else {
        step(seat, words, layout);
        if (seat.at === At.LOOK && seat.idle === 0 && more && !more()) return;
      }
    }
  }

  private jobIn(slot: number, state: number): Job {
    const known = this.jobs[slot];
    if (known?.state === state) return known.job;
    const job = decode(this.control, programAt(this.layout, slotAt(this.layout, slot)));
    this.jobs[slot] = { state, job };
    return job;
  }
}

