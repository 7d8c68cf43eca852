/** Counts and times as Prometheus reads them, written by prom-client. */
import type { Metric, MetricObject, Registry } from "prom-client";
import { peer } from "./peer";

/** What is told of a quantity: its samples, by labels. */
export interface Gauge {
  name: string;
  help: string;
  type: "counter" | "gauge";
  samples: { labels: Record<string, string>; value: number }[];
}

/** Times by size, upper bounds in milliseconds, counts up to each. */
export interface Times {
  name: string;
  help: string;
  samples: { labels: Record<string, string>; buckets: { leMs: number; count: number }[]; count: number; sumMs: number }[];
}

/** @throws MissingPeer */
export async function prometheusText(gauges: Gauge[], times: Times[]): Promise<string> {
  const { Registry: OwnRegistry } = peer<{ Registry: new () => Registry }>("prom-client", "prometheus");
  const registry = new OwnRegistry();
  // What was counted is given whole: prom-client's own metrics count for themselves, at every call.
  const add = (metric: object) => registry.registerMetric(metric as Metric);
  for (const { name, help, type, samples } of gauges) {
    add({ name, get: async () => ({ name, help, type, aggregator: "sum", values: samples }) as unknown as MetricObject });
  }
  for (const { name, help, samples } of times) {
    const values = samples.flatMap(({ labels, buckets, count, sumMs }) => [
      ...buckets.map(({ leMs, count: upTo }) => ({
        labels: { ...labels, le: String(leMs / 1000) },
        value: upTo,
        metricName: `${name}_bucket`,
      })),
      { labels: { ...labels, le: "+Inf" }, value: count, metricName: `${name}_bucket` },
      { labels, value: sumMs / 1000, metricName: `${name}_sum` },
      { labels, value: count, metricName: `${name}_count` },
    ]);
    add({ name, get: async () => ({ name, help, type: "histogram", aggregator: "sum", values }) as unknown as MetricObject });
  }
  return registry.metrics();
}
