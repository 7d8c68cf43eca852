/**
 * What the core needs of the host it runs in. `node/index.ts` and `web/index.ts` give all of it, by the same names; the core imports
 * them by the specifier `#platform`, which package.json resolves, and its types from here.
 */
import type { Build } from "../program";

export interface Host extends Timers {
  /** Milliseconds since the process, or the page, began. */
  now(): number;
  /** Waits for what keeps no process alive by itself: this one stays until then. */
  held<T>(promise: Promise<T>): Promise<T>;

  /** Processors that may be used, a container's quota considered. */
  processors(): number;
  /** Bytes that can still be used without swapping or being ended, as far as the host tells. */
  availableBytes(): number;
  /** Bytes that JavaScript's own objects may still take before the engine ends the process. */
  heapLeft(): number;
  /** Memory that threads can share; ordinary memory where there are no threads to share it with. */
  sharedBuffer(bytes: number): SharedArrayBuffer;
  /** Ordinary memory that holds whatever was there before, where the host has it: nobody may see it until it is written whole. */
  unwrittenBuffer(bytes: number): ArrayBuffer;
  /** Ways of copying bytes beside TypedArray.set, for memory that does not overlap: which is quickest is for measuring to tell. */
  readonly byteCopiers: readonly CopyBytes[];
  /** Why arrays are ordinary where structuredClone gives no second buffer of a memory. */
  readonly NO_ARENA: string;

  /** The compiled kernels of a build. @throws where there are none */
  kernelBytes(build: Build): Uint8Array<ArrayBuffer>;
  /** The compiled kernels of a family (kernels/families.ts). @throws where there are none */
  familyBytes(family: string): Uint8Array<ArrayBuffer>;

  /** Why there can be no worker threads, as far as can be told without starting one. `asked`: somebody asked for threads. */
  whyNoThreads(asked: boolean, workers: number): string | null;
  /** Starts the first thread. @throws where threads are denied */
  openPool(start: PoolStart, events: PoolEvents): ThreadPool;
  /** In a worker thread: its id, and what the pool gave it. */
  thisThread(): { id: number; data: unknown };

  /** A log that the user of the process turns on from outside, by name. */
  debuglog(name: string): DebugLog;
  /** Where others can listen to what happens. */
  tracingChannel(name: string): Tracing;

  /** The global object of the main realm; in nearly all programs it is this one. */
  mainGlobal(): typeof globalThis;
  /** Whether it is an Error of any realm. */
  isNativeError(value: unknown): boolean;
  /** A copy, as another thread would receive it. @throws what cannot be cloned, and what getters throw */
  cloneData(value: unknown): unknown;
}

/** Copies the whole of `source` over a target of its length. */
export type CopyBytes = (target: Uint8Array, source: Uint8Array) => void;

export interface Timer {
  /** Does not keep the process alive. */
  unref(): this;
}

/** As they were when the package was imported: whoever replaces them afterwards by fake ones does not stop the calls it makes. */
export interface Timers {
  setTimeout(callback: () => void, ms: number): Timer;
  clearTimeout(timer: Timer | undefined): void;
  setInterval(callback: () => void, ms: number): Timer;
  clearInterval(timer: Timer | undefined): void;
  /** After this turn of the event loop, in the order of the calls. */
  setImmediate(callback: () => void): void;
}

export interface PoolStart {
  /** Threads at most. */
  workers: number;
  /** What each thread gets when it starts. */
  data: unknown;
  /** The id of the thread that sits in each seat, which the thread writes when it takes its task; 0 where none has yet. */
  threadIds: Int32Array;
}

/** What a pool sends to a thread: to drain the table in a seat. */
export interface SeatTask {
  /** -1: nothing is to be done, it was only to start a thread. */
  seat: number;
  /** How long it rests for want of work before the task is over. */
  restMs: number;
}

export interface PoolEvents {
  /** The task in `seat` is over; with `error`, its thread ended or its run failed. The thread no longer runs kernels. */
  left(seat: number, error?: Error): void;
  /** No thread can be had: `reason` for the user. */
  broken(reason: string): void;
}

/** The worker threads. A seat is a running task; the pool knows which thread sits in it. */
export interface ThreadPool {
  /** Threads there are, those that are ending left out. */
  readonly threads: number;
  /** Sends a thread to drain the table in `seat`; starts one if none is idle. @throws where threads are denied */
  run(seat: number): void;
  /** Ends the thread in `seat`, whatever it does. `left` follows its exit. */
  end(seat: number): void;
  /** Ends the thread in `seat`, which rests and counts no more. `left` follows its exit, or the end of its task, without an error. */
  retire(seat: number): void;
  /** Ends a thread that has no task, where the tasks are in `seats`. Whether there was one. */
  endIdle(seats: Iterable<number>): boolean;
  /** Ends all threads. Settles when they are gone. */
  close(): Promise<void>;
}

export interface DebugLog {
  (format: string, ...values: unknown[]): void;
  readonly enabled: boolean;
}

export interface Channel {
  readonly hasSubscribers: boolean;
  publish(event: object): void;
}

export interface Tracing {
  readonly start: Channel;
  readonly end: Channel;
  readonly error: Channel;
}
