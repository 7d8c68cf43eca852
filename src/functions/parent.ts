/**
 * In a process that runs callers' functions: ends it when what started it is gone, however that ended: the parent process, or only the
 * worker thread in it that started this process. A function may never return, so a thread of its own looks.
 */
import { Worker } from "node:worker_threads";

/** The environment variable by which the parent says who it is. */
export const PARENT = "AUTOFLUX_PARENT_PID";
/** What the process sends when it has taken a task. */
export const TAKEN = "autoflux: taken";
const LOOK_MS = 250;

/**
 * What the thread runs. Standard input is a pipe to the thread that started this process (tinypool makes it), into which nobody writes: it
 * ends with that thread. A parent process that has ended is not the parent any more; on Windows it is still named, but does not exist.
 */
const WATCH = `
const { workerData: parent } = require("node:worker_threads");
const { Socket } = require("node:net");
const { fstatSync } = require("node:fs");
const end = () => process.kill(process.pid, "SIGKILL");
setInterval(() => {
  let lives = process.ppid === parent;
  try {
    process.kill(parent, 0);
  } catch (error) {
    lives = error.code === "EPERM" && lives;
  }
  if (!lives) end();
}, ${LOOK_MS});
try {
  const input = fstatSync(0);
  if (input.isSocket() || input.isFIFO()) {
    const failed = ({ code }) => {
      if (code === "ECONNRESET" || code === "EOF") end();
    };
    new Socket({ fd: 0, readable: true, writable: false }).on("error", failed).on("end", end).resume();
  }
} catch {
  // Without such a pipe the parent process alone is watched.
}
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
