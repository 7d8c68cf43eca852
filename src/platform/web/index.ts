/** Browsers: all that host.ts names. */
export { familyBytes, kernelBytes } from "./kernels";
export { availableBytes, heapLeft, processors } from "./limits";
export { byteCopiers, unwrittenBuffer } from "./ordinary";
export { NO_ARENA, openPool, sharedBuffer, thisThread, whyNoThreads } from "./threads";
export { clearInterval, clearTimeout, held, now, setImmediate, setInterval, setTimeout } from "./timers";
export { cloneData, isNativeError, mainGlobal } from "./values";
export { debuglog, tracingChannel } from "./watching";
