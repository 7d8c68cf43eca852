/** Takes work through the engine it was placed on: in slices on the calling thread, on the pool, in threads for functions. */
import type { Call } from "../call/call";
import type { EngineName } from "../call/options";
import { now, SLICE_MS, turn } from "../clock";
import { BYTES } from "../dtype";
import type { Engines } from "../engines/engines";
import { advance, type Position } from "../engines/inline";
import { advanceJs } from "../engines/js";
import type { Watch } from "../engines/work";
import { advanceFunction, runFunction } from "../functions/elements";
import type { Crews } from "./crews";
import type { Prepared } from "./prepare";

/**
 * How long the calling thread works alone, in slices and over all calls, before it opens the pool: what opening would take. A script
 * that maps once is done by then, and one that goes on has lost no more than that.
 */
const HEAD_START_MS = 20;

export class Conductor {
  private headStartMs = HEAD_START_MS;

  /** Whether the calling thread goes on alone for now, as the pool is not open yet; `spentMs` more of that time is over. */
  isAhead(asked: EngineName, spentMs = 0): boolean {
    this.headStartMs -= spentMs;
    return asked === "auto" && this.headStartMs > 0 && !this.engines.started!.scheduler.isPoolOpen;
  }

  constructor(
    private readonly engines: Engines,
    private readonly crews: Crews,
  ) {}

  /** Works on the calling thread until the work is done or the clock has passed `until`. Whether it is done. */
  advance({ work, place, job }: Prepared, watch: Watch, position: Position, until: number): boolean {
    if (work.count === 0) watch.progress(0);
    if (job) return advanceFunction(work, job, position, until, watch);
    if (place === "js") return advanceJs(work, position, until, watch);
    return advance(work, this.engines.started!.bench, position, until, watch);
  }

  /** Works on the calling thread until the work is done, in slices without turns between them, to look at the clock and the signal. */
  finishHere(prepared: Prepared, watch: Watch, position: Position, until: number): void {
    let end = until; // the clock is read as seldom as can be: it takes a tenth of a small call
    while (!this.advance(prepared, watch, position, end)) {
      watch.check();
      end = now() + SLICE_MS;
    }
  }

  /** Goes on from `position` until the work is done, in further turns of the event loop. */
  async finish(prepared: Prepared, watch: Watch, position: Position): Promise<void> {
    const { place, work, job } = prepared;
    if (place === "threads" && !job) return this.onPool(prepared, watch, position);
    if (place === "threads") return runFunction(work, job!, this.crews.seats("threads"), watch);
    if (position.at === 0) watch.begin();
    while (!(await this.nextSlice(prepared, watch, position)));
  }

  /** The result of what is done, for the call that it was done for. @throws EmptyInput, of a reduction */
  conclude(prepared: Prepared, call: Call): unknown {
    const { work, output, place, job } = prepared;
    const isAlone = place === "threads" && !job && !this.engines.started!.scheduler.isPoolOpen; // done within the head start
    this.giveBack(prepared);
    const result = output.result();
    call.ranOn(isAlone ? "inline" : place, work.copies * work.count * BYTES[work.lowered.dtype]);
    return result;
  }

  /** A result that nobody will get. */
  discard(prepared: Prepared): void {
    const { output } = prepared;
    this.giveBack(prepared);
    if (!output.fresh || !output.view || !output.allocation || output.allocation.freed) return;
    this.engines.started?.arena.freeArray(output.view, "discard");
  }

  /** No thread works for it any more. */
  private giveBack(prepared: Prepared): void {
    const { loans } = prepared;
    if (loans.length === 0) return;
    prepared.loans = [];
    for (const { pointer, bytes } of loans) this.engines.started?.arena.giveBack(pointer, bytes);
  }

  /** One slice in a turn of its own. Whether the work is done. */
  private async nextSlice(prepared: Prepared, watch: Watch, position: Position): Promise<boolean> {
    await turn();
    watch.check();
    return this.advance(prepared, watch, position, now() + SLICE_MS);
  }

  /** The pool, after the head start if it is not open yet. */
  private async onPool(prepared: Prepared, watch: Watch, position: Position): Promise<void> {
    const { work, asked } = prepared;
    const { batches, scheduler } = this.engines.started!;
    if (asked === "auto" && !scheduler.isPoolOpen) watch.begin();
    for (let spentMs = 0; this.isAhead(asked, spentMs); ) {
      const begun = now();
      const done = await this.nextSlice(prepared, watch, position);
      spentMs = now() - begun;
      if (done) {
        this.isAhead(asked, spentMs);
        return;
      }
    }
    position.found += await batches.run(work, position.at, watch);
  }
}
