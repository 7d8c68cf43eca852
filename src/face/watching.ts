/** What an instance tells of itself; and its end. */
import type { FluxMetrics } from "../instance/metrics";
import type { FluxStatus } from "../instance/status";

/** What of OpenTelemetry's API is used (@opentelemetry/api has it). */
export interface MeterLike {
  createHistogram(name: string, options?: object): { record(value: number, attributes?: Record<string, string>): void };
  createCounter(name: string, options?: object): { add(value: number, attributes?: Record<string, string>): void };
  createObservableGauge(name: string, options?: object): ObservableLike;
}
interface ObservableLike {
  addCallback(callback: (result: { observe(value: number): void }) => void): void;
  removeCallback(callback: (result: { observe(value: number): void }) => void): void;
}

/** Watching of an instance. */
export interface Watching {
  /** What this instance has, does and did. Starts nothing. @example const { engine, fallbackReason } = flux.status(); */
  status(): FluxStatus;

  /**
   * What calls took, by operation: how many, where they ran, how long they waited and ran, bytes moved; fallbacks, and faults that were
   * healed. (Each call is also told on node:diagnostics_channel: tracingChannel("autoflux:job"), start, error and end.)
   *
   * @example
   * await flux.map("exp", [0, 1]);
   * const { total } = flux.metrics().operations["exp"];
   * console.log(total.count, total.p99Ms);
   */
  metrics(): FluxMetrics;

  /**
   * {@link Flux.metrics} and {@link Flux.status} as Prometheus reads them. Needs the package prom-client.
   *
   * @throws (as a rejected promise) MissingPeer
   */
  prometheus(): Promise<string>;

  /**
   * Records every call from now on with OpenTelemetry, by the global meter provider or a meter of one's own. Needs the package
   * \@opentelemetry/api, unless a meter is given. The promise gives a function that ends it.
   *
   * @throws (as a rejected promise) MissingPeer
   */
  openTelemetry(meter?: MeterLike): Promise<() => void>;

  /**
   * Refuses new calls (InstanceClosed), waits for those in flight (or, with `abort`, ends them with InstanceClosed), ends the threads
   * and gives the memory back. Arena arrays must not be used afterwards.
   *
   * @example
   * const fx = await createFlux();
   * await fx.close();
   */
  close(options?: { abort?: boolean }): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
