/** Lets a test end worker threads from outside, as the system would: remembers every Worker that this process starts. */
import { createRequire } from "node:module";
import type { Worker } from "node:worker_threads";

const threads = createRequire(import.meta.url)("node:worker_threads") as { Worker: new (...args: never[]) => Worker };

export const started: Worker[] = [];

const Original = threads.Worker;
threads.Worker = class extends Original {
  constructor(...args: never[]) {
    super(...args);
    started.push(this);
    this.once("exit", () => started.splice(started.indexOf(this), 1));
  }
};
