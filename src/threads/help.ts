/** The calling thread's own part in jobs: it takes chunks, or makes room for those who do. */
import { now, SLICE_MS, setImmediate } from "../clock";
import type { Crew } from "./crew";
import type { Thread } from "./drain";
import { EVENTS, type Layout } from "./job-table";
import { sleep } from "./sleep";
import type { Words } from "./words";

/** How long the calling thread steps aside before it helps: by then threads run, or wait for a processor that others have. */
const NAP_MS = 0.1;
/** When the slice of this turn of the event loop is over, which all instances share. */
let endOfSlice: number | undefined;

function sliceEnd(): number {
  if (endOfSlice === undefined) {
    endOfSlice = now() + SLICE_MS;
    setImmediate(() => {
      endOfSlice = undefined;
    });
  }
  return endOfSlice;
}

export interface HelpStart {
  layout: Layout;
  control: Int32Array;
  words: Words;
  main: Thread;
  crew: Crew;
  /** Jobs in the table. */
  live(): number;
  /** Judges them. */
  look(): void;
  wakeForUnclaimed(): void;
}

export class Help {
  private isDue = false;
  /** Until then the calling thread takes chunks, though workers do too. */
  private until = 0;

  constructor(private readonly start: HelpStart) {}

  /** For a job that begins now. */
  begin(): void {
    this.until = now() + SLICE_MS;
  }

  /** It takes its chunks before threads are started, where one has begun. */
  get comesFirst(): boolean {
    return this.isDue && this.start.crew.hasStarted && now() < this.until;
  }

  /**
   * The calling thread takes chunks: in slices while no worker is ready to, and for the first slice of a job where room is left for it;
   * after a pause it steps aside first.
   */
  offer(): void {
    const { words, main, crew, live, look, wakeForUnclaimed } = this.start;
    if (this.isDue || !(main.isWaiting || (live() > 0 && this.isWanted()))) return;
    this.isDue = true;
    const haveSlept = live() <= 1 && !crew.isAwake;
    setImmediate(() => {
      this.isDue = false;
      const end = sliceEnd();
      const events = words.load(EVENTS); // a job that is done is settled at once, whatever else there is to help with
      const isLeft = () => now() < end && words.load(EVENTS) === events;
      if (haveSlept) this.stepAside(events, NAP_MS);
      main.drain(() => isLeft() && this.isWanted());
      look();
      wakeForUnclaimed(); // a thread may be had by now
      if (main.isWaiting) this.offer(); // until it has let go of its chunk, whatever becomes of the job
      else if (isLeft()) this.stepAside(events, Math.min(end, this.until) - now());
    });
  }

  /**
   * Sleeps until there is something to look at: where threads take all processors, this one's too. (Two that wake at once beside a
   * thread that computes may be put on one processor for milliseconds, while the other falls idle.)
   */
  private stepAside(events: number, mostMs: number): void {
    const { layout, control, main, crew, live, look } = this.start;
    const share = mostMs > 0 && layout.atOnce < layout.seats && crew.hasStarted && live() > 0 && !main.isWaiting;
    if (share) sleep(control, EVENTS, events, mostMs);
    look();
  }

  private isWanted(): boolean {
    return !this.start.crew.hasStarted || now() < this.until;
  }
}
