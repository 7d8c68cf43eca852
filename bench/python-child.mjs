/** CPython in a child process: it maps when told to, and says how long that took. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { PYTHON_LOOPS } from "./files.mjs";

/** @returns { version, milliseconds(element), close() } with a list of these values in the child, or undefined without a python3 */
export async function openPython(values) {
  const child = spawn("python3", [PYTHON_LOOPS], { stdio: ["pipe", "pipe", "inherit"] });
  const started = await Promise.race([once(child, "spawn").then(() => true), once(child, "error").then(() => false)]).catch(() => false);
  if (!started) return undefined;
  child.stdin.on("error", () => {}); // a child that ended: its missing answer is what is reported
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("python3 ended before it answered");
    return value;
  };
  child.stdin.write(`${values.length}\n`);
  child.stdin.write(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  return {
    version: await answer(),
    milliseconds: async (element) => {
      child.stdin.write(`${element}\n`);
      return Number(await answer());
    },
    close: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}
