/**
 * The job table's protocol with the operations that really run (src/threads/protocol.ts): workers take single steps, and the main thread
 * stops before each of its atomic operations too, so that everyone interleaves with everyone in every order. Threads are killed at any
 * step, in the middle of a chunk too, and the main thread hears of it later.
 *
 * How the main thread stops within a function: the function is called anew for each operation; those it has done give what they gave, and
 * the one after the next ends the call. So its place is the list of values it has seen, and a state can be copied.
 */
import { EVENTS, type Layout, layoutFor, programAt, slotAt, WAKE } from "../../src/threads/job-table";
import { At, attend, cancel, lose, newSeat, type Outcome, publish, type Seat, step, wake, type Words } from "../../src/threads/protocol";

export interface ModelJob {
  chunks: number;
  inPlace?: boolean;
}

export interface Setting {
  workers: number;
  jobs: readonly ModelJob[];
  slots?: number;
  /** How many threads may be killed, and whether one comes instead; jobs that may be cancelled. */
  kills?: number;
  replaced?: boolean;
  cancels?: number;
  /** The main thread takes chunks too, where it has nothing else to do. */
  helps?: boolean;
}

/** Who takes the next step: a worker by its seat; the main thread with an operation, or with a step of its own seat; or a fault. */
export type Choice = { worker: number } | { main: Operation } | { help: true } | { kill: number } | { cancel: number };

type Operation = { do: "submit" } | { do: "listen" } | { do: "lose"; seat: number } | { do: "cancel"; job: number };

/** A job's fate so far. */
interface Fate {
  settled?: "done" | "failed";
  cancelled: boolean;
  /** Seats that had claimed a chunk when it was cancelled: no other begins one. */
  claimants?: number[];
  /** By chunk: how often it was begun and ended, and by which seat it runs now (0: by none). */
  begun: number[];
  ended: number[];
  running: number[];
}

/** The main thread: what it is doing, the values it has seen meanwhile, and what it knows. */
interface Main {
  operation?: Operation;
  values: number[];
  /** EVENTS as it was before the last look. */
  heard: number;
  /** Threads that are gone, of which it has not heard; jobs to be cancelled. */
  gone: number[];
  cancels: number[];
  /** How many of the jobs have been handed in; those of them that wait for a slot; those that have one. */
  submitted: number;
  waiting: number[];
  bySlot: (number | undefined)[];
}

const PROGRAM_WORDS = 1;
/** The main thread's seat. */
const MAIN = 0;

export class Model {
  readonly layout: Layout;
  readonly array: Int32Array;
  readonly fates: Fate[];
  /** By seat; undefined where the thread is gone. */
  readonly seats: (Seat | undefined)[];
  private readonly main: Main;
  private kills: number;
  private cancels: number;

  constructor(readonly setting: Setting) {
    const { workers, jobs, slots = 1, kills = 0, cancels = 0 } = setting;
    this.layout = layoutFor(workers + 1, PROGRAM_WORDS, slots, Math.max(...jobs.map((job) => job.chunks)));
    this.array = new Int32Array(this.layout.words);
    this.fates = jobs.map(({ chunks }) => ({ cancelled: false, begun: zeros(chunks), ended: zeros(chunks), running: zeros(chunks) }));
    this.seats = Array.from({ length: workers + 1 }, (_, seat) => newSeat(seat, this.layout));
    this.main = { values: [], heard: 0, gone: [], cancels: [], submitted: 0, waiting: [], bySlot: new Array(slots).fill(undefined) };
    this.kills = kills;
    this.cancels = cancels;
  }

  copy(): Model {
    const { layout, setting, kills, cancels } = this;
    const own = { layout, setting, kills, cancels, array: this.array.slice(), main: copyOfMain(this.main) };
    const copied = { fates: this.fates.map(copyOf), seats: this.seats.map((seat) => seat && { ...seat }) };
    return Object.assign(Object.create(Model.prototype) as Model, own, copied);
  }

  /** All that may happen next. */
  choices(): Choice[] {
    const { seats, main, setting: { workers, helps } } = this;
    const choices: Choice[] = [];
    for (let worker = 1; worker <= workers; worker++) {
      const seat = seats[worker];
      if (!seat) continue;
      if (!this.sleeps(seat)) choices.push({ worker });
      if (this.kills > 0) choices.push({ kill: worker });
    }
    const next = this.nextOfMain();
    if (next) choices.push({ main: next });
    const isFree = !main.operation;
    if (helps && isFree && !this.sleeps(seats[MAIN]!)) choices.push({ help: true });
    if (this.cancels > 0) {
      for (let job = 0; job < main.submitted; job++) if (!this.fates[job]!.settled && !this.fates[job]!.cancelled) choices.push({ cancel: job });
    }
    return choices;
  }

