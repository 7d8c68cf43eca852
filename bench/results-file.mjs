/** Results as files: one a major version of Node, lines that a reader and a diff can follow. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { barsOf } from "./bars.mjs";

const FOLDER = new URL("results/", import.meta.url);
/** Values that fit on a line are written on one. */
const LINE = 480;

/** @returns the file that was written */
export function writeResults(results) {
  const file = new URL(`node${results.versions.node.split(".")[0]}.json`, FOLDER);
  writeFileSync(file, `${text(results)}\n`);
  return fileURLToPath(file);
}

/** All results that there are, in the order of Node's versions. */
export function readResults() {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
  const results = files.map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")));
  return results.sort((a, b) => Number.parseInt(a.versions.node, 10) - Number.parseInt(b.versions.node, 10));
}

/** Those of a version of Node. */
export function resultsOf({ node }) {
  return readResults().find(({ versions }) => versions.node.split(".")[0] === node.split(".")[0]);
}

/** The results there are, with parts that were measured anew: each says of itself where, until all are of one commit. */
export function withParts(there, results) {
  const { machine: { cpu, cpuid }, versions: { node }, commit, date } = results;
  const measured = { commit, date, node, cpu, ...(cpuid && { cpuid }) };
  const anew = Object.entries(results.parts).map(([name, part]) => [name, { ...part, measured }]);
  const parts = { ...there.parts, ...Object.fromEntries(anew) };
  if (!Object.values(parts).every((part) => isOf(part, measured))) return { ...there, bars: barsOf(parts, there.versions.build), parts };
  const whole = Object.fromEntries(Object.entries(parts).map(([name, { measured: _, ...part }]) => [name, part]));
  return { ...results, bars: barsOf(whole, results.versions.build), parts: whole };
}

function isOf({ measured }, { commit, node, cpu }) {
  return commit !== null && measured?.commit === commit && measured.node === node && measured.cpu === cpu;
}

/** JSON whose lines a reader and a diff can follow. */
export function text(value, indent = "") {
  const line = JSON.stringify(value, (_, v) => (typeof v === "number" ? Number(v.toPrecision(6)) : v));
  if (typeof value !== "object" || value === null || line.length <= LINE) return line;
  const deeper = `${indent}  `;
  const [open, close, parts] = Array.isArray(value)
    ? ["[", "]", value.map((v) => text(v, deeper))]
    : ["{", "}", Object.entries(value).map(([key, v]) => `${JSON.stringify(key)}: ${text(v, deeper)}`)];
  return `${open}\n${parts.map((part) => deeper + part).join(",\n")}\n${indent}${close}`;
}
