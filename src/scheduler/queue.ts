/**
 * Jobs that wait for a slot. Short ones go first, so that a small call does not wait for a thousand huge ones; but one of a few that go
 * is the long one that has waited longest, so that none waits for ever.
 */

/** A job of so many chunks, some 2 ms of one thread, is short. */
const SHORT_CHUNKS = 32;
/** One of so many that go is long. */
const LONG_EACH = 4;

export class JobQueue<T extends { chunks: number }> {
  private readonly short: T[] = [];
  private readonly long: T[] = [];
  private gone = 0;

  get length(): number {
    return this.short.length + this.long.length;
  }

  push(job: T): void {
    this.laneOf(job).push(job);
  }

  /** The next to go. */
  take(): T | undefined {
    const long = this.short.length === 0 || (this.long.length > 0 && ++this.gone % LONG_EACH === 0);
    return (long ? this.long : this.short).shift();
  }

  /** Whether it was there. */
  remove(job: T): boolean {
    const lane = this.laneOf(job);
    const at = lane.indexOf(job);
    if (at >= 0) lane.splice(at, 1);
    return at >= 0;
  }

  private laneOf(job: T): T[] {
    return job.chunks <= SHORT_CHUNKS ? this.short : this.long;
  }
}
