/**
 * `npm run test:accuracy [-- kernel ...] [--inputs n] [--again]`: the largest error of each kernel over ten million inputs, in each build
 * that this engine takes. Writes test/accuracy/results.json after every kernel, and goes on from there the next time, but for kernels
 * whose bits have changed since (test/reproducibility/hashes.json); fails where an error is above the catalog's bound. Needs gcc and libmpfr-dev.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const RESULTS = here("results.json");
const BATCH = 65_536;

/**
 * Where each kernel is looked at: [from, to] uniform, or "log" between magnitudes, with both signs where from is below 0; of two inputs,
 * a range for each. The rows of the catalog say so; exact kernels are compared bit for bit by test/assembly instead.
 */
const { catalog } = createRequire(import.meta.url)("../../dist/catalog.cjs");
const approximate = catalog.filter(({ steps, maxUlp }) => !steps && maxUlp > 0.5);
const RANGES = Object.fromEntries(approximate.map((row) => [row.name, row.errorRanges ?? measuredRanges(row)]));

/** What the benchmark measures, uniform and by magnitudes; the second input alike. */
function measuredRanges({ arity, measured: { main = [-6, 6], whole: [least, most] = [2 ** -500, 2 ** 500], isPositive } = {} }) {
  const ranges = [main, ["log", isPositive ? least : -least, most]];
  return arity === 1 ? ranges : ranges.map((range) => [range, range]);
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { inputs: { type: "string", default: "10000000" }, again: { type: "boolean", default: false } } });
const bounds = new Map(catalog.map(({ name, maxUlp }) => [name, maxUlp]));
const bits = JSON.parse(readFileSync(here("../reproducibility/hashes.json"), "utf8"));
const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : {};
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-accuracy-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const screen = path.join(folder, "screen");
execFileSync("gcc", ["-O2", here("screen.c"), "-lquadmath", "-lmpfr", "-lgmp", "-lm", "-o", screen], { stdio: "inherit" });

let state = 0x9e3779b9;
for (const name of positionals.length > 0 ? positionals : Object.keys(RANGES)) {
  if (!RANGES[name]) throw new Error(`no ranges for "${name}". There are: ${Object.keys(RANGES).join(", ")}`);
  if (spawnSync(screen, [name], { input: "" }).status === 2) {
    throw new Error(`${name} has no exact function: add one to test/accuracy/screen.c`);
  }
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
