/** Packs the package, installs the tarball in an empty folder, and uses it there: `import` and `require` give the same flux, which maps. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-packed-"));
const npm = (args, cwd) => execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

try {
  const [{ filename, size, files }] = JSON.parse(npm(["pack", "--json", "--pack-destination", folder], root));
  writeFileSync(path.join(folder, "package.json"), '{ "name": "empty-folder", "private": true }');
  npm(["install", "--no-save", path.join(folder, filename)], folder);
  writeFileSync(
    path.join(folder, "use.mjs"),
    `import assert from "node:assert";
    import { createRequire } from "node:module";
    import { createFlux, flux } from "autoflux";
    const required = createRequire(import.meta.url)("autoflux");
    assert.equal(required.flux, flux);
    assert.equal(required.createFlux, createFlux);
    assert.equal((await flux.map("exp_sqrt", new Float64Array([0, 4])))[1], Math.exp(2));
    const large = await flux.map("sqrt", new Float64Array(1_000_000).fill(9), { engine: "threads" });
    assert.equal(large[999_999], 3);
    assert.equal(flux.status().fallbackReason, null);
    console.log("import and require give the same flux; it maps on", flux.status().workersActive, "threads");`,
  );
  writeFileSync(
    path.join(folder, "use.cjs"),
    `const { flux } = require("autoflux");
    flux.map("sqrt", [4]).then((y) => { if (y[0] !== 2) process.exit(1); console.log("require maps"); });`,
  );
  for (const script of ["use.mjs", "use.cjs"]) process.stdout.write(execFileSync(process.execPath, [script], { cwd: folder, encoding: "utf8" }));
  console.log(`${filename}: ${size} bytes packed, ${files.length} files`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
