/**
 * `npm run test:accuracy [-- kernel ...] [--inputs n] [--again]`: the largest error of each kernel over ten million inputs, in each build
 * that this engine takes. Writes test/accuracy/results.json after every kernel, and goes on from there the next time, but for kernels
 * whose bits have changed since (test/reproducibility/hashes.json); fails where an error is above the catalog's bound. Needs gcc and libmpfr-dev.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const RESULTS = here("results.json");
const BATCH = 65_536;

/**
 * Where each kernel is looked at: [from, to] uniform, or "log" between magnitudes, with both signs where from is below 0; of two inputs,
 * a range for each.
 */
const RANGES = {
  exp: [[-745, 710], [-1, 1], ["log", -1e-18, 745]],
  exp2: [[-1075, 1024], [-1, 1], ["log", -1e-18, 1075]],
  exp10: [[-324, 309], [-1, 1], ["log", -1e-18, 324]],
  expm1: [[-40, 710], [-1, 1], [-0.01, 0.01], ["log", -1e-18, 709]],
  log: [[0, 4], [0.98, 1.02], ["log", 5e-324, 1.7e308]],
  log2: [[0, 4], [0.98, 1.02], ["log", 5e-324, 1.7e308]],
  log10: [[0, 4], [0.98, 1.02], ["log", 5e-324, 1.7e308]],
  log1p: [[-1, 3], [-0.02, 0.02], ["log", 1e-18, 1.7e308], ["log", -1e-18, 0.999]],
  sin: [[-7, 7], [-1e6, 1e6], ["log", -1e-18, 1e15]],
  cos: [[-7, 7], [-1e6, 1e6], ["log", -1e-18, 1e15]],
  tan: [[-7, 7], [-1e6, 1e6], ["log", -1e-18, 1e15]],
  asin: [[-1, 1], [-0.6, 0.6], ["log", -1e-18, 1]],
  acos: [[-1, 1], [-0.6, 0.6], ["log", -1e-18, 1]],
  atan: [[-1, 1], [-80, 80], [-0.02, 0.02], ["log", -1e-18, 1e18]],
  sinh: [[-3, 3], [-711, 711], [-0.05, 0.05], ["log", -1e-18, 711]],
  cosh: [[-3, 3], [-711, 711], [-0.05, 0.05], ["log", -1e-18, 711]],
  tanh: [[-3, 3], [-25, 25], [-0.05, 0.05], ["log", -1e-18, 25]],
  sigmoid: [[-6, 6], [-745, 40], ["log", -1e-18, 745]],
  softplus: [[-6, 6], [-745, 40], ["log", -1e-18, 745]],
  cbrt: [[-8, 8], ["log", -5e-324, 1.7e308]],
  rsqrt: [[0, 4], ["log", 5e-324, 1.7e308]],
  sinpi: [[-2, 2], [0.22, 0.28], [-1e3, 1e3], ["log", -5e-324, 1e15]],
  cospi: [[-2, 2], [0.22, 0.28], [-1e3, 1e3], ["log", -1e-18, 1e15]],
  asinh: [[-3, 3], [-0.05, 0.05], ["log", -1e-18, 1.7e308]],
  acosh: [[1, 3], [1, 1.01], ["log", 1, 1.7e308]],
  atanh: [[-1, 1], [-0.05, 0.05], ["log", -1e-18, 1]],
  erf: [[-6, 6], [-1.3, 1.3], [0.7, 0.9], ["log", -5e-324, 6]],
  erfc: [[-6, 6], [0.6, 1.3], [1.25, 3], [0, 27.3], ["log", -1e-18, 27]],
  gelu: [[-5, 5], [-2, 2], [-38.5, 0], ["log", -1e-300, 38]],
  gamma: [[0, 10], [-10, 10], [-184, 171.7], ["log", -1e-308, 171]],
  lgamma: [[0, 10], [0.4, 2.6], [-10, 10], [-300, 300], ["log", -1e-308, 1e305]],
  degrees: [[-7, 7], ["log", -5e-324, 1e306]],
  radians: [[-400, 400], ["log", -5e-324, 1.7e308]],
  pow: [[[0, 4], [-20, 20]], [[0.9, 1.1], [-7000, 7000]], [["log", 1e-300, 1e300], [-1, 1]], [["log", 1e-5, 1e5], [-60, 60]]],
  hypot: [[[-6, 6], [-6, 6]], [["log", -1e-10, 1e10], ["log", -1e-10, 1e10]], [["log", -5e-324, 1e308], ["log", -5e-324, 1e308]]],
  atan2: [[[-6, 6], [-6, 6]], [["log", -1e-10, 1e10], ["log", -1e-10, 1e10]], [["log", -5e-324, 1e308], ["log", -5e-324, 1e308]]],
  logaddexp: [[[-6, 6], [-6, 6]], [[-40, 40], [-40, 40]], [[-1, 1], [-1, 1]], [["log", -1e-18, 700], ["log", -1e-18, 700]]],
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { inputs: { type: "string", default: "10000000" }, again: { type: "boolean", default: false } } });
const bounds = new Map(JSON.parse(execFileSync(process.execPath, [here("../../dist/cli.mjs"), "kernels", "--json"], { encoding: "utf8" })).map((row) => [row.name, row.maxUlp]));
const bits = JSON.parse(readFileSync(here("../reproducibility/hashes.json"), "utf8"));
const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : {};
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-accuracy-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const screen = path.join(folder, "screen");
execFileSync("gcc", ["-O2", here("screen.c"), "-lquadmath", "-lmpfr", "-lgmp", "-lm", "-o", screen], { stdio: "inherit" });

