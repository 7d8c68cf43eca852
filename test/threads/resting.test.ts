/** Workers that have nothing to do: they are woken without a message, and hold no process. */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";

const entry = JSON.stringify(require.resolve("autoflux"));
const run = (script: string) => execFileSync(process.execPath, ["-e", script], { encoding: "utf8", timeout: 50_000 });

describe("workers that rest", () => {
  it("are sent nothing for a call after a pause, and a script that is done ends with them", () => {
    const told = run(`
      const { MessagePort } = require("node:worker_threads");
      let sent = 0;
      const { postMessage } = MessagePort.prototype;
      MessagePort.prototype.postMessage = function (...message) { sent++; return postMessage.apply(this, message); };
      const { createFlux } = require(${entry});
      (async () => {
        const fx = await createFlux({ maxWorkers: 2 });
        const x = fx.zeros(2e6);
        const map = () => fx.map("exp", x, { out: x, engine: "threads" });
        while (fx.status().workersActive < 2) await map();
        await new Promise((resolve) => setTimeout(resolve, 200));
        const before = sent;
        for (let i = 0; i < 5; i++) {
          await new Promise((resolve) => setTimeout(resolve, 40));
          await map();
        }
        console.log(before > 0, sent - before, fx.status().workersActive);
      })();`);
    expect(told).toBe("true 0 2\n");
  });

  it("end with process.exit() and with close()", () => {
    const told = run(`
      const { createFlux } = require(${entry});
      (async () => {
        const fx = await createFlux({ maxWorkers: 2 });
        const x = fx.zeros(2e6);
        for (let i = 0; i < 10; i++) await fx.map("exp", x, { out: x, engine: "threads" });
        await new Promise((resolve) => setTimeout(resolve, 50));
        await fx.close();
        console.log("closed", fx.status().workersActive);
        const other = await createFlux({ maxWorkers: 2 });
        const y = other.zeros(2e6);
        for (let i = 0; i < 10; i++) await other.map("exp", y, { out: y, engine: "threads" });
        process.on("exit", () => console.log("exit"));
        setInterval(() => {}, 1000);
        process.exit(0);
      })();`);
    expect(told).toBe("closed 0\nexit\n");
  });
});
