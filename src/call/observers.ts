/** Those who are told of each call that ends. */
import type { Call } from "./call";
import type { Log } from "./log";
import type { Ran } from "./metrics";

/** Gets the call, where it ran (undefined where it failed), how long it took, and what it copied. */
export type Observer = (call: Call, ran: Ran | undefined, elapsedMs: number, bytesMoved: number) => void;

export class Observers {
  private readonly all = new Set<Observer>();

  constructor(private readonly log: Log) {}

  add(observer: Observer): void {
    this.all.add(observer);
  }

  delete(observer: Observer): void {
    this.all.delete(observer);
  }

  tell(call: Call, ran: Ran | undefined, elapsedMs: number, bytesMoved: number): void {
    if (this.all.size === 0) return;
    for (const observer of this.all) {
      try {
        observer(call, ran, elapsedMs, bytesMoved);
      } catch (error) {
        this.log.say("warn", `an observer of calls threw: ${(error as Error | null)?.message ?? String(error)}`); // no call fails for that
      }
    }
  }
}
