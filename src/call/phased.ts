/** What a caller asks of a function of a family: its arrays as memory, and the algorithm between them. */
import type { Family } from "../kernels/families";
import type { Allocation } from "../memory/arena";
import type { Algorithm, Lease, Phase } from "../threads/phase";
import { bytesOf, type ElementKind, type FlatInput, type FlatOutput } from "./flat";
import type { CallOptions } from "./options";

export interface PhasedRequest {
  /** For messages: the method. */
  readonly where: string;
  readonly options: Pick<CallOptions, "signal" | "timeout" | "engine" | "onProgress">;
  /** What progress is told in. */
  readonly elements: number;
  /** What all of it takes one thread, about, in nanoseconds. */
  readonly costNs: number;
  /** Whose kernels it runs. */
  readonly family: Family;
  /** The bytes of the arena it leases at most, run by so many seats; and those of its result. Of so many elements, if not its own. */
  leasedBytes(seats: number, elements?: number): number;
  newBytes(elements?: number): number;
  /** Takes what the arena gives for its result. @throws ArenaFull */
  take(): void;
  /** What must stay in its place while it runs. */
  readonly held: readonly Allocation[];
  /** Bytes that are copied in and out. */
  readonly copiedBytes: number;
  begin(lease: Lease): Algorithm<unknown>;
  /** Whether it is so short that it runs at once; and its result then, or undefined, with nothing done. */
  isShort(room: Room): boolean;
  atOnce(room: Room): unknown;
  /** A result that nobody will get, or not yet: it may be taken again. */
  discard(): void;
}

/** Memory of the calling thread for this turn of the event loop, and kernels that run there. */
export interface Room {
  readonly pointer: number;
  readonly bytes: number;
  buffer(): ArrayBufferLike;
  /** A caller's array is being read: its getters may make other calls, which find the room taken. */
  isReading: boolean;
  /** Runs a phase of one unit, with scratch at an address. */
  run(phase: Phase, scratch: number): void;
}

/** Where a function's arrays lie. */
export interface Placed {
  x: number;
  out: number;
  dtype: ElementKind;
  count: number;
}

/** A function of one array that gives another of as many elements. `O`: what it takes beside. */
export interface FlatFunction<O> {
  /** Whose kernels it runs. */
  family: Family;
  /** What an element takes one thread, about. */
  elementNs: number;
  /** The kind of its results, where it is not the elements' own. */
  result?: ElementKind;
  /** The result may take the place of the elements. */
  isInPlace: boolean;
  /** A run of so many elements at least has read them all before it writes results: what was begun can run again. Default: none has. */
  readsFirstFrom?: number;
  /** What it leases at most, its arrays and the seats' scratch apart; and that scratch, of one seat. */
  bytes(of: Pick<Placed, "dtype" | "count">): number;
  scratchBytes(of: Pick<Placed, "dtype" | "count">): number;
  run(lease: Lease, placed: Placed, options: O): Algorithm<void>;
  /** All of it as one unit, where it is short. */
  unit(placed: Placed, options: O): Phase | undefined;
}

/** A call of such a function. (A class: made for every call, of one shape.) */
export class FlatRequest<O> implements PhasedRequest {
  constructor(
    readonly where: string,
    readonly options: PhasedRequest["options"],
    private readonly fn: FlatFunction<O>,
    private readonly own: O,
    private readonly input: FlatInput,
    private readonly output: FlatOutput,
  ) {}

  get elements(): number {
    return this.input.length;
  }

  get costNs(): number {
    return this.input.length * this.fn.elementNs;
  }

  get family(): Family {
    return this.fn.family;
  }

  newBytes(elements = this.elements): number {
    const { isNew, kind } = this.output;
    return isNew ? lines(elements * bytesOf(kind)) : 0;
  }

  leasedBytes(seats: number, elements = this.elements): number {
    const { fn, input, output } = this;
    const of = { dtype: input.kind, count: elements };
    const brought = input.pointer === undefined ? lines(elements * bytesOf(input.kind)) : 0;
    const delivered = output.isInArena || this.takesPlaceOf(elements) ? 0 : lines(elements * bytesOf(output.kind));
    return lines(fn.bytes(of)) + brought + delivered + seatsBytes(fn.scratchBytes(of), seats);
  }

  take(): void {
    this.output.take();
  }

  get held(): readonly Allocation[] {
    const { input: { held }, output } = this;
    return held.length === 0 ? output.held : output.held.length === 0 ? held : [...held, ...output.held];
  }

  get copiedBytes(): number {
    return this.input.copiedBytes + this.output.copiedBytes;
  }

  *begin(lease: Lease): Algorithm<unknown> {
    const { fn, input, output } = this;
    const x = input.pointer ?? (yield* input.bring(lease));
    const out = output.pointer ?? (this.takesPlaceOf(input.length) ? x : lease.bytes(output.bytes).pointer);
    yield* fn.run(lease, { x, out, dtype: input.kind, count: input.length }, this.own);
    if (output.pointer === undefined) yield* output.deliver(lease, out);
    return output.array;
  }

  isShort(room: Room): boolean {
    return this.laid(room) !== undefined;
  }

  atOnce(room: Room): unknown {
    const { input, output } = this;
    const laid = this.laid(room);
    if (!laid) return undefined;
    if (input.pointer === undefined) readInto(room, input, laid.x);
    room.run(laid.phase, laid.scratch);
    if (output.pointer === undefined) output.write(0, output.length, room.buffer(), laid.out);
    return output.array;
  }

  /** Where all of it lies in a room: undefined where it is too long. */
  private laid(room: Room): { x: number; out: number; scratch: number; phase: Phase } | undefined {
    const { fn, input, output } = this;
    let free = room.pointer;
    const x = input.pointer ?? free;
    if (input.pointer === undefined) free += lines(input.bytes);
    const isThere = output.isInArena; // and if it is not taken yet, only asked whether it would fit
    const out = isThere ? (output.pointer ?? 0) : this.takesPlace ? x : free;
    if (!isThere && !this.takesPlace) free += lines(output.bytes);
    const phase = fn.unit({ x, out, dtype: input.kind, count: input.length }, this.own);
    if (!phase || free + (phase.scratchBytes ?? 0) > room.pointer + room.bytes) return undefined;
    return { x, out, scratch: free, phase };
  }

  discard(): void {
    this.output.discard();
  }

  /** What was brought in is nobody's: it may take the result. */
  private get takesPlace(): boolean {
    return this.fn.isInPlace && this.input.pointer === undefined;
  }

  /** In a run only where no element is lost with a thread. */
  private takesPlaceOf(elements: number): boolean {
    return this.takesPlace && elements >= (this.fn.readsFirstFrom ?? Number.POSITIVE_INFINITY);
  }
}

/** Brings an input to an address of the room. */
export function readInto(room: Room, input: FlatInput, pointer: number): void {
  room.isReading = true;
  try {
    input.read(0, input.length, room.buffer(), pointer);
  } finally {
    room.isReading = false;
  }
}

/** What a run lends for its seats: scratch, and the arguments of its phases. */
export const seatsBytes = (scratchBytes: number, seats: number): number => lines(scratchBytes * seats) + FRAMES_BYTES;
/** Phases of a stage have 256 bytes each, three at most. */
const FRAMES_BYTES = 3 * 256;

/** Whole cache lines. */
export const lines = (bytes: number): number => Math.ceil(bytes / 64) * 64;
