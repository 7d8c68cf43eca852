/**
 * What a barrier costs beyond the work: phases one after another, each yielded by itself or in one chain, against the same units in one
 * phase. Whatever else a call takes is in both.
 */
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compare } from "../compare.mjs";
import { digits } from "../format.mjs";
import { median, medianWithInterval, paired } from "../statistics.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDER = path.join(ROOT, "build/internals");
/** A chain of so many is one job. */
const PHASES = 8;
/** Units of a phase, each a chunk: so many that two workers, and the calling thread, which helps, have some each. */
const UNITS = 12;
const CHUNK_NS = 60_000;
/** The kernel sums eight parts a unit, to a pair each. */
const PARTS = 8;
const PAIRS_BYTES = PARTS * 16;
/** Arguments of one phase. */
const FRAME_BYTES = 256;
/** The least work, in nanoseconds, that PhaseRun gives to the pool. */
const ON_THREADS = 0;
/** Nobody watches. */
const WATCH = { check: () => {}, onStop: () => {}, progress: () => {}, begin: () => {} };
/** Elements of a part. */
const WORKS = { "next to none": 0, "some 15 µs a unit": 4096 };

/** The files of the package beside a bundle of what is inside it: its threads and kernels are found there. */
async function internals() {
  const { build } = await import("esbuild");
  const { builtinsOf, loader, shareIn } = await import("../../scripts/bundle-plugins.mjs");
  mkdirSync(FOLDER, { recursive: true });
  for (const name of readdirSync(path.join(ROOT, "dist"))) {
    if (/\.(cjs|wasm)$/.test(name)) cpSync(path.join(ROOT, "dist", name), path.join(FOLDER, name));
  }
  const outfile = path.join(FOLDER, "internals.cjs");
  await build({
    absWorkingDir: ROOT, entryPoints: ["bench/families/internals.mjs"], outfile, bundle: true, platform: "node", target: "node20",
    format: "cjs", inject: ["scripts/host-globals.mjs"], plugins: [shareIn(ROOT), builtinsOf(ROOT), loader], logLevel: "error",
    external: ["acorn", "piscina", "tinypool"], mainFields: ["module", "main"],
  });
  return createRequire(import.meta.url)(outfile);
}

/** @returns rows { work, oneUs, yielded, chained }: microseconds of all units in one phase, and of a barrier, with intervals */
export async function barriers(rounds, progress) {
  const { FunctionCrews, Instance, instanceSettings, PhaseRun } = await internals();
  const settings = instanceSettings({ maxWorkers: 2 });
  const instance = new Instance(settings, new FunctionCrews(settings));
  const engine = instance.open();
  const rows = [];
  for (const [work, part] of Object.entries(WORKS)) {
    progress(`families: barriers, work: ${work}`);
    const side = (name, stagesOf) => ({
      name, async: true,
      run: async () => {
        const order = { where: "barriers", elements: 0, costNs: 1, begin: algorithmOf(part, stagesOf) };
        const run = new PhaseRun(order, engine, WATCH, leasedBytes(part), engine.seats);
        await run.finish(() => false, ON_THREADS);
        run.end();
        if (!run.ranOnThreads) throw new Error("barriers: a run stayed on the calling thread, where there are none");
      },
    });
    const results = await compare([
      side("one", (phase) => [phase(0, PHASES)]),
      side("yielded", (phase) => eachOf(phase)),
      side("chained", (phase) => [{ chain: eachOf(phase) }]),
    ], { rounds });
    const barrier = (name) => medianWithInterval(paired(results[name], results.one, (many, one) => (many - one) / (PHASES - 1) / 1e3));
    rows.push({ work, oneUs: digits(median(results.one) / 1e3, 4), yielded: barrier("yielded"), chained: barrier("chained") });
  }
  await instance.close();
  return rows;
}

const eachOf = (phase) => Array.from({ length: PHASES }, (_, i) => phase(i, 1));

/** The column and the pairs, and the frames of a chain. */
const leasedBytes = (part) => Math.max(64, PHASES * UNITS * PARTS * part * 8) + PHASES * UNITS * PAIRS_BYTES + PHASES * FRAME_BYTES;

/** Stages over a column: `phase(first, count)` has the units of so many phases, from one of them on. */
function algorithmOf(part, stagesOf) {
  const bytes = UNITS * PARTS * part * 8;
  return function* (lease) {
    const x = lease.bytes(Math.max(64, PHASES * bytes)).pointer;
    const pairs = lease.bytes(PHASES * UNITS * PAIRS_BYTES).pointer;
    const phase = (first, count) => {
      const units = count * UNITS;
      const from = x + first * bytes;
      const frame = {
        x: from, out: from, count: units * PARTS * part, part, pairs: pairs + first * UNITS * PAIRS_BYTES, single: 0, skipNaN: 0,
      };
      return { kernel: "series.cumsum_sums", frame, units, unitNs: CHUNK_NS };
    };
    for (const stage of stagesOf(phase)) yield stage;
  };
}
