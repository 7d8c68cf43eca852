/**
 * A side in a process of its own, which is told its place in the list: it reads each file whose path it is sent, and says how long, and how
 * long the longest turn of its event loop was.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { SIDES } from "./sides.mjs";

const side = SIDES[Number(process.argv[2])];
try {
  const { version, read } = await side.open();
  process.send({ version });
  process.on("message", async (file) => {
    try {
      globalThis.gc?.();
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const begun = performance.now();
      const rows = await read(file);
      const ms = performance.now() - begun;
      delay.disable();
      process.send({ ms, rows, turnMs: delay.max / 1e6 });
    } catch (error) {
      process.send({ failed: error.message });
    }
  });
} catch (error) {
  process.send({ skipped: error.message.split("\n")[0] });
  process.disconnect();
}
