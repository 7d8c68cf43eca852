import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { pointsOf } from "./points.mjs";

const read = (file: string) => readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), "utf8");

it("every mutant that is listed as one that no test can notice is there, once", () => {
  const listed = JSON.parse(read("test/mutants/equivalent.json")) as { file: string; code: string; change?: string; reason: string }[];
  const points = new Map([...new Set(listed.map(({ file }) => file))].map((file) => [file, pointsOf(read(file))]));
  const isThere = ({ file, code, change }: (typeof listed)[number]) =>
    points.get(file)!.some((point) => point.code === code && (change ?? point.change) === point.change);
  expect(listed.filter((entry) => !isThere(entry))).toEqual([]);
  expect(new Set(listed.map(({ file, code, change }) => `${file} ${code} ${change}`)).size).toBe(listed.length);
});
