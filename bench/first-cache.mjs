/** Kernels alone against C, over arrays in the first cache: what memory and a call take is in neither. */
import { createRequire } from "node:module";
import { catalog } from "./catalog.mjs";
import { compare } from "./compare.mjs";
import { digits } from "./format.mjs";
import { operations } from "./operations.mjs";
import { seeded } from "./random.mjs";
import { geometricMean, median, ratio } from "./statistics.mjs";

/** By require: the tests, which load this file too, know "autoflux" alone by import. */
const { loadKernels } = createRequire(import.meta.url)("autoflux/kernels");

const OPERATIONS = ["exp", "log", "sin", "cos", "pow", "tanh", "exp_sqrt", "sin_exp", "log_sqrt1", "sin_plus_cos"];
const ELEMENTS = 2000;
/** What has no kernel of its own goes through tiles, a step after another, as the package does it. */
const TILE = 1000;
/** Calls whose time C answers as one. */
const RUNS = 200;
const SAMPLES = 5;
const PAGES = 2;
const LINE = 64;
const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** @param peer of the drivers in C, started @returns the cells, and the geometric mean of C's time over ours */
export async function inFirstCache(peer, rounds, progress) {
  const { kernels, memory, heapBase } = loadKernels();
  memory.grow(PAGES);
  const [x, y, out] = [0, 1, 2].map((i) => Math.ceil(heapBase / LINE) * LINE + i * ELEMENTS * BYTES);
  const random = seeded(1);
  const cells = [];
  for (const name of OPERATIONS) {
    progress(`native: ${name}, in the first cache`);
    const { draws, arity } = operations.find((operation) => operation.name === name);
    const values = Float64Array.from({ length: ELEMENTS }, () => draws.main(random));
    new Float64Array(memory.buffer, x, ELEMENTS).set(values);
    new Float64Array(memory.buffer, y, ELEMENTS).set(values.toReversed().map((v) => v - 3)); // as the driver in C makes it
    await peer.input(values);
    const results = await compare([
      { name: "ours", run: arity === 2 ? binary(kernels, name, x, y, out) : unary(kernels, name, x, out) },
      { name: "C", async: true, timesItself: true, run: () => peer.milliseconds(`${name} ${RUNS}`) },
    ], { rounds, samples: SAMPLES });
    cells.push({
      operation: name,
      ns: digits(median(results.ours) / ELEMENTS, 3),
      nsInC: digits(median(results.C) / ELEMENTS, 3),
      oursFaster: ratio(results.C, results.ours),
    });
  }
  return { elements: ELEMENTS, cells, mean: geometricMean(cells.map((c) => c.oursFaster.median)) };
}

function binary(kernels, name, x, y, out) {
  const kernel = kernels[`${name}_f64`];
  return () => kernel(x, 1, y, 1, out, ELEMENTS);
}

function unary(kernels, name, x, out) {
  const whole = kernels[`${name}_f64`];
  if (whole) return () => whole(x, out, ELEMENTS);
  const steps = catalog.find((row) => row.name === name).steps.map(([step]) => kernels[`${step}_f64`]);
  return () => {
    for (let at = 0; at < ELEMENTS * BYTES; at += TILE * BYTES) {
      for (const [i, step] of steps.entries()) step((i === 0 ? x : out) + at, out + at, TILE);
    }
  };
}

/** Head and rows, for a terminal and a page. */
export function kernelsAgainstC({ cells }) {
  return {
    head: ["operation", "kernel, ns", "C, ns", "ours faster", "95 %"],
    rows: cells.map((c) => [
      c.operation, c.ns, c.nsInC, digits(c.oursFaster.median, 3), `${digits(c.oursFaster.low, 3)} to ${digits(c.oursFaster.high, 3)}`,
    ]),
  };
}
