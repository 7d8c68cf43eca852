/**
 * The arena: one shared WebAssembly memory, what is allocated in it, and who owns what.
 *
 * Each array gets a SharedArrayBuffer object of its own over the same bytes (structuredClone of the memory's buffer), so that the
 * buffer tells the allocation: every subarray counts, and a byteOffset is an address in the memory. A resizable ArrayBuffer of the
 * same size hangs on that buffer as ballast: without it the collector sees a few bytes and is in no hurry.
 */
import { availableBytes } from "#platform";
import { now } from "../clock";
import { BYTES, type Dtype, type FloatArray, type NumberArray, viewOf } from "../dtype";
import { ArenaFull, FreedArray, UnsupportedInput } from "../errors";
import { bufferOf, byteOffsetOf, kindOf, lengthOf, plainView } from "../typed-array";
import { FreeList, LINE, rounded } from "./free-list";
import { MOST_BYTES } from "./limit";

const PAGE = 65536;
const MOST_SPARE_PAGES = 64;
/** How long what the system said of free memory is believed. */
const ASK_AGAIN_MS = 500;
/** Smaller ballast costs more than it helps. */
const BALLAST_FROM = 1 << 16;

export interface Allocation {
  readonly arena: Arena;
  readonly pointer: number;
  readonly bytes: number;
  /** Calls that use it now: freed meanwhile, it is given back when the last one ends. */
  pins: number;
  freed: boolean;
  /** Itself, as the list that a call borrows: made once. */
  readonly alone: readonly Allocation[];
}

/** A caller's array in an arena, as its own slots say. (A class: made for every call, of one shape.) */
export class ArenaOperand {
  readonly at = "arena";

  constructor(
    private readonly given: FloatArray,
    readonly dtype: Dtype,
    readonly pointer: number,
    readonly length: number,
    readonly allocation: Allocation,
  ) {}

  /** Made where it is needed, which is seldom: to see whether the caller hides what the array is takes as long as all the rest. */
  get view(): FloatArray {
    return plainView(this.given);
  }
}

interface Owned {
  allocation: Allocation;
  ballast?: ArrayBuffer;
}

/** Of every arena in this thread: a buffer's owner. */
const owners = new WeakMap<ArrayBufferLike, Owned>();

/**
 * The allocation behind a plain view, whatever its element type and whichever arena it lies in; undefined for memory of no arena.
 *
 * @throws FreedArray, UnsupportedInput (beyond its array's own bytes)
 */
export function allocationOf(view: ArrayBufferView, where: string, what = "this array"): Allocation | undefined {
  const allocation = owners.get(view.buffer)?.allocation;
  if (!allocation) return undefined;
  if (allocation.freed) wasFreed(where, what);
  if (!covers(allocation, view.byteOffset, view.byteLength)) {
    throw new UnsupportedInput(`${where}: ${what} reaches beyond the array whose buffer it was made on. Use subarray()`);
  }
  return allocation;
}

function covers({ pointer, bytes }: Allocation, begin: number, length: number): boolean {
  return begin >= pointer && begin + length <= pointer + bytes;
}

/** @throws FreedArray where the buffer is that of an array that was freed, of whichever arena */
export function refuseFreed(buffer: ArrayBufferLike, where: string, what: string): void {
  if (owners.get(buffer)?.allocation.freed) wasFreed(where, what);
}

function wasFreed(where: string, what: string): never {
  throw new FreedArray(`${where}: ${what} was freed; its memory may hold other data now. Make a new one with flux.array()`);
}

let freed = false;

/** Whether any array of any arena was ever freed: before, nothing need be searched for such arrays. */
export function anyFreed(): boolean {
  return freed;
}

/** Keeps what lies there in its place until it is unpinned as often, though it be freed meanwhile. */
export function pin(allocations: readonly Allocation[]): void {
  for (const allocation of allocations) allocation.pins++;
}

