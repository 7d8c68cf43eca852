/** The named operations over seventy years of daily highs in Seattle, and over a million numbers, on every path: time and error. */
import { readFileSync } from "node:fs";
import os from "node:os";
import { flux } from "autoflux";
import Table from "cli-table3";
import * as reference from "./reference.mjs";

const SAMPLE = 2000;
/** Loops as a user would write them; and the steps, so that the error of each can be measured on its actual inputs. */
const operations = {
  exp_sqrt: {
    formula: "exp(sqrt(x))",
    loop: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = Math.exp(Math.sqrt(x[i])); },
    steps: async (x, step) => step("exp", await step("sqrt", x)),
  },
  sin_exp: {
    formula: "sin(exp(x))",
    loop: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = Math.sin(Math.exp(x[i])); },
    steps: async (x, step) => step("sin", await step("exp", x)),
  },
  log_sqrt1: {
    formula: "log(1 + sqrt(x))",
    loop: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = Math.log(1 + Math.sqrt(x[i])); },
    steps: async (x, step) => step("log", await step("add", 1, await step("sqrt", x))),
  },
  sin_plus_cos: {
    formula: "sin(x) + cos(x)",
    loop: (x, out) => { for (let i = 0; i < x.length; i++) out[i] = Math.sin(x[i]) + Math.cos(x[i]); },
    steps: async (x, step) => step("add", await step("sin", x), await step("cos", x)),
  },
};
const plain = { exp: Math.exp, sin: Math.sin, cos: Math.cos, log: Math.log, sqrt: Math.sqrt, add: (a, b) => a + b };
const at = (operand, i) => (typeof operand === "number" ? operand : operand[i]);

/** The daily highs in whole degrees Fahrenheit: all positive, so that no square root is NaN. */
function dailyHighs() {
  const [header, ...days] = readFileSync(new URL("data/seattle_seatac_1948-2017.csv", import.meta.url), "utf8").trim().split("\n");
  const column = header.split(",").indexOf("TMAX");
  return Float64Array.from(days, (day) => Number(day.split(",")[column]));
}

/** The series at `count` instants, on straight lines between the days. */
function interpolated(series, count) {
  return Float64Array.from({ length: count }, (_, i) => {
    const time = (i / (count - 1)) * (series.length - 1), day = Math.min(Math.floor(time), series.length - 2);
    return series[day] + (time - day) * (series[day + 1] - series[day]);
  });
}

/** Milliseconds: the median of `times` runs, after a few that warm up. */
async function medianTime(run, times) {
  const measured = [];
  for (let i = -2; i < times; i++) {
    const begun = performance.now();
    await run();
    if (i >= 0) measured.push(performance.now() - begun);
  }
  return measured.sort((a, b) => a - b)[times >> 1];
}

const references = new Map();
function referenceOf(name, inputs) {
  const key = `${name} ${inputs}`;
  if (!references.has(key)) references.set(key, reference[name](...inputs));
  return references.get(key);
}

/** The largest error of each step in ulp, over a sample of the inputs. */
async function errorsPerStep(steps, x, path) {
  const worst = {};
  await steps(x, async (name, ...inputs) => {
    const results = await path.step(name, ...inputs);
    for (const [i, result] of results.entries()) {
      const error = reference.errorInUlp(result, referenceOf(name, inputs.map((input) => at(input, i))));
      worst[name] = Math.max(worst[name] ?? 0, error);
    }
    return results;
  });
  return Object.entries(worst).map(([name, error]) => `${name} ${error.toFixed(2)}`).join(", ");
}

/** All paths read one array and write another that is there already; those of the kernels lie in shared memory. */
function pathsOver(values) {
  const x = flux.array(values), out = flux.zeros(values.length), ordinary = new Float64Array(values.length);
  const kernels = (engine) => ({
    run: (name) => flux.map(name, x, { out, engine }),
    step: (name, ...inputs) => flux.map(name, ...inputs, { engine }),
  });
  return {
    "JS loop": {
      run: (name) => (operations[name].loop(values, ordinary), ordinary),
      step: async (name, ...inputs) => inputs.at(-1).map((_, i) => plain[name](...inputs.map((input) => at(input, i)))),
    },
    inline: kernels("inline"),
    threads: kernels("threads"),
  };
}

const decimals = (value) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

async function compare(values, times) {
  const table = new Table({
    head: ["operation", "path", "ms", "ns each", "speed-up", "error, ulp"],
    colAligns: ["left", "left", "right", "right", "right", "left"],
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  const size = Math.min(SAMPLE, values.length);
  const sample = Float64Array.from({ length: size }, (_, i) => values[Math.floor((i * values.length) / size)]);
  const paths = pathsOver(values);
  for (const [name, { formula, steps }] of Object.entries(operations)) {
    const lines = [], results = [];
    for (const [label, path] of Object.entries(paths)) {
      const ms = await medianTime(() => path.run(name), times);
      lines.push({ label, ms, errors: await errorsPerStep(steps, sample, path) });
      results.push((await path.run(name)).slice());
    }
    const column = (text) => lines.map(text).join("\n");
    table.push([
      `${name}\n${formula}`,
      column(({ label }) => label),
      column(({ ms }) => decimals(ms)),
      column(({ ms }) => decimals((ms * 1e6) / values.length)),
      column(({ ms }) => `${decimals(lines[0].ms / ms)} x`),
      column(({ errors }) => errors),
    ]);
    if (results[2].some((value, i) => !Object.is(value, results[1][i]))) throw new Error(`${name}: threads gave other bits than inline`);
    if (results.some((result) => result.some(Number.isNaN))) throw new Error(`${name}: NaN inside its domain`);
  }
  console.log(table.toString());
}

const highs = dailyHighs(), million = interpolated(highs, 1_000_000);
const [days, instants, sampled] = [highs.length, million.length, SAMPLE].map((count) => count.toLocaleString("en"));
const machine = `${os.cpus()[0]?.model.trim()}, ${os.availableParallelism()} processors`;
console.log("Measuring four operations over real data, on every path: half a minute ...\n");
console.log(`${machine}\nNode ${process.versions.node}, ${flux.status().build} build of the kernels\n`);
console.log(`Daily highs, Seattle-Tacoma, 1948 to 2017:\n${days} days, ${Math.min(...highs)} to ${Math.max(...highs)} °F`);
await compare(highs, 15);
console.log(`\nThe same seventy years at ${instants} instants, interpolated`);
await compare(million, 5);
console.log("\nTimes are medians, with input and result in memory that is there already.");
console.log(`Errors: the largest of each step, over ${sampled} elements, in 256-bit numbers.\n`);
console.log("flux.status() is", flux.status());
await flux.close();
const count = Object.keys(operations).length;
console.log(`\nShown: ${count} operations over ${days} and ${instants} numbers;\nthreads gave the bits of inline, none NaN.`);
