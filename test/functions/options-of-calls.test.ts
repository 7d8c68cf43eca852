import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());
const dist = fileURLToPath(new URL("../../dist/index.cjs", import.meta.url));
async function* numbers() { yield* [1, 2, 3]; }
const same = (b: number[]) => b;
const bad = expect.objectContaining({ code: "BadOption" });

describe("options of functions over batches", () => {
  it("are read when the function is called, for streams too", async () => {
    const options: Record<string, unknown> = { batchSize: 3 };
    const sizes = fx.parallel((b: number[]) => b.map(() => b.length))(numbers(), options) as AsyncIterable<number>;
    options["batchSize"] = 1;
    options["strategy"] = "bogus";
    const seen: number[] = [];
    for await (const size of sizes) seen.push(size);
    expect(seen).toEqual([3, 3, 3]);
  });

  it("are refused when the function is called", async () => {
    expect(() => fx.parallel(same)(numbers(), { strategy: "bogus" } as never)).toThrow(bad);
    for (const options of [{ strategy: "bogus" }, [], null, 5]) await expect(fx.parallel(same)([1], options as never)).rejects.toThrow(bad);
  });

  it("given to parallel are read there: what becomes of the object changes no call", async () => {
    const context: Record<string, unknown> = { n: 1 };
    const options: Record<string, unknown> = { strategy: "threads", context };
    const call = fx.parallel(same, options);
    options["strategy"] = "bogus";
    context["a b"] = 1;
    expect(await call([1], { batchSize: 1 })).toEqual([1]);
    expect(await call([1])).toEqual([1]);
  });
});

it.each(["before", "after"])("functions run on the calling thread where globalThis takes no more properties since %s the package was loaded", (when) => {
  // Node 20 itself cannot load its own TextDecoder once globalThis is frozen.
  const freeze = when === "after" ? "Object.freeze(globalThis);" : "";
  const code = `${freeze ? "" : "Object.preventExtensions(globalThis);"} const { createFlux } = require(${JSON.stringify(dist)});
    (async () => { const fx = await createFlux(); ${freeze}
      console.log(JSON.stringify(await fx.parallel((b) => b, { strategy: "sequential", batchTimeout: 5000 })([1]))); await fx.close(); })();`;
  expect(JSON.parse(execFileSync(process.execPath, ["-e", code], { encoding: "utf8" }))).toEqual([1]);
});
