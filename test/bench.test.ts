/** What the benchmark makes of figures: which bars are met, missed, or not judged. */
import { expect, it } from "vitest";

interface Bar {
  name: string;
  bar: string;
  measured: number | null;
  interval?: [number, number];
  met: boolean | null;
}
interface Bars {
  barsOf(parts: object, build: "baseline" | "relaxed"): Bar[];
  verdictOf(bar: Bar): string;
  measuredText(bar: Bar): string;
}

interface Results {
  commit: string;
  bars: Bar[];
  parts: Record<string, { measured?: { commit: string } }>;
}

const { withParts } = (await import("../bench/results-file.mjs" as string)) as { withParts(there: object, results: object): Results };
const { barsOf, verdictOf, measuredText } = (await import("../bench/bars.mjs" as string)) as Bars;

const around = (median: number, off: number) => ({ median, low: median - off, high: median + off });
const when = (share: number, off: number, native = 1.8) => ({
  share: around(share, off), nativeFaster: around(native, 0.1), faster: around(1.5, 0.1),
  overheadNs: around(0.4e6, 0.06e6), overHalfNs: around(0.5e6, 0.1e6),
});
const threads = {
  sizes: [{ size: 1e6, hot: when(0.8, 0.06), paused: when(0.75, 0.04) }, { size: 1e7, hot: when(0.97, 0.01), paused: when(0.5, 0.1, 1.1) }],
  shortCall: { ns: around(1250, 40) },
};

/** The one bar whose name holds all these words. */
function barOf(parts: object, ...words: string[]): Bar {
  const found = barsOf(parts, "baseline").filter(({ name }) => words.every((word) => name.includes(word)));
  expect(found).toHaveLength(1);
  return found[0]!;
}

it("a bar whose figure has an interval is met where the interval reaches it, and shows it", () => {
  const hot = barOf({ threads }, "what two workers gain", "1e6", "right behind");
  expect([hot.met, verdictOf(hot), measuredText(hot)]).toEqual([true, "met", "80 (74 to 86)"]);
  const paused = barOf({ threads }, "what two workers gain", "1e6", "after a pause");
  expect([paused.met, verdictOf(paused), measuredText(paused)]).toEqual([false, "missed", "75 (71 to 79)"]);
  expect(barOf({ threads }, "what two workers gain", "1e7", "right behind").met).toBe(true);
  expect(barOf({ threads }, "beyond the work").met).toBe(true);
  expect(barOf({ threads }, "call of 100 elements").met).toBe(false);
});

it("a share of native threads that had no second processor is not judged", () => {
  const bar = barOf({ threads }, "what two workers gain", "1e7", "after a pause");
  expect([bar.measured, bar.met, verdictOf(bar)]).toEqual([50, null, "not judged: two native threads gained 1.1 x"]);
});

it("a bar that only measures the machine is history: it is shown, and does not count", () => {
  for (const words of ["two workers over one thread, 1e7", "beyond half of one thread's time"]) {
    const bar = barOf({ threads }, words);
    expect([bar.measured === null, bar.met, verdictOf(bar)]).toEqual([false, null, expect.stringMatching(/^history/)]);
  }
});

it("a part that did not run, or ran before there were native threads beside it, leaves its bars not measured", () => {
  for (const parts of [{}, { threads: { sizes: [{ size: 1e6, faster: around(1.5, 0.1) }, { size: 1e7, faster: around(1.5, 0.1) }] } }]) {
    const bars = barsOf(parts, "relaxed");
    expect(bars.map(verdictOf)).toEqual(bars.map(() => "not measured"));
    expect(bars.map(({ name }) => name).filter((name) => name.includes("what two workers gain"))).toHaveLength(4);
  }
});

it("cells of the grid that are lost count from 1,000 elements on beside those of all sizes", () => {
  const grid = { losing: [{ size: 10 }, { size: 1000 }, { size: 1e6 }] };
  expect(barOf({ grid }, "auto loses")).toMatchObject({ measured: 3, met: false });
  expect(barOf({ grid }, "from 1,000 elements on", "the same")).toMatchObject({ measured: 2, met: false });
});

it("the beginning is held against the version before only where that was beside it", () => {
  const cold = (more: object) => ({ cold: { sizes: [1e6, 1000].map((size) => ({ size, ms: around(50, 1), ...more })) } });
  expect(barsOf(cold({}), "baseline").filter(({ name }) => name.includes("version before"))).toEqual([]);
  const bars = barsOf(cold({ overBefore: around(1.02, 0.01) }), "baseline").filter(({ name }) => name.includes("version before"));
  expect(bars.map(({ met }) => met)).toEqual([false, false]);
});

it("parts that are measured anew say where until all are of one commit: then they are one run", () => {
  const about = { date: "2030-01-01", machine: { cpu: "one" }, versions: { node: "20.1.0", build: "baseline" } };
  const run = (commit: string, parts: object) => ({ ...about, commit, parts });
  const cold = { sizes: [1e6, 1000].map((size) => ({ size, ms: around(50, 1) })) };
  const first = withParts(run("old", { cold, threads }), run("new", { threads }));
  expect([first.commit, first.parts["cold"]!.measured, first.parts["threads"]!.measured!.commit]).toEqual(["old", undefined, "new"]);
  const later = withParts(first, run("newer", { cold }));
  expect([later.commit, later.parts["cold"]!.measured!.commit]).toEqual(["old", "newer"]);
  const whole = withParts(first, run("new", { cold }));
  expect([whole.commit, Object.keys(whole.parts), whole.parts["cold"]!.measured, whole.parts["threads"]!.measured])
    .toEqual(["new", ["cold", "threads"], undefined, undefined]);
  expect(whole.bars.filter(({ measured }) => measured !== null)).toHaveLength(10);
});
