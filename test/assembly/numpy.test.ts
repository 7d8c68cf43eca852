import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rowOf } from "../../src/catalog/index";
import { builds, load } from "./module";

/** test/vectors/numpy/<name>.csv; where it comes from is told in NOTICE.md beside it. */
function rowsOf(name: string) {
  const [header, ...lines] = readFileSync(new URL(`../vectors/numpy/${name}.csv`, import.meta.url), "utf8").trimEnd().split("\n");
  expect(header).toBe("input,output,ulperrortol");
  const rows = lines.map((line) => line.split(","));
  const column = (i: number) => new Float64Array(BigUint64Array.from(rows, (row) => BigInt(`0x${row[i]}`)).buffer);
  return { x: column(0), output: column(1), allowed: rows.map((row) => Number(row[2])) };
}

/** Doubles in order as integers: their difference counts the doubles from one to the other. Both zeros are 0. */
function ordinals(values: Float64Array): BigInt64Array {
  const words = new BigInt64Array(values.slice().buffer);
  return words.map((word) => (word < 0n ? -BigInt.asUintN(63, word) : word));
}

const names = readdirSync(new URL("../vectors/numpy/", import.meta.url)).filter((file) => file.endsWith(".csv")).map((file) => file.replace(".csv", ""));

it("has twenty of NumPy's sets", () => {
  expect(names).toHaveLength(20);
});

describe.each(builds)("in the %s build", (build) => {
  const { run } = load(build);

  it.each(names)("%s passes NumPy's validation set of float64", (name) => {
    const { x, output, allowed } = rowsOf(name);
    const got = run(`${name}_f64`, x) as Float64Array;
    const a = ordinals(got), b = ordinals(output);
    // Their results are rounded: half an ulp more than our own bound, in whole doubles.
    const ours = Math.floor(rowOf(name).maxUlp + 0.5);
    const wrong = Array.from(x, (input, i) => {
      const limit = Math.min(ours, Math.max(1, allowed[i]!));
      const distance = a[i]! > b[i]! ? a[i]! - b[i]! : b[i]! - a[i]!;
      const fits = Number.isFinite(output[i]) && output[i] !== 0 ? distance <= limit : Object.is(got[i], output[i]);
      return fits ? undefined : `${name}(${input}): got ${got[i]}, want ${output[i]}`;
    });
    expect(x.length).toBeGreaterThan(100);
    expect(wrong.filter(Boolean)).toEqual([]);
  });
});
