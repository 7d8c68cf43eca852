/**
 * Jobs that wait for a slot, and which of them go when. Short ones go first, so that a small call does not wait for a thousand huge ones;
 * but one of a few that go is the long one that has waited longest, so that none waits for ever. And only a few long ones are in the table
 * at once: threads go round the table a chunk at a time, so a short one has its turn the sooner, and finds a slot.
 */

/** A job of so many chunks, some 2 ms of one thread, is short. */
const SHORT_CHUNKS = 32;
/** One of so many that go is long. */
const LONG_EACH = 4;
/** Long jobs in the table at once. */
const MOST_LONG = 4;

export class JobQueue<T extends { chunks: number }> {
  private readonly short: T[] = [];
  private readonly long: T[] = [];
  private gone = 0;
  private longGone = 0;

  get length(): number {
    return this.short.length + this.long.length;
  }

  push(job: T): void {
    (isLong(job) ? this.long : this.short).push(job);
  }

  /** The next to go, if one may. */
  get next(): T | undefined {
    return (this.isLongNext ? this.long : this.short)[0];
  }

  /** The next one goes. */
  take(): T | undefined {
    const { isLongNext } = this;
    if (this.mayBeLong && this.short.length > 0) this.gone++;
    if (isLongNext) this.longGone++;
    return (isLongNext ? this.long : this.short).shift();
  }

  private get isLongNext(): boolean {
    return this.mayBeLong && (this.short.length === 0 || (this.gone + 1) % LONG_EACH === 0);
  }

  private get mayBeLong(): boolean {
    return this.long.length > 0 && this.longGone < MOST_LONG;
  }

  /** A job that went has left its slot. */
  over(job: T): void {
    if (isLong(job)) this.longGone--;
  }

  /** Whether it was there. */
  remove(job: T): boolean {
    const lane = isLong(job) ? this.long : this.short;
    const at = lane.indexOf(job);
    if (at >= 0) lane.splice(at, 1);
    return at >= 0;
  }
}

function isLong({ chunks }: { chunks: number }): boolean {
  return chunks > SHORT_CHUNKS;
}
