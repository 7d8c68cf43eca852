/** What becomes of the jobs in the model of the protocol, and what must never become of one. */
import type { Outcome } from "../../src/threads/attend";

export interface ModelJob {
  chunks: number;
  inPlace?: boolean;
  gates?: readonly number[];
}

/** A job so far. */
export interface Fate {
  settled?: "done" | "failed";
  cancelled: boolean;
  /** Seats that had claimed a chunk of it when it was cancelled: no other begins one. */
  claimants?: number[];
  /** By chunk: how often it was begun and ended, and the seat in which it runs now, and 1 (0: in none). */
  begun: number[];
  ended: number[];
  running: number[];
  /** Threads that were lost with a chunk of it in hand. */
  lost: number;
}

export function newFate({ chunks }: ModelJob): Fate {
  const zeros = () => new Array<number>(chunks).fill(0);
  return { cancelled: false, begun: zeros(), ended: zeros(), running: zeros(), lost: 0 };
}

export function copyOfFate(fate: Fate): Fate {
  return { ...fate, begun: [...fate.begun], ended: [...fate.ended], running: [...fate.running] };
}

/** As text: two fates that are alike have the same. */
export function textOf({ settled, cancelled, claimants, begun, ended, running, lost }: Fate): string {
  return [settled, cancelled ? 1 : 0, claimants, begun.join(), ended.join(), running.join(), lost].join("-");
}

/** A seat begins a chunk. @throws where it must not */
export function begin(fate: Fate, { inPlace, gates = [] }: ModelJob, chunk: number, seat: number): void {
  if (fate.running[chunk] !== 0) throw new Error(`chunk ${chunk} runs twice at once`);
  if (fate.begun[chunk]! > 0 && inPlace) throw new Error(`chunk ${chunk} is begun again, though in place`);
  if (fate.claimants && !fate.claimants.includes(seat)) throw new Error(`seat ${seat} claimed a chunk of a job that had been cancelled`);
  const gate = Math.max(0, ...gates.filter((at) => at <= chunk));
  if (fate.ended.slice(0, gate).includes(0)) throw new Error(`chunk ${chunk} runs before all below its gate ${gate} are done`);
  fate.running[chunk] = seat + 1;
  fate.begun[chunk]!++;
}

export function end(fate: Fate, chunk: number): void {
  fate.running[chunk] = 0;
  fate.ended[chunk]!++;
}

/** What a chunk of a job finds. */
export const foundBy = (job: number): number => job + 1;

/** The main thread says what became of a job. @throws where that is not so */
export function settle(fate: Fate, job: number, { chunks, inPlace }: ModelJob, outcome: Outcome): void {
  if ("again" in outcome) return;
  if ("found" in outcome) {
    fate.settled = "done";
    if (fate.ended.includes(0)) throw new Error(`job ${job} is done, but chunk ${fate.ended.indexOf(0)} never ran to its end`);
    if (outcome.found !== chunks * foundBy(job)) throw new Error(`job ${job} found ${outcome.found} in its chunks`);
  } else {
    fate.settled = "failed";
    if (!fate.cancelled && !(inPlace && fate.lost > 0)) {
      throw new Error(`job ${job} failed, though no thread that had claimed a chunk was lost`);
    }
  }
}
