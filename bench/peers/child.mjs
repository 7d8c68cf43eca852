/**
 * A peer in a process of its own, which maps when told to and says how long that took. Lines go both ways; numbers follow theirs as
 * the bytes of float64, the lowest first:
 *
 *   at its start        {"version": ..., "note": ...}; or exit code 3, after a line on stderr that says why the peer cannot be had
 *   input <count>       and the numbers: answered by ok
 *   time <operation>    answered by the milliseconds of one run over the input; the driver in C takes up to three numbers behind it:
 *                       runs, of which one's time is answered; threads, 1 or 2; a pause in ms after a run before those that are timed
 *   result <operation>  answered by the count, and the numbers; or by absent, where the peer has no such operation
 */
import { spawn } from "node:child_process";
import { bytesOf, readerOf } from "./pipe.mjs";

/** What a child that compiles, or that takes its time, is waited for. */
const ANSWER_MS = 120_000;
const END_MS = 5_000;
const LONGEST_ERROR = 4096;

/**
 * @param peer.start says how the child is started: { command, args, env, done }, where `done` is called when it has ended; or { skipped }
 * @returns { version, note, input(values), milliseconds(operation), result(operation), close() }, whose promises reject with the
 * reason once the child is lost; a result is null where the peer has no such operation; or { skipped: reason }
 */
export async function openPeer({ start }) {
  const how = await start();
  if (how.skipped !== undefined) return how;
  const child = connect(how);
  try {
    const { version, note } = JSON.parse(await child.ask("", (read) => read.line()));
    return {
      version,
      note,
      input: async (values) => {
        await child.ask(Buffer.concat([Buffer.from(`input ${values.length}\n`), bytesOf(values)]), (read) => read.line());
      },
      milliseconds: async (operation) => Number(await child.ask(`time ${operation}\n`, (read) => read.line())),
      result: (operation) => child.ask(`result ${operation}\n`, async (read) => {
        const count = await read.line();
        if (count === "absent") return null;
        return count === undefined ? undefined : read.numbers(Number(count));
      }),
      close: child.close,
    };
  } catch (error) {
    await child.close();
    return { skipped: error.message };
  }
}

function connect({ command, args, env, done }) {
  const child = spawn(command, args, { stdio: "pipe", env: { ...process.env, ...env } });
  const read = readerOf(child.stdout);
  let errors = "";
  let lost;
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(lastLine(errors) ?? `ended with ${signal ?? `exit code ${code}`}`));
  });
  ended.then(() => done?.());
  child.stderr.setEncoding("utf8").on("data", (text) => {
    errors = (errors + text).slice(-LONGEST_ERROR);
  });
  child.stdin.on("error", () => {}); // a child that ended: its missing answer is what is reported

  /** A child that is too slow is killed, which ends what is being read from it: so nothing waits for ever. */
  function killAfter(ms, reason) {
    return setTimeout(() => {
      lost = reason;
      child.kill("SIGKILL");
    }, ms);
  }

  return {
    async ask(command, take) {
      const timer = killAfter(ANSWER_MS, `no answer in ${ANSWER_MS / 1000} s`);
      if (command.length > 0) child.stdin.write(command);
      const answer = await take(read).catch(() => undefined);
      clearTimeout(timer);
      if (answer !== undefined) return answer;
      const reason = await ended;
      throw new Error(lost ?? reason);
    },
    async close() {
      const timer = killAfter(END_MS, "did not end");
      child.stdin.end();
      await ended;
      clearTimeout(timer);
    },
  };
}

function lastLine(text) {
  return text.trimEnd().split("\n").at(-1).trim() || undefined;
}
