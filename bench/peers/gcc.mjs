/** Compiles the loops in C for the processor, into a folder of its own, and looks whether gcc did what the row says. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const OPTIONS = ["-O3", "-ffast-math", "-pthread", "-fopt-info-vec-optimized"];
const FUNCTIONS = ["exp", "log", "sin", "cos"];
/** Those that an older glibc has not: its loop is then a scalar one. */
const NEWER = ["pow", "tan", "tanh"];
/** Letters of libmvec's names, the widest vectors first. */
const WIDTHS = "edcb";
const execute = promisify(execFile);

/** @returns how the program is started, for openPeer() */
export async function compiled(source, flags) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "libmvec-"));
  const done = () => rm(folder, { recursive: true, force: true });
  try {
    const program = path.join(folder, "driver");
    const { stderr } = await execute("gcc", [...OPTIONS, ...flags, source, "-o", program, "-lm"]);
    const loops = await loopsNote(source, stderr);
    const { stdout } = await execute("nm", ["--dynamic", "--undefined-only", program]);
    return { command: program, args: [`${flags.join(" ")}: ${loops}, ${vectorCalls(stdout)}`], done };
  } catch (error) {
    await done();
    if (error.code === "ENOENT") return { skipped: `no ${error.path} here` };
    return { skipped: firstError(error.stderr ?? "") ?? error.message.split("\n")[0] };
  }
}

/** Which loops of the source gcc vectorised, by what it says. */
async function loopsNote(source, said) {
  const lines = (await readFile(source, "utf8")).split("\n");
  const loops = lines.flatMap((line, i) => (/^(?!#define).*\bEACH\(/.test(line) ? [i + 1] : []));
  const vectorised = new Set([...said.matchAll(/:(\d+):\d+: optimized: loop vectorized/g)].map(([, line]) => Number(line)));
  return `${loops.filter((line) => vectorised.has(line)).length} of ${loops.length} loops vectorised`;
}

/** The widest functions of libmvec that the program calls: one for each of ours, or it measures something else. */
function vectorCalls(symbols) {
  const calls = [...FUNCTIONS, ...NEWER].map((name) => {
    const found = [...symbols.matchAll(new RegExp(`_ZGV([a-z])N\\d+vv?_${name}\\b`, "g"))];
    found.sort(([, a], [, b]) => WIDTHS.indexOf(a) - WIDTHS.indexOf(b));
    if (found.length === 0 && NEWER.includes(name)) return `no vector ${name}`;
    if (found.length === 0) throw new Error(`no libmvec: gcc calls no vector function for ${name}`);
    return found[0][0];
  });
  return calls.join(" ");
}

/** What gcc has to say: its last lines are carets and "compilation terminated". */
function firstError(said) {
  return said.split("\n").find((line) => /\berror\b/.test(line))?.trim();
}
