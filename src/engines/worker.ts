/** A worker thread's entry: one instance of the kernels, and the task that the pool runs: drain the job table. */
import { thisThread } from "#platform";
import type { SeatTask } from "../platform/host";
import { instantiate } from "../kernels/instantiate";
import { PROGRAM_WORDS } from "../kernels/job";
import { Thread } from "../threads/drain";
import { sharedWords } from "../threads/words";
import { layoutFor, THREADS, WAKE } from "../threads/job-table";
import { rest, rise } from "../threads/resting";
import { kernelRunner } from "./runner";

export interface WorkerData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  control: Int32Array;
  seats: number;
  /** Of them, so many drain the table at once. */
  atOnce: number;
  /** Where the tiles of seat i lie: scratch + i * scratchBytes. */
  scratch: number;
  scratchBytes: number;
}

const { id, data } = thisThread();
const { module, memory, control, seats, atOnce, scratch, scratchBytes } = data as WorkerData;
const kernels = instantiate(module, memory);
const layout = layoutFor({ seats, atOnce, programWords: PROGRAM_WORDS });
const words = sharedWords(control);
const threads: Thread[] = [];

/** Drains the table in `seat`, rests, and returns when nothing came. A thread may sit in another seat the next time. */
export default function drainTable({ seat, restMs }: SeatTask): void {
  if (seat < 0) return;
  Atomics.store(control, THREADS + seat, id);
  const thread = (threads[seat] ??= new Thread(seat, control, layout, kernelRunner(kernels, seat, scratch + seat * scratchBytes)));
  for (;;) {
    try {
      thread.drain();
    } catch (error) {
      // It stands in the middle of a chunk that the main thread will give to another: this one must not go on with it.
      delete threads[seat];
      throw error;
    }
    rest(words, layout, seat, id);
    const woken = Atomics.wait(control, WAKE, thread.wake, restMs);
    if (!rise(words, layout, seat, id) || woken === "timed-out") return;
  }
}
