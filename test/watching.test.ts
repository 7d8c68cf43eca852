import { tracingChannel } from "node:diagnostics_channel";
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";
import { peer } from "../src/adapters/peer";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());
const x = new Float64Array(300_000).fill(2);

describe("metrics", () => {
  it("counts calls by operation: where they ran, how long they waited and ran, what they copied", async () => {
    for (let i = 0; i < 10; i++) await fx.map("exp", [1, 2, 3]);
    await fx.map("exp", x, { engine: "threads" });
    await fx.reduce("sum", "x * x + 1", x);
    await fx.map("exp", [1], { timeout: 0.000001, engine: "threads" }).catch(() => {});
    fx.mapSync("sqrt", [4]);
    const { operations, elapsedMs } = fx.metrics();
    expect(Object.keys(operations)).toEqual(["exp", "sum(x * x + 1)", "sqrt"]);
    expect(operations["exp"]).toMatchObject({ calls: 12, failed: 1, pool: 1, inline: 10, elements: 300_030, bytesMoved: 2 * 8 * 300_030 });
    expect(operations["sum(x * x + 1)"]).toMatchObject({ calls: 1, elements: 300_000, bytesMoved: 8 * 300_000 });
    const { wait, run, total } = operations["exp"]!;
    for (const times of [wait, run, total]) {
      expect(times.count).toBe(11);
      expect(times.buckets.at(-1)!.count).toBe(11);
      expect(times.p50Ms).toBeLessThanOrEqual(times.p90Ms);
      expect(times.p90Ms).toBeLessThanOrEqual(times.p99Ms);
      expect(times.p99Ms).toBeLessThanOrEqual(times.maxMs);
    }
    expect(total.sumMs).toBeCloseTo(wait.sumMs + run.sumMs, 6);
    expect(total.maxMs).toBeGreaterThan(0.1);
    expect(elapsedMs).toBeGreaterThan(total.maxMs);
  });

  it("remembers at most 256 operations by name, and the others together", async () => {
    const many = await createFlux({ maxWorkers: 1 });
    for (let i = 0; i < 300; i++) await many.map(`x + ${i}`, [1]);
    const { operations } = many.metrics();
    expect(Object.keys(operations).length).toBe(257);
    expect(operations["(others)"]!.calls).toBe(44);
    await many.close();
  });

  it("counts what was refused", async () => {
    const inline = await createFlux({ maxWorkers: 1, maxQueue: 1 });
    const calls = [inline.map("exp", x, { engine: "threads" }), inline.map("exp", x, { engine: "threads" })];
    await Promise.allSettled(calls);
    expect(inline.metrics().refused).toBe(1);
    await inline.close();
  });

  it("counts a stream or a file once, not by its pieces", async () => {
    const own = await createFlux({ maxWorkers: 1 });
    async function* chunks() {
      for (let i = 0; i < 5; i++) yield new Float64Array(1000).fill(i);
    }
    for await (const _ of own.mapStream("x + 1", chunks()));
    await own.reduceStream("sum", [[1, 2], [3]]);
    const { operations } = own.metrics();
    expect(Object.entries(operations).map(([name, { calls }]) => [name, calls])).toEqual([["x + 1", 1], ["sum(x)", 1]]);
    expect(own.status().calls).toBe(2);
    await own.close();
  });
});

