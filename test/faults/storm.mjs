/**
 * Calls of all kinds under faults of all kinds: what they are is fixed by a seed; when threads meet is not. Every call must end with the
 * right bits or a documented error, and leave nothing behind.
 */
import { createRequire } from "node:module";
import { failGrowth, running, setFaults } from "./door.mjs";

const { reductions } = createRequire(import.meta.url)("../../dist/catalog.cjs");

export const KINDS = ["thread end", "exception", "slow worker", "allocation failure", "abort", "timeout", "close", "boot end", "function fault"];
/** A sample: of fused kernels, of tiles, of generated kernels, of an array and a number, of a kernel of its own. */
const OPERATIONS = [["exp_sqrt"], ["sin_exp"], ["sqrt(x) * 2 + abs(x)"], ["add", 3.25], ["log_sqrt1"], ["sigmoid"]];
const REDUCTIONS = Object.keys(reductions).filter((name) => reductions[name].inputs === 1);
const SIZES = [60_000, 120_000, 250_000];

/** A generator of numbers in [0, 1) by Tommy Ettinger's mulberry32. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs rounds until `more` says no. @returns what happened, by outcome and kind; `wrong` has what must not be */
export async function storm({ createFlux, seed, more, lanes = 4, onCall = () => {}, maxWorkers = 3 }) {
  const random = seeded(seed);
  let growthFails = 0;
  const growAgain = failGrowth(seeded(seed + 1), () => growthFails); // of its own: when memory grows is the threads' doing
  const inputs = SIZES.map((size) => Float64Array.from({ length: size }, () => random() * 6));
  const wanted = await wantedResults(createFlux, inputs);
  const tally = { calls: 0, faults: 0, right: 0, errors: {}, kinds: Object.fromEntries(KINDS.map((kind) => [kind, 0])), wrong: [] };
  let round = 0;
  while (more(tally)) {
    const { faults, options, closes, closeAfterMs, closeAborts, jobs } = planRound(seed, round);
    const { kinds } = faults;
    setFaults(faults);
    const fx = await createFlux({ maxWorkers, memoryLimit: 96 << 20, ...options });
    growthFails = 0;
    for (let i = 0; i < 8; i++) await fx.map("exp", inputs[2], { engine: "threads" }); // until there are threads to fail
    growthFails = round % 5 === 1 ? 0.5 : 0;
    const count = (kind) => {
      tally.faults++;
      tally.kinds[kind]++;
    };
    const lane = async () => {
      for (let job = jobs.shift(); job && more(tally); job = jobs.shift()) await oneCall({ fx, job, inputs, wanted, tally, count, onCall });
    };
    const working = Promise.all(Array.from({ length: lanes }, lane));
    if (closes) {
      await new Promise((resolve) => setTimeout(resolve, closeAfterMs));
      count("close");
      await fx.close({ abort: closeAborts });
    }
    await working;
    await settledState(fx, closes, tally);
    const { threadsLost, chunksRunAgain } = fx.metrics().faults;
    if (kinds.includes("throw") || kinds.includes("exit")) for (let i = 0; i < threadsLost; i++) count("exception");
    if (kinds.includes("slow")) count("slow worker");
    if (growthFails > 0) count("allocation failure");
    if (round % 3 === 2) count("boot end");
    tally.runAgain = (tally.runAgain ?? 0) + chunksRunAgain;
    setFaults(null);
    await fx.close();
    round++;
  }
  growAgain();
  return tally;
}

/** What happens in a round: decided by the seed alone. */
export function planRound(seed, round) {
  const random = seeded(seed + Math.imul(round + 1, 0x9e3779b1));
  const pick = (list) => list[Math.floor(random() * list.length)];
  return {
    faults: { seed: seed + round * 1000, chance: 0.003, kinds: [["throw"], ["throw", "slow"], ["exit"], ["slow"], ["memory", "throw"]][round % 5], bootEnds: round % 3 === 2 ? 0.3 : 0 },
    options: round % 7 === 6 ? { maxQueue: 2, whenFull: pick(["error", "wait"]) } : {},
    closes: round % 4 === 3, closeAfterMs: 20 + random() * 60, closeAborts: random() < 0.7,
    jobs: Array.from({ length: 24 }, () => planCall(random, pick)),
  };
}

function planCall(random, pick) {
  const kind = pick(["map", "map", "map", "in place", "reduce", "parallel"]);
  return {
    kind, size: Math.floor(random() * SIZES.length), operation: Math.floor(random() * OPERATIONS.length), reduction: pick(REDUCTIONS), arena: random() < 0.5,
    fault: pick(["none", "none", "abort", "timeout", "thread end", "thread end", "function fault"]), delay: random() * 8, bad: random(),
  };
}

