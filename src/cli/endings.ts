/** What must be put back or removed however the process ends: by a signal, an error, or process.exit(). */

/** Signals that end the process, and its exit codes then. */
const SIGNALS = [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const;

const cleanups = new Set<() => void>();

/** Runs `cleanup`, which waits for nothing, when the process ends; what is returned forgets it. */
export function atEnd(cleanup: () => void): () => void {
  if (cleanups.size === 0) listen();
  cleanups.add(cleanup);
  return () => void cleanups.delete(cleanup);
}

let listens = false;

function listen(): void {
  if (listens) return;
  listens = true;
  process.once("exit", () => {
    for (const cleanup of cleanups) cleanup();
  });
  for (const [signal, code] of SIGNALS) process.once(signal, () => process.exit(code));
}
