/** An instance's metrics by the names that Prometheus knows them by. */
import { type Gauge, prometheusText, type Times } from "../adapters/prometheus";
import type { Instance } from "../instance/instance";
import type { OperationMetrics } from "../instance/metrics";

/** @throws MissingPeer */
export function prometheusOn(instance: Instance): Promise<string> {
  const { operations, fallbacks, faults, refused } = instance.metrics();
  const status = instance.status();
  const byOperation = <T,>(of: (metrics: OperationMetrics, labels: Record<string, string>) => T): T[] =>
    Object.entries(operations).map(([operation, metrics]) => of(metrics, { operation }));
  const counter = (name: string, help: string, samples: Gauge["samples"]): Gauge => ({
    name: `autoflux_${name}_total`,
    help,
    type: "counter",
    samples,
  });
  const gauge = (name: string, help: string, value: number): Gauge => ({
    name: `autoflux_${name}`,
    help,
    type: "gauge",
    samples: [{ labels: {}, value }],
  });
  const alone = (value: number) => [{ labels: {}, value }];
  const times = (name: "wait" | "run" | "total", help: string): Times => ({
    name: `autoflux_call_${name}_seconds`,
    help,
    samples: byOperation((metrics, labels) => ({
      labels,
      buckets: metrics[name].buckets,
      count: metrics[name].count,
      sumMs: metrics[name].sumMs,
    })),
  });
  return prometheusText(
    [
      counter(
        "calls",
        "Calls that ended.",
        byOperation((m, labels) => ({ labels, value: m.calls })),
      ),
      counter(
        "calls_failed",
        "Calls that ended with an error.",
        byOperation((m, labels) => ({ labels, value: m.failed })),
      ),
      counter(
        "calls_pool",
        "Calls that ran on threads or processes.",
        byOperation((m, labels) => ({ labels, value: m.pool })),
      ),
      counter(
        "elements",
        "Elements of calls that succeeded.",
        byOperation((m, labels) => ({ labels, value: m.elements })),
      ),
      counter(
        "moved_bytes",
        "Bytes copied in and out.",
        byOperation((m, labels) => ({ labels, value: m.bytesMoved })),
      ),
      counter("fallbacks", "Calls that ran elsewhere than was asked for.", alone(fallbacks)),
      counter("threads_lost", "Threads and processes that were lost or ended.", alone(faults.threadsLost)),
      counter("chunks_run_again", "Chunks that ran again.", alone(faults.chunksRunAgain)),
      counter("batches_run_again", "Batches that ran again.", alone(faults.batchesRunAgain)),
      counter("calls_refused", "Calls refused as the queue was full.", alone(refused)),
      gauge("calls_in_flight", "Calls in flight.", status.inFlight),
      gauge("workers", "Kernel threads.", status.workersActive),
      gauge("function_threads", "Threads and processes for functions.", status.functionThreads),
      gauge("arena_bytes", "Size of the arena.", status.memory.arenaBytes),
      gauge("arena_free_bytes", "What of it is free.", status.memory.freeBytes),
      gauge("arena_arrays", "Arrays that live in it.", status.memory.arrays),
    ],
    [
      times("wait", "From the call until work on it began."),
      times("run", "From then until it was settled."),
      times("total", "From the call until it was settled."),
    ],
  );
}
