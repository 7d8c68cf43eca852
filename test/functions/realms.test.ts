import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const child = (name: string) => fileURLToPath(new URL(`../children/${name}`, import.meta.url));

it("functions and files work in a test runner's realm as anywhere: results and errors of its classes, none of its globals", () => {
  const told = JSON.parse(execFileSync(process.execPath, [child("other-realm.cjs")], { encoding: "utf8" })) as Record<string, unknown>;
  const same = { list: [2, 4], isArray: true, typed: [2, 4], isTyped: true, isError: true, found: [[true, "undefined"]], imported: ["b"], context: [2] };
  expect(told).toEqual({ auto: same, threads: same, process: same, sequential: same, late: "TimeoutError", names: ["window", "expect"], elements: [[2], [2]], column: 6, doubles: 3 });
});
