/** What an instance counts, and its status made of that. */
import type { EnginesStatus } from "../engines/engines";
import type { Admission } from "./admission";
import type { Call } from "../call/call";
import { Metrics } from "./metrics";
import type { Settings } from "../call/options";
import type { FluxStatus } from "./status";

export class Counts {
  readonly metrics = new Metrics();
  calls = 0;
  failed = 0;
  private succeeded = 0;
  elapsedMs = 0;
  lastCall: FluxStatus["lastCall"] = null;

  get successRate(): number | null {
    const ended = this.succeeded + this.failed;
    return ended === 0 ? null : this.succeeded / ended;
  }

  success({ operation, elements, waitMs, ran, bytesMoved }: Call, elapsedMs: number, newNaN: number | null): void {
    this.calls++;
    this.succeeded++;
    this.elapsedMs += elapsedMs;
    const last = (this.lastCall ??= { engine: ran, elements, elapsedMs, newNaN });
    last.engine = ran;
    last.elements = elements;
    last.elapsedMs = elapsedMs;
    last.newNaN = newNaN;
    this.metrics.success(operation, ran, elements, bytesMoved, waitMs, elapsedMs);
  }

  failure({ operation, aborted }: Call, elapsedMs: number): void {
    this.calls++;
    if (!aborted) this.failed++;
    this.elapsedMs += elapsedMs;
    this.metrics.failure(operation, aborted);
  }

  /** A call whose arguments were refused. */
  refusal(elapsedMs: number): void {
    this.calls++;
    this.failed++;
    this.elapsedMs += elapsedMs;
  }
}

interface Known {
  settings: Settings;
  counts: Counts;
  engines: EnginesStatus;
  admission: Admission;
  isClosed: boolean;
  functionThreads: number;
}

export function statusOf({ settings, counts, engines, admission, isClosed, functionThreads }: Known): FluxStatus {
  const { engine, fallbackReason, build, workersActive, memory, queued } = engines;
  const { inFlight, waits } = admission;
  return {
    status: isClosed ? "closed" : inFlight + waits > 0 ? "running" : "idle",
    engine,
    fallbackReason,
    arithmetic: settings.arithmetic,
    build,
    workersActive,
    functionThreads,
    maxWorkers: settings.maxWorkers,
    memorySafe: settings.memorySafe,
    memory,
    calls: counts.calls + inFlight + waits,
    inFlight,
    waiting: waits,
    failed: counts.failed,
    successRate: counts.successRate,
    elapsedMs: counts.elapsedMs,
    queued,
    lastCall: counts.lastCall && { ...counts.lastCall },
  };
}
