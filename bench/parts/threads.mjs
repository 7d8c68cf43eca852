/**
 * Two workers against the calling thread, over arena arrays, right behind another call and after a pause: what threads gain, held against
 * what two threads without the package gain in the same rounds, and what sending work to them costs. And the cost of a short call.
 */
import { setTimeout } from "node:timers/promises";
import { compare } from "../compare.mjs";
import { digits, duration, power } from "../format.mjs";
import { narrowValues } from "../inputs.mjs";
import { openFlux } from "../instance.mjs";
import { interval } from "../markdown.mjs";
import { median, medianWithInterval, paired, ratio } from "../statistics.mjs";
import { openYardstick } from "../yardstick.mjs";

/** The pause after the last call, ms: processors fall asleep meanwhile. */
const PAUSES = { hot: 0, paused: 15 };
const WORDS = { hot: "right behind another", paused: `after ${PAUSES.paused} ms` };
/**
 * Rounds beside one of other parts, of a sample each: what the machine does meanwhile often lasts some milliseconds, and then meets the
 * sides of a round alike, but not the samples of one side and those of the next.
 */
const SIZES = [{ size: 1e6, more: 9 }, { size: 1e7, more: 3 }];
const SHORT = { elements: 100, operation: "sqrt", calls: 20_000, more: 5 };

export async function run({ rounds }, progress) {
  const fx = await openFlux({ maxWorkers: 2 });
  const yardstick = await openYardstick();
  progress("threads: a short call");
  const shortCall = await timeOfShortCall(fx, rounds * SHORT.more);
  const sizes = [];
  for (const { size, more } of SIZES) {
    const values = narrowValues(size, 1);
    await yardstick.input(values);
    const x = fx.array(values);
    const out = fx.empty(size);
    const whens = {};
    for (const [when, pauseMs] of Object.entries(PAUSES)) {
      progress(`threads: ${power(size)} elements, ${WORDS[when]}`);
      const ours = (engine) => timed(engine, () => timeBehind(pauseMs, () => fx.map("exp_sqrt", x, { out, engine })));
      const native = (name, threads) => timed(name, () => yardstick.milliseconds(threads, pauseMs));
      const sides = [ours("inline"), ours("threads"), native("one", 1), native("two", 2)];
      whens[when] = describe(await compare(sides, { rounds: rounds * more, samples: 1 }));
    }
    fx.free(x);
    fx.free(out);
    sizes.push({ size, ...whens });
  }
  const { name, note } = yardstick;
  await yardstick.close();
  await fx.close();
  return { operation: "exp_sqrt", pauseMs: PAUSES.paused, yardstick: { name, note }, sizes, shortCall };
}

function timed(name, run) {
  return { name, async: true, timesItself: true, run };
}

/** The milliseconds of a call that comes so long after another. */
async function timeBehind(pauseMs, call) {
  await call();
  if (pauseMs > 0) await setTimeout(pauseMs);
  const begun = performance.now();
  await call();
  return performance.now() - begun;
}

function describe({ inline, threads, one, two }) {
  const gains = paired(inline, threads, (a, b) => a / b);
  const nativeGains = paired(one, two, (a, b) => a / b);
  return {
    inlineNs: median(inline),
    threadsNs: median(threads),
    oneNs: median(one),
    twoNs: median(two),
    faster: ratio(inline, threads),
    nativeFaster: ratio(one, two),
    share: ratio(gains, nativeGains),
    /** What two workers take beyond what they would with the gain of the others. */
    overheadNs: medianWithInterval(threads.map((ns, round) => ns - inline[round] / nativeGains[round])),
    overHalfNs: medianWithInterval(paired(threads, inline, (a, b) => a - b / 2)),
  };
}

async function timeOfShortCall(fx, rounds) {
  const { elements, operation, calls } = SHORT;
  const x = fx.array(narrowValues(elements, 1));
  const out = fx.empty(elements);
  const run = () => fx.map(operation, x, { out });
  for (let i = 0; i < calls; i++) await run(); // compilers had their time
  const { call } = await compare([{ name: "call", async: true, run }], { rounds });
  fx.free(x);
  fx.free(out);
  return { elements, operation, ns: medianWithInterval(call) };
}

/** Head and rows, for a terminal and a page; of a result from before there was another side to hold it against, none. */
export function gains({ sizes }) {
  return {
    head: ["elements", "call", "one thread", "two workers", "faster", "two others", "share", "95 %", "beyond the work", "95 %"],
    rows: sizes.flatMap((s) => Object.keys(PAUSES).filter((when) => s[when]).map((when) => {
      const { inlineNs, threadsNs, faster, nativeFaster, share, overheadNs } = s[when];
      return [
        power(s.size), WORDS[when], duration(inlineNs), duration(threadsNs), digits(faster.median, 3), digits(nativeFaster.median, 3),
        percent(share.median), `${percent(share.low)} to ${percent(share.high)}`,
        milliseconds(overheadNs.median), `${milliseconds(overheadNs.low)} to ${milliseconds(overheadNs.high)}`,
      ];
    })),
  };
}

export function tables({ operation, yardstick, sizes, shortCall }) {
  const { elements, ns } = shortCall;
  return [{
    title: `two workers over arena arrays, ${operation}, beside ${yardstick.name}`,
    ...gains({ sizes }),
    notes: [
      `${yardstick.name}: ${yardstick.note}`,
      `a call of ${shortCall.operation} of ${elements} elements in the arena: ${digits(ns.median, 3)} ns (95 %: ${interval(ns)})`,
    ],
  }];
}

function percent(share) {
  return `${digits(share * 100, 3)} %`;
}

function milliseconds(ns) {
  return `${digits(ns / 1e6, 2)} ms`;
}
