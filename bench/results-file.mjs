/** Results as files: one a major version of Node, lines that a reader and a diff can follow. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

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
