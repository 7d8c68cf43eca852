/** How large the batches of a call are: from what was measured, within what memory allows. */

/**
 * A batch is to take that long, and that long at least: below, the sending would count; above 100 ms nobody could be told, or stopped,
 * in time.
 */
const TARGET_MS = 30;
const LEAST_MS = 15;
/** The first batch is one element, as nobody knows how long it takes; each may be so much larger than the one before. */
const GROWTH = 8;
/** The first batch of elements of which one was never seen, and the most that any batch has. */
const FIRST_ELEMENTS = 64;
const MOST_ELEMENTS = 1 << 24;
/** A new measurement counts for so much. */
const WEIGHT = 0.5;
/** The slowest counts for so much after each batch that was quicker. */
const FADING = 0.8;

/** What was learned of a function: it outlives the call. */
export interface Learned {
  msPerElement: number | undefined;
  /** The most that an element of any batch took; what is long ago counts less and less. */
  slowestMs: number;
  isAsync: boolean;
}

export class Cut {
  private last = 0;
  /** Elements that memory allows; unless more is known, those that can do no harm. */
  private most = MOST_ELEMENTS;

  constructor(
    private readonly learned: Learned,
    /** As asked for, or undefined. */
    private readonly asked: number | undefined,
    private readonly lanes: number,
    /** Whether it is known what an element takes. */
    private readonly isSized: boolean,
  ) {}

  /** No batch is larger than memory allows. */
  bound(elements: number): void {
    this.most = Math.min(this.most, Math.max(1, elements));
  }

  /** Elements of the next batch, where so many are left (Infinity where that is not known). */
  size(left: number): number {
    if (this.asked !== undefined) return Math.min(this.asked, left);
    const { msPerElement } = this.learned;
    const wanted = msPerElement === undefined ? 1 : TARGET_MS / msPerElement;
    const first = msPerElement === undefined ? 1 : this.isSized ? wanted : FIRST_ELEMENTS;
    const grown = Math.min(wanted, this.last === 0 ? first : this.last * GROWTH);
    // At the end, all lanes have something to do, if it is worth a batch.
    const fair = Math.max(Math.ceil(left / (2 * this.lanes)), msPerElement === undefined ? 1 : LEAST_MS / msPerElement);
    this.last = Math.max(1, Math.floor(Math.min(grown, this.most, fair, left)));
    return this.last;
  }

  measured(count: number, ms: number, isAsync: boolean): void {
    const { learned } = this;
    const each = Math.max(ms / count, 1e-6);
    learned.msPerElement = learned.msPerElement === undefined ? each : learned.msPerElement + WEIGHT * (each - learned.msPerElement);
    learned.slowestMs = Math.max(each, FADING * learned.slowestMs + (1 - FADING) * each);
    learned.isAsync = isAsync;
  }
}
