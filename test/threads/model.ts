/**
 * The job table's protocol with the operations that really run (src/threads/protocol.ts): workers take single steps, and the main thread
 * stops before each of its atomic operations too, so that everyone interleaves with everyone in every order. Threads are killed at any
 * step, in the middle of a chunk too, and the main thread hears of it later. Who waits is woken by a notification alone: no timer helps.
 *
 * How the main thread stops within a function: the function is called anew for each operation; those it has done give what they gave, and
 * the one after the next ends the call. So its place is the list of values it has seen, and a state can be copied.
 */
import { BELL, CHUNKS, EVENTS, type Layout, layoutFor, NEXT, programAt, RUNNING, slotAt, STATE, WAKE } from "../../src/threads/job-table";
import { At, newSeat, type Seat, step } from "../../src/threads/protocol";
import type { Words } from "../../src/threads/words";
import { begin, copyOfFate, end, type Fate, foundBy, type ModelJob, newFate, settle, textOf } from "./fates";
import { copyOfMain, type Learnt, type Main, newMain, nextOf, type Operation, perform } from "./main-thread";

export interface Setting {
  workers: number;
  jobs: readonly ModelJob[];
  slots?: number;
  /** All jobs are handed in at the beginning; else each at any time. */
  atOnce?: boolean;
  /** How many threads drain the table at once; as many as there are if none is given. */
  inside?: number;
  /** How many threads may be killed, and whether one comes instead; jobs that may be cancelled. */
  kills?: number;
  replaced?: boolean;
  cancels?: number;
  /** The main thread takes chunks too, where it has nothing else to do. */
  helps?: boolean;
}

/** Who takes the next step: a worker by its seat; the main thread with an operation, or with a step of its own seat; or a fault. */
export type Choice = { worker: number } | { main: Operation } | { help: true } | { kill: number } | { cancel: number };

/** A thread: its place in the protocol, and what it remembers of jobs that it has read, by slot (drain.ts). */
interface Actor extends Seat {
  tasks: ({ state: number; job: number } | undefined)[];
}

const PROGRAM_WORDS = 1;
/** The main thread's seat. */
const MAIN = 0;

export class Model {
  readonly layout: Layout;
  readonly array: Int32Array;
  readonly fates: Fate[];
  /** By seat; undefined where the thread is gone. */
  private readonly actors: (Actor | undefined)[];
  /** Seats whose thread is in Atomics.wait, in the order in which they came; those that wait at a gate, with the word. */
  private parked: number[] = [];
  private atGates: { seat: number; bell: number }[] = [];
  private readonly main: Main;
  private kills: number;
  private cancels: number;

  constructor(readonly setting: Setting) {
    const { workers, jobs, slots = 1, atOnce = false, inside = workers + 1, kills = 0, cancels = 0 } = setting;
    const chunks = Math.max(...jobs.map((job) => job.chunks));
    this.layout = layoutFor({ seats: workers + 1, atOnce: inside, programWords: PROGRAM_WORDS, slots, chunks });
    this.array = new Int32Array(this.layout.words);
    this.fates = jobs.map(newFate);
    this.actors = Array.from({ length: workers + 1 }, (_, seat) => this.actor(seat));
    this.main = newMain(slots, atOnce ? jobs.length : 0);
    this.kills = kills;
    this.cancels = cancels;
  }

  copy(): Model {
    const { layout, setting, kills, cancels } = this;
    const own = { layout, setting, kills, cancels, array: this.array.slice(), main: copyOfMain(this.main), parked: [...this.parked], atGates: [...this.atGates] };
    const actors = this.actors.map((actor) => actor && { ...actor, tasks: [...actor.tasks] });
    return Object.assign(Object.create(Model.prototype) as Model, own, { actors, fates: this.fates.map(copyOfFate) });
  }

