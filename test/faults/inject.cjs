/**
 * Loaded into a worker thread before all else (door.mjs): its kernels fail now and then, by chance that a seed decides. No code of the
 * package knows of it.
 */
const { workerData, threadId } = require("node:worker_threads");

const plan = JSON.parse(process.env.AUTOFLUX_TEST_FAULTS ?? "null");
const KERNEL_WORKER = workerData?.[1]?.control !== undefined || workerData?.control !== undefined;

if (plan && KERNEL_WORKER) {
  let state = (plan.seed ^ Math.imul(threadId, 0x9e3779b1)) >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  const fault = () => {
    const kind = plan.kinds[Math.floor(random() * plan.kinds.length)];
    if (kind === "throw") throw new Error("an injected fault: this kernel threw");
    if (kind === "exit") process.exit(9);
    if (kind === "slow") sleep(5 + random() * 45);
    if (kind === "stall") sleep(1e9);
    if (kind === "memory") throw new RangeError("an injected fault: WebAssembly.Instance(): Out of memory");
  };
  const Original = WebAssembly.Instance;
  WebAssembly.Instance = function Instance(module, imports) {
    const { exports } = new Original(module, imports);
    const wrapped = {};
    for (const [name, kernel] of Object.entries(exports)) {
      wrapped[name] = typeof kernel !== "function" || name === "heap_base" ? kernel : (...args) => {
        const before = random() < plan.chance;
        const after = before && random() < 0.5; // half of them when the chunk is partly done
        if (before && !after) fault();
        const told = kernel(...args);
        if (after) fault();
        return told;
      };
    }
    return { exports: wrapped };
  };
}
