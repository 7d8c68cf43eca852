/** What watching costs a call: what is counted at its end, and what asks whether anybody listens; alone, from the sources. */
import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { median } from "../statistics.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export async function watchingCost(rounds) {
  const file = path.join(os.tmpdir(), `autoflux-watching-${process.pid}.mjs`);
  const { outputFiles } = await build({
    stdin: {
      contents:
        'export { Statistics } from "./src/call/statistics"; export { Call } from "./src/call/call"; export { Log } from "./src/call/log";',
      resolveDir: ROOT,
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
    external: ["piscina", "acorn"],
  });
  writeFileSync(file, outputFiles[0].contents);
  const { Statistics, Call, Log } = await import(pathToFileURL(file).href);
  const statistics = new Statistics();
  const log = new Log(undefined, "info");
  const call = new Call("map", "exp", {}, 1000, 1000, performance.now());
  const CALLS = 200_000;
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    for (let i = 0; i < CALLS; i++) {
      call.started();
      statistics.success(call, "inline", 0.01 + (i % 64) / 100, 16_000, 0);
      call.ended("inline", 0.01);
      if (log.hearsDebug) log.say("debug", "never");
    }
    times.push(((performance.now() - begun) / CALLS) * 1e6);
  }
  return { nsACall: median(times) };
}
