/** The first call of a fresh process, the package's import included; and that of the version before, where there is one beside. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { COLD_CHILD } from "../files.mjs";
import { digits, power } from "../format.mjs";
import { interval } from "../markdown.mjs";
import { medianWithInterval, ratio } from "../statistics.mjs";

const SIZES = [1e6, 1000];
const execute = promisify(execFile);

export async function run({ coldRuns, before }, progress) {
  const children = { ms: COLD_CHILD, ...(before && { beforeMs: path.resolve(before, "bench/cold-child.mjs") }) };
  const sides = SIZES.flatMap((size) => Object.entries(children).map(([name, child]) => ({ size, name, child, times: [] })));
  for (let i = 0; i < coldRuns; i++) {
    progress(`cold: process ${i + 1} of ${coldRuns} of each size`);
    for (const { size, child, times } of i % 2 === 0 ? sides : sides.toReversed()) {
      const { stdout } = await execute(process.execPath, [child, String(size)]);
      times.push(Number(stdout));
    }
  }
  return { operation: "exp_sqrt", runs: coldRuns, sizes: SIZES.map((size) => describe(size, sides.filter((side) => side.size === size))) };
}

function describe(size, [{ times }, earlier]) {
  const ms = medianWithInterval(times);
  if (earlier === undefined) return { size, ms };
  return { size, ms, beforeMs: medianWithInterval(earlier.times), overBefore: ratio(times, earlier.times) };
}

export function tables({ operation, runs, sizes }) {
  const { overBefore } = sizes[0];
  return [{
    title: `import and first ${operation} in a fresh process, ordinary array (${runs} processes each)`,
    head: ["elements", "ms", "95 %", ...(overBefore ? ["the version before", "over it", "95 %"] : [])],
    rows: sizes.map((s) => [
      power(s.size), digits(s.ms.median, 3), interval(s.ms),
      ...(overBefore ? [digits(s.beforeMs.median, 3), digits(s.overBefore.median, 3), interval(s.overBefore)] : []),
    ]),
  }];
}
