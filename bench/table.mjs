/**
 * `node bench/table.mjs`: writes what the runs in bench/results found into README.md, between its two markers, into docs/measured.md and
 * docs/speed.svg. With --check it writes nothing, and fails where one of them says something else.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chartOf } from "./chart.mjs";
import { measuredPage, readmeSection } from "./pages.mjs";
import { readResults } from "./results-file.mjs";

const README = new URL("../README.md", import.meta.url);
const MEASURED = new URL("../docs/measured.md", import.meta.url);
const CHART = new URL("../docs/speed.svg", import.meta.url);
const BEGIN = "<!-- bench:begin -->";
const END = "<!-- bench:end -->";

const { check } = readArguments();
const results = readResults();
const pages = [[README, insideReadme(readmeSection(results))], [MEASURED, measuredPage(results)]];
const chart = results.length > 0 ? chartOf(results.at(-1)) : undefined;
if (chart !== undefined) pages.push([CHART, chart]);
for (const [file, text] of pages) {
  if (!check) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, "utf8") !== text)
    fail(`${fileURLToPath(file)} is not what bench/results says: run node bench/table.mjs`);
}

function readArguments() {
  try {
    return parseArgs({ options: { check: { type: "boolean", default: false } } }).values;
  } catch (error) {
    console.error(`table: ${error.message.split("\n")[0]}`);
    process.exit(2);
  }
}

function insideReadme(section) {
  const readme = readFileSync(README, "utf8");
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) fail(`README.md has no lines ${BEGIN} and ${END}`);
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${section}\n\n${readme.slice(end)}`;
}

function fail(message) {
  console.error(`table: ${message}`);
  process.exit(1);
}
