/** Parsing by kernels as the reading room has it: one call of an instance, whose parts are blocks. Bundled by kernel-reading.ts. */
import { Call } from "../../src/call/call";
import { type EngineName, type FluxOptions, instanceSettings } from "../../src/call/options";
import { now } from "../../src/clock";
import { FunctionCrews } from "../../src/functions/crews";
import { Instance } from "../../src/instance/instance";
import { kernelParsing, type KernelParsing } from "../../src/reading/csv-kernels";

export interface ReadingOptions {
  signal?: AbortSignal;
  timeout?: number;
  engine?: EngineName;
}

export function openInstance(options: FluxOptions): Instance {
  const settings = instanceSettings(options);
  return new Instance(settings, new FunctionCrews(settings));
}

/** Runs `body` as one call; without parsing where there are no kernels. */
export function reading<T>(
  instance: Instance, { signal, timeout = instance.settings.timeout, engine }: ReadingOptions, body: (parsing: KernelParsing) => Promise<T>,
): Promise<T> {
  const call = new Call("read", "read", { signal }, timeout, 0, now());
  return instance.track(call, [], async () => {
    const parsing = kernelParsing(instance, call, engine);
    try {
      return await body(parsing as KernelParsing);
    } finally {
      parsing?.end();
    }
  });
}
