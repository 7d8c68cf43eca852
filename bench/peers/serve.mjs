/** The other end of the protocol in child.mjs, for peers that run in Node. */
import { performance } from "node:perf_hooks";
import { bytesOf, readerOf } from "./pipe.mjs";

const ABSENT = 3;

// One line, as the other end shows the last one.
process.on("uncaughtException", (error) => {
  console.error(error.message.split("\n")[0]);
  process.exit(1);
});

/** A package that may be absent: then the process says so and ends. */
export async function need(name) {
  try {
    return await import(name);
  } catch (error) {
    console.error(`${name} cannot be loaded (${error.code ?? error.message.split("\n")[0]}): node bench/peers/install.mjs`);
    process.exit(ABSENT);
  }
}

/**
 * @param peer.kernels from the numbers to { operation: function that maps them, at once or as a promise }
 * @param peer.numbers the Float64Array of what such a function returned
 * @param peer.release gives back what such a function returned, where the peer wants to be told
 */
export async function serve({ version, note, kernels, numbers, release = () => {} }) {
  const read = readerOf(process.stdin);
  let run;
  console.log(JSON.stringify({ version, note }));
  for (let line = await read.line(); line !== undefined; line = await read.line()) {
    const [command, word] = line.split(" ");
    if (command === "input") {
      run = kernels(await read.numbers(Number(word)));
      console.log("ok");
    } else if (command === "time") {
      globalThis.gc?.(); // earlier results are gone before the clock starts, so that their memory is there for this one
      const begun = performance.now();
      const result = await run[word]();
      console.log(performance.now() - begun);
      release(result);
    } else if (run[word] === undefined) {
      console.log("absent");
    } else {
      const result = await run[word]();
      const values = numbers(result);
      console.log(values.length);
      process.stdout.write(bytesOf(values));
      release(result);
    }
  }
  process.exit(0); // pools of threads would keep it
}
