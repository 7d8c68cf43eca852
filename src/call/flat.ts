/** Inputs and outputs of functions of families: one-dimensional, of any kind of number, as memory that phases read and write. */
import { sharedBuffer } from "#platform";
import { type FloatArray, type NumberArray, type TypedArray, viewOf } from "../dtype";
import { BadOutput, DetachedBuffer, FreedArray, PartialOverlap, shown, UnsupportedInput } from "../errors";
import { type Allocation, type Arena, allocationOf } from "../memory/arena";
import type { Algorithm, Lease } from "../threads/phase";
import { cut, elementsIn, isBuffer, isShared, kindOf, lengthOf, lossOf, setInto } from "../typed-array";
import { type InputRules, NOTHING } from "./borrowed";
import { recognise } from "./inputs";
import { newArray } from "./output";

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

/** An input, where it lies. */
export interface FlatInput {
  kind: ElementKind;
  length: number;
  /** In this instance's arena. */
  pointer: number | undefined;
  held: readonly Allocation[];
  /** The caller's elements as a plain view, where they are a typed array. */
  view: TypedArray | undefined;
  /** What of them is to be copied. */
  copiedBytes: number;
  /** Brings them into the memory, where they are not there; gives their address. */
  bring(lease: Lease): Algorithm<number>;
}

/** `floats`: other kinds than float32 become float64. @throws UnsupportedInput, DetachedBuffer, FreedArray, RaggedArray */
export function flatInput(value: unknown, where: string, rules: InputRules, floats: boolean): FlatInput {
  const kind = kindOf(value);
  const isBytes = kind === "Uint8Array" && isBuffer(value);
  const elements = kind !== undefined && kind !== "Float16Array" && !isBytes ? elementsIn(value) : undefined;
  if (elements && !floats && !/^Float/.test(kind!)) return integers(elements, value as TypedArray, where);
  const recognised = recognise(value, where, rules);
  const { source, length, form, view, borrowed, allocation } = recognised;
  if (source.at === "number") throw new UnsupportedInput(`${where}: must be an array, got a number`);
  const isFlat = form.kind === "flat" || (form.kind === "shaped" && form.shape.length === 1);
  if (!isFlat) {
    throw new UnsupportedInput(`${where}: must have one dimension, got ${form.kind === "shaped" ? form.shape.length : "several"}`);
  }
  if (source.at === "arena") {
    const { pointer, dtype } = source;
    const held = allocation ? allocation.alone : NOTHING;
    return { kind: dtype, length, pointer, held, view, copiedBytes: 0, bring: () => there(pointer) };
  }
  if (source.at !== "ordinary") throw new UnsupportedInput(`${where}: must be an array of numbers`);
  const reader = source;
  const { dtype } = reader;
  return {
    kind: dtype, length, pointer: undefined, held: borrowed, view: recognised.isStrided ? undefined : view,
    copiedBytes: length * bytesOf(dtype),
    *bring(lease) {
      const column = lease.bytes(length * bytesOf(dtype));
      yield* inPieces(length, (begin, end) => {
        reader.check();
        const { buffer, byteOffset } = column.view();
        reader.read(begin, end, viewOf(dtype, buffer, byteOffset + begin * bytesOf(dtype), end - begin));
      });
      return column.pointer;
    },
  };
}

/** What lies in the memory already. */
// biome-ignore lint/correctness/useYield: nothing is to be done
function* there(pointer: number): Algorithm<number> {
  return pointer;
}

/** A typed array of integers, whose bytes are copied as they are. */
function integers(view: TypedArray, given: TypedArray, where: string): FlatInput {
  const length = lengthOf(view);
  if (length === 0 && lossOf(given as NumberArray) !== undefined) throw lost(where);
  const kind = kindOf(view)!.replace(/Array$|ClampedArray$/g, "").replace("Big", "big").replace("Clamped", "").toLowerCase() as ElementKind;
  const owner = allocationOf(view, where);
  return {
    kind, length, pointer: undefined, held: owner ? owner.alone : NOTHING, view, copiedBytes: length * bytesOf(kind),
    *bring(lease) {
      const column = lease.bytes(length * bytesOf(kind));
      yield* inPieces(length, (begin, end) => {
        if (lengthOf(given) !== length) throw lost(where);
        setInto(at(kind, column.view(), begin, end), cut(view as NumberArray, begin, end));
      });
      return column.pointer;
    },
  };
}

