/** Abort signals: one listener for all calls that wait for one, so that Node does not take a thousand calls with a signal for a leak. */

const waiting = new WeakMap<AbortSignal, Calls>();

/** Calls `told` once the signal is aborted; until the function that is returned is called. */
export function onAbort(signal: AbortSignal, told: () => void): () => void {
  const others = waiting.get(signal);
  const calls = others ?? new Calls(signal);
  if (!others) waiting.set(signal, calls);
  calls.all.add(told);
  return () => {
    if (!calls.all.delete(told) || calls.all.size > 0) return;
    waiting.delete(signal);
    signal.removeEventListener("abort", calls.tell);
  };
}

class Calls {
  readonly all = new Set<() => void>();
  readonly tell = () => {
    for (const told of [...this.all]) told();
  };

  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", this.tell);
  }
}
