/** The first call of a fresh process, the package's import included. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { COLD_CHILD } from "../files.mjs";
import { digits, power } from "../format.mjs";
import { medianWithInterval } from "../statistics.mjs";

const SIZES = [1e6, 1000];
const execute = promisify(execFile);

export async function run({ coldRuns }, progress) {
  const times = new Map(SIZES.map((size) => [size, []]));
  for (let i = 0; i < coldRuns; i++) {
    progress(`cold: process ${i + 1} of ${coldRuns} of each size`);
    for (const size of i % 2 === 0 ? SIZES : SIZES.toReversed()) {
      const { stdout } = await execute(process.execPath, [COLD_CHILD, String(size)]);
      times.get(size).push(Number(stdout));
    }
  }
  return { operation: "exp_sqrt", runs: coldRuns, sizes: SIZES.map((size) => ({ size, ms: medianWithInterval(times.get(size)) })) };
}

export function tables({ operation, runs, sizes }) {
  return [{
    title: `import and first ${operation} in a fresh process, ordinary array (${runs} processes each)`,
    head: ["elements", "ms", "95 %"],
    rows: sizes.map(({ size, ms }) => [power(size), digits(ms.median, 3), `${digits(ms.low, 3)} to ${digits(ms.high, 3)}`]),
  }];
}