let state = 0x9e3779b9;
for (const name of positionals.length > 0 ? positionals : Object.keys(RANGES)) {
  if (!RANGES[name]) throw new Error(`no ranges for "${name}". There are: ${Object.keys(RANGES).join(", ")}`);
  for (const build of ["baseline", "relaxed"]) {
    const bytes = readFileSync(here(`../../build/${build}.wasm`));
    if (results[name]?.bits !== bits[`${name}_f64`]) results[name] = { bits: bits[`${name}_f64`] };
    if (!WebAssembly.validate(bytes) || (results[name][build] && !values.again)) continue;
    const { inputs, ulp, at, result } = await screened(name, bytes, Number(values.inputs));
    results[name] = { ...results[name], [build]: { inputs, ulp: Number(ulp.toFixed(3)), at, result } };
    writeFileSync(RESULTS, `{\n${Object.entries(results).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(",\n")}\n}\n`);
    const over = !(ulp <= bounds.get(name));
    console.log(`${name.padEnd(9)} ${build.padEnd(9)} ${ulp.toFixed(3)} ulp at ${at.join(", ")}${over ? `: above its bound of ${bounds.get(name)}` : ""}`);
    if (over) process.exitCode = 1;
  }
}

async function screened(name, bytes, inputs) {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 64, shared: true });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const begin = Math.ceil(exports.heap_base() / 64) * 64;
  const ranges = RANGES[name].map((range) => (Array.isArray(range[0]) ? range : [range]));
  const operands = ranges[0].map((_, i) => new Float64Array(memory.buffer, begin + 8 * BATCH * i, BATCH));
  const out = new Float64Array(memory.buffer, begin + 8 * BATCH * operands.length, BATCH);
  const pointers = operands.flatMap((x) => (operands.length === 1 ? [x.byteOffset] : [x.byteOffset, 1]));
  const child = spawn(screen, [name], { stdio: ["pipe", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk) => (said += chunk));
  const draws = ranges.map((range) => range.map(drawOf));
  for (let done = 0; done < inputs; done += BATCH) {
    const draw = draws[(done / BATCH) % draws.length];
    for (const [j, x] of operands.entries()) for (let i = 0; i < BATCH; i++) x[i] = draw[j]();
    exports[`${name}_f64`](...pointers, out.byteOffset, BATCH);
    const columns = [...operands, out];
    const records = new Float64Array(columns.length * BATCH);
    for (const [j, column] of columns.entries()) for (let i = 0; i < BATCH; i++) records[columns.length * i + j] = column[i];
    if (!child.stdin.write(Buffer.from(records.buffer))) await once(child.stdin, "drain");
  }
  child.stdin.end();
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`screen ${name} ended with ${code}`);
  const [count, ulp, x, y, result] = said.trim().split(" ");
  return { inputs: Number(count), ulp: Number(ulp), at: [x, y].slice(0, operands.length).map(fromHex), result: fromHex(result) };
}

/** A hex float as C prints it. */
function fromHex(text) {
  const [, sign, whole, fraction = "", exponent] = /^(-?)0x([\da-f])\.?([\da-f]*)p([+-]\d+)$/i.exec(text) ?? [];
  if (whole === undefined) return Number(text);
  const value = (Number(`0x${whole}${fraction}`) * 2 ** Math.trunc(exponent / 2)) * 2 ** (exponent - Math.trunc(exponent / 2) - 4 * fraction.length);
  return sign ? -value : value;
}

/** xorshift32, twice: 53 bits of [0, 1). */
function random() {
  const word = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return (word() * 2 ** 21 + (word() >>> 11)) / 2 ** 53;
}

function drawOf(range) {
  if (range[0] !== "log") return () => range[0] + random() * (range[1] - range[0]);
  const [, from, to] = range;
  const low = Math.log(Math.abs(from));
  const width = Math.log(to) - low;
  return () => {
    const magnitude = Math.min(to, Math.exp(low + random() * width));
    return from < 0 && random() < 0.5 ? -magnitude : magnitude;
  };
}
