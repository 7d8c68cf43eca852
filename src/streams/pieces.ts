/** A call over columns of any length, a piece at a time: what one piece needs, a few times over, is all the memory it takes. */
import { emptyOn, freeOn, isOwn } from "../call/arrays";
import type { Call } from "../call/call";
import type { Compiled } from "../call/compiled";
import type { Instance } from "../call/instance";
import type { CallOptions } from "../call/options";
import type { OwnReduction } from "../call/reductions";
import { requestFor } from "../call/request";
import { BYTES, type Dtype, type FloatArray } from "../dtype";
import { NotEnoughMemory, UnequalLengths } from "../errors";
import { BLOCK_ELEMENTS } from "../scheduler/refs";
import type { Column } from "./columns";

export interface Plan {
  where: string;
  call: Call;
  compiled: Compiled;
  /** The inputs: columns, and numbers. */
  inputs: (Column | number)[];
  reduction: OwnReduction | undefined;
  engine: CallOptions["engine"];
}

/** Pieces on their way at once: while one is read, others are computed and written. */
const SLOTS = 3;
const MOST_ELEMENTS = 262_144;
/** All pieces of a call take no more, nor more than a part of the instance's limit. */
const MOST_BYTES = 24 << 20;
const SHARE_OF_LIMIT = 4;

/** A piece that is done: the result is good until the next is asked for. */
export interface Piece {
  count: number;
  result: FloatArray;
}

interface Slot {
  inputs: (FloatArray | number)[];
  out: FloatArray | undefined;
}

/** Closes the columns at its end, however it comes. @throws what reading and computing throw, UnequalLengths, NotEnoughMemory */
export async function* pieces(instance: Instance, plan: Plan): AsyncGenerator<Piece> {
  const { call, inputs, reduction } = plan;
  const stop = new AbortController();
  call.onStop(() => stop.abort());
  const slots: Slot[] = [];
  const running: Promise<Piece>[] = [];
  try {
    makeSlots(instance, plan, slots);
    let begun = 0;
    let ended = false;
    for (;;) {
      while (!ended && running.length < slots.length) {
        call.check();
        const slot = slots[begun++ % slots.length]!;
        const count = await fill(slot, inputs, reduction === undefined, plan.where);
        if (count === 0) ended = true;
        else {
          const piece = run(instance, plan, slot, count, stop.signal);
          piece.catch(() => {}); // told in its turn
          running.push(piece);
        }
        // What is done goes on before more is waited for.
        if (running.length > 0 && reduction === undefined && (await isSettled(running[0]!))) break;
      }
      const piece = running.shift();
      if (!piece) break;
      yield await piece;
      call.check();
    }
  } catch (error) {
    call.check(); // a call that was stopped tells why itself
    throw error;
  } finally {
    stop.abort();
    await Promise.allSettled(running);
    freeSlots(instance, slots);
    for (const input of inputs) if (typeof input !== "number") await input.close();
  }
}

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = {};
  return (await Promise.race([promise.then(() => undefined, () => undefined), pending])) !== pending;
}

/** float32 if all columns are. */
export function dtypeOf(inputs: (Column | number)[]): Dtype {
  return inputs.every((input) => typeof input === "number" || input.dtype === "float32") ? "float32" : "float64";
}

function makeSlots(instance: Instance, { inputs, reduction, where }: Plan, slots: Slot[]): void {
  const dtype = dtypeOf(inputs);
  const each = inputs.reduce((sum: number, input) => sum + (typeof input === "number" ? 0 : BYTES[input.dtype]), reduction ? 0 : BYTES[dtype]);
  const bytes = Math.min(MOST_BYTES, instance.settings.limitBytes / SHARE_OF_LIMIT);
  const size = Math.min(MOST_ELEMENTS, Math.floor(bytes / SLOTS / each / BLOCK_ELEMENTS) * BLOCK_ELEMENTS);
  if (size === 0) throw new NotEnoughMemory(`${where}: pieces of ${BLOCK_ELEMENTS} elements take ${SLOTS * BLOCK_ELEMENTS * each} bytes, which is more than a quarter of the limit of ${instance.settings.limitBytes}. Raise memoryLimit`);
  for (let i = 0; i < SLOTS; i++) {
    const slot: Slot = { inputs: [], out: undefined };
    slots.push(slot);
    for (const input of inputs) slot.inputs.push(typeof input === "number" ? input : emptyOn(instance, where, size, { dtype: input.dtype }));
    if (!reduction) slot.out = emptyOn(instance, where, size, { dtype });
  }
}

function freeSlots(instance: Instance, slots: Slot[]): void {
  for (const { inputs, out } of slots) {
    for (const array of [...inputs, out]) if (typeof array === "object" && isOwn(instance, array)) freeOn(instance, array);
  }
}

/** Reads the next elements of all columns. How many there are. @throws UnequalLengths */
async function fill(slot: Slot, inputs: (Column | number)[], isImpatient: boolean, where: string): Promise<number> {
  let count = -1;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (typeof input === "number") continue;
    const target = slot.inputs[i] as FloatArray;
    // The first column says how far a piece goes; the others are read as far, or found to go on where it has ended.
    const read = await input.read(count < 0 ? target : target.subarray(0, Math.max(1, count)), isImpatient && count < 0);
    if (count < 0) count = read;
    else if (read !== count) throw new UnequalLengths(`${where}: the inputs are of different lengths: input ${i} ends ${read < count ? "before" : "after"} input 0. Give columns of one length`);
  }
  return count;
}

async function run(instance: Instance, { where, call, compiled, reduction, engine }: Plan, { inputs, out }: Slot, count: number, signal: AbortSignal): Promise<Piece> {
  const views = inputs.map((input) => (typeof input === "number" ? input : input.subarray(0, count)));
  const options = { signal, timeout: Number.POSITIVE_INFINITY, ...(engine && { engine }), ...(out && { out: out.subarray(0, count) }) };
  const ask = () => ({ ...requestFor(where, compiled, [...views, options], false), reduction, partOf: call });
  return { count, result: (await instance.run(ask)) as FloatArray };
}
