/** As many calls at once as anybody has. */
import { createFlux } from "autoflux";
import { describe, expect, it } from "vitest";
import { expectSameBits, randomDoubles } from "./values";

const x = randomDoubles(100_000, 5, (u) => u * 6);

describe("under load", () => {
  it("1,000 concurrent calls on 32 workers all end right, in either home", async () => {
    const fx = await createFlux({ maxWorkers: 32 });
    const want = fx.mapSync("sin_exp", x);
    const a = fx.array(x);
    const sum = fx.reduceSync("sum", x);
    const calls = Array.from({ length: 1000 }, async (_, i) => {
      if (i % 3 === 0) return expectSameBits(await fx.map("sin_exp", x, { engine: "threads" }), want);
      if (i % 3 === 1) return expect(await fx.reduce("sum", a, { engine: "threads" })).toBe(sum);
      const y = await fx.map("sin_exp", a, { engine: "threads" });
      expectSameBits(y, want);
      fx.free(y);
    });
    expect(fx.status().inFlight).toBe(1000);
    await Promise.all(calls);
    expect(fx.status()).toMatchObject({ inFlight: 0, queued: 0, failed: 0, memory: { arrays: 1, stagingBytes: 0 } });
    expect(fx.status().workersActive).toBeLessThanOrEqual(32);
    await fx.close();
  }, 120_000);
});
