/** Takes a call through the engine it was placed on: in slices on the calling thread, on the pool, in threads for functions. */
import { now, SLICE_MS, turn } from "../clock";
import { advanceFunction, runFunction } from "../functions/elements";
import type { Engine } from "../engines/engine";
import { advance, type Position } from "../engines/inline";
import { advanceJs } from "../engines/js";
import type { Crews } from "./crews";
import type { Prepared } from "./prepare";

/**
 * How long the calling thread works alone, in slices and over all calls, before it opens the pool: what opening would take. A script
 * that maps once is done by then, and one that goes on has lost no more than that.
 */
const HEAD_START_MS = 20;

export class Conductor {
  private headStartMs = HEAD_START_MS;

  constructor(private readonly crews: Crews) {}

  /** Works on the calling thread until the call is done or the clock has passed `until`. Whether it is done. */
  advance({ work, place, call, job }: Prepared, engine: Engine | undefined, position: Position, until: number): boolean {
    if (work.count === 0) call.progress(0);
    if (job) return advanceFunction(work, job, position, until, call);
    return place === "js" ? advanceJs(work, position, until, call) : advance(work, engine!.bench, position, until, call);
  }

  /** Goes on from `position` until the call is done, in further turns of the event loop. */
  async finish(prepared: Prepared, engine: Engine | undefined, position: Position): Promise<void> {
    const { call, place, work, job } = prepared;
    if (place === "threads" && !job) return this.onPool(prepared, engine!, position);
    if (place === "threads") return runFunction(work, job!, this.crews.seats("threads"), call, (cancel) => call.onStop(cancel));
    if (position.at === 0) call.begin();
    while (!(await this.nextSlice(prepared, engine, position)));
  }

  /** One slice in a turn of its own. Whether the call is done. */
  private async nextSlice(prepared: Prepared, engine: Engine | undefined, position: Position): Promise<boolean> {
    await turn();
    prepared.call.check();
    return this.advance(prepared, engine, position, now() + SLICE_MS);
  }

  /** The pool, after the head start if it is not open yet. */
  private async onPool(prepared: Prepared, engine: Engine, position: Position): Promise<void> {
    const { call, work, asked } = prepared;
    const { batches, scheduler } = engine;
    if (asked === "auto" && !scheduler.isPoolOpen) call.begin();
    while (asked === "auto" && !scheduler.isPoolOpen && this.headStartMs > 0) {
      const begun = now();
      const done = await this.nextSlice(prepared, engine, position);
      this.headStartMs -= now() - begun;
      if (done) return;
    }
    position.found += await batches.run(work, position.at, call, (cancel) => call.onStop(cancel));
  }
}
