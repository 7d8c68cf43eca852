import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { CORE_METHODS, CORE_ROOMS } from "../core-rooms";
import { bundleForBrowser, root } from "./bundle";

const sources = readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" })
  .map((file) => `src/${file.split(path.sep).join("/")}`);
const core = sources.filter((file) => (CORE_ROOMS.test(file) || CORE_METHODS.test(file)) && file.endsWith(".ts"));

describe("a bundler for browsers", () => {
  it.each([
    ["an instance and its calls", ["test/browser/inline.ts"], []],
    ["every file of the core", core, ["re2js"]],
  ])("takes %s as they are", async (_, files, more) => {
    const { metafile, outputFiles } = await bundleForBrowser(...files);
    const inputs = Object.keys(metafile.inputs);
    expect(inputs).toEqual(expect.arrayContaining([...files, "src/platform/web/index.ts"]));
    expect(inputs.filter((file) => file.startsWith("src/platform/node/"))).toEqual([]);
    const packages = inputs.flatMap((file) => file.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []);
    expect([...new Set(packages)].sort()).toEqual(["@assemblyscript/loader", "acorn", ...more]);
    expect(Object.values(metafile.outputs).flatMap((output) => output.imports)).toEqual([]);
    // The name of esbuild's own wrapper of CommonJS is left out.
    const ofNode = /(?<!function )\b(?:__)?require\s*\(|getBuiltinModule\(|(?:from|import)\s*\(?\s*["']node:/g;
    expect(outputFiles.flatMap(({ text }) => text.match(ofNode) ?? [])).toEqual([]);
  });
});
