/** Where a call runs, and how it is cut. Estimates from the catalog's costs; pure. */
import { MOST_CHUNKS } from "../threads/job-table";

/**
 * What sending a job to the pool and hearing back costs, ms: with arena arrays, right behind another job and after a rest, in which
 * processors fall asleep; and with batches that take turns on the calling thread.
 */
const DISPATCH_MS = 0.25;
const DISPATCH_RESTED_MS = 0.5;
const DISPATCH_BATCHES_MS = 4;
/** A call longer than this leaves the event loop free, whatever the number of cores. */
const FREE_LOOP_MS = 5;
/** A chunk's worth: an abort is seen soon, slow cores take fewer. */
const CHUNK_NS = 60_000;
/** Copying an element of ordinary memory in or out, ns. */
const COPY_NS = 0.9;
/** The calling thread copies while the workers compute, and takes processors from them: measured on two processors. */
const CROWDING = 1.6;

interface Estimate {
  count: number;
  /** ns per element of the kernels. */
  cost: number;
  /** How many of inputs and output are ordinary, and so copied. */
  copies: number;
  workers: number;
  /** Whether workers have just been at work. Asked only where it decides. */
  isAwake?: () => boolean;
}

export function choosePlace({ count, cost, copies, workers, isAwake = never }: Estimate): "inline" | "threads" {
  const copying = copies * COPY_NS;
  const inline = (count * (cost + copying)) / 1e6;
  if (inline < DISPATCH_MS) return "inline";
  if (copies > 0) {
    const threads = DISPATCH_BATCHES_MS + (count * Math.max(copying, (CROWDING * (cost + copying)) / workers)) / 1e6;
    return threads < inline ? "threads" : "inline";
  }
  const gain = inline - inline / workers;
  if (gain > DISPATCH_RESTED_MS || inline > FREE_LOOP_MS) return "threads";
  return gain > DISPATCH_MS && isAwake() ? "threads" : "inline";
}

function never(): boolean {
  return false;
}

/** Whether the calling thread, which copies for the workers, has time left to compute as they do. */
export function hasTimeLeft({ cost, copies, workers }: Omit<Estimate, "count">): boolean {
  return copies > 0 && cost / workers > copies * COPY_NS;
}

/** The last batches of a call that the calling thread has a part in: a smaller one is not worth sending. */
const LEAST_PART = 16_384;

/** The next batch of such a call: a part of what is left, so that all threads are done at about the same time. */
export function partOf(left: number, most: number): number {
  return Math.min(left, most, Math.max(LEAST_PART, Math.ceil(left / 4 / 1024) * 1024));
}

/** Elements a chunk: about 60 µs, at least four chunks a worker, whole tiles of 1,024, and no more than the table has done-words for. */
export function chunkSize(count: number, cost: number, workers: number): number {
  const worth = Math.min(CHUNK_NS / cost, count / (4 * workers));
  const whole = Math.max(1, Math.floor(worth / 1024)) * 1024;
  return Math.max(whole, Math.ceil(count / MOST_CHUNKS / 1024) * 1024);
}

/** The most elements of one job: chunks of the right size for all done-words. Longer calls are a series of jobs. */
export function jobSize(cost: number): number {
  return MOST_CHUNKS * Math.max(1024, Math.floor(CHUNK_NS / cost / 1024) * 1024);
}
