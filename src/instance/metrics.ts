/** What an instance's calls took, by operation: counted as they end. */
import { now } from "../clock";
import type { Ran } from "../call/call";
import { bucketOf, Histogram, type TimeHistogram } from "./histogram";

/** Of one operation. */
export interface OperationMetrics {
  calls: number;
  failed: number;
  /** Ended by the caller's own signal: no failures. */
  aborted: number;
  /** Where they ran: on threads or processes, or on the calling thread. */
  pool: number;
  inline: number;
  /** Elements of those that succeeded, and bytes that were copied in and out for them. */
  elements: number;
  bytesMoved: number;
  /** From the call until work on it began; from then until it was settled; both together. */
  wait: TimeHistogram;
  run: TimeHistogram;
  total: TimeHistogram;
}

/** What {@link Flux.metrics} returns. */
export interface FluxMetrics {
  /**
   * By name: of an operation, a formula's text, "sum(...)" for a reduction, "parallel(...)". Once there are 256, the others are
   * "(others)".
   */
  operations: Record<string, OperationMetrics>;
  /** Calls that ran elsewhere than was asked for, as there are no threads, or no WebAssembly. */
  fallbacks: number;
  /** Threads and processes that were lost or ended and replaced; chunks and batches that ran again. */
  faults: { threadsLost: number; chunksRunAgain: number; batchesRunAgain: number };
  /** Calls that were refused as the queue was full. */
  refused: number;
  /** Since the instance was made. */
  elapsedMs: number;
}

class Operation {
  calls = 0;
  failed = 0;
  aborted = 0;
  pool = 0;
  inline = 0;
  elements = 0;
  bytesMoved = 0;
  readonly wait = new Histogram();
  readonly run = new Histogram();
  readonly total = new Histogram();

  snapshot(): OperationMetrics {
    const { calls, failed, aborted, pool, inline, elements, bytesMoved, wait, run, total } = this;
    return {
      calls,
      failed,
      aborted,
      pool,
      inline,
      elements,
      bytesMoved,
      wait: wait.snapshot(),
      run: run.snapshot(),
      total: total.snapshot(),
    };
  }
}

/** Texts of formulas are without end. */
const MOST_OPERATIONS = 256;
const OTHERS = "(others)";

export class Metrics {
  private readonly operations = new Map<string, Operation>();
  private last: { name: string; operation: Operation } | undefined;
  private readonly begun = now();
  fallbacks = 0;
  batchesRunAgain = 0;

  success(name: string, ran: Ran, elements: number, bytesMoved: number, waitMs: number, totalMs: number): void {
    const operation = this.operation(name);
    operation.calls++;
    if (ran === "threads" || ran === "processes") operation.pool++;
    else operation.inline++;
    operation.elements += elements;
    operation.bytesMoved += bytesMoved;
    const bucket = bucketOf(totalMs);
    operation.wait.record(waitMs);
    operation.run.record(totalMs - waitMs, waitMs === 0 ? bucket : undefined);
    operation.total.record(totalMs, bucket);
  }

  failure(name: string, aborted: boolean): void {
    const operation = this.operation(name);
    operation.calls++;
    if (aborted) operation.aborted++;
    else operation.failed++;
  }

  snapshot(others: { threadsLost: number; chunksRunAgain: number; refused: number }): FluxMetrics {
    const { threadsLost, chunksRunAgain, refused } = others;
    return {
      operations: Object.fromEntries([...this.operations].map(([name, operation]) => [name, operation.snapshot()])),
      fallbacks: this.fallbacks,
      faults: { threadsLost, chunksRunAgain, batchesRunAgain: this.batchesRunAgain },
      refused,
      elapsedMs: now() - this.begun,
    };
  }

  private operation(name: string): Operation {
    if (this.last?.name === name) return this.last.operation; // often that of the call before
    let operation = this.operations.get(name);
    if (!operation) {
      if (this.operations.size >= MOST_OPERATIONS && name !== OTHERS) return this.operation(OTHERS);
      this.operations.set(name, (operation = new Operation()));
    }
    this.last = { name, operation };
    return operation;
  }
}
