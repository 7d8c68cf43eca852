/** Inputs and outputs of functions of families: one-dimensional, of any kind of number, as memory that phases read and write. */
import { sharedBuffer } from "#platform";
import { type Dtype, type FloatArray, type NumberArray, type TypedArray, viewOf } from "../dtype";
import { BadOutput, DetachedBuffer, PartialOverlap, shown, UnsupportedInput } from "../errors";
import { type Allocation, type Arena, allocationOf } from "../memory/arena";
import type { Algorithm, Lease } from "../threads/phase";
import { cut, elementsIn, isBuffer, isShared, kindOf, lengthOf, lossOf, setInto } from "../typed-array";
import { type InputRules, NOTHING } from "./borrowed";
import { recognise } from "./inputs";
import { newArray } from "./output";
import { isShaped } from "./shaped";

/** Kinds of elements that lie in memory as they are. */
export type ElementKind =
  | "float64" | "float32" | "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32" | "bigint64" | "biguint64";

type Maker = { new (buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray; readonly BYTES_PER_ELEMENT: number };

const KINDS: Record<ElementKind, Maker> = {
  float64: Float64Array, float32: Float32Array, int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array,
  int32: Int32Array, uint32: Uint32Array, bigint64: BigInt64Array, biguint64: BigUint64Array,
};

/** Elements that are copied between two looks at the clock, and what copying one takes. */
const PIECE = 65_536;
const COPY_NS = 0.6;

export const bytesOf = (kind: ElementKind): number => KINDS[kind].BYTES_PER_ELEMENT;

/** Elements of a kind at an address of a memory. */
export function elementsAt(kind: ElementKind, buffer: ArrayBufferLike, pointer: number, length: number): TypedArray {
  return new KINDS[kind](buffer, pointer, length);
}

/** An input, where it lies. */
export class FlatInput {
  readonly #isOne = true;

  constructor(
    readonly kind: ElementKind,
    readonly length: number,
    /** In this instance's arena. */
    readonly pointer: number | undefined,
    readonly held: readonly Allocation[],
    /** The caller's elements as a plain view, where they are a typed array. */
    readonly view: TypedArray | undefined,
    /** Elements [begin, end), to an address of the memory. @throws DetachedBuffer, NotANumber */
    readonly read: (begin: number, end: number, buffer: ArrayBufferLike, pointer: number) => void,
  ) {}

  /** Whether a value is one, whatever it pretends to be. */
  static is(value: unknown): value is FlatInput {
    return typeof value === "object" && value !== null && #isOne in value;
  }

  get bytes(): number {
    return this.length * bytesOf(this.kind);
  }

  /** What of them is to be copied. */
  get copiedBytes(): number {
    return this.pointer === undefined ? this.bytes : 0;
  }

  /** Brings them into the memory; gives their address. */
  *bring(lease: Lease): Algorithm<number> {
    const { length, bytes, kind } = this;
    const { pointer } = lease.bytes(bytes);
    yield* inPieces(length, (begin, end) => this.read(begin, end, lease.at(pointer, bytes).buffer, pointer + begin * bytesOf(kind)));
    return pointer;
  }
}

/** `floats`: other kinds than float32 become float64. @throws UnsupportedInput, DetachedBuffer, FreedArray, RaggedArray */
export function flatInput(value: unknown, where: string, rules: InputRules, floats: boolean): FlatInput {
  const kind = floats ? undefined : integerKindOf(value);
  if (kind !== undefined) return integers(kind, elementsIn(value)!, value as TypedArray, where);
  const recognised = recognise(value, where, rules);
  const { source, length, form, view, borrowed } = recognised;
  if (source.at === "number") throw new UnsupportedInput(`${where}: must be an array, got a number`);
  const isFlat = form.kind === "flat" || (form.kind === "shaped" && form.shape.length === 1);
  if (!isFlat) {
    throw new UnsupportedInput(`${where}: must have one dimension, got ${form.kind === "shaped" ? form.shape.length : "several"}`);
  }
  if (source.at === "arena") return new FlatInput(source.dtype, length, source.pointer, borrowed, view, isThere);
  if (source.at !== "ordinary") throw new UnsupportedInput(`${where}: must be an array of numbers`);
  const { dtype } = source, given = recognised.isStrided ? undefined : view;
  const own = !floats && isShaped(value) ? integerKindOf(value.data) : undefined;
  if (own !== undefined) {
    // Read as doubles, which hold them all, and made what they were.
    return new FlatInput(own, length, undefined, borrowed, given, (begin, end, buffer, pointer) => {
      source.check();
      const doubles = new Float64Array(end - begin);
      source.read(begin, end, doubles);
      setInto(new KINDS[own](buffer, pointer, end - begin), doubles);
    });
  }
  return new FlatInput(dtype, length, undefined, borrowed, given, (begin, end, buffer, pointer) => {
    source.check();
    source.read(begin, end, viewOf(dtype, buffer, pointer, end - begin));
  });
}

/** Kinds whose bytes are not copied as those of integers are. */
const NO_INTEGERS = new Set(["Float64Array", "Float32Array", "Float16Array"]);

const isThere = () => {};

/** Of a typed array of integers: the kind of its elements, as they lie in memory. */
function integerKindOf(value: unknown): ElementKind | undefined {
  const name = kindOf(value);
  if (name === undefined || NO_INTEGERS.has(name) || (name === "Uint8Array" && isBuffer(value))) return undefined;
  return name.replace(/Array$|ClampedArray$/g, "").replace("Big", "big").replace("Clamped", "").toLowerCase() as ElementKind;
}

/** A typed array of integers, whose bytes are copied as they are. */
function integers(kind: ElementKind, view: TypedArray, given: TypedArray, where: string): FlatInput {
  const length = lengthOf(view);
  if (length === 0 && lossOf(given as NumberArray) !== undefined) throw lost(where);
  const owner = allocationOf(view, where);
  return new FlatInput(kind, length, undefined, owner ? owner.alone : NOTHING, view, (begin, end, buffer, pointer) => {
    if (lengthOf(given) !== length) throw lost(where);
    setInto(new KINDS[kind](buffer, pointer, end - begin), cut(view as NumberArray, begin, end));
  });
}

const lost = (where: string) =>
  new DetachedBuffer(`${where}: its memory was detached or resized. Do not transfer or resize a buffer while a call uses it`);

function* inPieces(length: number, run: (begin: number, end: number) => void): Algorithm<void> {
  if (length === 0) return;
  yield {
    slices: Math.ceil(length / PIECE),
    sliceNs: Math.min(length, PIECE) * COPY_NS,
    run: (begin, end) => {
      for (let slice = begin; slice < end; slice++) run(slice * PIECE, Math.min(length, (slice + 1) * PIECE));
    },
  };
}

/** An output, where it lies. */
export class FlatOutput {
  constructor(
    readonly kind: ElementKind,
    readonly length: number,
    /** Where it is a new one of the arena: none until it is taken. */
    public array: TypedArray,
    /** The array as a plain view. */
    private view: TypedArray,
    /** In this instance's arena. */
    public pointer: number | undefined,
    readonly held: readonly Allocation[],
    private readonly where: string,
    /** Which gives it to this call. */
    private readonly freshIn: Arena | undefined,
  ) {}

  get isInArena(): boolean {
    return this.pointer !== undefined || this.freshIn !== undefined;
  }

  /** Takes what the arena gives for it. @throws ArenaFull */
  take(): void {
    if (!this.freshIn || this.pointer !== undefined) return;
    this.array = this.view = this.freshIn.empty(this.kind as Dtype, this.length);
    this.pointer = this.array.byteOffset;
  }

  get bytes(): number {
    return this.length * bytesOf(this.kind);
  }

  get copiedBytes(): number {
    return this.isInArena ? 0 : this.bytes;
  }

  /** Of the arena, which gives it. */
  get isNew(): boolean {
    return this.freshIn !== undefined;
  }

  /** Takes results [begin, end) from an address of the memory. @throws DetachedBuffer */
  write(begin: number, end: number, buffer: ArrayBufferLike, pointer: number): void {
    if (lengthOf(this.array) !== this.length) throw lost(`${this.where}: out`);
    setInto(this.view, new KINDS[this.kind](buffer, pointer, end - begin) as unknown as ArrayLike<number>, begin);
  }

  /** Takes all results from leased memory. */
  *deliver(lease: Lease, pointer: number): Algorithm<void> {
    const { length, bytes, kind } = this;
    yield* inPieces(length, (begin, end) => this.write(begin, end, lease.at(pointer, bytes).buffer, pointer + begin * bytesOf(kind)));
  }

  /** A result that nobody will get. */
  discard(): void {
    if (!this.freshIn || this.pointer === undefined) return;
    this.freshIn.freeArray(this.array as FloatArray, this.where);
    this.pointer = undefined;
    this.array = this.view = NO_ARRAY;
  }
}

/** Where a call's output is to be. */
export interface OutputRules {
  options: { out?: unknown; home?: "arena" | "ordinary" };
  arena: Arena | undefined;
  where: string;
  /** `out` may be the input itself. */
  mayOverlap: boolean;
  /** Nothing is to run: an ordinary array is not made, only said that it would be. */
  isPlan: boolean;
}

/**
 * The caller's `out`, or a new array of this kind: in the arena, once it is taken there, where `home` or the input say so and it holds
 * such elements.
 *
 * @throws BadOutput, PartialOverlap, FreedArray, DetachedBuffer, NotEnoughMemory
 */
export function flatOutput(kind: ElementKind, input: FlatInput, rules: OutputRules): FlatOutput {
  const { options, arena, where, isPlan } = rules;
  const { length } = input;
  if (options.out !== undefined) return givenOut(options.out, kind, input, rules);
  const isFloat = kind === "float64" || kind === "float32";
  if (arena !== undefined && isFloat && (options.home ? options.home === "arena" : input.pointer !== undefined)) {
    return new FlatOutput(kind, length, NO_ARRAY, NO_ARRAY, undefined, NOTHING, where, arena);
  }
  if (isPlan) return new FlatOutput(kind, length, NO_ARRAY, NO_ARRAY, undefined, NOTHING, where, undefined);
  // Shared inputs give a shared result, so that it can go where they can.
  const shared = options.home === undefined && input.view !== undefined && isShared(input.view.buffer);
  const array: TypedArray = isFloat ? newArray(kind, length, shared, where) : integersOf(kind, length, shared);
  return new FlatOutput(kind, length, array, array, undefined, NOTHING, where, undefined);
}

const NO_ARRAY = new Uint8Array(0);

function integersOf(kind: ElementKind, length: number, shared: boolean): TypedArray {
  const bytes = length * bytesOf(kind);
  return new KINDS[kind](shared ? sharedBuffer(bytes) : new ArrayBuffer(bytes), 0, length);
}

/** @throws BadOutput, PartialOverlap, FreedArray, DetachedBuffer, UnsupportedInput (beyond its array's own bytes) */
function givenOut(out: unknown, kind: ElementKind, input: FlatInput, { arena, where, mayOverlap }: OutputRules): FlatOutput {
  const { length } = input;
  const view = elementsIn(out);
  const wanted = KINDS[kind].name;
  if (!view || (kindOf(out) !== wanted && !(wanted === "Uint8Array" && kindOf(out) === "Uint8ClampedArray"))) {
    throw new BadOutput(`${where}: out must be a ${wanted} like the result, got ${kindOf(out) ?? shown(out)}`);
  }
  if (lengthOf(view) === 0 && lossOf(view as NumberArray) !== undefined) throw lost(`${where}: out`);
  if (lengthOf(view) !== length) {
    throw new BadOutput(`${where}: out must have ${length} elements like the result, got ${lengthOf(view)}. Give another array`);
  }
  const from = input.view;
  if (from && overlaps(from, view)) {
    const isItself = from.byteOffset === view.byteOffset && from.byteLength === view.byteLength && kindOf(from) === kindOf(view);
    if (!isItself || !mayOverlap) {
      const itself = mayOverlap ? "the input itself, or " : "";
      throw new PartialOverlap(`${where}: out shares bytes with the input. Give ${itself}an array apart from it`);
    }
  }
  const allocation = allocationOf(view, where, "out");
  const pointer = allocation && allocation.arena === arena ? view.byteOffset : undefined;
  return new FlatOutput(kind, length, out as TypedArray, view, pointer, allocation ? allocation.alone : NOTHING, where, undefined);
}

function overlaps(a: TypedArray, b: TypedArray): boolean {
  return a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}
