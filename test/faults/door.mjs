/**
 * The door for faults, for tests alone: every thread that this process starts may be given faults of its own, ended from outside, or
 * ended while it boots. Must be imported before autoflux starts a thread.
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const threads = createRequire(import.meta.url)("node:worker_threads");
const Original = threads.Worker;
const inject = fileURLToPath(new URL("inject.cjs", import.meta.url));

/** Threads that run now. */
export const running = new Set();

/** What threads that start from now on do: { seed, chance (of each kernel call), kinds, bootEnds (chance that a thread is ended while it boots) }, or null. */
let plan = null;
let starts = 0;

export function setFaults(faults) {
  plan = faults;
}

threads.Worker = class extends Original {
  constructor(file, options = {}) {
    if (!plan) super(file, options);
    else super(file, { ...options, execArgv: [...(options.execArgv ?? []), "--require", inject], env: { ...process.env, AUTOFLUX_TEST_FAULTS: JSON.stringify({ ...plan, seed: plan.seed + ++starts }) } });
    running.add(this);
    this.once("exit", () => running.delete(this));
    if (plan?.bootEnds && chance(plan.seed + starts) < plan.bootEnds) setTimeout(() => void this.terminate(), chance(plan.seed - starts) * 25).unref();
  }
};

/** A number in [0, 1) of each seed: the finalizer of Austin Appleby's MurmurHash3. */
function chance(seed) {
  let t = seed ^ (seed >>> 16);
  t = Math.imul(t, 0x85ebca6b);
  t = Math.imul(t ^ (t >>> 13), 0xc2b2ae35);
  return ((t ^ (t >>> 16)) >>> 0) / 2 ** 32;
}

/** Makes WebAssembly memory fail to grow, with that chance; the function that is returned ends it. */
export function failGrowth(random, likely) {
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (random() < likely()) throw new RangeError("an injected fault: memory cannot grow");
    return grow.call(this, pages);
  };
  return () => {
    WebAssembly.Memory.prototype.grow = grow;
  };
}
