/**
 * `node bench/table.mjs`: writes what the runs in bench/results found into README.md, between its two markers. With --check it writes
 * nothing, and fails where README.md says something else.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { verdictOf } from "./bars.mjs";
import { digits, duration } from "./format.mjs";
import { readResults } from "./results-file.mjs";

const README = new URL("../README.md", import.meta.url);
const BEGIN = "<!-- bench:begin -->";
const END = "<!-- bench:end -->";

const { check } = readArguments();
const readme = existsSync(README) ? readFileSync(README, "utf8") : fail("README.md is missing");
const begin = readme.indexOf(BEGIN);
const end = readme.indexOf(END);
if (begin < 0 || end < begin) fail(`README.md has no lines ${BEGIN} and ${END}`);
const written = `${readme.slice(0, begin + BEGIN.length)}\n\n${sections()}\n\n${readme.slice(end)}`;

if (!check) writeFileSync(README, written);
else if (readme !== written) fail("README.md is not what bench/results says: run node bench/table.mjs");

function readArguments() {
  try {
    return parseArgs({ options: { check: { type: "boolean", default: false } } }).values;
  } catch (error) {
    console.error(`table: ${error.message.split("\n")[0]}`);
    process.exit(2);
  }
}

function fail(message) {
  console.error(`table: ${message}`);
  process.exit(1);
}

function sections() {
  const results = readResults();
  if (results.length === 0) return "Not measured yet: `npm run bench`, then `node bench/table.mjs`.";
  return results.map(section).join("\n\n");
}

function section({ machine, versions, commit, date, bars, parts }) {
  return [
    `**Node ${versions.node}** (V8 ${versions.v8}), ${versions.build} build, autoflux ${versions.autoflux}${commit ? ` at ${commit}` : ""}, ${date}. `
      + `${machine.cores} cores of ${machine.cpu}, ${machine.memoryGiB} GiB, ${machine.os}.`,
    "Nanoseconds an element, 1e6 elements, uniform in [0, 6]:",
    elementTable(parts),
    "Bars:",
    markdown(["", "bar", "measured", ""], bars.map((b) => [b.name, b.goal ? `${b.bar} (goal: ${b.goal})` : b.bar, b.measured ?? "", verdictOf(b)])),
    ...lostCells(parts.grid),
  ].join("\n\n");
}

function elementTable({ ranges, python }) {
  const narrow = ranges.cells.filter((c) => c.range === "narrow");
  return markdown(
    ["operation", "plain loop", "inline (one thread)", "two workers", python.python ?? "CPython (not measured)"],
    narrow.map(({ operation, loopNs, inlineNs }) => {
      const { workersNs, pythonNs } = python.cells.find((c) => c.operation === operation);
      return [`\`${operation}\``, ...[loopNs, inlineNs, workersNs, pythonNs].map((ns) => digits(ns, 3))];
    }),
  );
}

/** Where the default engine is clearly slower than a plain loop, if there is such a place: a line for each size and memory. */
function lostCells({ cells, losing }) {
  const measured = `Of ${cells.length} cells (operation, size, memory), \`auto\` loses`;
  if (losing.length === 0) return [`${measured} none to the plain loop.`];
  const places = new Map(losing.map((c) => [`${c.home}/${c.at}`, c]));
  const rows = [...places.values()].map(({ home, at }) => {
    const lost = losing.filter((c) => c.home === home && c.at === at);
    const times = lost.map((c) => `\`${c.operation}\` ${digits(c.autoOverLoop.median, 3)} x`);
    return [home, at, times.join(", "), duration(Math.max(...lost.map((c) => c.differenceNs.median)))];
  });
  return [`${measured} ${losing.length} to the plain loop:`, markdown(["memory", "elements", "auto takes", "longer by at most"], rows)];
}

function markdown(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
