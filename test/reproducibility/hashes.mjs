/**
 * Prints, as JSON, a hash of every kernel's results in the baseline build over a million inputs: `node test/reproducibility/hashes.mjs`.
 * The same on every engine and processor: hashes.json beside this file. With --write it is written anew.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const COUNT = 1_000_000;
const here = (name) => new URL(name, import.meta.url);

/** xorshift32. */
function words(seed) {
  let state = seed | 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** By turns: any bit pattern, a magnitude between 2^-40 and 2^40, a number from -20 to 20. Nothing that engines may round differently. */
function inputs(seed) {
  const next = words(seed);
  const x = new Float64Array(COUNT);
  const halves = new Uint32Array(x.buffer);
  for (let i = 0; i < COUNT; i++) {
    const high = next();
    halves[2 * i] = next();
    halves[2 * i + 1] = i % 3 === 0 ? high : (high & 0x800fffff) | ((983 + (high >>> 20) % 80) << 20);
    if (i % 3 === 2) x[i] = (high / 2 ** 32) * 40 - 20;
  }
  return x;
}

const pages = Math.ceil((COUNT * 8 * 4) / 65536) + 2;
const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
const module = new WebAssembly.Module(readFileSync(here("../../build/baseline.wasm")));
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const begin = Math.ceil(exports.heap_base() / 64) * 64;
/** No seed is made of the others by exclusive or, or the operands would be too. */
const doubles = [0x9e3779b9, 0x243f6a88, 0xb7e15162].map(inputs);
const { catalog, folds } = createRequire(import.meta.url)("../../dist/catalog.cjs");
const SUFFIX = { float64: "f64", float32: "f32" };
const operations = new Map(
  catalog.flatMap(({ name, arity, kernels }) => kernels.map((dtype) => [`${name}_${SUFFIX[dtype]}`, { arity, dtype }])),
);
const foldKernels = new Map(
  Object.values(folds).flatMap(({ kernel, skipping, columns, doubles }) => [kernel, skipping].map((name) => [name, { columns, doubles }])),
);

/** Of each exponent, as what is done depends on it. */
const POWERS = [2, 3, 10, 31, -1, -2, -7, 0.5, 33];

const hashes = {};
for (const [name, kernel] of Object.entries(exports)) {
  if (name.includes("_number_")) hashes[name] = hashOf(powersOf(kernel, name.endsWith("f64") ? Float64Array : Float32Array));
  if (foldKernels.has(name)) hashes[name] = hashOf(partialsOf(kernel, foldKernels.get(name)));
  if (!operations.has(name)) continue;
  const { arity, dtype } = operations.get(name);
  const kind = dtype === "float64" ? Float64Array : Float32Array;
  const views = doubles.slice(0, arity).map((values, i) => {
    const view = new kind(memory.buffer, begin + 8 * COUNT * i, COUNT);
    view.set(values);
    return view;
  });
  const out = new kind(memory.buffer, begin + 24 * COUNT, COUNT);
  kernel(...(arity === 1 ? [views[0].byteOffset] : views.flatMap((view) => [view.byteOffset, 1])), out.byteOffset, COUNT);
  hashes[name] = hashOf(out.slice());
}

/** What a kernel for a number as second operand gives, of a part of the inputs for each of the numbers. */
function powersOf(kernel, kind) {
  const count = Math.floor(COUNT / POWERS.length);
  const x = new kind(memory.buffer, begin, COUNT);
  x.set(doubles[0]);
  const y = new kind(memory.buffer, begin + 8 * COUNT, 16 / kind.BYTES_PER_ELEMENT);
  const out = new kind(memory.buffer, begin + 24 * COUNT, count * POWERS.length);
  for (const [i, power] of POWERS.entries()) {
    const part = i * count * kind.BYTES_PER_ELEMENT;
    kernel(x.byteOffset + part, 1, y.fill(power).byteOffset, 0, out.byteOffset + part, count);
  }
  return out.slice();
}

/** The partial results of a reduction's blocks: of numbers of moderate size, as sums of any others are soon infinite. */
function partialsOf(kernel, { columns, doubles: size }) {
  const views = doubles.slice(0, columns).map((values, i) => {
    const view = new Float64Array(memory.buffer, begin + 8 * COUNT * i, COUNT);
    view.set(values.map((x) => (Math.abs(x) < 2 ** 40 ? x : 1)));
    return view;
  });
  const out = begin + 24 * COUNT;
  const blocks = Math.ceil(COUNT / 1024);
  for (let i = 0; i < blocks; i++) {
    kernel(...views.map(({ byteOffset }) => byteOffset + 8192 * i), out + 8 * size * i, Math.min(1024, COUNT - 1024 * i));
  }
  return new Float64Array(memory.buffer, out, size * blocks).slice();
}

function hashOf(results) {
  const bits = new Uint32Array(results.buffer); // NaN is one: its payload is the engine's to choose
  for (let i = 0; i < results.length; i++) {
    if (!Number.isNaN(results[i])) continue;
    if (results instanceof Float64Array) bits.set([0, 0x7ff80000], 2 * i);
    else bits[i] = 0x7fc00000;
  }
  return createHash("sha256").update(bits).digest("hex").slice(0, 16);
}

if (process.argv.includes("--write")) writeFileSync(here("hashes.json"), `${JSON.stringify(hashes, null, 1)}\n`);
else console.log(JSON.stringify(hashes));
