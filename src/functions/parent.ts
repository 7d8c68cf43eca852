/**
 * In a process that runs callers' functions: ends it when its parent is gone, however that ended. A function may never return, so a thread
 * of its own looks.
 */
import { Worker } from "node:worker_threads";

/** The environment variable by which the parent says who it is. */
export const PARENT = "AUTOFLUX_PARENT_PID";
const LOOK_MS = 250;

/** What the thread runs. A parent that is gone is no parent any more; on Windows it only is gone. */
const WATCH = `
const { workerData: parent } = require("node:worker_threads");
setInterval(() => {
  let lives = process.ppid === parent;
  try {
    process.kill(parent, 0);
  } catch (error) {
    lives = error.code === "EPERM" && lives;
  }
  if (!lives) process.kill(process.pid, "SIGKILL");
}, ${LOOK_MS});
`;

/** Starts the watch, once, in a process that has such a parent. */
export function endWithParent(): void {
  const parent = Number(process.env[PARENT]);
  delete process.env[PARENT];
  if (!(parent > 0)) return;
  const watch = new Worker(WATCH, { eval: true, workerData: parent, execArgv: [] });
  watch.on("error", () => {}); // without it functions run all the same
  watch.unref();
}
