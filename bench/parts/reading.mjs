/**
 * Reading a file into a table of typed columns: the whole call, and our kernels alone, against DuckDB, Polars, and readers in JavaScript,
 * one after the other, in turns.
 */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { digits } from "../format.mjs";
import { markdown } from "../markdown.mjs";
import { makeFlights } from "../reading/file.mjs";
import { SIDES } from "../reading/sides.mjs";
import { medianWithInterval, ratio } from "../statistics.mjs";

const SIDE = new URL("../reading/side.mjs", import.meta.url);
/** Against which each of ours is held. */
const RIVALS = {
  "flux.read, one thread": ["DuckDB, one thread", "nodejs-polars, one thread", "csv-parse", "papaparse", "reduceFile, one column"],
  "flux.read, two threads": ["DuckDB, two threads", "nodejs-polars, two threads"],
  "kernels, one thread": ["DuckDB, one thread", "reduceFile, one column"],
  "kernels, two threads": ["DuckDB, two threads", "reduceFile, one column"],
  "flux.read, Parquet": [
    "hyparquet, columns", "hyparquet, objects", "DuckDB, Parquet, one thread", "nodejs-polars, Parquet, one thread",
  ],
};

export async function run({ reading: { bytes, rounds } }, progress) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-bench-"));
  const files = new Map(), sides = [];
  try {
    for (const [i, side] of SIDES.entries()) sides.push(await opened(side, i));
    for (const { share } of sides) {
      if (files.has(keyOf({ share, format: "csv" }))) continue;
      const file = path.join(folder, `${share}.csv`);
      files.set(keyOf({ share, format: "csv" }), { file, bytes: makeFlights(file, bytes * share) });
    }
    files.set(keyOf({ share: 1, format: "parquet" }), await asParquet(files.get(keyOf({ share: 1, format: "csv" })).file));
    for (let round = -1; round < rounds; round++) { // one to warm up
      progress(`reading: round ${round + 1} of ${rounds}`);
      for (const side of sides) {
        if (side.skipped !== undefined) continue;
        const { file, bytes: size } = files.get(keyOf(side));
        const { ms, rows, failed, turnMs } = await side.ask(file);
        if (failed !== undefined) side.skipped = failed;
        else if (round >= 0) {
          side.speeds.push(size / ms / 1e3);
          side.turns.push(turnMs);
        }
        side.rows = rows ?? side.rows;
      }
    }
    return resultsOf(sides, bytes);
  } finally {
    for (const { close } of sides) close();
    rmSync(folder, { recursive: true });
  }
}

const keyOf = ({ share, format }) => `${share} ${format}`;

/** The same table in a file of Parquet. */
async function asParquet(csv) {
  const { flux } = await import("autoflux");
  const file = csv.replace(/csv$/, "parquet");
  await flux.write(await flux.read(csv), file);
  return { file, bytes: statSync(file).size };
}

async function opened({ name, share = 1, format = "csv", env = {} }, at) {
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
  return { name, share, format, version, skipped: skipped ?? failed, speeds: [], turns: [], ask, close: () => void child.kill() };
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
    sides: sides.map(({ name, share, format, version, skipped, speeds, turns }) => (
      skipped === undefined
        ? { name, share, format, version, megabytes: medianWithInterval(speeds), turnMs: medianWithInterval(turns) }
        : { name, skipped }
    )),
    faster,
  };
}

const spanOf = ({ low, high }) => `${digits(low, 3)} to ${digits(high, 3)}`;

export function tables({ bytes, rows, sides, faster, skipped }) {
  if (skipped) return [{ title: "reading", head: [], rows: [], notes: [`left out: ${skipped}`] }];
  return [{
    title: `reading a CSV file of ${Math.round(bytes / 1e6)} MB, ${rows} rows, 13 columns (and the same as Parquet, by its own bytes)`,
    head: HEAD,
    rows: rowsOf(sides),
    notes: faster.map(({ ours, rival, times }) => `${ours}: ${digits(times.median, 3)} (${spanOf(times)}) times ${rival}`),
  }];
}

const HEAD = ["", "version", "MB/s", "95 %", "of the file", "longest turn, ms"];

function rowsOf(sides) {
  return sides.map(({ name, version, share, megabytes, turnMs, skipped: why }) => (why === undefined
    ? [name, version, digits(megabytes.median, 3), spanOf(megabytes), share === 1 ? "all" : `${share * 100} %`, digits(turnMs.median, 3)]
    : [name, "", "", "", `skipped: ${why}`, ""]));
}

/** For docs/measured.md. */
export function readingOf({ bytes, rows, sides, faster }) {
  return [
    `A file of ${Math.round(bytes / 1e6)} MB and ${rows} rows (integers, fractions, dates, times, text that repeats and text that does `
      + "not), read into a table, in megabytes of the file a second; and the same table in a file of Parquet, by that file's bytes. "
      + "Those who would take minutes read a tenth of it.",
    markdown(HEAD, rowsOf(sides)),
    markdown(
      ["", "faster than", "times", "95 %"],
      faster.map(({ ours, rival, times }) => [ours, rival, digits(times.median, 3), spanOf(times)]),
    ),
  ];
}
