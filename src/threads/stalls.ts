/** Notices jobs in which nothing moves any more, by looks at them in regular time (a machine that slept has not looked meanwhile). */
import { SLOTS } from "./job-table";

/** So many looks without a chunk claimed or done: a chunk takes microseconds, and looks are half a second apart. */
export const STALLED_LOOKS = 10;

export class Stalls {
  private readonly progress = new Array<number>(SLOTS).fill(-1);
  private readonly looks = new Array<number>(SLOTS).fill(0);

  /** Whether the job in `slot`, of which so much is claimed and done, has stalled. */
  has(slot: number, progress: number): boolean {
    const moved = progress !== this.progress[slot];
    this.progress[slot] = progress;
    this.looks[slot] = moved ? 0 : this.looks[slot]! + 1;
    if (this.looks[slot]! < STALLED_LOOKS) return false;
    this.looks[slot] = 0;
    return true;
  }

  forget(slot: number): void {
    this.progress[slot] = -1;
  }
}
