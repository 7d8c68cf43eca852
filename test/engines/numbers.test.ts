import { createFlux } from "autoflux";
import { afterAll, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());

it("formulas that take turns, here and on threads, each find their own numbers", async () => {
  const x = fx.array(Float64Array.from({ length: 5000 }, (_, i) => i));
  for (let round = 0; round < 20; round++) {
    expect(fx.mapSync("x * 3 + 1", x)[7]).toBe(22);
    expect(fx.mapSync("x * 3 + 1", x)[7]).toBe(22);
    expect(fx.mapSync("x * y + sqrt(y)", x, 4 + round)[1]).toBe(4 + round + Math.sqrt(4 + round)); // numbers are computed where those are stored
    expect(fx.mapSync("x * 5 + 2", x)[7]).toBe(37);
    expect((await fx.map("x * 3 + 1", x, { engine: "threads" }))[7]).toBe(22);
    expect((await fx.map("x * 7 + 3", Float64Array.from(x), { engine: "threads" }))[7]).toBe(52);
    expect((await fx.map("x * 3 + 1", x, { engine: "threads" }))[4999]).toBe(14_998);
    const other = await createFlux({ maxWorkers: 1, engine: "inline" });
    expect(other.mapSync("x * 3 + 1", [1])[0]).toBe(4);
    await other.close();
  }
});
