/** Reductions of lazy tables that are stopped: the caller's own reason, and nothing stays open. */
import { createFlux, type Flux, flux } from "autoflux";
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-lazy-stop-"));
const FORMATS = ["csv", "ndjson", "parquet"];
let fx: Flux;

beforeAll(async () => {
  fx = await createFlux({ maxWorkers: 2 });
  const table = await flux.from({ x: Float64Array.from({ length: 600_000 }, (_, i) => i + 0.5), y: new Int32Array(600_000) });
  for (const format of FORMATS) await flux.write(table, path.join(folder, `long.${format}`));
});
afterAll(async () => {
  await fx.close();
  rmSync(folder, { recursive: true });
});

/** Handles of files in the folder. */
function openHere(): number {
  return readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
    } catch {
      return false;
    }
  }).length;
}

describe.each(FORMATS)("a reduction of a lazy table in %s", (format) => {
  it.each<[string, (stop: AbortController) => void, unknown]>([
    ["an error", (stop) => stop.abort(new Error("enough")), new Error("enough")],
    ["null", (stop) => stop.abort(null), null],
    ["a text", (stop) => stop.abort("enough"), "enough"],
  ])("rejects with the signal's own reason, %s, and its file is closed by then", async (_, abort, reason) => {
    const table = await fx.read(path.join(folder, `long.${format}`), { lazy: true });
    for (const ms of [0, 2, 5, 10, 20]) {
      const stop = new AbortController();
      const timer = setTimeout(() => abort(stop), ms);
      const told = await fx.reduce("sum", "x + y", table, { signal: stop.signal }).then(() => "done", (error: unknown) => ({ error }));
      clearTimeout(timer);
      if (told !== "done") expect(told).toEqual({ error: reason });
      expect(openHere()).toBe(0);
    }
  });

  it("rejects with TimeoutError, and its file is closed by then", async () => {
    const table = await fx.read(path.join(folder, `long.${format}`), { lazy: true });
    await expect(fx.reduce("sum", "x + y", table, { timeout: 3 })).rejects.toMatchObject({ code: "TimeoutError" });
    expect(openHere()).toBe(0);
  });
});
