/** The package as the parts measure it: its default options, threads already there. */
import { createFlux } from "autoflux";

/** Threads start with the first call that asks for them, which goes on without them meanwhile: measured is what comes after. */
export async function openFlux(options) {
  const fx = await createFlux(options);
  const x = fx.zeros(1e5);
  await fx.map("exp", x, { out: x, engine: "threads" });
  while (fx.status().engine === "threads" && fx.status().workersActive < fx.status().maxWorkers) {
    await fx.map("exp", x, { out: x, engine: "threads" });
  }
  fx.free(x);
  return fx;
}
