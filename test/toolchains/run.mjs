/**
 * `npm run test:toolchains [-- part of a name ...]`: the packed package under every toolchain that its users bring, each in a folder of its
 * own. A line each: it works, gives a typed error that says what to do where that is allowed, or FAILED. Needs the registry.
 * On another Node: `npx -y --package node@26 -- node test/toolchains/run.mjs`.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pack, root, write } from "../package/project.mjs";
import { demand, ending, runCommand } from "./command.mjs";
import { rows as bundlers } from "./rows/bundlers.mjs";
import { rows as compilers } from "./rows/compilers.mjs";
import { rows as hosts } from "./rows/hosts.mjs";
import { rows as jest } from "./rows/jest.mjs";
import { rows as node } from "./rows/node.mjs";
import { rows as vitest } from "./rows/vitest.mjs";

const rows = { ...node, ...jest, ...vitest, ...compilers, ...bundlers, ...hosts };
const MOST_MS = 120_000;
const INSTALL_MS = 300_000;
const SHOWN = 8000;

/** What is wrong with a run of the program that reports each check in its last line; undefined if nothing, and the typed errors. */
function judge(stdout, typed) {
  const told = JSON.parse(stdout.trimEnd().split("\n").at(-1));
  const refused = Object.entries(told).filter(([, result]) => result !== "works");
  const wrong = refused.filter(([name, result]) => !(typed?.test(name) && /^[A-Z]\w+: /.test(result)));
  if (wrong.length > 0) throw new Error(wrong.map(([name, result]) => `${name}: ${result}`).join("\n"));
  return refused.length === 0 ? "works" : `works, with a typed error for: ${refused.map(([name, result]) => `${name} (${result.split(":")[0]})`).join(", ")}`;
}

async function attempt(row, folder, tarball) {
  const dependencies = Object.fromEntries((row.packages ?? []).map((one) => one.match(/^(.+)@(.+)$/).slice(1)));
  const description = { ...row.files["package.json"], dependencies: { ...dependencies, autoflux: `file:${tarball}` } };
  write(folder, { ...row.files, "package.json": description });
  await demand(["npm", "install", "--prefer-offline"], { cwd: folder, timeoutMs: INSTALL_MS });
  write(folder, row.installed ?? {});
  const env = { CI: "1", ...row.env };
  for (const command of row.before ?? []) {
    const said = await demand(command, { cwd: folder, env, timeoutMs: MOST_MS });
    const text = `${said.stdout}${said.stderr}`;
    if (row.warnsOf?.test(text)) throw new Error(`${command.join(" ")} warns: ${text}`);
  }
  if (row.alone) renameSync(path.join(folder, "node_modules/autoflux"), path.join(folder, "autoflux-is-not-here"));
  const result = await runCommand(row.command, { cwd: folder, env, timeoutMs: MOST_MS });
  const { status, stdout, stderr } = result;
  if (result.isLate || result.left) {
    throw new Error(`${result.left ? "left processes behind" : ending(result, MOST_MS)}, having said: ${stdout}${stderr}`);
  }
  if (row.refuses) {
    if (status === 0 || !stderr.split("\n").some((line) => row.refuses.test(line))) throw new Error(`ended with ${status} and said: ${stdout}${stderr}`);
    return "refuses, in one line";
  }
  if (status !== 0) throw new Error(`${ending(result, MOST_MS)}\n${stdout}${stderr}`);
  if (row.says && !row.says.test(stdout)) throw new Error(`did not say ${row.says}, but: ${stdout}`);
  return row.isSuite ? "works" : judge(stdout, row.typed);
}

delete process.env.npm_config_package; // npx's own: each further npx would take it for its own package
const asked = process.argv.slice(2);
const chosen = Object.entries(rows).filter(([name]) => asked.length === 0 || asked.some((part) => name.split(/[ ,]+/).includes(part) || name === part));
if (chosen.length === 0) throw new Error(`no toolchain has one of these words: ${asked.join(", ")}. There are: ${Object.keys(rows).join("; ")}`);

execFileSync(process.execPath, [path.join(root, "build.mjs"), "--if-needed"], { stdio: "inherit" });
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-toolchains-"));
let failures = 0;
try {
  const { file } = pack(folder);
  for (const [name, row] of chosen) {
    const own = path.join(folder, name.replaceAll(/\W+/g, "-"));
    try {
      console.log(`${name}: ${await attempt(row, own, file)}`);
    } catch (error) {
      failures++;
      console.log(`${name}: FAILED\n${`${error.stdout ?? ""}${error.stderr ?? ""}${error.message}`.slice(0, SHOWN).replace(/^/gm, "    ")}`);
    }
    rmSync(own, { recursive: true, force: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${chosen.length - failures} of ${chosen.length} toolchains`);
process.exitCode = failures > 0 ? 1 : 0;
