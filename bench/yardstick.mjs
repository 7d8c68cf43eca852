/**
 * What two threads gain over one without the package, for its own gain to be held against in the same run: threads in C, or where there
 * is no gcc two bare workers that compute in their first caches.
 */
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { BARE_WORKER } from "./files.mjs";
import { openPeer } from "./peers/child.mjs";
import { PEERS } from "./peers/peers.mjs";
import { median } from "./statistics.mjs";

const IN_C = "gcc, SSE4.2";
const OPERATION = "exp_sqrt";
const THREADS = 2;
/** What an element takes in C, roughly: bare workers are given as much to do. */
const ELEMENT_NS = 2.2;
/** Pieces by which a piece's time is measured, so often that compilers had their time. */
const TRIED = { pieces: 32, times: 20 };
/** Words of the workers' memory: one each by which they are woken, then these. */
const [NEXT, DONE, MOST] = [THREADS, THREADS + 1, THREADS + 2];

/**
 * @returns { name, note, input(values), milliseconds(threads, pauseMs), close() }: `milliseconds` makes a run over the input, sleeps, and
 * times another
 */
export async function openYardstick() {
  const peer = PEERS.find(({ name }) => name === IN_C);
  const child = peer ? await openPeer(peer) : { skipped: "only in a clone of the repository" };
  if (child.skipped !== undefined) return bareWorkers(`no threads in C: ${child.skipped}`);
  const { version, note, input, close } = child;
  const milliseconds = (threads, pauseMs) => child.milliseconds(`${OPERATION} 1 ${threads} ${pauseMs}`);
  return { name: "two threads in C", note: `${version}; ${note}`, input, milliseconds, close };
}

async function bareWorkers(note) {
  const words = new Int32Array(new SharedArrayBuffer((MOST + 1) * Int32Array.BYTES_PER_ELEMENT));
  const workers = Array.from({ length: THREADS }, (_, wakeAt) =>
    new Worker(BARE_WORKER, { workerData: { words, wakeAt, nextAt: NEXT, doneAt: DONE, mostAt: MOST } }));
  await Promise.all(workers.map((worker) => once(worker, "message")));

  /** Sleeps until the workers are done, as the calling thread in C does. */
  function runOn(threads) {
    Atomics.store(words, NEXT, 0);
    Atomics.store(words, DONE, 0);
    const begun = performance.now();
    for (let at = 0; at < threads; at++) {
      Atomics.add(words, at, 1);
      Atomics.notify(words, at);
    }
    for (let done = 0; done < threads; done = Atomics.load(words, DONE)) Atomics.wait(words, DONE, done);
    return performance.now() - begun;
  }

  return {
    name: "two bare workers",
    note,
    input: ({ length }) => {
      Atomics.store(words, MOST, TRIED.pieces);
      const times = Array.from({ length: TRIED.times }, () => runOn(1));
      runOn(THREADS); // the other one's compilers too
      Atomics.store(words, MOST, Math.ceil((length * ELEMENT_NS * TRIED.pieces) / (1e6 * median(times))));
    },
    milliseconds: async (threads, pauseMs) => {
      runOn(threads);
      if (pauseMs > 0) await setTimeout(pauseMs);
      return runOn(threads);
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
