/** The families of an instance, and the synchronous twin of every function. */
import type { Computing } from "./computing";
import type { Series, Stats, SyncSeries, SyncStats } from "./families";

/** The synchronous twin of every function: the same code on the calling thread, which it blocks until the result is there. */
export interface Sync {
  map: Computing["mapSync"];
  evaluate: Computing["evaluateSync"];
  reduce: Computing["reduceSync"];
  readonly stats: SyncStats;
  readonly series: SyncSeries;
}

/** Families of an instance. */
export interface FamilyFunctions {
  readonly stats: Stats;
  readonly series: Series;
  readonly sync: Sync;
}
