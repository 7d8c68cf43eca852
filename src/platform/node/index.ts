/** Node, and the hosts that have its modules (Bun, Deno): all that host.ts names. */
export { familyBytes, kernelBytes } from "./files";
export { availableBytes, heapLeft, processors } from "./limits";
export { byteCopiers, unwrittenBuffer } from "./ordinary";
export { openPool } from "./pool";
export { thisThread } from "./this-thread";
export { NO_ARENA, sharedBuffer, whyNoThreads } from "./threads";
export { clearInterval, clearTimeout, held, now, setImmediate, setInterval, setTimeout } from "./timers";
export { cloneData, isNativeError, mainGlobal } from "./values";
export { debuglog, tracingChannel } from "./watching";