async function wantedResults(createFlux, inputs) {
  const fx = await createFlux({ maxWorkers: 1, engine: "inline" });
  const maps = inputs.map((x) => OPERATIONS.map(([op, ...more]) => fx.mapSync(op, x, ...more)));
  const reductions = inputs.map((x) => Object.fromEntries(REDUCTIONS.map((name) => [name, fx.reduceSync(name, x)])));
  await fx.close();
  return { maps, reductions };
}

const DOCUMENTED = new Set(["WorkerLost", "TimeoutError", "InstanceClosed", "ArenaFull", "BatchFailed", "QueueFull"]);

async function oneCall({ fx, job, inputs, wanted, tally, count, onCall }) {
  const { kind, size, operation, reduction, fault, delay, bad } = job;
  const x = inputs[size];
  const abort = new AbortController();
  const reason = new Error("the caller's own reason");
  const options = { engine: "threads", signal: abort.signal, ...(fault === "timeout" && { timeout: 1 + delay }) };
  if (fault === "abort") setTimeout(() => abort.abort(reason), delay);
  if (fault === "thread end") setTimeout(() => void [...running][Math.floor(bad * running.size)]?.terminate(), delay);
  if (fault !== "none" && (fault !== "function fault" || kind === "parallel")) count(fault);
  const begun = performance.now();
  const held = [];
  try {
    const input = job.arena || kind === "in place" ? hold(fx, held, x) : x;
    const right = await ended(fx, { kind, input, x, operation, reduction, options, fault, size, wanted, held });
    if (right) tally.right++;
    else tally.wrong.push(`wrong result: ${JSON.stringify(job)}`);
  } catch (error) {
    const code = error === reason ? "abort" : (error?.code ?? String(error));
    tally.errors[code] = (tally.errors[code] ?? 0) + 1;
    if (error !== reason && !DOCUMENTED.has(code)) tally.wrong.push(`${error?.stack ?? error}: ${JSON.stringify(job)}`);
    if (code === "WorkerLost" && kind !== "in place" && !/times while they ran/.test(error.message)) tally.wrong.push(`lost: ${error.message}`);
  } finally {
    tally.calls++;
    onCall(performance.now() - begun, kind);
    for (const array of held) {
      try {
        fx.free(array);
      } catch (error) {
        if (error.code !== "UnsupportedInput" && error.code !== "FreedArray") tally.wrong.push(error.stack);
      }
    }
  }
}

function hold(fx, held, x) {
  const array = fx.array(x);
  held.push(array);
  return array;
}

async function ended(fx, { kind, input, x, operation, reduction, options, fault, size, wanted, held }) {
  const [op, ...more] = OPERATIONS[operation];
  if (kind === "reduce") return Object.is(await fx.reduce(reduction, input, options), wanted.reductions[size][reduction]);
  if (kind === "parallel") {
    const { engine: _, ...others } = options;
    const faulty = fault === "function fault";
    const run = fx.parallel((batch, { batch: number }) => {
      if (fails && number === 1) throw new RangeError("an injected fault");
      if (fails && number === 2) process.exit(7);
      return batch.map((value) => value + 1);
    }, { batchSize: Math.ceil(x.length / 5), retries: faulty ? 0 : 20, strategy: "threads", context: { fails: faulty } });
    const got = await run(input, others);
    return got.length === x.length && got.every((value, i) => value === x[i] + 1);
  }
  const y = await fx.map(op, input, ...more, kind === "in place" ? { ...options, out: input } : options);
  if (y.buffer instanceof SharedArrayBuffer && kind !== "in place") held.push(y);
  return same(y, wanted.maps[size][operation]);
}

function same(a, b) {
  if (a.length !== b.length) return false;
  const [p, q] = [a, b].map((array) => new BigInt64Array(array.buffer, array.byteOffset, array.length));
  for (let i = 0; i < p.length; i++) if (p[i] !== q[i]) return false;
  return true;
}

/** Nothing is left: no jobs, no staging, no arrays but those that callers hold. */
async function settledState(fx, closes, tally) {
  const { queued, inFlight, waiting, memory, status } = fx.status();
  const left = { queued, inFlight, waiting, staging: memory.stagingBytes, arrays: closes ? 0 : memory.arrays };
  if (Object.values(left).some((value) => value !== 0) || status !== (closes ? "closed" : "idle")) tally.wrong.push(`left behind: ${JSON.stringify({ ...left, status })}`);
}