const lost = (where: string) =>
  new DetachedBuffer(`${where}: its memory was detached or resized. Do not transfer or resize a buffer while a call uses it`);

/** Elements [begin, end) of a column of leased bytes. */
function at(kind: ElementKind, { buffer, byteOffset }: Uint8Array, begin: number, end: number): TypedArray {
  const Kind = KINDS[kind];
  return new Kind(buffer, byteOffset + begin * Kind.BYTES_PER_ELEMENT, end - begin);
}

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
export interface FlatOutput {
  kind: ElementKind;
  /** In this instance's arena. */
  pointer: number | undefined;
  held: readonly Allocation[];
  copiedBytes: number;
  array: TypedArray;
  /** Takes results from leased memory at an address to where the caller will find them. */
  deliver(lease: Lease, pointer: number): Algorithm<void>;
  discard(): void;
}

/**
 * The caller's `out`, or a new array of this kind: in the arena where `home` or the input say so and it holds such elements.
 *
 * @throws BadOutput, PartialOverlap, FreedArray, DetachedBuffer, ArenaFull, NotEnoughMemory
 */
export function flatOutput(
  kind: ElementKind, length: number, input: FlatInput, options: { out?: unknown; home?: "arena" | "ordinary" }, arena: Arena | undefined,
  where: string, mayOverlap: boolean,
): FlatOutput {
  const isFloat = kind === "float64" || kind === "float32";
  if (options.out !== undefined) return givenOut(options.out, kind, length, input, arena, where, mayOverlap);
  const inArena = arena !== undefined && isFloat && (options.home ? options.home === "arena" : input.pointer !== undefined);
  // Shared inputs give a shared result, so that it can go where they can.
  const shared = options.home === undefined && input.view !== undefined && isShared(input.view.buffer);
  const array: TypedArray = inArena
    ? arena.empty(kind, length)
    : isFloat ? newArray(kind, length, shared, where) : integersOf(kind, length, shared);
  return placed(kind, length, array, array, arena, where, () => {
    if (inArena) arena.freeArray(array as FloatArray, where);
  });
}

function integersOf(kind: ElementKind, length: number, shared: boolean): TypedArray {
  const bytes = length * bytesOf(kind);
  return new KINDS[kind](shared ? sharedBuffer(bytes) : new ArrayBuffer(bytes), 0, length);
}

function givenOut(
  out: unknown, kind: ElementKind, length: number, input: FlatInput, arena: Arena | undefined, where: string, mayOverlap: boolean,
): FlatOutput {
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
  return placed(kind, length, view, out as TypedArray, arena, where, () => {});
}

function overlaps(a: TypedArray, b: TypedArray): boolean {
  return a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}

function placed(
  kind: ElementKind, length: number, view: TypedArray, given: TypedArray, arena: Arena | undefined, where: string, discard: () => void,
): FlatOutput {
  const allocation = allocationOf(view, where, "out");
  if (allocation?.freed) throw new FreedArray(`${where}: out was freed`);
  const pointer = allocation && allocation.arena === arena ? view.byteOffset : undefined;
  return {
    kind, pointer, array: given, discard,
    held: allocation ? allocation.alone : NOTHING,
    copiedBytes: pointer === undefined ? length * bytesOf(kind) : 0,
    *deliver(lease, from) {
      if (pointer !== undefined) return;
      yield* inPieces(length, (begin, end) => {
        if (lengthOf(given) !== length) throw lost(`${where}: out`);
        setInto(view, at(kind, lease.at(from, length * bytesOf(kind)), begin, end) as unknown as ArrayLike<number>, begin);
      });
    },
  };
}