describe("prometheus", () => {
  it("gives text that Prometheus reads, by prom-client", async () => {
    const text = await fx.prometheus();
    expect(text).toMatch(/^# TYPE autoflux_calls_total counter$/m);
    expect(text).toMatch(/^autoflux_calls_total\{operation="exp"\} 12$/m);
    expect(text).toMatch(/^# TYPE autoflux_call_total_seconds histogram$/m);
    expect(text).toMatch(/^autoflux_call_total_seconds_bucket\{operation="exp",le="\+Inf"\} 11$/m);
    expect(text).toMatch(/^autoflux_call_total_seconds_count\{operation="exp"\} 11$/m);
    expect(text).toMatch(/^autoflux_workers 2$/m);
    const buckets = [...text.matchAll(/^autoflux_call_run_seconds_bucket\{operation="exp",le="([^"]+)"\} (\d+)$/gm)].map(([, le, count]) => [Number(le!.replace("+Inf", "Infinity")), Number(count)]);
    expect(buckets.length).toBeGreaterThan(2);
    for (let i = 1; i < buckets.length; i++) {
      expect(buckets[i]![0]).toBeGreaterThan(buckets[i - 1]![0]!);
      expect(buckets[i]![1]).toBeGreaterThanOrEqual(buckets[i - 1]![1]!);
    }
  });
});

it("a package that is not installed is named, with the way to have it", () => {
  expect(() => peer("not-to-be-had-anywhere", "prometheus")).toThrow(expect.objectContaining({
    code: "MissingPeer", message: "prometheus: needs the package not-to-be-had-anywhere, which is not installed: npm install not-to-be-had-anywhere",
  }));
});

describe("openTelemetry", () => {
  it("records each call with a meter, until it is ended", async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 })] });
    const end = await fx.openTelemetry(provider.getMeter("test"));
    await fx.map("exp2", [1, 2]);
    await fx.map("exp2", [1, 2], { signal: AbortSignal.abort() }).catch(() => {});
    await provider.forceFlush();
    end();
    await fx.map("exp2", [1, 2]);
    const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
    const named = (name: string) => metrics.find(({ descriptor }) => descriptor.name === name)!.dataPoints;
    expect(named("autoflux.call.duration").map(({ attributes }) => attributes)).toEqual([{ operation: "exp2", engine: "inline" }, { operation: "exp2", "error.type": "aborted" }]);
    expect(named("autoflux.elements")[0]!.value).toBe(2);
    expect(named("autoflux.workers")[0]!.value).toBe(2);
    await provider.shutdown();
  });

  it("uses the global meter provider where no meter is given", async () => {
    const end = await fx.openTelemetry();
    await fx.map("exp2", [1]);
    end();
  });
});

describe("events on node:diagnostics_channel", () => {
  it("tell each call's start, error and end, as one object", async () => {
    const seen: [string, Record<string, unknown>][] = [];
    const subscriber = {
      start: (event: object) => seen.push(["start", { ...event }]),
      end: (event: object) => seen.push(["end", { ...event }]),
      error: (event: object) => seen.push(["error", { ...event }]),
    };
    const channel = tracingChannel("autoflux:job") as unknown as { subscribe(s: object): void; unsubscribe(s: object): void };
    channel.subscribe(subscriber);
    await fx.map("sqrt", [4, 9]);
    const reason = new Error("mine");
    await fx.map("sqrt", [4, 9], { signal: AbortSignal.abort(reason) }).catch(() => {});
    await fx.map("sqrt", new Map() as never).catch(() => {}); // refused: no job
    await fx.parallel((batch: number[]) => batch, { strategy: "sequential" })([1]);
    channel.unsubscribe(subscriber);
    await fx.map("sqrt", [4]);
    expect(seen.map(([event]) => event)).toEqual(["start", "end", "start", "error", "end", "start", "end"]);
    expect(seen[0]![1]).toMatchObject({ operation: "sqrt", where: 'map("sqrt")', elements: 2 });
    expect(seen[1]![1]).toMatchObject({ id: seen[0]![1]["id"], engine: "inline", elapsedMs: expect.any(Number) });
    expect(seen[3]![1]).toMatchObject({ operation: "sqrt", error: reason, elapsedMs: expect.any(Number) });
    expect(seen[6]![1]).toMatchObject({ operation: "parallel(function)" });
  });
});

describe("the logger", () => {
  const levels = ["debug", "info", "warn", "error"] as const;
  const recorder = () => {
    const lines: string[] = [];
    return { lines, logger: Object.fromEntries(levels.map((level) => [level, (message: string) => lines.push(`${level}: ${message}`)])) };
  };

  it("is told from its level on", async () => {
    const calls = async (logLevel: "debug" | "info" | "warn" | "silent" | undefined) => {
      const { lines, logger } = recorder();
      const own = await createFlux({ maxWorkers: 1, logger, ...(logLevel && { logLevel }) });
      await own.map("exp", [1, 2]);
      await own.close();
      return lines.map((line) => line.replace(/\d+(\.\d+)?/g, "N"));
    };
    expect(await calls("silent")).toEqual([]);
    expect(await calls("warn")).toEqual([]);
    expect(await calls(undefined)).toEqual([expect.stringMatching(/^info: started/), "info: closed"]);
    expect(await calls("debug")).toContain('debug: map("exp"): N elements, inline, N ms');
  });

  it("that throws, or lacks a level, disturbs no call", async () => {
    const own = await createFlux({ maxWorkers: 1, logLevel: "debug", logger: { debug: () => { throw new Error("disk full"); } } });
    expect(await own.map("sqrt", [4])).toEqual(new Float64Array([2]));
    await own.close();
  });
});
