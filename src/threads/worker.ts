/** A worker thread's entry: one instance of the kernels, and the task that piscina runs: drain the job table. */
import { threadId, workerData } from "node:worker_threads";
import { instantiate } from "../kernels/instantiate";
import { Thread } from "./drain";
import { PROGRAM_WORDS } from "../kernels/job";
import { layoutFor, THREADS, WAKE } from "./job-table";

export interface WorkerData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  control: Int32Array;
  seats: number;
  /** Where the tiles of seat i lie: scratch + i * scratchBytes. */
  scratch: number;
  scratchBytes: number;
  /** How long a worker waits for more work before its task returns. */
  lingerMs: number;
}

const { module, memory, control, seats, scratch, scratchBytes, lingerMs } = workerData as WorkerData;
const kernels = instantiate(module, memory);
const layout = layoutFor(seats, PROGRAM_WORDS);
const threads: Thread[] = [];

/** Drains the table in `seat`, lingers, and returns when nothing came. A thread may sit in another seat the next time. */
export default function drainTable(seat: number): void {
  if (seat < 0) return; // only to start a thread (pool.ts)
  Atomics.store(control, THREADS + seat, threadId);
  threads[seat] ??= new Thread(seat, control, layout, kernels, scratch + seat * scratchBytes);
  for (;;) {
    const wake = Atomics.load(control, WAKE); // before the look at the table: a job published after it changes the word
    try {
      threads[seat].drain();
    } catch (error) {
      // It stands in the middle of a chunk that the main thread will give to another: this one must not go on with it.
      delete threads[seat];
      throw error;
    }
    if (Atomics.wait(control, WAKE, wake, lingerMs) === "timed-out") return;
  }
}
