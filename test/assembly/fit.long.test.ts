import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const fit = new URL("../../assembly/fit/", import.meta.url);
const tables = new URL("../../assembly/tables/", import.meta.url);
/** Those of a second or two; asin, gamma and single take some more, log.py searches its table for nine minutes. */
const quick = ["atan", "error", "exp", "exp-bases", "lanes", "log-bases", "pow", "root", "split", "trig", "whole-power"];
const hasMpmath = spawnSync("python3", ["-c", "import mpmath"]).status === 0;

describe("assembly/fit", () => {
  it.skipIf(!hasMpmath).each(quick)("%s.py prints its table as it is", (name) => {
    const printed = execFileSync("python3", [fileURLToPath(new URL(`${name}.py`, fit))], { encoding: "utf8" });
    expect(printed).toBe(readFileSync(new URL(`${name}.ts`, tables), "utf8"));
  }, 60_000);

  it.skipIf(!hasMpmath).each(["error", "gamma"])("%s.py js prints the numbers of the catalog's reference as they are", (name) => {
    const printed = execFileSync("python3", [fileURLToPath(new URL(`${name}.py`, fit)), "js"], { encoding: "utf8" });
    expect(printed).toBe(readFileSync(new URL(`../../src/catalog/tables/${name}.ts`, import.meta.url), "utf8"));
  }, 60_000);

  it("has a script for every table, which names it", () => {
    for (const file of readdirSync(tables)) {
      const [command] = readFileSync(new URL(file, tables), "utf8").split("\n");
      expect(command).toBe(`// python3 assembly/fit/${file.replace(".ts", ".py")} > assembly/tables/${file}`);
      expect(readdirSync(fit)).toContain(file.replace(".ts", ".py"));
    }
  });
});
