/** What the main thread makes of a job of its own: running, over, or to be run again. Why it is safe: README.md. */
import { CHUNKS, doneAt, FINISHED, FREE, type Layout, LIVE, NEXT, nextState, phaseOf, STATE, slotAt, withPhase } from "./job-table";
import { GIVEN_BACK, isHeld } from "./protocol";
import type { Words } from "./words";

/** What became of a job: chunks that run again; or it is over, done with the sum of what its chunks found, or not. */
export type Outcome = { again: number } | { found: number } | { failed: true };

/**
 * Looks after a job: reopens it where a lost thread left chunks and `mayReopen`, settles it where it is over. Undefined as long as
 * threads work for it.
 */
export function attend(words: Words, layout: Layout, slot: number, inPlace: boolean, mayReopen: boolean): Outcome | undefined {
  const verdict = judge(words, layout, slot, inPlace);
  if (verdict === "running") return undefined;
  if (verdict === "lost" && mayReopen) return { again: reopen(words, layout, slot) };
  const outcome: Outcome = verdict === "done" ? { found: foundIn(words, layout, slot) } : { failed: true };
  settle(words, layout, slot);
  return outcome;
}

/** A job that is over leaves its slot: nobody touches its memory any more, though threads may hold the slot. */
function settle(words: Words, layout: Layout, slot: number): void {
  const at = slotAt(layout, slot) + STATE;
  words.store(at, withPhase(words.load(at), FREE));
}

/** Runs a closed job again that nobody holds, but for the chunks with a done-word. How many run again. */
function reopen(words: Words, layout: Layout, slot: number): number {
  const base = slotAt(layout, slot);
  const chunks = words.load(base + CHUNKS);
  let finished = 0;
  for (let i = 0; i < chunks; i++) {
    const done = words.load(doneAt(layout, base) + i);
    if (done > 0) finished++;
    else if (done === GIVEN_BACK) words.store(doneAt(layout, base) + i, 0);
  }
  words.store(base + FINISHED, finished);
  words.store(base + NEXT, 0);
  words.store(base + STATE, nextState(words.load(base + STATE), LIVE));
  return chunks - finished;
}

/** The sum of what the chunks of a job found, of which each has its done-word. */
function foundIn(words: Words, layout: Layout, slot: number): number {
  const base = slotAt(layout, slot);
  const chunks = words.load(base + CHUNKS);
  let found = 0;
  for (let i = 0; i < chunks; i++) found += words.load(doneAt(layout, base) + i) - 1;
  return found;
}

/** What the main thread finds when it looks at a job of its own. */
type Verdict = "running" | "done" | "lost" | "failed";

/**
 * The main thread's judgement of a job. A slot is closed (STATE changed) before its holders are read; once it is closed and no one
 * holds it, nobody touches the job's memory any more, and a chunk that was claimed but has no done-word was lost with its thread.
 */
function judge(words: Words, layout: Layout, slot: number, inPlace: boolean): Verdict {
  const base = slotAt(layout, slot);
  const chunks = words.load(base + CHUNKS);
  if (words.load(base + FINISHED) === chunks) return "done";
  if (phaseOf(words.load(base + STATE)) === LIVE) return "running";
  if (isHeld(words, layout, slot)) return "running";
  const claimed = Math.min(words.load(base + NEXT), chunks);
  let missing = 0;
  for (let i = 0; i < chunks; i++) {
    const done = words.load(doneAt(layout, base) + i);
    if (done > 0) continue;
    missing++;
    if (inPlace && i < claimed && done !== GIVEN_BACK) return "failed";
  }
  return missing === 0 ? "done" : "lost";
}
