/** `npm run bench`: the benchmark from a checkout; table.mjs puts what it wrote into README.md. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measure, PARTS } from "./measure.mjs";
import { resultsOf, withParts, writeResults } from "./results-file.mjs";

const HELP = `npm run bench -- [options]

  --node <version>  run under this version of Node, from npm's package "node" (26, 20.20.0, ...)
  --quick           fewer rounds and sizes: to see that it works
  --only <part>     one part, or some, with commas between: ${Object.keys(PARTS).join(", ")}
  --keep            with --only: put the parts into the results that there are, with their own commit and date; once all parts are of
                    one commit, they are one run
  --before <dir>    a checkout of another version, installed and built: its beginning is timed beside this one's (part cold)
  --help            this

A run of all parts writes bench/results/node<major>.json; quick runs write nothing, single parts only with --keep.
The peers of the part "peers" are installed by: node bench/peers/install.mjs`;

const options = {
  node: { type: "string" },
  quick: { type: "boolean", default: false },
  only: { type: "string" },
  before: { type: "string" },
  keep: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
};

const asked = readArguments();
if (asked.help) console.log(HELP);
else if (asked.node !== undefined) process.exitCode = runUnder(asked.node);
else {
  const results = await measure(asked);
  if (!asked.quick && asked.only === undefined) console.error(`written: ${writeResults(results)}`);
  else if (!asked.quick && asked.keep) console.error(`written: ${writeResults(withParts(resultsOf(results.versions), results))}`);
}

function readArguments() {
  try {
    const { values } = parseArgs({ options });
    const only = values.only?.split(",");
    const unknown = only?.find((name) => !Object.hasOwn(PARTS, name));
    if (unknown !== undefined) throw new Error(`--only must be of ${Object.keys(PARTS).join(", ")}, got "${unknown}"`);
    if (values.before !== undefined && !existsSync(path.join(values.before, "dist"))) {
      throw new Error(`--before must be a folder with a checkout that is built, got "${values.before}"`);
    }
    if (values.node !== undefined && !/^\d+(\.\d+){0,2}$/.test(values.node)) {
      throw new Error(`--node must be a version, such as 26 or 20.20.0, got "${values.node}"`);
    }
    return { ...values, only };
  } catch (error) {
    console.error(`bench: ${error.message.split("\n")[0]}`);
    process.exit(2);
  }
}

function runUnder(version) {
  const args = ["-y", `node@${version}`, fileURLToPath(import.meta.url)];
  if (asked.quick) args.push("--quick");
  if (asked.only !== undefined) args.push("--only", asked.only.join(","));
  if (asked.before !== undefined) args.push("--before", asked.before);
  if (asked.keep) args.push("--keep");
  const { status, error } = spawnSync("npx", args, { stdio: "inherit", shell: process.platform === "win32" });
  if (error) console.error(`bench: npx could not be run: ${error.message}`);
  return status ?? 1;
}