export function unpin(allocations: readonly Allocation[]): void {
  for (const allocation of allocations) if (--allocation.pins === 0 && allocation.freed) allocation.arena.release(allocation);
}

export class Arena {
  private readonly free = new FreeList();
  private readonly live = new Set<Allocation>();
  private readonly dropped: FinalizationRegistry<Allocation> | undefined;
  private end: number;
  private unweighed = 0;
  private readonly told: (() => void)[] = [];
  private asked = { at: Number.NEGATIVE_INFINITY, bytes: 0 };
  /** Bytes lent to staging, scalars and tiles. */
  stagingBytes = 0;
  private holders = 0;

  constructor(
    readonly memory: WebAssembly.Memory,
    heapBase: number,
    readonly limitBytes: number,
    reclaim: boolean,
    /** Grow no further than the system has memory for. */
    private readonly isCareful: boolean,
  ) {
    const start = Math.ceil(heapBase / LINE) * LINE;
    this.end = memory.buffer.byteLength;
    if (this.end > start) this.free.give(start, this.end - start);
    if (reclaim) this.dropped = new FinalizationRegistry((allocation) => this.release(allocation));
  }

  get arenaBytes(): number {
    return this.end;
  }

  get freeBytes(): number {
    return this.free.bytes;
  }

  get arrays(): number {
    return this.live.size;
  }

  /**
   * A new array, its elements as the memory was left. One that is freed in any case (`isFreed`) needs no weight in the collector's eyes,
   * which would only make it run more often.
   *
   * @throws ArenaFull
   */
  empty(dtype: Dtype, length: number, isFreed = false): FloatArray<SharedArrayBuffer> {
    const bytes = rounded(length * BYTES[dtype]);
    const alone: Allocation[] = [];
    const allocation: Allocation = { arena: this, pointer: this.take(bytes), bytes, pins: 0, freed: false, alone };
    alone.push(allocation);
    const buffer = structuredClone(this.memory.buffer) as unknown as SharedArrayBuffer;
    owners.set(buffer, { allocation, ballast: this.dropped && !isFreed ? this.ballastFor(bytes) : undefined });
    this.live.add(allocation);
    this.dropped?.register(buffer, allocation, allocation);
    return viewOf(dtype, buffer, allocation.pointer, length);
  }

  /** A float array that lies in this arena; undefined for all else, and for what allocationOf() refuses. */
  operandOf(value: unknown): ArenaOperand | undefined {
    const kind = kindOf(value);
    if (kind !== "Float64Array" && kind !== "Float32Array") return undefined;
    const allocation = owners.get(bufferOf(value))?.allocation;
    if (allocation === undefined || allocation.arena !== this || allocation.freed) return undefined;
    const dtype = kind === "Float64Array" ? "float64" : "float32";
    const pointer = byteOffsetOf(value), length = lengthOf(value);
    if (!covers(allocation, pointer, length * BYTES[dtype])) return undefined;
    return new ArenaOperand(value as FloatArray, dtype, pointer, length, allocation);
  }

  /** A small array's weight is hung on a later one, as all of theirs together. */
  private ballastFor(bytes: number): ArrayBuffer | undefined {
    this.unweighed += bytes;
    if (this.unweighed < BALLAST_FROM) return undefined;
    const ballast = ballastOf(this.unweighed);
    this.unweighed = 0;
    return ballast;
  }

  /** Frees the array behind a plain view; false if it is none of this arena. @throws FreedArray, UnsupportedInput */
  freeArray(view: NumberArray, where: string): boolean {
    const allocation = allocationOf(view, where);
    if (allocation?.arena !== this) return false;
    allocation.freed = freed = true;
    this.dropped?.unregister(allocation);
    if (allocation.pins === 0) this.release(allocation);
    return true;
  }

  /** Bytes for the scheduler's own use. @throws ArenaFull */
  lend(bytes: number): number {
    const pointer = this.take(bytes);
    this.stagingBytes += rounded(bytes);
    return pointer;
  }

