/**
 * What the package promises, against what was measured. A bar whose part did not run is neither met nor missed. One whose figure has an
 * interval is met where the interval reaches it. One that only measures the machine is shown as history, and does not count.
 */
import { LABELS, SHORT_WINDOW } from "./families/functions.mjs";
import { digits, power } from "./format.mjs";

const NAMED_OPERATIONS = { baseline: 5.2, relaxed: 6 };
const KERNELS = { least: 5, goals: { relaxed: "at least 8 x" } };
/** One thread over C with libmvec, on the relaxed build. */
const NATIVE = { "gcc, SSE4.2": { least: 1, goal: "at least 1.5 x" }, "gcc, AVX2": { least: 0.45, goal: "at least 0.7 x" } };
/** Kernels alone, on the relaxed build. */
const CACHED = 1.1;
/** Of what two threads gain without the package, in %: by the size, right behind another call and after a pause. */
const SHARES = [[1e7, 95, 95], [1e6, 85, 80]];
/** Where two native threads gain less, somebody else had the second processor: a share of that says nothing. */
const LEAST_NATIVE_GAIN = 1.3;
const OVERHEAD_MS = 0.35;
const SHORT_CALL_US = 1.2;
const PYTHON = { baseline: 40, relaxed: 70 };
const ORDINARY = { baseline: 3.5, relaxed: 4.5 };
/** From here on a cell of the grid is one whose work counts, not the call. */
const LEAST_CELL = 1000;
const FORMULAS = { baseline: 6, relaxed: 8 };
/** Formulas against peers, by their names; and sums alone. */
const FORMULA_PEERS = { NumPy: 1.5, "NumPy without AVX-512": 4, "numexpr, 2 threads": 2 };
const SUMS_OVER_NUMEXPR = 3;
/** Functions of families at each size: over which side, how many times at least. */
const FAMILIES = [
  ["sort", "NumPy without AVX2", 5],
  ["sort", "NumPy without AVX-512", 1],
  ["sort", "loop", 5, "Float64Array.sort"],
  ["quantile", "NumPy", 4],
  ["cumsum", "NumPy", 1.5],
  ["rolling", "NumPy", 2, "bottleneck"],
];
const FAMILY_SIZES = [1e6, 1e7];

