/** A job from when it is handed in until it is settled. This room knows no kernel: a job is chunks, and words for whoever runs them. */
import { WorkerLost } from "../errors";

export interface Job {
  chunks: number;
  /** Ascending chunk numbers, MOST_GATES at most: a chunk runs once all chunks below the largest gate that is not above it are done. */
  gates: readonly number[];
  /** A chunk overwrites its own input: one that was begun cannot run again. */
  inPlace: boolean;
  /** Writes what a runner (drain.ts) reads. */
  write(words: Int32Array, at: number): void;
}

/** What whoever hands a job in wants to know of it, and says of it. */
export interface Order {
  /** The call's name, for messages. */
  where: string;
  /** The calling thread has nothing else to do for the call: it may take chunks too. */
  help: boolean;
  /** Gets what cancel() needs. */
  onTicket?(ticket: Ticket): void;
  /** The job is in the table: workers may begin. */
  onStart?(): void;
}

/** A job on its way. */
export interface Ticket {
  job: Job;
  order: Order;
  chunks: number;
  slot: number;
  cancelled: boolean;
  reopened: number;
  /** Settles once no worker can touch the job's memory: the sum of what its chunks found, or false if it was cancelled. */
  resolve(found: number | false): void;
  reject(error: Error): void;
}

/** Threads that were lost, or ended because they did not let go; chunks that ran again for that. */
export interface Faults {
  threadsLost: number;
  chunksRunAgain: number;
}

/** Why a job failed that nobody cancelled. */
export function workerLost({ job, order, reopened }: Ticket): WorkerLost {
  const why = job.inPlace
    ? "a worker thread ended while it worked in place: part of the input is overwritten. Give another array as out, or keep a copy"
    : `worker threads ended ${reopened + 1} times while they ran this call`;
  return new WorkerLost(`${order.where}: ${why}`);
}
