/** Runs a command with a time limit. Every process that it started has ended when this settles. */
import { spawn } from "node:child_process";

/** What stays of a command's group is killed: a child may outlive its parent, and would hold the pipes that are read here. */
function killGroup(pid) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

const running = new Set();
for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]]) {
  process.once(signal, () => {
    for (const pid of running) killGroup(pid); // a group of its own hears no signal that this one gets
    process.exit(code);
  });
}

/** @returns { status, signal, stdout, stderr, isLate, left }; `left`: the command ended, but processes that it started went on. */
export function runCommand([command, ...args], { cwd, env = {}, timeoutMs }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], detached: true });
    const text = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (chunk) => { text[name] += chunk; });
    if (child.pid === undefined) return void child.once("error", reject);
    running.add(child.pid);
    let isLate = false;
    let left = false;
    const late = setTimeout(() => {
      isLate = true;
      killGroup(child.pid);
    }, timeoutMs);
    let grace;
    child.once("exit", () => {
      grace = setTimeout(() => {
        left = true;
        killGroup(child.pid);
      }, 5000);
    });
    child.once("close", (status, signal) => {
      clearTimeout(late);
      clearTimeout(grace);
      killGroup(child.pid);
      running.delete(child.pid);
      resolve({ status, signal, ...text, isLate, left });
    });
  });
}

/** The same; an error with all that it printed if it fails. */
export async function demand(command, options) {
  const result = await runCommand(command, options);
  if (result.status !== 0) throw new Error(`${command.join(" ")}: ${ending(result, options.timeoutMs)}\n${result.stdout}${result.stderr}`);
  return result;
}

/** How a command ended, in words. */
export function ending({ status, signal, isLate }, timeoutMs) {
  return isLate ? `did not end within ${timeoutMs / 1000} s` : `ended with ${status ?? signal}`;
}
