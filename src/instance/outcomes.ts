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

  /** A call succeeded. `newNaN`: results that are NaN where no input was, if that was counted. */
  done(call: Call, newNaN: number | null): void {
    const { elapsedMs, ran, bytesMoved } = call;
    this.counts.success(call, elapsedMs, newNaN);
    call.ended(elapsedMs);
    if (this.observers.size > 0) this.tell(call, ran, elapsedMs, bytesMoved);
    if (this.log.hearsDebug) this.log.say("debug", `${call.where}: ${call.elements} elements, ${ran}, ${elapsedMs.toFixed(3)} ms`);
  }

  /** A call failed; returns the error. */
  failed(error: unknown, call: Call): unknown {
    this.counts.failure(call, call.elapsedMs);
    call.failed(error);
    if (this.observers.size > 0) this.tell(call, undefined, call.elapsedMs, 0);
    if (this.log.hearsDebug) this.log.say("debug", `${call.where}: failed: ${(error as Error | null)?.message ?? String(error)}`);
    return error;
  }

  /** What was given is no call; returns the error. */
  refused(error: unknown, begun: number): unknown {
    this.counts.refusal(now() - begun);
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
