/** The clock and the timers of the platform, and turns of the event loop. */
import { now, setImmediate } from "#platform";

export { clearInterval, clearTimeout, held, now, setImmediate, setInterval, setTimeout } from "#platform";

/** Lets the event loop turn. */
export const turn = (): Promise<void> => new Promise((resume) => void setImmediate(resume));

/** No turn of the event loop computes for longer than this: timers, signals and servers go on beside what takes long. */
export const SLICE_MS = 2;

export class Turns {
  private since = now();

  get isDue(): boolean {
    return now() - this.since > SLICE_MS;
  }

  async take(): Promise<void> {
    await turn();
    this.since = now();
  }
}
