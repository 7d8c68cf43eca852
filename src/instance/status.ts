/** What an instance tells of itself. */
import type { Arithmetic, Build } from "../program";

/** What {@link Flux.status} returns. Sizes are bytes, times milliseconds. */
export interface FluxStatus {
  /** "running" while calls are in flight. */
  status: "idle" | "running" | "closed";
  /** Where calls run when their size asks for it. */
  engine: "threads" | "inline" | "js";
  /** Why it is not the engine that was asked for; null where it is. */
  fallbackReason: string | null;
  /** As asked for. */
  arithmetic: Arithmetic;
  /** The build of the kernels; null without WebAssembly. */
  build: Build | null;
  /** Threads there are now. */
  workersActive: number;
  /** Threads and processes there are now for callers' functions. */
  functionThreads: number;
  /** Threads there may be. */
  maxWorkers: number;
  /** As asked for. */
  memorySafe: boolean;
  /** The arena: its size, what of it is free, lent to staging, its bound, and the arrays that live in it. */
  memory: { arenaBytes: number; freeBytes: number; stagingBytes: number; limitBytes: number; arrays: number };
  /** Calls so far. */
  calls: number;
  /** Of them those in flight, and those that wait for maxQueue to let them in. */
  inFlight: number;
  waiting: number;
  /** Calls that ended with an error. A caller's own abort is none. */
  failed: number;
  /** The share of ended calls that did not fail, aborted ones left out; null before the first. */
  successRate: number | null;
  /** Time that all ended calls took together, from call to settlement. */
  elapsedMs: number;
  /** Jobs in the job table or waiting for a place in it. */
  queued: number;
  /**
   * The last call that succeeded. newNaN: results that are NaN where no input was; null without safeMode, of reductions, and of functions
   * that JavaScript ran.
   */
  lastCall: { engine: "threads" | "inline" | "js" | "processes"; elements: number; elapsedMs: number; newNaN: number | null } | null;
}