/** @param parts the results of the parts, by name; @param build that of the kernels that were measured */
export function barsOf(parts, build) {
  const { ranges, kernels, native, threads, python, ordinary, grid, cold, loop, expressions, runtime, families, reading } = parts;
  const atSize = (part, size) => part?.sizes.find((s) => s.size === size);
  const formulas = atSize(expressions, 1e6)?.means;
  return [
    atLeast("one thread over plain loop, narrow input, geometric mean", NAMED_OPERATIONS[build], "x", ranges?.narrow),
    ...Object.entries(ranges?.shares ?? {}).map(([range, share]) =>
      atLeast(`the same, ${range} input, as a share of it`, 70, "%", share * 100),
    ),
    {
      ...atLeast("one thread over plain loop, eleven kernels on their main range, geometric mean", KERNELS.least, "x", kernels?.mean),
      goal: KERNELS.goals[build],
    },
    ...Object.entries(kernels?.shares ?? {}).map(([range, share]) =>
      atLeast(`the same eleven, ${range} input, as a share of it`, 70, "%", share * 100),
    ),
    ...(build === "relaxed" ? (native?.sides ?? []) : []).map(({ name, mean }) => ({
      ...atLeast(`one thread over ${name}, the same eleven, geometric mean`, NATIVE[name].least, "x", mean),
      goal: NATIVE[name].goal,
    })),
    ...(build === "relaxed"
      ? [atLeast("kernels alone over gcc, SSE4.2, ten of them, in the first cache, geometric mean", CACHED, "x", native?.cached?.mean)]
      : []),
    atMost("kernels that are slower than their loop", 0, "kernels", kernels?.slower.length),
    ...threadBars(threads),
    { ...atLeast("two workers over CPython, geometric mean", PYTHON[build], "x", python?.mean), goal: "at least 100 x" },
    atLeast("auto over plain loop, ordinary arrays, geometric mean", ORDINARY[build], "x", ordinary?.mean),
    atLeast("formulas over plain loop, 1e6 elements, two workers, geometric mean", FORMULAS[build], "x", formulas?.loop),
    ...Object.entries(FORMULA_PEERS).map(([name, least]) => atLeast(`the same over ${name}`, least, "x", formulas?.peers[name])),
    atLeast("sums of formulas over numexpr, 2 threads, geometric mean", SUMS_OVER_NUMEXPR, "x", formulas?.reductions["numexpr, 2 threads"]),
    atMost("formulas and sizes that are slower than the plain loop", 0, "cells", expressions?.lost.length),
    atMost("first use of a formula (of the longest)", 2, "ms", expressions?.firstUseMs.median),
    atMost("cells of the grid that auto loses to the plain loop", 0, "cells", grid?.losing.length),
    atMost("the same, from 1,000 elements on", 0, "cells", grid?.losing.filter(({ size }) => size >= LEAST_CELL).length),
    ...[1e6, 1000].map((size) => atMost(`import and first result, ${size} elements`, 60, "ms", atSize(cold, size)?.ms.median)),
    ...(cold?.sizes ?? []).flatMap(({ size, overBefore }) =>
      overBefore ? [atMost(`the same, ${size} elements, over the version before`, 1, "x", overBefore)] : [],
    ),
    ...["ordinary", "arena"].map((home) =>
      atMost(`event loop delay beyond idle, p99, ${home}`, 10, "ms", loop?.homes?.[home].beyondIdleMs),
    ),
    atMost("abort of a running map of 1e8 elements, p99", 5, "ms", runtime?.ended?.abort.p99Ms),
    atMost("its timeout, beyond the time given, p99", 5, "ms", runtime?.ended?.timeout.p99Ms),
    atMost(
      "small calls beside a huge one, median over that when idle, the worst kind",
      5,
      "x",
      runtime?.small && Math.max(...runtime.small.map((s) => s.ratio)),
    ),
    atMost("watching, a call", 1000, "ns", runtime?.watching?.nsACall),
    atMost("event loop beside parallel, a heavy element after light ones, p99", 10, "ms", runtime?.heavy?.p99Ms),
    ...[
      ["event loop beside streams that are always ready, p99, the worst kind", "gapP99Ms"],
      ["first result of such a stream, p99", "firstP99Ms"],
      ["abort of such a stream, p99", "abortP99Ms"],
    ].map(([name, key]) => atMost(name, 10, "ms", runtime?.streams && Math.max(...runtime.streams.map((s) => s[key])))),
    atMost("resident memory over 100,000 maps, of its high-water mark before", 105, "%", runtime?.memory && runtime.memory.ratio * 100),
    ...familyBars(families),
    ...readingBars(reading),
  ];
}

/** Reading a file of CSV into a table, the whole call: over which side, how many times at least. */
const READING = [
  ["flux.read, one thread", "DuckDB, one thread", 1],
  ["flux.read, two threads", "DuckDB, two threads", 1],
  ["flux.read, one thread", "reduceFile, one column", 5],
];
const TURN_MS = 20;

function readingBars(reading) {
  const timesOf = (ours, rival) => reading?.faster?.find((one) => one.ours === ours && one.rival === rival)?.times;
  const turnOf = (name) => reading?.sides?.find((side) => side.name === name)?.turnMs;
  return [
    ...READING.map(([ours, rival, least]) => atLeast(`${ours}, CSV, over ${rival}`, least, "x", timesOf(ours, rival))),
    ...["flux.read, one thread", "flux.read, two threads"].map((name) =>
      atMost(`longest turn of the event loop beside ${name}`, TURN_MS, "ms", turnOf(name))),
  ];
}

