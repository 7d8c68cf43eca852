/**
 * One budget of threads for all instances and all copies of this package in a process: together they start one thread a processor,
 * not one each. Instances whose maxWorkers was given have what they were given, and count.
 *
 * Copies meet through a symbol of the realm. What they share is this interface alone, so that versions can differ.
 */
const KEY = Symbol.for("autoflux.thread-budget.1");

/** A pool as the others see it. */
export interface Holder {
  /**
   * What its threads run. Threads of functions end soon after their work, and count only while they work; to them, so do all others.
   * (Absent in copies that have but one kind.)
   */
  readonly kind?: "kernels" | "functions";
  /** Whether the budget binds it: else its threads are counted, and never asked for. */
  readonly isBound: boolean;
  /** Threads it has, those that are ending left out. */
  threads(): number;
  /** Milliseconds since it last had work; 0 while it has. */
  idleMs(): number;
  /** Ends one thread that does nothing. Whether there was one. */
  giveBack(): boolean;
}

/** An idle pool may be asked for its last threads after this long: threads cost some 20 ms to start, so they should not go to and fro. */
const LONG_IDLE_MS = 1000;

let ofThisCopy: Set<Holder> | undefined;

/** Where globalThis takes no properties (it was frozen), this copy of the package counts its own threads. */
function holders(): Set<Holder> {
  const realm = globalThis as { [KEY]?: Set<Holder> };
  if (!realm[KEY] && !Object.isExtensible(realm)) return (ofThisCopy ??= new Set());
  return (realm[KEY] ??= ofThisCopy ?? new Set());
}

export function enter(holder: Holder): void {
  holders().add(holder);
}

export function leave(holder: Holder): void {
  holders().delete(holder);
}

/**
 * Whether `holder` may start another thread within `limit` for all. At the limit, a pool that has more than its share of them, or that
 * has long been idle, gives some back.
 */
export function mayStart(holder: Holder, limit: number): boolean {
  const isKernels = ({ kind }: Holder) => kind !== "functions";
  const counts = (other: Holder) => other !== holder && ((isKernels(holder) && isKernels(other)) || other.idleMs() === 0);
  const others = [...holders()].filter(counts).sort((a, b) => b.threads() - a.threads());
  const mine = holder.threads();
  const share = Math.max(1, Math.floor(limit / (others.length + 1)));
  let taken = others.reduce((sum, other) => sum + other.threads(), mine);
  for (const other of others) {
    while (
      taken >= limit &&
      other.isBound &&
      (other.idleMs() >= LONG_IDLE_MS || (mine < share && other.threads() > share)) &&
      other.giveBack()
    )
      taken--;
  }
  return taken < limit;
}
