/** A job from when it is handed in until it is settled. */
import type { Job } from "./job";

/** A job on its way. */
export interface Ticket {
  job: Job;
  chunks: number;
  slot: number;
  cancelled: boolean;
  reopened: number;
  /** The job is in the table: workers may begin. */
  onStart: (() => void) | undefined;
  /** Settles once no worker can touch the job's memory: results that became NaN, or false if it was cancelled. */
  resolve(found: number | false): void;
  reject(error: Error): void;
}