  /** Bytes that are never given back. @throws ArenaFull */
  reserve(bytes: number): number {
    return this.take(bytes);
  }

  giveBack(pointer: number, bytes: number): void {
    this.stagingBytes -= rounded(bytes);
    this.free.give(pointer, rounded(bytes));
  }

  /** A call has what it needs, waits for no more, and will give it back: others may wait for that. */
  hold(): void {
    this.holders++;
  }

  letGo(): void {
    this.holders--;
    this.tell();
  }

  get isHeld(): boolean {
    return this.holders > 0;
  }

  /** `tell` is called when there may be more room, or nobody left to wait for. */
  onRoom(tell: () => void): void {
    this.told.push(tell);
  }

  private tell(): void {
    for (const tell of this.told) tell();
  }

  /** How many bytes could be lent in one piece at most: what the limit leaves, or what is free. */
  get roomBytes(): number {
    return this.growthBytes + this.free.bytes;
  }

  /** Bytes that an array may have at most, now. */
  get largestBytes(): number {
    return Math.max(this.free.largest, this.growthBytes + this.free.endingAt(this.end));
  }

  /** What the limit leaves, and the system has. (Asking the system takes longer than a call may.) */
  private get growthBytes(): number {
    if (now() - this.asked.at > ASK_AGAIN_MS) this.asked = { at: now(), bytes: this.isCareful ? availableBytes() : MOST_BYTES };
    const bytes = Math.max(0, Math.min(this.limitBytes - this.end, this.asked.bytes));
    return Math.floor(bytes / PAGE) * PAGE;
  }

  private take(bytes: number): number {
    const size = rounded(bytes);
    let pointer = this.free.take(size);
    if (pointer < 0 && this.grow(size)) pointer = this.free.take(size);
    if (pointer >= 0) return pointer;
    const largest = this.largestBytes;
    throw new ArenaFull(
      `the arena cannot hold ${bytes} more bytes: limit ${this.limitBytes}, used ${this.end - this.free.bytes}; the largest array that ` +
        `fits now takes ${largest} bytes, ${Math.floor(largest / 8)} float64. ` +
        "Free arrays with flux.free() or flux.scope(), use ordinary arrays, or " +
          `${this.limitBytes - this.end > this.asked.bytes ? "give the process more memory: the system has no more" : "raise memoryLimit"}`,
    );
  }

  /** Grows the memory so that `bytes` fit at its end; by a quarter or 4 MiB at least, to grow seldom, and not far beyond what is needed. */
  private grow(bytes: number): boolean {
    const least = Math.ceil((bytes - this.free.endingAt(this.end)) / PAGE);
    const most = Math.floor((this.limitBytes - this.end) / PAGE);
    if (least > most) return false;
    const pages = Math.min(most, Math.max(least, Math.min(MOST_SPARE_PAGES, Math.ceil(this.end / PAGE / 4))));
    for (const count of [pages, least]) {
      if (this.isCareful && count * PAGE > availableBytes()) continue;
      try {
        this.memory.grow(count);
      } catch {
        if (count === least) this.asked = { at: now(), bytes: 0 }; // whatever the system told: it has none
        continue;
      }
      this.free.give(this.end, count * PAGE);
      this.end += count * PAGE;
      return true;
    }
    return false;
  }

  /** Gives an allocation back that nobody uses any more: of unpin() and the collector. */
  release(allocation: Allocation): void {
    if (!this.live.delete(allocation)) return;
    allocation.freed = true;
    this.free.give(allocation.pointer, allocation.bytes);
    this.tell();
  }
}
function ballastOf(bytes: number): ArrayBuffer | undefined {
  try {
    const Resizable = ArrayBuffer as unknown as new (length: number, options: { maxByteLength: number }) => ArrayBuffer;
    return new Resizable(bytes, { maxByteLength: bytes });
  } catch {
    return undefined; // only a hint: doing without it delays collection
  }
}