  /** @throws what is wrong with it: a broken promise of the protocol */
  take(choice: Choice): void {
    if ("worker" in choice) this.stepOf(this.seats[choice.worker]!);
    else if ("help" in choice) this.stepOf(this.seats[MAIN]!);
    else if ("main" in choice) this.stepOfMain(choice.main);
    else if ("kill" in choice) this.kill(choice.kill);
    else {
      this.cancels--;
      this.main.cancels.push(choice.cancel);
    }
  }

  /** Whether the main thread has settled all jobs. */
  get isOver(): boolean {
    return this.fates.every((fate) => fate.settled);
  }

  /** Everything that decides what can happen next, to visit each state once. Counters count by how far they have moved. */
  key(): string {
    const { array, main, seats } = this;
    const values = main.operation?.do === "listen" ? [array[EVENTS]! - main.values[0]!, ...main.values.slice(1)] : main.values;
    const seat = (s: Seat | undefined) => (s ? [s.at, s.slot, s.state, s.chunk, s.idle, s.last ? 1 : 0, array[WAKE] === s.wake ? 0 : 1].join() : "");
    return [
      array.subarray(this.layout.headerWords).join(), seats.map(seat).join("|"), main.operation ? Object.values(main.operation).join() : "", values.join(),
      array[EVENTS] === main.heard ? 0 : 1, main.gone.join(), main.cancels.join(), main.submitted, main.waiting.join(), main.bySlot.join(), this.kills, this.cancels,
      this.fates.map((f) => [f.settled, f.cancelled ? 1 : 0, f.claimants, f.begun.join(), f.ended.join(), f.running.join()].join("-")).join("|"),
    ].join("#");
  }

  /** A worker waits while the table is empty and nobody has woken it. */
  private sleeps(seat: Seat): boolean {
    return seat.at === At.EMPTY && seat.wake === this.array[WAKE];
  }

  private stepOf(seat: Seat): void {
    const words = this.wordsFor();
    if (seat.at === At.EMPTY) seat.at = At.START;
    else if (seat.at !== At.RUN) {
      if (seat.at === At.MARK || seat.at === At.COUNT) this.mustWork(seat);
      step(seat, words, this.layout);
    } else this.runStep(seat);
  }

  /** A chunk's run has two steps: it begins, and it is over. What it writes to is the caller's memory, which must still be lent. */
  private runStep(seat: Seat): void {
    const job = this.mustWork(seat);
    const { begun, ended, running, claimants } = this.fates[job]!;
    const { chunk } = seat;
    if (running[chunk] !== seat.seat + 1) {
      if (running[chunk] !== 0) throw new Error(`chunk ${chunk} of job ${job} runs twice at once`);
      if (begun[chunk]! > 0 && this.setting.jobs[job]!.inPlace) throw new Error(`chunk ${chunk} of job ${job} is begun again, though in place`);
      if (claimants && !claimants.includes(seat.seat)) throw new Error(`seat ${seat.seat} claimed a chunk of job ${job} after it was cancelled`);
      running[chunk] = seat.seat + 1;
      begun[chunk]!++;
      return;
    }
    running[chunk] = 0;
    ended[chunk]!++;
    seat.found = job + 1;
    seat.at = At.MARK;
  }

  /** The job whose chunk a seat has: the one that it saw, not settled. */
  private mustWork(seat: Seat): number {
    const job = this.array[programAt(this.layout, slotAt(this.layout, seat.slot))]! - 1;
    if (this.array[slotAt(this.layout, seat.slot)]! >>> 2 !== seat.state >>> 2) throw new Error(`seat ${seat.seat} works on another job than it saw`);
    if (this.fates[job]!.settled) throw new Error(`chunk ${seat.chunk} of job ${job} runs after it was settled`);
    return job;
  }

  private kill(worker: number): void {
    this.kills--;
    this.seats[worker] = undefined;
    for (const { running } of this.fates) for (const [chunk, by] of running.entries()) if (by === worker + 1) running[chunk] = 0;
    this.main.gone.push(worker);
  }

  /** What the main thread does next, if it has anything to do. */
  private nextOfMain(): Operation | undefined {
    const { main, seats } = this;
    if (main.operation) return main.operation;
    const helper = seats[MAIN]!;
    if (helper.at !== At.START && helper.at !== At.EMPTY && !(helper.at === At.LOOK && helper.idle === 0)) return undefined; // in the middle of a chunk
    if (main.gone.length > 0) return { do: "lose", seat: main.gone[0]! };
    if (main.cancels.length > 0) return { do: "cancel", job: main.cancels[0]! };
    if (this.array[EVENTS] !== main.heard) return { do: "listen" };
    return main.submitted < this.fates.length ? { do: "submit" } : undefined;
  }

