/** A job from when it is handed in until it is settled. */
import type { Job } from "../kernels/job";

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
  /** Settles once no worker can touch the job's memory: results that became NaN, or false if it was cancelled. */
  resolve(found: number | false): void;
  reject(error: Error): void;
}
