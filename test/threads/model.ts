/** A model of the job table on plain words, with a main thread that heals: what the property test explores. */
import { At, isHeld, judge, newSeat, type Seat, step, type Words } from "../../src/threads/protocol";
import {
  CHUNKS, CLOSED, doneAt, EVENTS, FINISHED, FREE, HOLDERS, type Layout, LIVE, layoutFor, NEXT, nextState, phaseOf, STATE, slotAt, withPhase,
} from "../../src/threads/job-table";

/** No program is run: what its words are does not matter. */
const PROGRAM_WORDS = 16;

export interface Outcome {
  /** How often each chunk of each job ran to its end. */
  runs: number[][];
  settled: ("done" | "failed" | undefined)[];
}

interface ModelJob {
  chunks: number;
  inPlace: boolean;
  slot: number;
  settled?: "done" | "failed";
  cancelled?: boolean;
  runs: number[];
}

/** Threads, jobs and a main thread; the caller decides who takes the next step. */
export class Model {
  readonly layout: Layout;
  readonly array: number[];
  readonly words: Words;
  readonly seats: (Seat | undefined)[];
  readonly jobs: ModelJob[];
  events = 0;

  constructor(workers: number, jobs: { chunks: number; inPlace?: boolean; slot: number }[]) {
    this.layout = layoutFor(workers + 1, PROGRAM_WORDS);
    this.array = new Array(this.layout.words).fill(0);
    const { array } = this;
    this.words = {
      load: (i) => array[i]!,
      store: (i, value) => {
        array[i] = value;
      },
      add: (i, value) => {
        const before = array[i]!;
        array[i] = before + value;
        return before;
      },
      notify: (i) => {
        if (i === EVENTS) this.events++;
      },
    };
    this.jobs = jobs.map((job) => ({ inPlace: false, ...job, runs: new Array(job.chunks).fill(0) }));
    this.seats = Array.from({ length: workers + 1 }, (_, i) => (i === 0 ? undefined : startAt(newSeat(i), jobs[0]!.slot)));
    for (const job of this.jobs) this.publish(job);
  }

  /** A worker's next step; running a chunk is one too. A settled job's chunk must never run: its memory is the caller's again. */
  advance(worker: number): void {
    const seat = this.seats[worker]!;
    if (seat.at === At.RUN) {
      const job = this.jobs.find((j) => j.slot === seat.slot)!;
      if (job.settled) throw new Error(`chunk ${seat.chunk} runs after its job settled`);
      job.runs[seat.chunk]!++;
      seat.found = 0;
      seat.at = At.MARK;
    } else if (seat.at === At.EMPTY) {
      seat.at = At.LOOK;
    } else step(seat, this.words, this.layout);
  }

  kill(worker: number): void {
    this.seats[worker] = undefined;
    for (const job of this.jobs) {
      const holder = slotAt(this.layout, job.slot) + HOLDERS + worker;
      if (this.words.load(holder) === 0) continue;
      this.words.store(holder, 0);
      if (!job.settled) this.close(job);
    }
    this.look();
  }

  revive(worker: number): void {
    this.seats[worker] = newSeat(worker);
  }

  cancel(job: ModelJob): void {
    if (job.settled) return;
    job.cancelled = true;
    this.close(job);
    this.words.store(slotAt(this.layout, job.slot) + NEXT, job.chunks);
    this.look();
  }

  /** What the main thread does on an event (Scheduler.look). */
  look(): void {
    for (const job of this.jobs) {
      if (job.settled) continue;
      const verdict = judge(this.words, this.layout, job.slot, job.inPlace);
      if (verdict === "running" || verdict === "held") continue;
      if (verdict === "lost" && !job.cancelled) this.reopen(job);
      else {
        job.settled = verdict === "done" ? "done" : "failed";
        const at = slotAt(this.layout, job.slot) + STATE;
        this.words.store(at, withPhase(this.words.load(at), FREE));
      }
    }
  }

  /** Whether a new job may take a slot: not while any thread that could know the old one holds it. */
  isReusable(job: ModelJob): boolean {
    return job.settled !== undefined && !isHeld(this.words, this.layout, job.slot);
  }

  publish(job: ModelJob): void {
    const base = slotAt(this.layout, job.slot);
    for (let i = 0; i < job.chunks; i++) this.array[doneAt(this.layout, base) + i] = 0;
    this.array[base + NEXT] = 0;
    this.array[base + CHUNKS] = job.chunks;
    this.array[base + FINISHED] = 0;
    this.array[base + STATE] = nextState(this.array[base + STATE]!, LIVE);
  }

  /** Everything that decides what can happen next, as a string: to visit each state once. */
  key(): string {
    const slots = this.jobs.map((job) => {
      const base = slotAt(this.layout, job.slot);
      const words = this.array.slice(base, base + HOLDERS + this.layout.seats);
      return [...words, ...this.array.slice(doneAt(this.layout, base), doneAt(this.layout, base) + job.chunks), job.settled, job.cancelled, job.runs].join();
    });
    return `${slots.join("|")}#${this.seats.map((s) => (s ? [s.at, s.slot, s.state, s.chunk, s.idle, s.last].join() : "-")).join("|")}`;
  }

  private close(job: ModelJob): void {
    const at = slotAt(this.layout, job.slot) + STATE;
    const state = this.words.load(at);
    if (phaseOf(state) === LIVE) this.words.store(at, withPhase(state, CLOSED));
  }

  private reopen(job: ModelJob): void {
    const base = slotAt(this.layout, job.slot);
    let finished = 0;
    for (let i = 0; i < job.chunks; i++) if (this.words.load(doneAt(this.layout, base) + i) !== 0) finished++;
    this.words.store(base + FINISHED, finished);
    this.words.store(base + NEXT, 0);
    this.words.store(base + STATE, nextState(this.words.load(base + STATE), LIVE));
  }
}

/** Near the job: walking over empty slots is the same in every interleaving. */
function startAt(seat: Seat, slot: number): Seat {
  seat.slot = slot;
  return seat;
}

