/**
 * Changes one thing at a time in the sources of a room, in a copy of the repository, and runs the room's tests: what they do not notice,
 * they do not test.
 *
 *   node test/mutants/run.mjs --seed 1 --count 200 [--room threads|lowering|generate]
 *
 * Mutants that no test can notice are listed in equivalent.json, with the reason, by their line's text and what is changed.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { seeded } from "../../bench/random.mjs";
import { mutated, pointsOf } from "./points.mjs";
import { rooms } from "./rooms.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const equivalent = JSON.parse(readFileSync(new URL("equivalent.json", import.meta.url), "utf8"));

/** The vitest that runs now: ended with this process. */
let running;

/** A copy whose tests run as here; installed packages and builds are the same ones. */
function copyOfRepository() {
  const copy = mkdtempSync(path.join(os.tmpdir(), "autoflux-mutants-"));
  process.once("exit", () => {
    if (running) killAll(running);
    rmSync(copy, { recursive: true, force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  for (const name of ["src", "test", "package.json", "tsconfig.json", "vitest.config.mts"]) {
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  }
  for (const name of ["build", "dist", "assembly"]) symlinkSync(path.join(root, name), path.join(copy, name));
  mkdirSync(path.join(copy, "node_modules")); // a folder of its own, as vitest writes into it
  for (const name of readdirSync(path.join(root, "node_modules"))) {
    if (!name.startsWith(".")) symlinkSync(path.join(root, "node_modules", name), path.join(copy, "node_modules", name));
  }
  return copy;
}

/** Ends a process and those it started: one of them may loop for ever. */
function killAll(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error; // it had ended
  }
}

/** Runs tests in the copy. @returns {Promise<"passed" | "failed" | "timeout">} */
function runTests(copy, tests, limitMs) {
  const vitest = path.join(copy, "node_modules/vitest/vitest.mjs");
  const env = { ...process.env, NODE_OPTIONS: "--max-old-space-size=1024", CI: "1" };
  const child = spawn(process.execPath, [vitest, "run", "--bail", "1", ...tests], { cwd: copy, stdio: "ignore", detached: true, env });
  running = child;
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      killAll(child);
    }, limitMs);
    child.on("error", reject);
    child.on("exit", (code) => {
      running = undefined;
      clearTimeout(timer);
      resolve(isLate ? "timeout" : code === 0 ? "passed" : "failed");
    });
  });
}

/** The tests of a source's own name first: they notice most, and alone take a fraction of the time. */
function stagesOf(file, tests) {
  const name = path.basename(file, ".ts");
  const own = tests.filter((test) => path.basename(test).includes(name));
  return [own, tests.filter((test) => !own.includes(test))].filter((stage) => stage.length > 0);
}

function pointsIn(room) {
  return rooms[room].sources.flatMap((file) => {
    const source = readFileSync(path.join(root, file), "utf8");
    return pointsOf(source).map((point) => ({ ...point, file, source }));
  });
}

/** `count` mutants, without repetition, which the seed decides. */
function draw(points, count, random) {
  const left = [...points];
  const drawn = [];
  while (drawn.length < count && left.length > 0) {
    const [point] = left.splice(Math.floor(random() * left.length), 1);
    const changed = mutated(point.source, point);
    if (changed !== undefined) drawn.push({ ...point, changed });
  }
  return drawn;
}

/** Whether an entry is of this point: by its line and its change, or by a line of which no change can be noticed. */
function isListed(known, { file, code, change }) {
  return known.file === file && known.code === code && (known.change ?? change) === change;
}

/** What becomes of one mutant: "killed", "timeout" or "survived". */
async function outcomeOf({ file, source, changed }, copy, tests, limitMs) {
  writeFileSync(path.join(copy, file), changed);
  let outcome = "passed";
  for (const stage of stagesOf(file, tests)) if (outcome === "passed") outcome = await runTests(copy, stage, limitMs);
  writeFileSync(path.join(copy, file), source);
  return { passed: "survived", failed: "killed", timeout: "timeout" }[outcome];
}

async function testRoom(room, count, random, copy) {
  const { tests } = rooms[room];
  const points = pointsIn(room);
  const known = equivalent.filter(({ file }) => rooms[room].sources.includes(file));
  const gone = known.find((entry) => !points.some((point) => isListed(entry, point)));
  if (gone) throw new Error(`equivalent.json lists a mutant that is not there: ${JSON.stringify(gone)}`);
  const begun = performance.now();
  if (await runTests(copy, tests, 300_000) !== "passed") throw new Error(`the tests of ${room} fail without a mutant: ${tests.join(" ")}`);
  const limitMs = 5000 + 5 * (performance.now() - begun);
  const row = { room, drawn: 0, killed: 0, timeout: 0, survived: 0, equivalent: 0 };
  for (const mutant of draw(points, count, random)) {
    row.drawn++;
    const outcome = known.some((entry) => isListed(entry, mutant)) ? "equivalent" : await outcomeOf(mutant, copy, tests, limitMs);
    row[outcome]++;
    if (outcome === "survived") console.log(`survived: ${mutant.file}:${mutant.line}  ${mutant.change}\n    ${mutant.code}`);
  }
  return { ...row, seconds: Math.round((performance.now() - begun) / 1000) };
}

async function main() {
  const options = { seed: { type: "string", default: "1" }, count: { type: "string", default: "200" }, room: { type: "string" } };
  const { values } = parseArgs({ options });
  const names = values.room ? [values.room] : Object.keys(rooms);
  const wrong = names.find((name) => !Object.hasOwn(rooms, name));
  if (wrong) throw new Error(`no room is named ${wrong}. There are: ${Object.keys(rooms).join(", ")}`);
  const random = seeded(Number(values.seed));
  const share = (i) => Math.floor((Number(values.count) * i) / names.length);
  const copy = copyOfRepository();
  const rows = [];
  for (const [i, room] of names.entries()) rows.push(await testRoom(room, share(i + 1) - share(i), random, copy));
  console.table(rows);
  const survived = rows.reduce((sum, row) => sum + row.survived, 0);
  if (survived > 0) console.log(`${survived} survived: add the test that notices, or say in equivalent.json why none can.`);
  process.exitCode = survived === 0 ? 0 : 1;
}

await main();
