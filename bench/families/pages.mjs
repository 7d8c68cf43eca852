/** What was measured of families, as Markdown: for README.md and docs/measured.md. */
import { digits, power } from "../format.mjs";
import { interval, markdown } from "../markdown.mjs";
import { LABELS, SHORT_WINDOW } from "./functions.mjs";

const OURS = "two workers";

/** Doubles that are uniform, at the largest size, of the newest run. */
export function readmeFamilies({ versions, parts }) {
  if (!parts.families?.cells) return undefined;
  const { cells, sides } = parts.families;
  const size = Math.max(...cells.map((c) => c.size));
  const shown = cells.filter((c) => c.size === size && c.distribution === "uniform" && c.kind === "float64");
  return `Statistics and series over ${power(size)} float64 in the arena, two workers, Node ${versions.node.split(".")[0]}, ` +
    `nanoseconds an element, in brackets how many times faster ours is (moving means of NumPy arrays by bottleneck):\n\n` +
    largeTable(shown, sides, (c) => LABELS[c.function]);
}

export function familiesOf({ sides, cells, small, slower, barrier, ended, measured }) {
  const ms = ({ medianMs, p99Ms, maxMs }) => [medianMs, p99Ms, maxMs].map((value) => digits(value, 3));
  const wrong = cells.flatMap((c) => (
    c.wrong.map(({ name, at, ours, theirs }) => `${nameOf(c)}: ${name} has ${theirs} at ${at}, ours is ${ours}.`)
  ));
  return [
    measured && `(Measured at ${measured.commit} on ${measured.date}, Node ${measured.node}.)`,
    "Arena arrays, two workers, results into arrays that are there where a function takes one; nanoseconds an element, in brackets " +
      "how many times faster ours is; ✗: results are not ours.",
    "The loops: `Float64Array.sort`, running sums. Moving means of NumPy arrays are bottleneck's.",
    largeTable(cells, sides, (c) => `${nameOf(c)}, ${power(c.size)}`),
    ...wrong,
    ...cells.filter((c) => c.overs[SHORT_WINDOW]).map((c) => `${windowNote(c)}.`),
    sides.map((side) => `- ${sideNote(side)}`).join("\n"),
    "`auto` against the loop with the same allocation: new ordinary results, or arena arrays that are there:",
    markdown(
      ["", "elements", "memory", "loop, ns", "`auto`, ns", "faster", "95 %"],
      small.map((c) => [
        LABELS[c.function], power(c.size), c.home, digits(c.loopNs, 3), digits(c.autoNs, 3), digits(c.faster.median, 3),
        interval(c.faster),
      ]),
    ),
    `Slower than their loop, from 1,000 elements on: ${slower.join("; ") || "none"}.`,
    "What a barrier between phases costs beyond the work, two workers awake:",
    markdown(
      ["a unit's work", "yielded, µs", "95 %", "in a chain, µs", "95 %"],
      barrier.map((b) => [b.work, ...[b.yielded, b.chained].flatMap((cost) => [digits(cost.median, 3), interval(cost)])]),
    ),
    `Until a call over ${power(ended.elements)} elements has ended:`,
    markdown(
      ["", "after `abort()`: median, ms", "p99", "largest", "beyond `timeout`: median, ms", "p99", "largest"],
      ended.rows.map(({ name, abort, timeout }) => [name, ...ms(abort), ...ms(timeout)]),
    ),
  ].filter(Boolean);
}

function largeTable(cells, sides, titleOf) {
  const there = ["loop", ...sides.filter((side) => side.skipped === undefined).map(({ name }) => name)];
  return markdown(["", "autoflux", ...there], cells.map((c) => (
    [titleOf(c), `**${digits(c.ns[OURS], 3)}**`, ...there.map((name) => beside(c, name, " ✗"))]
  )));
}

export function windowNote({ overs, size }) {
  return `A window of 1e6 over ${power(size)} elements takes ${digits(1 / overs[SHORT_WINDOW].median, 3)} times as long as ${SHORT_WINDOW}`;
}

export function sideNote({ name, version, note, skipped }) {
  return skipped === undefined ? `${name}: ${version}; ${note}` : `skipped: ${name}, ${skipped}`;
}

/** A cell's function, with what is not usual about its elements. */
export function nameOf({ function: name, distribution, kind }) {
  return [LABELS[name], kind !== "float64" && kind, distribution !== "uniform" && distribution].filter(Boolean).join(", ");
}

/** A side's time, and by how much ours is faster; a mark where its results are not ours. Nothing where it did not run. */
export function beside({ ns, overs, wrong }, name, mark) {
  if (ns[name] === undefined) return "";
  return `${digits(ns[name], 3)}${wrong.some((w) => w.name === name) ? mark : ""} (${digits(overs[name].median, 3)})`;
}
