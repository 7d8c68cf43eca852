/** How soon calls end that must, and how long small ones take beside huge ones. */
import { setTimeout as sleep } from "node:timers/promises";
import { seeded } from "../random.mjs";
import { median } from "../statistics.mjs";

export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** The latest moment, in milliseconds after its beginning, at which a call is ended; the earliest is at 2. */
const LATEST_END_MS = 22;

/** Milliseconds from abort(), or from the end of the timeout, until the promise of a running map of `elements` is settled. */
export async function endings(fx, elements, times) {
  const x = fx.zeros(elements);
  const ended = await endingsOf((options) => fx.map("sin_exp", x, { ...options, out: x, engine: "threads" }), times);
  fx.free(x);
  return { ...ended, elements };
}

/** The same of any call, by `start(options)`: `latestMs` is before its end. A call that was done before it was to end is not counted. */
export async function endingsOf(start, times, latestMs = LATEST_END_MS) {
  const random = seeded(17);
  const earliestMs = Math.min(2, latestMs / 2);
  const moment = () => earliestMs + random() * (latestMs - earliestMs);
  const ended = (call) => call.then(() => undefined, () => performance.now());
  const aborted = [];
  const late = [];
  for (let i = 0; i < times; i++) {
    const controller = new AbortController();
    const call = ended(start({ signal: controller.signal }));
    await sleep(moment());
    const at = performance.now();
    controller.abort();
    const abortedAt = await call;
    if (abortedAt !== undefined) aborted.push(abortedAt - at);
    const timeout = Math.round(moment());
    const begun = performance.now();
    const timedOutAt = await ended(start({ timeout }));
    if (timedOutAt !== undefined) late.push(timedOutAt - begun - timeout);
  }
  const told = (values) => ({ count: values.length, medianMs: median(values), p99Ms: quantile(values, 0.99), maxMs: Math.max(...values) });
  return { times, abort: told(aborted), timeout: told(late) };
}

/** Latencies of small calls on an idle instance, and while a huge one runs again and again; microseconds, medians. */
export async function besideHuge(fx, hugeElements, times) {
  const huge = fx.zeros(hugeElements);
  const kinds = [
    { name: "1,000 elements, on the calling thread", x: fx.zeros(1000), options: {} },
    { name: "20,000 elements, on threads", x: fx.zeros(20_000), options: { engine: "threads" } },
    { name: "200,000 elements, on threads", x: fx.zeros(200_000), options: { engine: "threads" } },
  ];
  const latencies = async ({ x, options }) => {
    const values = [];
    for (let i = 0; i < times; i++) {
      await sleep(0); // a caller of its own, in a turn of its own
      const begun = performance.now();
      await fx.map("exp_sqrt", x, { ...options, out: x });
      values.push((performance.now() - begun) * 1000);
    }
    return values;
  };
  const result = [];
  for (const kind of kinds) {
    await latencies(kind);
    const idle = await latencies(kind);
    let on = true;
    const busy = (async () => {
      while (on) await fx.map("sin_exp", huge, { out: huge, engine: "threads" });
    })();
    await sleep(30);
    const beside = await latencies(kind);
    on = false;
    await busy;
    result.push({
      name: kind.name,
      idleUs: median(idle),
      besideUs: median(beside),
      besideP99Us: quantile(beside, 0.99),
      ratio: median(beside) / median(idle),
    });
  }
  for (const { x } of kinds) fx.free(x);
  fx.free(huge);
  return result;
}

/** `count` calls at once on an instance: calls a second, and how even their latencies are. */
export async function crowd(fx, count, elements) {
  const x = fx.zeros(elements);
  const latencies = [];
  const begun = performance.now();
  await Promise.all(Array.from({ length: count }, async () => {
    await fx.reduce("sum", "sin(x) + exp(x)", x, { engine: "threads" });
    latencies.push(performance.now() - begun);
  }));
  const ms = performance.now() - begun;
  fx.free(x);
  return {
    count,
    elements,
    workers: fx.status().workersActive,
    perSecond: (count / ms) * 1000,
    medianMs: median(latencies),
    maxMs: Math.max(...latencies),
  };
}
