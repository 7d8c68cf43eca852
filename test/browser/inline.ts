/** The core as a page can have it: calls on the page's own thread. The entry that a bundler for browsers gets. */
import { evaluateRequest, mapRequest, reduceRequest } from "../../src/call/request";
import { type FluxOptions, instanceSettings } from "../../src/call/options";
import type { Crews } from "../../src/instance/crews";
import { Instance } from "../../src/instance/instance";
import { arrayOn, freeOn } from "../../src/methods/arrays";

export { provideKernels } from "../../src/platform/web/kernels";

const NO_CREWS = "a page has no threads for functions";

/** None: functions run on the page's thread. */
const crews: Crews = {
  seats: () => {
    throw new Error(NO_CREWS);
  },
  whyNoThreads: () => NO_CREWS,
  whyNoProcesses: () => NO_CREWS,
  threads: 0,
  lost: 0,
  close: async () => {},
};

export function newInline(options: FluxOptions) {
  const instance = new Instance(instanceSettings(options), crews);
  return {
    map: (source: unknown, ...args: unknown[]) => instance.run(mapRequest, "map", source, args),
    mapSync: (source: unknown, ...args: unknown[]) => instance.runSync(mapRequest, "mapSync", source, args),
    evaluate: (source: unknown, inputs: unknown) => instance.run(evaluateRequest, "evaluate", source, [inputs]),
    reduce: (reduction: unknown, ...args: unknown[]) => instance.run(reduceRequest, "reduce", reduction, args),
    array: (values: unknown) => arrayOn(instance, values),
    free: (array: unknown) => freeOn(instance, array),
    status: () => instance.status(),
    close: () => instance.close(),
  };
}