function threadBars(threads) {
  const atSize = (size) => threads?.sizes.find((s) => s.size === size);
  const hot = (size) => atSize(size)?.hot;
  const share = (size, when, words, least) => {
    const name = `what two workers gain, ${power(size)} elements, ${words}, as a share of what two native threads do`;
    const found = atSize(size)?.[when];
    return besideNative(found, atLeast(name, least, "%", times(found?.share, 100)));
  };
  return [
    ...SHARES.flatMap(([size, behind, paused]) => [
      share(size, "hot", "right behind another call", behind),
      share(size, "paused", "after a pause", paused),
    ]),
    besideNative(hot(1e6), atMost("two workers at 1e6 elements, beyond the work", OVERHEAD_MS, "ms", times(hot(1e6)?.overheadNs, 1e-6))),
    atMost("a call of 100 elements in the arena", SHORT_CALL_US, "µs", times(threads?.shortCall?.ns, 1e-3)),
    history(atLeast("two workers over one thread, 1e7 elements", 1.7, "x", hot(1e7)?.faster.median)),
    history(atMost("two workers at 1e6 elements, beyond half of one thread's time", 0.12, "ms", times(hot(1e6)?.overHalfNs, 1e-6)?.median)),
  ];
}

/** A bar that is judged only where native threads had two processors. */
function besideNative(found, bar) {
  const gain = found?.nativeFaster.median;
  return gain < LEAST_NATIVE_GAIN ? { ...bar, met: null, unjudged: `not judged: two native threads gained ${digits(gain, 3)} x` } : bar;
}

/** An interval in another unit. */
function times(interval, factor) {
  return interval && { median: interval.median * factor, low: interval.low * factor, high: interval.high * factor };
}

function familyBars(families) {
  const cellOf = (name, size) =>
    families?.cells?.find((c) => c.function === name && c.size === size && c.kind === "float64" && c.distribution === "uniform");
  const worstBarrier = (how) => families?.barrier && Math.max(...families.barrier.map((row) => row[how].median));
  const worstEnd = (how) => families?.ended && Math.max(...families.ended.rows.map((row) => row[how].p99Ms));
  const overShort = cellOf("rollingLong", 1e7)?.overs[SHORT_WINDOW].median;
  return [
    ...FAMILY_SIZES.flatMap((size) =>
      FAMILIES.map(([name, side, least, called = side]) => {
        const faster = cellOf(name, size)?.overs[side]?.median;
        return atLeast(`${LABELS[name]} over ${called}, ${power(size)} elements, two workers`, least, "x", faster);
      }),
    ),
    atMost("moving mean over 1e6 of 1e7 elements, beside that over 365", 1.5, "x", overShort && 1 / overShort),
    atMost("functions of families that are slower than their loop, from 1,000 elements on", 0, "cells", families?.slower?.length),
    atMost("a barrier beyond its work, workers awake", 150, "µs", worstBarrier("yielded")),
    atMost("a barrier of a chain beyond its work", 30, "µs", worstBarrier("chained")),
    atMost("abort of a function of a family, p99, the worst", 5, "ms", worstEnd("abort")),
    atMost("its timeout, beyond the time given, p99, the worst", 5, "ms", worstEnd("timeout")),
  ];
}

/** @param measured a number, or { median, low, high }; undefined where its part did not run */
function atLeast(name, least, unit, measured) {
  return bar(name, `at least ${least} ${unit}`, measured, (measured?.high ?? measured) >= least);
}

function atMost(name, most, unit, measured) {
  return bar(name, `at most ${most} ${unit}`, measured, (measured?.low ?? measured) <= most);
}

function bar(name, text, measured, met) {
  const value = measured?.median ?? measured;
  if (typeof value !== "number") return { name, bar: text, measured: null, met: null };
  const interval = measured === value ? undefined : [measured.low, measured.high].map((end) => digits(end, 3));
  return { name, bar: text, measured: digits(value, 3), ...(interval && { interval }), met };
}

function history(bar) {
  return { ...bar, met: null, history: true };
}

/** How a bar ended, in a word. */
export function verdictOf({ measured, met, history, unjudged }) {
  if (measured === null) return "not measured";
  if (unjudged) return unjudged;
  if (history) return "history, not counted";
  return met ? "met" : "missed";
}

/** What was measured, and how sure it is where that is known. */
export function measuredText({ measured, interval }) {
  return interval ? `${measured} (${interval.join(" to ")})` : String(measured ?? "");
}
