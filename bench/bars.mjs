/** What the package promises, against what was measured. A bar whose part did not run is neither met nor missed. */
import { LABELS, SHORT_WINDOW } from "./families/functions.mjs";
import { digits, power } from "./format.mjs";

const KERNELS = { baseline: 4, relaxed: 6 };
/** One thread over C with libmvec, on the relaxed build. */
const NATIVE = { "gcc, SSE4.2": { least: 1, goal: "at least 1.5 x" }, "gcc, AVX2": { least: 0.45, goal: "at least 0.7 x" } };
const GOALS = { baseline: "at least 5 x", relaxed: "at least 8 x" };
const PYTHON = { baseline: 40, relaxed: 70 };
const ORDINARY = { baseline: 4, relaxed: 5 };
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
  const { ranges, kernels, native, threads, python, ordinary, grid, cold, loop, expressions, runtime, families } = parts;
  const atSize = (part, size) => part?.sizes.find((s) => s.size === size);
  const formulas = atSize(expressions, 1e6)?.means;
  const sent = atSize(threads, 1e6);
  return [
    atLeast("one thread over plain loop, narrow input, geometric mean", KERNELS[build], "x", ranges?.narrow),
    ...Object.entries(ranges?.shares ?? {}).map(([range, share]) =>
      atLeast(`the same, ${range} input, as a share of it`, 70, "%", share * 100),
    ),
    {
      ...atLeast("one thread over plain loop, eleven kernels on their main range, geometric mean", KERNELS[build], "x", kernels?.mean),
      goal: GOALS[build],
    },
    ...Object.entries(kernels?.shares ?? {}).map(([range, share]) =>
      atLeast(`the same eleven, ${range} input, as a share of it`, 70, "%", share * 100),
    ),
    ...(build === "relaxed" ? (native?.sides ?? []) : []).map(({ name, mean }) => ({
      ...atLeast(`one thread over ${name}, the same eleven, geometric mean`, NATIVE[name].least, "x", mean),
      goal: NATIVE[name].goal,
    })),
    atMost("kernels that are slower than their loop", 0, "kernels", kernels?.slower.length),
    atLeast("two workers over one thread, 1e7 elements", 1.7, "x", atSize(threads, 1e7)?.faster.median),
    atMost("two workers at 1e6 elements, beyond half of one thread's time", 0.12, "ms", sent && sent.overHalfNs.median / 1e6),
    { ...atLeast("two workers over CPython, geometric mean", PYTHON[build], "x", python?.mean), goal: "at least 100 x" },
    atLeast("auto over plain loop, ordinary arrays, geometric mean", ORDINARY[build], "x", ordinary?.mean),
    atLeast("formulas over plain loop, 1e6 elements, two workers, geometric mean", FORMULAS[build], "x", formulas?.loop),
    ...Object.entries(FORMULA_PEERS).map(([name, least]) => atLeast(`the same over ${name}`, least, "x", formulas?.peers[name])),
    atLeast("sums of formulas over numexpr, 2 threads, geometric mean", SUMS_OVER_NUMEXPR, "x", formulas?.reductions["numexpr, 2 threads"]),
    atMost("formulas and sizes that are slower than the plain loop", 0, "cells", expressions?.lost.length),
    atMost("first use of a formula (of the longest)", 2, "ms", expressions?.firstUseMs.median),
    atMost("cells of the grid that auto loses to the plain loop", 0, "cells", grid?.losing.length),
    ...[1e6, 1000].map((size) => atMost(`import and first result, ${size} elements`, 60, "ms", atSize(cold, size)?.ms.median)),
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
  ];
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

function atLeast(name, least, unit, measured) {
  return bar(name, `at least ${least} ${unit}`, measured, measured >= least);
}

function atMost(name, most, unit, measured) {
  return bar(name, `at most ${most} ${unit}`, measured, measured <= most);
}

function bar(name, text, measured, met) {
  const known = typeof measured === "number";
  return { name, bar: text, measured: known ? digits(measured, 3) : null, met: known ? met : null };
}

/** How a bar ended, in a word. */
export function verdictOf({ met }) {
  return met === null ? "not measured" : met ? "met" : "missed";
}
