/** How long the event loop is held by what runs beside it on the calling thread: functions under `auto`, streams that are always ready. */
import { setTimeout as sleep } from "node:timers/promises";
import { quantile } from "./calls.mjs";

/** Milliseconds between turns of the event loop while `run` goes on. */
async function gapsBeside(run) {
  const gaps = [];
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }, 1);
  await run();
  clearInterval(timer);
  gaps.push(performance.now() - last);
  return gaps;
}

const p99 = (values) => quantile(values, 0.99);

/** One heavy element (some 60 ms) after many light ones, again and again: the gaps while it is computed, and the longest of each call. */
export async function heavyAfterLight(fx, times) {
  const all = [];
  const worst = [];
  for (let i = 0; i < times; i++) {
    const spin = fx.parallel((batch) => batch.map((ms) => {
      let x = 0;
      for (let k = 0; k < ms * 2e5; k++) x = Math.sqrt(x + k);
      return x;
    }));
    await spin(Array(200).fill(0.005));
    await spin(Array(100).fill(0.005));
    const gaps = await gapsBeside(() => spin([60]));
    for (const gap of gaps) all.push(gap);
    worst.push(Math.max(...gaps));
  }
  return { times, p99Ms: p99(all), worstMedianMs: quantile(worst, 0.5), worstMs: Math.max(...worst) };
}

const WARM_UP = 5;
const SOURCES = {
  "async numbers": async function* (count) { for (let i = 0; i < count; i++) yield i; },
  "sync numbers": function* (count) { for (let i = 0; i < count; i++) yield i; },
  "async arrays of 1,000": async function* (count) { for (let i = 0; i < count; i += 1000) yield new Float64Array(1000).fill(i); },
};

/** Beside streams over sources that are always ready: gaps, the first result of mapStream, how late an abort is. */
export async function readyStreams(fx, count, times) {
  const kinds = [];
  for (const [name, source] of Object.entries(SOURCES)) {
    const gaps = await gapsBeside(() => fx.reduceStream("sum", "sin(x)", source(count)));
    const first = [];
    const aborts = [];
    for (let i = -WARM_UP; i < times; i++) {
      if (i === 0) first.length = aborts.length = 0;
      await sleep(1);
      const begun = performance.now();
      const results = fx.mapStream("sqrt(x)", source(Number.POSITIVE_INFINITY));
      await results.next();
      first.push(performance.now() - begun);
      await results.return();
      const controller = new AbortController();
      let at = 0;
      setTimeout(() => {
        at = performance.now();
        controller.abort();
      }, 5);
      await fx.reduceStream("sum", source(Number.POSITIVE_INFINITY), { signal: controller.signal }).catch(() => {});
      aborts.push(performance.now() - at);
    }
    kinds.push({ name, gapP99Ms: p99(gaps), firstP99Ms: p99(first), abortP99Ms: p99(aborts) });
  }
  return kinds;
}
