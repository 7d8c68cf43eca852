/** Reading a CSV file with typed columns: our kernels against DuckDB, Polars, and parsers in JavaScript, one after the other, in turns. */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { digits } from "../format.mjs";
import { makeFlights } from "../reading/file.mjs";
import { SIDES } from "../reading/sides.mjs";
import { medianWithInterval, ratio } from "../statistics.mjs";

const SIDE = new URL("../reading/side.mjs", import.meta.url);
/** Against which each of ours is held. */
const RIVALS = {
  "kernels, one thread": ["DuckDB, one thread", "reduceFile, one column"],
  "kernels, two threads": ["DuckDB, two threads", "reduceFile, one column"],
};

export async function run({ reading: { bytes, rounds } }, progress) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-bench-"));
  const files = new Map(), sides = [];
  try {
    for (const [i, side] of SIDES.entries()) sides.push(await opened(side, i));
    for (const { share } of sides) {
      if (files.has(share)) continue;
      const file = path.join(folder, `${share}.csv`);
      files.set(share, { file, bytes: makeFlights(file, bytes * share) });
    }
    for (let round = -1; round < rounds; round++) { // one to warm up
      progress(`reading: round ${round + 1} of ${rounds}`);
      for (const side of sides) {
        if (side.skipped !== undefined) continue;
        const { ms, rows, failed } = await side.ask(files.get(side.share).file);
        if (failed !== undefined) side.skipped = failed;
        else if (round >= 0) side.speeds.push(files.get(side.share).bytes / ms / 1e3);
        side.rows = rows ?? side.rows;
      }
    }
    return resultsOf(sides, bytes);
  } finally {
    for (const { close } of sides) close();
    rmSync(folder, { recursive: true });
  }
}

async function opened({ name, share = 1, env = {} }, at) {
  const child = fork(SIDE, [String(at)], { execArgv: ["--expose-gc"], env: { ...process.env, ...env } });
  const answer = () => new Promise((resolve) => {
    const ended = (code) => resolve({ failed: `ended with exit code ${code}` });
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message);
    });
  });
  const { version, skipped, failed } = await answer();
  const ask = (file) => {
    child.send(file);
    return answer();
  };
  return { name, share, version, skipped: skipped ?? failed, speeds: [], ask, close: () => void child.kill() };
}

function resultsOf(sides, bytes) {
  const whole = sides.filter(({ share, skipped, rows }) => share === 1 && skipped === undefined && rows !== undefined);
  const rows = new Set(whole.map((side) => side.rows));
  if (rows.size > 1) throw new Error(`the sides read different numbers of rows: ${[...rows].join(", ")}`);
  const speedOf = (name) => sides.find((side) => side.name === name && side.skipped === undefined)?.speeds;
  const faster = Object.entries(RIVALS).flatMap(([ours, rivals]) => rivals
    .filter((rival) => speedOf(rival) && speedOf(ours))
    .map((rival) => ({ ours, rival, times: ratio(speedOf(ours), speedOf(rival)) })));
  return {
    bytes, rows: [...rows][0],
    sides: sides.map(({ name, share, version, skipped, speeds }) => (
      skipped === undefined ? { name, share, version, megabytes: medianWithInterval(speeds) } : { name, skipped }
    )),
    faster,
  };
}

export function tables({ bytes, rows, sides, faster, skipped }) {
  if (skipped) return [{ title: "reading", head: [], rows: [], notes: [`left out: ${skipped}`] }];
  const span = ({ low, high }) => `${digits(low, 3)} to ${digits(high, 3)}`;
  return [{
    title: `reading a CSV file of ${Math.round(bytes / 1e6)} MB, ${rows} rows, 12 columns: MB/s`,
    head: ["", "version", "MB/s", "95 %", "of the file"],
    rows: sides.map(({ name, version, share, megabytes, skipped: why }) => (why === undefined
      ? [name, version, digits(megabytes.median, 3), span(megabytes), share === 1 ? "all" : `${share * 100} %`]
      : [name, "", "", "", `skipped: ${why}`])),
    notes: faster.map(({ ours, rival, times }) => `${ours}: ${digits(times.median, 3)} (${span(times)}) times ${rival}`),
  }];
}