  /** One atomic operation of the main thread; its effects on what it knows come with the last. */
  private stepOfMain(operation: Operation): void {
    const { main } = this;
    main.operation = operation;
    let done: (() => void) | undefined;
    try {
      done = this.perform(operation, this.wordsFor(main.values));
    } catch (stopped) {
      if (stopped !== STOP) throw stopped;
      return;
    }
    main.operation = undefined;
    main.values = [];
    done();
  }

  /** An operation as Scheduler does it: look and publish after each. Returns what it has learnt. */
  private perform(operation: Operation, words: Words): () => void {
    const { main, layout, setting: { jobs } } = this;
    const bySlot = [...main.bySlot];
    const waiting = [...main.waiting];
    const cancelled = this.fates.map((fate) => fate.cancelled);
    const outcomes: [job: number, outcome: Outcome][] = [];
    let { heard } = main;
    if (operation.do === "submit") waiting.push(main.submitted);
    if (operation.do === "listen") heard = words.load(EVENTS);
    if (operation.do === "lose") lose(words, layout, operation.seat);
    if (operation.do === "cancel") {
      const slot = bySlot.indexOf(operation.job);
      if (slot >= 0 || waiting.includes(operation.job)) cancelled[operation.job] = true;
      if (slot >= 0) cancel(words, layout, slot);
      else if (waiting.includes(operation.job)) {
        waiting.splice(waiting.indexOf(operation.job), 1);
        outcomes.push([operation.job, { failed: true }]);
      }
    }
    for (const [slot, job] of bySlot.entries()) {
      if (job === undefined || operation.do === "submit") continue;
      const outcome = attend(words, layout, slot, jobs[job]!.inPlace ?? false, !cancelled[job]);
      if (!outcome) continue;
      outcomes.push([job, outcome]);
      if ("again" in outcome) wake(words, outcome.again);
      else bySlot[slot] = undefined;
    }
    let published = 0;
    for (let slot = 0; slot < layout.slots && waiting.length > 0; slot++) {
      const [job] = waiting;
      if (bySlot[slot] !== undefined || !publish(words, layout, slot, jobs[job!]!.chunks, (at) => words.store(at, job! + 1))) continue;
      bySlot[slot] = waiting.shift();
      published += jobs[job!]!.chunks;
    }
    if (published > 0) wake(words, published);
    return () => {
      Object.assign(main, { heard, bySlot, waiting });
      if (operation.do === "submit") main.submitted++;
      if (operation.do === "lose") {
        main.gone.shift();
        if (this.setting.replaced) this.seats[operation.seat] = newSeat(operation.seat, layout);
      }
      if (operation.do === "cancel") main.cancels.shift();
      for (const [job, fate] of this.fates.entries()) {
        if (cancelled[job] && !fate.cancelled) fate.claimants = this.claimants();
        fate.cancelled = cancelled[job]!;
      }
      for (const [job, outcome] of outcomes) this.settle(job, outcome);
    };
  }

  private claimants(): number[] {
    return this.seats.flatMap((seat) => (seat?.at === At.CHECK || seat?.at === At.RUN ? [seat.seat] : []));
  }

  private settle(job: number, outcome: Outcome): void {
    if ("again" in outcome) return;
    const fate = this.fates[job]!;
    const { chunks } = this.setting.jobs[job]!;
    fate.settled = "found" in outcome ? "done" : "failed";
    if (!("found" in outcome)) return;
    if (fate.ended.some((times) => times === 0)) throw new Error(`job ${job} is done, but chunk ${fate.ended.indexOf(0)} never ran to its end`);
    if (outcome.found !== chunks * (job + 1)) throw new Error(`job ${job} found ${outcome.found} in its chunks`);
  }

  /** The words; for the main thread, which has got so far as `seen` says: one operation more, and no further. */
  private wordsFor(seen?: number[]): Words {
    const { array } = this;
    let at = 0;
    const operate = (run: () => number): number => {
      if (!seen) return run();
      if (at < seen.length) return seen[at++]!;
      if (at > seen.length) throw STOP;
      const value = run();
      seen.push(value);
      at = seen.length + 1;
      return value;
    };
    return {
      load: (i) => operate(() => array[i]!),
      store: (i, value) => void operate(() => (array[i] = value)),
      add: (i, value) => operate(() => (array[i]! += value) - value),
      clear: (i, count) => void operate(() => array.fill(0, i, i + count) && 0),
      notify: () => void operate(() => 0), // who sleeps is awake as soon as the word has changed
    };
  }
}

const STOP = new Error("the main thread has done its operation");
const zeros = (count: number): number[] => new Array(count).fill(0);

function copyOfMain({ values, gone, cancels, waiting, bySlot, ...rest }: Main): Main {
  return { ...rest, values: [...values], gone: [...gone], cancels: [...cancels], waiting: [...waiting], bySlot: [...bySlot] };
}

function copyOf(fate: Fate): Fate {
  return { ...fate, begun: [...fate.begun], ended: [...fate.ended], running: [...fate.running] };
}
