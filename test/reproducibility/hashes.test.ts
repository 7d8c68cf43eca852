import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { engineKernels } from "../../src/catalog/engine-kernels";
import { folds } from "../../src/catalog/folds";
import { catalog } from "../../src/catalog/index";

const script = fileURLToPath(new URL("hashes.mjs", import.meta.url));
const stored = JSON.parse(readFileSync(new URL("hashes.json", import.meta.url), "utf8")) as Record<string, string>;
const measured = JSON.parse(readFileSync(new URL("../accuracy/results.json", import.meta.url), "utf8")) as Record<string, { bits: string }>;
const WRITE = "a kernel's bits are new: node test/reproducibility/hashes.mjs --write";

describe("the baseline build over a million inputs", { timeout: 60_000 }, () => {
  it(`gives the stored bits on this Node (${process.version})`, () => {
    expect(JSON.parse(execFileSync(process.execPath, [script], { encoding: "utf8" })), WRITE).toEqual(stored);
  });

  it("has the bits of which the largest errors were measured", () => {
    const wanted = Object.fromEntries(Object.keys(measured).map((name) => [name, stored[`${name}_f64`]]));
    const found = Object.fromEntries(Object.entries(measured).map(([name, { bits }]) => [name, bits]));
    expect(found, "errors are of other bits: npm run test:accuracy").toEqual(wanted);
  });

  it("has a hash for every kernel of the catalog, and for every fold", () => {
    const ofOperations = catalog.flatMap(({ name, kernels }) => kernels.map((dtype) => `${name}_${dtype === "float64" ? "f64" : "f32"}`));
    const ofFolds = Object.values(folds).flatMap(({ kernel, skipping }) => (skipping ? [kernel, skipping] : [kernel]));
    const ofNumbers = Object.keys(engineKernels).filter((name) => name.includes("_number_"));
    expect(Object.keys(stored).sort(), WRITE).toEqual([...ofOperations, ...ofFolds, ...ofNumbers].sort());
  });
});
