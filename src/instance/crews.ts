/** The threads and processes that run callers' functions for an instance: the host's, so they come from outside. */
import type { Seats } from "../functions/seats";

export interface Crews {
  seats(kind: "threads" | "process"): Seats;
  /** Why functions cannot have threads, if they cannot. */
  whyNoThreads(asked: boolean): string | null;
  /** Why functions cannot have processes, if they cannot. */
  whyNoProcesses(): string | null;
  /** How many there are now, and how many were lost so far. */
  readonly threads: number;
  readonly lost: number;
  close(): Promise<void>;
}
