/**
 * The package as its users meet it: packed, installed in folders of its own, used in every way that the guide names, on every Node that
 * it supports. `node test/package/smoke.mjs [scenario ...]`; needs the registry (for Node's versions and the type checker of attw).
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pack, root } from "./project.mjs";
import { scenarios } from "./scenarios.mjs";

execFileSync(process.execPath, [path.join(root, "build.mjs"), "--if-needed"], { stdio: "inherit" });
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-package-"));
const asked = process.argv.slice(2);
let passed = 0;
let failed = 0;
try {
  const packed = pack(folder);
  console.log(`${packed.filename}: ${packed.size} bytes, ${packed.files.length} files`);
  for (const [name, run] of Object.entries(scenarios)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    try {
      const said = await run(packed, path.join(folder, name.replaceAll(/\W+/g, "-")));
      console.log(`ok    ${name}${said ? `: ${said}` : ""}`);
      passed++;
    } catch (error) {
      console.log(`FAIL  ${name}\n${error.stdout ?? ""}${error.stderr ?? ""}${error.message}`);
      failed++;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
