/** A thread without the package: asleep until there is work, of which it claims piece after piece, with its data in the first cache. */
import { parentPort, workerData } from "node:worker_threads";

/** Elements: x and its result take half of the smallest first caches. */
const ELEMENTS = 1024;
/** Passes of a piece: some 60 µs, as the chunks of the package's threads are. */
const PASSES = 16;

const { words, wakeAt, nextAt, doneAt, mostAt } = workerData;
const x = Float64Array.from({ length: ELEMENTS }, (_, i) => i / ELEMENTS);
const out = new Float64Array(ELEMENTS);

parentPort.postMessage("ready");
for (let seen = 0; ; ) {
  Atomics.wait(words, wakeAt, seen);
  seen = Atomics.load(words, wakeAt);
  while (Atomics.add(words, nextAt, 1) < Atomics.load(words, mostAt)) {
    for (let pass = 0; pass < PASSES; pass++) compute();
  }
  Atomics.add(words, doneAt, 1);
  Atomics.notify(words, doneAt);
}

function compute() {
  for (let i = 0; i < ELEMENTS; i++) out[i] = Math.sqrt(x[i]) / (1 + x[i]);
}
