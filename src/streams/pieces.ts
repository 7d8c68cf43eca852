/** A call over columns of any length, a piece at a time: what one piece needs, a few times over, is all the memory it takes. */
import type { Call } from "../call/call";
import type { Compiled } from "../call/compiled";
import type { Instance } from "../instance/instance";
import type { Parts } from "../instance/parts";
import type { CallOptions } from "../call/options";
import type { GivenReducingOptions, Reducing } from "../call/reductions";
import { requestFor } from "../call/request";
import { Turns } from "../clock";
import { BYTES, type Dtype, type FloatArray } from "../dtype";
import { NotEnoughMemory, UnequalLengths } from "../errors";
import { resultDtype } from "../lowering/kinds";
import { BLOCK_ELEMENTS } from "../kernels/refs";
import type { Feed } from "./feed";

export interface FeedWork {
  where: string;
  call: Call;
  /** Pieces are parts of the call. */
  parts: Parts;
  compiled: Compiled;
  /** The inputs: columns, and numbers. */
  inputs: (Feed | number)[];
  /** To what each piece is reduced; to nothing in a map. */
  reducing: Reducing | undefined;
  reducingOptions: GivenReducingOptions;
  engine: CallOptions["engine"];
}

/** Pieces on their way at once: while one is read, others are computed and written. */
const SLOTS = 3;
const MOST_ELEMENTS = 262_144;
/** All pieces of a call take no more, nor more than a part of the instance's limit. */
const MOST_BYTES = 24 << 20;
const SHARE_OF_LIMIT = 4;

/** A piece that is done: its result, of a map or the records of a reduction, is good until the next is asked for. */
export interface Piece {
  count: number;
  result: FloatArray;
}

interface Slot {
  inputs: (FloatArray | number)[];
  out: FloatArray | undefined;
}

/** Closes the columns at its end, however it comes. @throws what reading and computing throw, UnequalLengths, NotEnoughMemory */
export async function* pieces(instance: Instance, work: FeedWork): AsyncGenerator<Piece> {
  const { call, inputs, reducing } = work;
  const stop = new AbortController();
  call.onStop(() => stop.abort());
  const slots: Slot[] = [];
  const running: Promise<Piece>[] = [];
  try {
    makeSlots(instance, work, slots);
    let begun = 0;
    let ended = false;
    let filling: Promise<number> | undefined;
    const turns = new Turns();
    for (;;) {
      if (turns.isDue) await turns.take(); // pieces that are computed on this thread, one after the other, would hold it
      call.check();
      const slot = slots[begun % slots.length]!;
      if (!ended && running.length < slots.length) filling ??= fill(slot, inputs, reducing === undefined, work.where, stop.signal);
      const [first] = running;
      if (!filling && !first) break;
      // What is done goes on, though more may be long in coming.
      if (filling && (!first || (await isFirst(filling, first)))) {
        const count = await orAborted(filling, stop.signal);
        filling = undefined;
        if (count === 0) ended = true;
        else {
          begun++;
          const piece = run(work, slot, count, stop.signal);
          piece.catch(() => {}); // told in its turn
          running.push(piece);
        }
      } else {
        const piece = await first!;
        running.shift();
        yield piece;
      }
    }
  } catch (error) {
    call.check(); // a call that was stopped tells why itself
    throw error;
  } finally {
    stop.abort();
    for (const input of inputs) if (typeof input !== "number") await input.close(); // nothing is written to the slots any more
    await Promise.allSettled(running);
    freeSlots(instance, slots);
  }
}

/** Settles as `work` does, or rejects once `signal` is aborted, whatever becomes of the work. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort!: () => void;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
  });
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Whether `one` is settled before `other`. */
function isFirst(one: Promise<unknown>, other: Promise<unknown>): Promise<boolean> {
  const settled = (promise: Promise<unknown>, is: boolean) => promise.then(() => is, () => is);
  return Promise.race([settled(one, true), settled(other, false)]);
}

function makeSlots(instance: Instance, { inputs, reducing, where }: FeedWork, slots: Slot[]): void {
  const dtype = resultDtype(inputs.map((input) => (typeof input === "number" ? input : input.dtype)));
  const isMap = reducing === undefined;
  const bytesOf = (input: Feed | number) => (typeof input === "number" ? 0 : BYTES[input.dtype]);
  const each = inputs.reduce((sum: number, input) => sum + bytesOf(input), isMap ? BYTES[dtype] : 0);
  const bytes = Math.min(MOST_BYTES, instance.settings.limitBytes / SHARE_OF_LIMIT);
  const size = Math.min(MOST_ELEMENTS, Math.floor(bytes / SLOTS / each / BLOCK_ELEMENTS) * BLOCK_ELEMENTS);
  if (size === 0) {
    throw new NotEnoughMemory(
      `${where}: pieces of ${BLOCK_ELEMENTS} elements take ${SLOTS * BLOCK_ELEMENTS * each} bytes, which is more than a quarter of the ` +
        `limit of ${instance.settings.limitBytes}. Raise memoryLimit`,
    );
  }
  for (let i = 0; i < SLOTS; i++) {
    const slot: Slot = { inputs: [], out: undefined };
    slots.push(slot);
    for (const input of inputs) slot.inputs.push(typeof input === "number" ? input : emptyIn(instance, input.dtype, size));
    if (isMap) slot.out = emptyIn(instance, dtype, size);
  }
}

/** In the arena, where there is one. @throws ArenaFull */
function emptyIn({ engines: { arena } }: Instance, dtype: Dtype, size: number): FloatArray {
  return arena ? arena.empty(dtype, size, true) : dtype === "float64" ? new Float64Array(size) : new Float32Array(size);
}

function freeSlots({ engines: { arena } }: Instance, slots: Slot[]): void {
  for (const { inputs, out } of slots) {
    for (const array of [...inputs, out]) if (typeof array === "object") arena?.freeArray(array, "free");
  }
}

/** Reads the next elements of all columns. How many there are. @throws UnequalLengths */
async function fill(slot: Slot, inputs: (Feed | number)[], isImpatient: boolean, where: string, signal: AbortSignal): Promise<number> {
  let count = -1;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (typeof input === "number") continue;
    if (signal.aborted) return 0; // the slot may be another's by now
    const target = slot.inputs[i] as FloatArray;
    // The first column says how far a piece goes; the others are read as far, or found to go on where it has ended.
    const read = await input.read(count < 0 ? target : target.subarray(0, Math.max(1, count)), isImpatient && count < 0);
    if (count < 0) count = read;
    else if (read !== count) {
      throw new UnequalLengths(
        `${where}: the inputs are of different lengths: input ${i} ends ${read < count ? "before" : "after"} input 0. ` +
          "Give columns of one length",
      );
    }
  }
  return count;
}

async function run(work: FeedWork, { inputs, out }: Slot, count: number, stop: AbortSignal): Promise<Piece> {
  const { where, parts, compiled, reducing, reducingOptions, engine } = work;
  const views = inputs.map((input) => (typeof input === "number" ? input : input.subarray(0, count)));
  const options = { ...(reducing && reducingOptions), ...(engine && { engine }), ...(out && { out: out.subarray(0, count) }) };
  const request = { ...requestFor(where, compiled, [...views, options], false, reducing), keepsRecords: true };
  return { count, result: (await parts.run(request, stop)) as FloatArray };
}
