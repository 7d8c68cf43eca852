/** The pool of worker threads over piscina. */
import type { Worker } from "node:worker_threads";
import type { PoolEvents, PoolStart, SeatTask, ThreadPool, Timer } from "../host";
import { workerFile } from "./files";
import { IS_BUN_BEFORE_1_4, lettingGo, type Piscina, piscinaFor } from "./piscina";
import { clearTimeout, held, setTimeout } from "./timers";

/** A worker that has not begun its first task by then will not. */
const BOOT_MS = 20_000;
/** How long a thread rests with its task where that keeps the process alive. */
const HOLDING_MS = 10;
/** Errors while loading that say that no thread will ever start; and ends of threads that were still starting, which may be bad luck. */
const LOAD_FAILURES = 3;
const BOOT_EXITS = 40;

export function openPool(start: PoolStart, events: PoolEvents): ThreadPool {
  return new Pool(workerFile()!, start, events);
}

class Pool implements ThreadPool {
  private readonly piscina: Piscina;
  private readonly threadIds: Int32Array;
  private readonly watched = new WeakSet<Worker>();
  /** Told to end, and not gone yet. */
  private readonly ending = new WeakSet<Worker>();
  /** Told to end whatever it does. */
  private readonly told = new WeakSet<Worker>();
  /** Seats of threads that were retired, and are not gone yet. */
  private readonly retired = new Set<number>();
  private readonly booting = new Map<number, Timer>();
  /** Read when a task is posted: by then a thread has been found for it, and whether threads can be let go is known. */
  private readonly rests = { ms: HOLDING_MS };
  private loadFailures = 0;
  private bootExits = 0;
  private closed = false;
  /** A thread was refused in the middle of run(): piscina keeps a task whose promise nobody has, and must not reject it. */
  private refused = false;

  constructor(filename: string, { workers, data, threadIds }: PoolStart, private readonly events: PoolEvents) {
    this.threadIds = threadIds;
    this.piscina = new (piscinaFor(filename))({
      filename,
      workerData: data,
      minThreads: 1,
      maxThreads: workers,
      idleTimeout: Number.POSITIVE_INFINITY,
      concurrentTasksPerWorker: 1,
      recordTiming: false,
      execArgv: [],
      name: "default",
      ...(IS_BUN_BEFORE_1_4 ? { atomics: "disabled" } : { loadBalancer: lettingGo(() => this.mayRest(), (id) => this.isEnding(id)) }),
    });
    this.piscina.on("error", () => {}); // a worker that fails outside a task: its exit is what counts
  }

  get threads(): number {
    return this.piscina.threads.filter((thread) => !this.ending.has(thread)).length;
  }

  run(seat: number): void {
    Atomics.store(this.threadIds, seat, 0);
    try {
      this.send(seat).then(
        () => this.over(seat),
        (error: Error) => this.over(seat, error),
      );
    } catch (error) {
      this.refused = true;
      throw error;
    }
    this.watch();
    if (!this.booting.has(seat)) this.booting.set(seat, setTimeout(() => this.lookAtBoot(seat), BOOT_MS).unref());
  }

  end(seat: number): void {
    const thread = this.threadIn(seat);
    if (!thread || this.told.has(thread)) return; // many jobs may wait for one thread's end
    this.told.add(thread);
    void thread.terminate();
  }

  retire(seat: number): void {
    const thread = this.threadIn(seat);
    if (!thread) return;
    this.retired.add(seat);
    this.ending.add(thread);
    void thread.terminate();
  }

  endIdle(seats: Iterable<number>): boolean {
    const busy = new Set([...seats].map((seat) => Atomics.load(this.threadIds, seat)));
    if (busy.has(0)) return false; // a task is on its way to a thread: to which one is not known yet
    const idle = this.piscina.threads.find((thread) => !busy.has(thread.threadId) && !this.ending.has(thread));
    if (!idle) return false;
    this.ending.add(idle);
    void idle.terminate();
    return true;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.booting.values()) clearTimeout(timer);
    if (this.refused) await Promise.all(this.piscina.threads.map((thread) => thread.terminate()));
    else await held(this.piscina.destroy());
    this.piscina.removeAllListeners();
  }

  private over(seat: number, error?: Error): void {
    const begun = Atomics.load(this.threadIds, seat) !== 0;
    clearTimeout(this.booting.get(seat));
    this.booting.delete(seat);
    if (begun) this.loadFailures = this.bootExits = 0;
    else if (error) this.failed(error);
    const isRetired = this.retired.delete(seat);
    if (!this.closed) this.events.left(seat, isRetired ? undefined : error);
  }

  private send(seat: number): Promise<unknown> {
    const { rests } = this;
    const task: SeatTask = { seat, get restMs() { return rests.ms; } };
    return this.piscina.run(task);
  }

  private mayRest(): void {
    this.rests.ms = Number.POSITIVE_INFINITY;
  }

  private isEnding(id: number): boolean {
    return this.piscina?.threads.some((thread) => thread.threadId === id && (this.ending.has(thread) || this.told.has(thread)));
  }

  private threadIn(seat: number): Worker | undefined {
    const id = Atomics.load(this.threadIds, seat);
    return id === 0 ? undefined : this.piscina.threads.find((thread) => thread.threadId === id);
  }

  /** A thread that exits before it took its task leaves the task queued, and piscina starts no other: a further task does. */
  private watch(): void {
    for (const worker of this.piscina.threads) {
      if (this.watched.has(worker)) continue;
      this.watched.add(worker);
      let cause = new Error("a worker exited with code 1 while it started");
      worker.once("error", (error: Error) => {
        cause = error;
      });
      worker.once("exit", () => {
        if (this.closed || this.piscina.queueSize === 0) return;
        this.failed(cause);
        if (!this.closed) this.startAnother();
      });
    }
  }

  private startAnother(): void {
    try {
      this.send(-1).catch(() => {}); // fails with the pool, and then the pool says so
      this.watch();
    } catch (error) {
      this.refused = true;
      this.giveUp((error as Error).message);
    }
  }

  private lookAtBoot(seat: number): void {
    if (Atomics.load(this.threadIds, seat) === 0) this.giveUp(`no worker began its task within ${BOOT_MS / 1000} s`);
  }

  private failed(error: Error): void {
    const ended = /exited with code|Terminating worker/.test(error.message);
    if (ended ? ++this.bootExits >= BOOT_EXITS : ++this.loadFailures >= LOAD_FAILURES) this.giveUp(error.message);
  }

  private giveUp(message: string): void {
    if (!this.closed) this.events.broken(`worker threads cannot be started: ${message}`);
  }
}
