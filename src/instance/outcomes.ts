/** What becomes of an instance's calls: counted, published as events, told to observers, logged. */
import { now } from "../clock";
import type { Call, Ran } from "../call/call";
import type { InstanceLogger } from "./logger";
import { Counts } from "./counts";

/** Gets the call, where it ran (undefined where it failed), how long it took, and what it copied. */
export type Observer = (call: Call, ran: Ran | undefined, elapsedMs: number, bytesMoved: number) => void;

export class Outcomes {
  readonly counts = new Counts();
  readonly observers = new Set<Observer>();

  constructor(private readonly log: InstanceLogger) {}

  /** A call succeeded. A piece of a longer one counts for that. */
  done(call: Call, ran: Ran, bytesMoved: number, newNaN: number | null): void {
    const { elapsedMs, partOf } = call;
    if (partOf) {
      partOf.ran = ran;
      partOf.bytesMoved += bytesMoved;
      return;
    }
    this.counts.success(call, ran, elapsedMs, bytesMoved, newNaN);
    call.ended(ran, elapsedMs);
    if (this.observers.size > 0) this.tell(call, ran, elapsedMs, bytesMoved);
    if (this.log.hearsDebug) this.log.say("debug", `${call.where}: ${call.elements} elements, ${ran}, ${elapsedMs.toFixed(3)} ms`);
  }

  /** A call failed; returns the error. */
  failed(error: unknown, call: Call): unknown {
    if (call.partOf) return error;
    this.counts.failure(call, call.elapsedMs);
    call.failed(error);
    if (this.observers.size > 0) this.tell(call, undefined, call.elapsedMs, 0);
    if (this.log.hearsDebug) this.log.say("debug", `${call.where}: failed: ${(error as Error | null)?.message ?? String(error)}`);
    return error;
  }

  /** What was given is no call; returns the error. */
  refused(error: unknown, begun: number, isPart: boolean): unknown {
    if (!isPart) this.counts.refusal(now() - begun);
    return error;
  }

  private tell(...about: Parameters<Observer>): void {
    for (const observer of this.observers) {
      try {
        observer(...about);
      } catch (error) {
        this.log.say("warn", `an observer of calls threw: ${(error as Error | null)?.message ?? String(error)}`); // no call fails for that
      }
    }
  }
}
