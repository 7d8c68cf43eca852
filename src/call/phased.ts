/** What a caller asks of a function of a family: its arrays as memory, and the algorithm between them. */
import type { Allocation } from "../memory/arena";
import type { Algorithm, Lease, Phase } from "../threads/phase";
import { type ElementKind, type FlatInput, type FlatOutput, bytesOf } from "./flat";
import type { CallOptions } from "./options";

export interface PhasedRequest {
  /** For messages: the method. */
  readonly where: string;
  readonly options: Pick<CallOptions, "signal" | "timeout" | "engine" | "onProgress">;
  /** What progress is told in. */
  readonly elements: number;
  /** What all of it takes one thread, about, in nanoseconds; and the bytes of the arena it leases at most. */
  readonly costNs: number;
  readonly bytes: number;
  /** What must stay in its place while it runs. */
  readonly held: readonly Allocation[];
  /** Bytes that are copied in and out. */
  readonly copiedBytes: number;
  begin(lease: Lease): Algorithm<unknown>;
  /** All of it at once, where it is short: its result, or undefined where it is not, with nothing done. */
  atOnce(room: Room): unknown;
  /** A result that nobody will get. */
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
  /** What an element takes one thread, about. */
  elementNs: number;
  /** The kind of its results, where it is not the elements' own. */
  result?: ElementKind;
  /** The result may take the place of the elements. */
  isInPlace: boolean;
  /** What it leases at most, its arrays apart. */
  bytes(of: Pick<Placed, "dtype" | "count">): number;
  run(lease: Lease, placed: Placed, options: O): Algorithm<void>;
  /** All of it as one unit, where it is short. */
  unit(placed: Placed, options: O): Phase | undefined;
}

/** What is brought to the arena beside what the algorithm leases: of arrays that do not live there. */
export function broughtBytes<O>(fn: FlatFunction<O>, inBytes: number, outBytes: number, isInArena: boolean, isOutInArena: boolean): number {
  const input = isInArena ? 0 : inBytes;
  return isOutInArena || (fn.isInPlace && !isInArena) ? input : input + outBytes;
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

  get bytes(): number {
    const { fn, input, output } = this;
    const brought = broughtBytes(fn, input.bytes, output.bytes, input.pointer !== undefined, output.pointer !== undefined);
    return fn.bytes({ dtype: input.kind, count: input.length }) + brought;
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
    const out = output.pointer ?? (this.takesPlace ? x : lease.bytes(output.bytes).pointer);
    yield* fn.run(lease, { x, out, dtype: input.kind, count: input.length }, this.own);
    if (output.pointer === undefined) yield* output.deliver(lease, out);
    return output.array;
  }

  atOnce(room: Room): unknown {
    const { fn, input, output } = this;
    const { length: count } = input;
    let free = room.pointer;
    const x = input.pointer ?? free;
    if (input.pointer === undefined) free += lines(count * bytesOf(input.kind));
    const out = output.pointer ?? (this.takesPlace ? x : free);
    if (output.pointer === undefined && !this.takesPlace) free += lines(count * bytesOf(output.kind));
    const phase = fn.unit({ x, out, dtype: input.kind, count }, this.own);
    if (!phase || free + (phase.scratchBytes ?? 0) > room.pointer + room.bytes) return undefined;
    if (input.pointer === undefined) readInto(room, input, x);
    room.run(phase, free);
    if (output.pointer === undefined) output.write(0, count, room.buffer(), out);
    return output.array;
  }

  discard(): void {
    this.output.discard();
  }

  /** What was brought in is nobody's: it may take the result. */
  private get takesPlace(): boolean {
    return this.fn.isInPlace && this.input.pointer === undefined;
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

/** Whole cache lines. */
export const lines = (bytes: number): number => Math.ceil(bytes / 64) * 64;
