/** Any JavaScript in parallel, against the loop; streams; files. */
import { mkdtempSync, openSync, closeSync, rmSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { median } from "../statistics.mjs";

/** A function that no formula is: some 20 µs an item of strings and objects. */
const work = (batch) => batch.map((seed) => {
  const words = new Map();
  for (let i = 0; i < 120; i++) {
    const word = `w${(seed * 31 + i * 17) % 97}`;
    words.set(word, (words.get(word) ?? 0) + 1);
  }
  return [...words].sort((a, b) => b[1] - a[1])[0][1];
});

/** Medians of rounds by turns: the loop, and each strategy. */
export async function overLoop(fx, items, rounds) {
  const data = Array.from({ length: items }, (_, i) => i);
  const sides = { loop: () => work(data) };
  for (const strategy of ["auto", "threads", "process", "sequential"]) {
    const run = fx.parallel(work, { strategy });
    await run(data.slice(0, 1000));
    sides[strategy] = () => run(data);
  }
  const times = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, side] of Object.entries(sides)) {
      const begun = performance.now();
      await side();
      times[name].push(performance.now() - begun);
    }
  }
  const loopMs = median(times.loop);
  return { items, sides: Object.entries(times).map(([name, values]) => ({ name, ms: median(values), overLoop: loopMs / median(values) })) };
}

/** A file of doubles, mapped and reduced: megabytes a second, read. */
export async function throughFiles(fx, megabytes) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-bench-"));
  const input = path.join(folder, "in.f64");
  const file = openSync(input, "w");
  const block = new Float64Array(1 << 17).map((_, i) => i / 1000);
  for (let i = 0; i < megabytes; i++) writeSync(file, block);
  closeSync(file);
  try {
    const result = {};
    for (const [name, run] of [
      ["map", () => fx.mapFile("exp(-x) * sin(x)", input, path.join(folder, "out.f64"))],
      ["reduce", () => fx.reduceFile("mean", "exp(-x) * sin(x)", input)],
    ]) {
      await run();
      const begun = performance.now();
      await run();
      result[name] = (megabytes / (performance.now() - begun)) * 1000;
    }
    return { megabytes, mapMbPerSecond: result.map, reduceMbPerSecond: result.reduce };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
