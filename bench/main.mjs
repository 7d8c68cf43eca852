/** `npm run bench`: the benchmark from a checkout; table.mjs puts what it wrote into README.md. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measure, PARTS } from "./measure.mjs";
import { barsOf } from "./bars.mjs";
import { readResults, writeResults } from "./results-file.mjs";

const HELP = `npm run bench -- [options]

  --node <version>  run under this version of Node, from npm's package "node" (26, 20.20.0, ...)
  --quick           fewer rounds and sizes: to see that it works
  --only <part>     one part: ${Object.keys(PARTS).join(", ")}
  --keep            with --only: put the part into the results that there are, with its own commit and date
  --help            this

A run of all parts writes bench/results/node<major>.json; quick runs write nothing, single parts only with --keep.
The peers of the part "peers" are installed by: node bench/peers/install.mjs`;

const options = {
  node: { type: "string" },
  quick: { type: "boolean", default: false },
  only: { type: "string" },
  keep: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
};

const asked = readArguments();
if (asked.help) console.log(HELP);
else if (asked.node !== undefined) process.exitCode = runUnder(asked.node);
else {
  const results = await measure(asked);
  if (!asked.quick && asked.only === undefined) console.error(`written: ${writeResults(results)}`);
  else if (!asked.quick && asked.keep) console.error(`written: ${writeResults(withPart(results, asked.only))}`);
}

/** The results there are, with a part that was measured anew. */
function withPart({ versions, commit, date, parts }, name) {
  const there = readResults().find((results) => results.versions.node.split(".")[0] === versions.node.split(".")[0]);
  const all = { ...there.parts, [name]: { ...parts[name], measured: { commit, date, node: versions.node } } };
  return { ...there, bars: barsOf(all, there.versions.build), parts: all };
}

function readArguments() {
  try {
    const { values } = parseArgs({ options });
    if (values.only !== undefined && !Object.hasOwn(PARTS, values.only)) {
      throw new Error(`--only must be one of ${Object.keys(PARTS).join(", ")}, got "${values.only}"`);
    }
    if (values.node !== undefined && !/^\d+(\.\d+){0,2}$/.test(values.node)) {
      throw new Error(`--node must be a version, such as 26 or 20.20.0, got "${values.node}"`);
    }
    return values;
  } catch (error) {
    console.error(`bench: ${error.message.split("\n")[0]}`);
    process.exit(2);
  }
}

function runUnder(version) {
  const args = ["-y", `node@${version}`, fileURLToPath(import.meta.url)];
  if (asked.quick) args.push("--quick");
  if (asked.only !== undefined) args.push("--only", asked.only);
  if (asked.keep) args.push("--keep");
  const { status, error } = spawnSync("npx", args, { stdio: "inherit", shell: process.platform === "win32" });
  if (error) console.error(`bench: npx could not be run: ${error.message}`);
  return status ?? 1;
}
