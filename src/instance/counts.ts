/** What an instance counts, and its status made of that. */
import type { Build } from "../program";
import type { Engine } from "../engines/engine";
import type { Admission } from "./admission";
import type { Call, Ran } from "../call/call";
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

  success({ operation, elements, waitMs }: Call, engine: Ran, elapsedMs: number, bytesMoved: number, newNaN: number | null): void {
    this.calls++;
    this.succeeded++;
    this.elapsedMs += elapsedMs;
    this.lastCall = { engine, elements, elapsedMs, newNaN };
    this.metrics.success(operation, engine, elements, bytesMoved, waitMs, elapsedMs);
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
  engine: Engine | undefined;
  settings: Settings;
  counts: Counts;
  phase: FluxStatus["status"];
  place: FluxStatus["engine"];
  fallbackReason: string | null;
  build: Build | null;
  calls: Admission;
  functionThreads: number;
}

export function statusOf({ engine, settings, counts, phase, place, fallbackReason, build, calls, functionThreads }: Known): FluxStatus {
  return {
    status: phase,
    engine: place,
    fallbackReason,
    arithmetic: settings.arithmetic,
    build,
    workersActive: engine?.scheduler.workersActive ?? 0,
    functionThreads,
    maxWorkers: settings.maxWorkers,
    memorySafe: settings.memorySafe,
    memory: {
      arenaBytes: engine?.arena.arenaBytes ?? 0,
      freeBytes: engine?.arena.freeBytes ?? 0,
      stagingBytes: engine?.arena.stagingBytes ?? 0,
      limitBytes: settings.limitBytes,
      arrays: engine?.arena.arrays ?? 0,
    },
    calls: counts.calls + calls.inFlight + calls.waits,
    inFlight: calls.inFlight,
    waiting: calls.waits,
    failed: counts.failed,
    successRate: counts.successRate,
    elapsedMs: counts.elapsedMs,
    queued: engine?.scheduler.queued ?? 0,
    lastCall: counts.lastCall && { ...counts.lastCall },
  };
}
