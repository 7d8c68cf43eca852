/** Bundles for browsers, as a user's bundler makes them: without a plugin, alias, define, or external. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildResult, build } from "esbuild";

export const root = fileURLToPath(new URL("../..", import.meta.url));

type Options = { metafile: true; write: false };

export function bundleForBrowser(...files: string[]): Promise<BuildResult<Options>> {
  return build({
    absWorkingDir: root, entryPoints: files, outdir: path.join(root, "out"), bundle: true, platform: "browser", format: "esm",
    target: "es2022", metafile: true, write: false, logLevel: "silent",
  });
}
