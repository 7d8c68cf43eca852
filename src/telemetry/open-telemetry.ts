/** An instance's calls as OpenTelemetry's metrics, recorded as they end. */
import { peer } from "../adapters/peer";
import type { Instance } from "../instance/instance";
import type { Observer } from "../instance/outcomes";
import { bad } from "../call/options";
import type { MeterLike } from "../face/watching";

interface Api {
  metrics: { getMeter(name: string): MeterLike };
}

/** @throws MissingPeer */
export async function openTelemetryOn(instance: Instance, given?: MeterLike): Promise<() => void> {
  const meter = given ?? peer<Api>("@opentelemetry/api", "openTelemetry").metrics.getMeter("autoflux");
  if (!isMeter(meter)) bad("openTelemetry", "meter", "a Meter of @opentelemetry/api", given);
  const duration = meter.createHistogram("autoflux.call.duration", { unit: "s", description: "From the call until it was settled." });
  const wait = meter.createHistogram("autoflux.call.wait", { unit: "s", description: "From the call until work on it began." });
  const elements = meter.createCounter("autoflux.elements", { description: "Elements of calls that succeeded." });
  const moved = meter.createCounter("autoflux.moved", { unit: "By", description: "Bytes copied in and out." });
  const observer: Observer = (call, ran, elapsedMs, bytesMoved) => {
    const attributes = { operation: call.operation, ...(ran ? { engine: ran } : { "error.type": call.aborted ? "aborted" : "failed" }) };
    duration.record(elapsedMs / 1000, attributes);
    if (!ran) return;
    wait.record(call.waitMs / 1000, attributes);
    elements.add(call.elements, attributes);
    if (bytesMoved > 0) moved.add(bytesMoved, attributes);
  };
  instance.outcomes.observers.add(observer);
  const gauges = (
    [
      ["autoflux.workers", () => instance.status().workersActive],
      ["autoflux.calls.in_flight", () => instance.status().inFlight],
      ["autoflux.arena.size", () => instance.status().memory.arenaBytes],
    ] as const
  ).map(([name, value]) => {
    const gauge = meter.createObservableGauge(name);
    const callback: Parameters<typeof gauge.addCallback>[0] = (result) => result.observe(value());
    gauge.addCallback(callback);
    return () => gauge.removeCallback(callback);
  });
  return () => {
    instance.outcomes.observers.delete(observer);
    for (const end of gauges) end();
  };
}

function isMeter(meter: unknown): meter is MeterLike {
  try {
    return ["createHistogram", "createCounter", "createObservableGauge"].every(
      (method) => typeof (meter as Record<string, unknown> | null)?.[method] === "function",
    );
  } catch {
    return false; // a revoked proxy
  }
}