  /** All that may happen next. */
  choices(): Choice[] {
    const { actors, main, setting: { workers, helps } } = this;
    const choices: Choice[] = [];
    for (let worker = 1; worker <= workers; worker++) {
      if (!actors[worker]) continue;
      if (!this.parked.includes(worker) && !this.atGates.some(({ seat }) => seat === worker)) choices.push({ worker });
      if (this.kills > 0) choices.push({ kill: worker });
    }
    const { at, idle } = actors[MAIN]!;
    const isBetweenChunks = at === At.START || at === At.EMPTY || at === At.PARK || (at === At.LOOK && idle === 0);
    const next = isBetweenChunks ? nextOf(main, this.fates.length) : undefined;
    if (next) choices.push({ main: next });
    const hasNothingToFind = at === At.EMPTY && actors[MAIN]!.wake === this.array[WAKE];
    const { slot, bell } = actors[MAIN]!;
    const isShutOut = at === At.PARK && bell === this.array[slotAt(this.layout, slot) + BELL];
    if (helps && !main.operation && !hasNothingToFind && !isShutOut) choices.push({ help: true });
    if (this.cancels > 0) {
      for (let job = 0; job < main.submitted; job++) {
        if (!this.fates[job]!.settled && !this.fates[job]!.cancelled) choices.push({ cancel: job });
      }
    }
    return choices;
  }

