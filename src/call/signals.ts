/** Abort signals: one listener for all calls that wait for one, so that Node does not take a thousand calls with a signal for a leak. */

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `told` once the signal is aborted; until the function that is returned is called. */
export function onAbort(signal: AbortSignal, told: () => void): () => void {
  const others = waiting.get(signal);
  const calls = others ?? new Set();
  if (!others) {
    waiting.set(signal, calls);
    signal.addEventListener("abort", tell);
  }
  calls.add(told);
  return () => {
    if (!calls.delete(told) || calls.size > 0) return;
    waiting.delete(signal);
    signal.removeEventListener("abort", tell);
  };
}

function tell(this: AbortSignal): void {
  for (const told of [...(waiting.get(this) ?? [])]) told();
}
