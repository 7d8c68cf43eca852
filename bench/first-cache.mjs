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
/**
 * A sample of C is as long as one of ours (compare.mjs makes them): where the machine does something else meanwhile, the longer one would
 * meet it more often.
 */
const SAMPLE_MS = 0.15;
/** Runs by which C's time is measured for that. */
const TRIED = 20;
const SAMPLES = 5;
/** The compiler that optimises a kernel runs beside it, and on a busy machine long after the kernel has begun. */
const WARM_RUNS = 20_000;
/** All operations so many times over: what the machine does for a second or two meets few rounds of each. */
const PASSES = 7;
const PAGES = 2;
const LINE = 64;
const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** @param peer of the drivers in C, started @returns the cells, and the geometric mean of C's time over ours */
export async function inFirstCache(peer, rounds, progress) {
  const { kernels, memory, heapBase } = loadKernels();
  memory.grow(PAGES);
  const [x, y, out] = [0, 1, 2].map((i) => Math.ceil(heapBase / LINE) * LINE + i * ELEMENTS * BYTES);
  const random = seeded(1);
  const sides = OPERATIONS.map((name) => {
    const { draws, arity } = operations.find((operation) => operation.name === name);
    return {
      name,
      values: Float64Array.from({ length: ELEMENTS }, () => draws.main(random)),
      run: arity === 2 ? binary(kernels, name, x, y, out) : unary(kernels, name, x, out),
    };
  });
  const take = (values) => {
    new Float64Array(memory.buffer, x, ELEMENTS).set(values);
    new Float64Array(memory.buffer, y, ELEMENTS).set(values.toReversed().map((v) => v - 3)); // as the driver in C makes it
  };
  progress("native: compilers have their time");
  for (const { values, run } of sides) {
    take(values);
    for (let i = 0; i < WARM_RUNS; i++) run();
  }
  const times = new Map(sides.map(({ name }) => [name, { ours: [], C: [] }]));
  for (let pass = 0; pass < PASSES; pass++) {
    progress(`native: kernels in the first cache, pass ${pass + 1} of ${PASSES}`);
    for (const { name, values, run } of sides) {
      take(values);
      await peer.input(values);
      const results = await againstC(peer, name, run, rounds);
      for (const [side, found] of Object.entries(times.get(name))) found.push(...results[side]);
    }
  }
  const cells = [...times].map(([operation, { ours, C }]) => ({
    operation,
    ns: digits(median(ours) / ELEMENTS, 3),
    nsInC: digits(median(C) / ELEMENTS, 3),
    oursFaster: ratio(C, ours),
  }));
  return { elements: ELEMENTS, cells, mean: geometricMean(cells.map((c) => c.oursFaster.median)) };
}

async function againstC(peer, name, run, rounds) {
  await peer.milliseconds(`${name} ${TRIED}`);
  const runs = Math.ceil(SAMPLE_MS / (await peer.milliseconds(`${name} ${TRIED}`)));
  const sides = [
    { name: "ours", run },
    { name: "C", async: true, timesItself: true, run: () => peer.milliseconds(`${name} ${runs}`) },
  ];
  return compare(sides, { rounds, samples: SAMPLES });
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