  /** @throws what is wrong with it: a broken promise of the protocol */
  take(choice: Choice): void {
    if ("worker" in choice) this.stepOf(this.actors[choice.worker]!);
    else if ("help" in choice) this.stepOf(this.actors[MAIN]!);
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

  /**
   * Everything that decides what can happen next, to visit each state once. Counters count by how far they have moved; what a thread will
   * write before it reads it, and jobs of generations that are gone, count for nothing.
   */
  key(): string {
    const { array, main, actors, layout } = this;
    const values = main.operation?.do === "listen" ? [array[EVENTS]! - main.values[0]!, ...main.values.slice(1)] : main.values;
    const generation = (slot: number) => array[slotAt(layout, slot) + STATE]! >>> 2;
    const actor = (a: Actor | undefined) => {
      if (!a) return "";
      const tasks = a.tasks.map((task, slot) => (task && task.state >>> 2 >= generation(slot) ? `${task.state}/${task.job}` : ""));
      const looks = a.at <= At.LOOK || a.at >= At.LEAVE;
      const hasChunk = a.at >= At.CHECK && a.at <= At.MARK;
      const waits = a.at >= At.GATE && a.at <= At.PARK;
      return [
        a.at,
        a.slot,
        looks ? "" : a.state,
        hasChunk ? a.chunk : "",
        waits && a.bell === array[slotAt(layout, a.slot) + BELL] ? 1 : 0,
        a.idle,
        a.last ? 1 : 0,
        array[WAKE] === a.wake || a.at === At.START ? 0 : 1,
        ...tasks,
      ].join();
    };
    return [
      array[RUNNING]!, array.subarray(layout.headerWords).join(), actors.map(actor).join("|"), this.parked.join(), this.atGates.map(({ seat }) => seat).join(),
      main.operation ? Object.values(main.operation).join() : "", values.join(), main.listens, main.gone.join(), main.cancels.join(),
      main.submitted, main.waiting.join(), main.bySlot.join(), this.kills, this.cancels, this.fates.map(textOf).join("|"),
    ].join("#");
  }

  private actor(seat: number): Actor {
    return { ...newSeat(seat, this.layout), tasks: [] };
  }

  private stepOf(actor: Actor): void {
    if (actor.at === At.EMPTY) {
      // Atomics.wait compares and waits at once. (The main thread does not wait here.)
      if (actor.seat !== MAIN && actor.wake === this.array[WAKE]) this.parked.push(actor.seat);
      actor.at = At.START;
    } else if (actor.at === At.PARK) {
      const bell = slotAt(this.layout, actor.slot) + BELL;
      if (actor.seat !== MAIN && actor.bell === this.array[bell]) this.atGates.push({ seat: actor.seat, bell });
      actor.at = At.WAIT;
    } else if (actor.at === At.RUN) this.runStep(actor);
    else {
      if (actor.at === At.MARK || actor.at === At.COUNT) this.jobOf(actor);
      const base = slotAt(this.layout, actor.slot);
      const next = this.array[base + NEXT]!;
      step(actor, this.wordsFor(), this.layout);
      const { atOnce, seats } = this.layout;
      const isInside = (a?: Actor) => a !== undefined && a.at > At.BACK_OUT && a.at < At.LEAVE;
      if (atOnce < seats && this.actors.filter(isInside).length > atOnce) throw new Error("more threads are at work than may be");
      if (next >= this.array[base + CHUNKS]! && this.array[base + NEXT]! > next) throw new Error("NEXT grows without end");
    }
  }

  /** A chunk's run has two steps: it begins, and it is over. What it writes to is the caller's memory, which must still be lent. */
  private runStep(actor: Actor): void {
    const job = this.jobOf(actor);
    const fate = this.fates[job]!;
    if (fate.running[actor.chunk] !== actor.seat + 1) begin(fate, this.setting.jobs[job]!, actor.chunk, actor.seat);
    else {
      end(fate, actor.chunk);
      actor.found = foundBy(job);
      actor.at = At.MARK;
    }
  }

  /** The job that a thread works on: as it read it, which must be the one that is there, and not settled. */
  private jobOf(actor: Actor): number {
    const base = slotAt(this.layout, actor.slot);
    const there = this.array[programAt(this.layout, base)]! - 1;
    const known = actor.tasks[actor.slot];
    const job = known?.state === actor.state ? known.job : there;
    actor.tasks[actor.slot] = { state: actor.state, job };
    if (job !== there || this.array[base + STATE]! >>> 2 !== actor.state >>> 2) {
      throw new Error(`seat ${actor.seat} works on job ${job}, and ${there} is there`);
    }
    if (this.fates[job]!.settled) throw new Error(`chunk ${actor.chunk} of job ${job} runs after it was settled`);
    return job;
  }

  private kill(worker: number): void {
    const { at, slot } = this.actors[worker]!;
    const job = this.array[programAt(this.layout, slotAt(this.layout, slot))]! - 1;
    if (at >= At.CHECK && at <= At.MARK) this.fates[job]!.lost++;
    this.kills--;
    this.actors[worker] = undefined;
    this.parked = this.parked.filter((seat) => seat !== worker);
    this.atGates = this.atGates.filter(({ seat }) => seat !== worker);
    for (const { running } of this.fates) for (const [chunk, by] of running.entries()) if (by === worker + 1) running[chunk] = 0;
    this.main.gone.push(worker);
  }

  /** One atomic operation of the main thread; what it has learnt comes with the last. */
  private stepOfMain(operation: Operation): void {
    const { main, setting: { jobs }, layout } = this;
    main.operation = operation;
    let learnt: Learnt;
    try {
      learnt = perform(operation, main, jobs, (job) => this.fates[job]!.cancelled, layout, this.wordsFor(main.values));
    } catch (stopped) {
      if (stopped !== STOP) throw stopped;
      return;
    }
    Object.assign(main, learnt.main, { operation: undefined, values: [] });
    if (operation.do === "lose") {
      main.gone.shift();
      if (this.setting.replaced) this.actors[operation.seat] = this.actor(operation.seat);
    }
    if (operation.do === "cancel") main.cancels.shift();
    if (learnt.cancelled) this.cancelled(learnt.cancelled);
    for (const [job, outcome] of learnt.outcomes) settle(this.fates[job]!, job, jobs[job]!, outcome);
  }

  private cancelled({ job, slot }: { job: number; slot: number }): void {
    const claims = (actor: Actor | undefined) => actor?.slot === slot && actor.at >= At.CHECK && actor.at <= At.RUN;
    Object.assign(this.fates[job]!, { cancelled: true, claimants: this.actors.flatMap((actor) => (claims(actor) ? [actor!.seat] : [])) });
  }

  /** Who waits for a word is woken, the first that came first. */
  private notified(index: number, count: number): void {
    if (index === WAKE) this.parked = this.parked.slice(count);
    else if (index !== EVENTS) this.atGates = this.atGates.filter(({ bell }) => bell !== index);
    else if (this.main.listens === "parked" && count > 0) this.main.listens = "due";
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
      or: (i, mask) => operate(() => { const old = array[i]!; array[i] = old | mask; return old; }),
      and: (i, mask) => operate(() => { const old = array[i]!; array[i] = old & mask; return old; }),
      swap: () => { throw new Error("no step of the protocol swaps"); },
      clear: (i, count) => void operate(() => array.fill(0, i, i + count) && 0),
      notify: (i, count) => void operate(() => (this.notified(i, count), 0)),
    };
  }
}

const STOP = new Error("the main thread has done its operation");
