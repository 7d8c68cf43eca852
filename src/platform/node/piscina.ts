/** The only importer of piscina. */
import { createRequire } from "node:module";
import type Piscina from "piscina";

export type { Piscina };

/** Piscina, loaded on first use; no bundler need follow it, as no bundle has threads. */
export function piscinaFor(filename: string): typeof Piscina {
  return (createRequire(filename)("piscina") as typeof import("piscina")).Piscina;
}

type LoadBalancer = NonNullable<NonNullable<ConstructorParameters<typeof Piscina>[0]>["loadBalancer"]>;

/**
 * Gives a task to a thread that has none, and lets the process end though the thread has it: threads rest with their task, and jobs that
 * are under way keep the process alive themselves (threads/scheduler.ts). Piscina holds the process by the thread's port, which lies
 * behind a symbol of what it hands out for the thread; `found` is called once it is there. `isEnding`: by a thread's id.
 */
export function lettingGo(found: () => void, isEnding: (id: number) => boolean): LoadBalancer {
  return (_task, workers) => {
    const worker = workers.find(({ id, currentUsage }) => currentUsage === 0 && !isEnding(id));
    const port = worker && portOf(worker);
    if (port) {
      found();
      void Promise.resolve().then(() => port.unref()); // after the task is posted, which refs it
    }
    return worker ?? null;
  };
}

function portOf(worker: object): { unref(): unknown } | undefined {
  const behind = Object.getOwnPropertySymbols(worker).map((symbol) => (worker as Record<symbol, { unref?: unknown } | undefined>)[symbol]);
  return behind.find((value) => typeof value?.unref === "function") as { unref(): unknown } | undefined;
}

/** It never ends a thread that is in Atomics.wait, as piscina's idle ones are, and crashes where threads are sent ports. */
export const IS_BUN_BEFORE_1_4 = /^(0|1\.[0-3])\./.test(process.versions["bun"] ?? "");
