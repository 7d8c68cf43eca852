/** The results of batches, put together: each is a list of as many elements as its batch. */
import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { TypedArray } from "../dtype";
import { classOf } from "../realm";
import { isList, isShared, kindOf } from "../typed-array";

/** A batch's results, one by one. */
export type List = readonly unknown[] | TypedArray;

export function isListOfResults(value: unknown): value is List {
  return isList(value) || kindOf(value) !== undefined;
}

/** Of an array's memory, so much may stay unused. */
const MOST_SPARE = 1 / 8;
/** Elements that a plain array gets room for at once: the engine makes a slow dictionary of one with more. */
const MOST_ROOM = 1 << 24;

/**
 * All results: an array of the kind that every batch gave, else a plain array. One array is filled as results arrive, where it is known
 * how many there will be: so parts and whole never take memory together.
 */
export class JoinedValues {
  private kind: string | undefined;
  private whole: TypedArray | undefined;
  private parts: TypedArray[] = [];
  private items: unknown[] | undefined;
  private count = 0;

  /** `total` elements, if that is known; `guard` throws where so many bytes cannot be had. */
  constructor(
    private readonly total: number | undefined,
    private readonly guard: (bytes: number) => void,
  ) {}

  /** The list is taken over: a typed one is empty after it. */
  add(list: List): void {
    const kind = kindOf(list);
    const { length } = list;
    if (this.count === 0 && !this.items) this.kind ??= kind;
    if (!this.items && (kind === undefined || kind !== this.kind)) this.toItems();
    if (this.items) this.addItems(list);
    else this.addTyped(list as TypedArray);
    this.count += length;
  }

  /** `none`: the typed array whose kind the result has where there were no batches. */
  result(none: TypedArray | undefined): unknown {
    if (this.items) {
      this.items.length = this.count; // it has room for all elements, and batches may have failed
      return this.items;
    }
    const kind = this.kind ?? kindOf(none);
    if (kind === undefined) return [];
    if (this.whole) return this.shortened(this.whole);
    this.whole = this.newWhole(kind, this.count);
    let at = 0;
    for (const part of this.parts.splice(0)) {
      put(this.whole, part, at);
      at += part.length;
    }
    return this.whole;
  }

  private addItems(list: List): void {
    const items = this.items!;
    for (let i = 0, at = this.count; i < list.length; i++, at++) items[at] = list[i];
  }

  private addTyped(part: TypedArray): void {
    if (this.total === undefined) {
      this.parts.push(part);
      return;
    }
    this.whole ??= this.newWhole(this.kind!, this.total);
    put(this.whole, part, this.count);
    release(part);
  }

  private newWhole(kind: string, length: number): TypedArray {
    const Class = classOf(kind) as unknown as { new (length: number): TypedArray; BYTES_PER_ELEMENT: number };
    this.guard(length * Class.BYTES_PER_ELEMENT);
    return new Class(length);
  }

  /** Without the room of batches that failed: a view where that is little, as a copy takes the memory of a second whole. */
  private shortened(whole: TypedArray): TypedArray {
    const spare = whole.length - this.count;
    if (spare === 0) return whole;
    if (spare <= whole.length * MOST_SPARE) return whole.subarray(0, this.count);
    this.guard(this.count * whole.BYTES_PER_ELEMENT);
    return whole.slice(0, this.count);
  }

  /** What came so far, as a plain array. */
  private toItems(): void {
    const typed = this.whole ? [this.whole.subarray(0, this.count)] : this.parts;
    this.items = this.total !== undefined && this.total <= MOST_ROOM ? new Array(this.total) : [];
    let at = 0;
    for (const part of typed) for (let i = 0; i < part.length; i++) this.items[at++] = part[i];
    this.whole = undefined;
    this.parts = [];
  }
}

let nowhere: MessagePort | undefined;

/** Gives the memory of a part back at once: the collector would let dozens of megabytes of them pile up. */
function release({ buffer }: TypedArray): void {
  if (isShared(buffer)) return;
  const own = buffer as ArrayBuffer & { transfer?(length: number): ArrayBuffer };
  if (own.transfer) {
    own.transfer(0);
    return;
  }
  if (!nowhere) {
    nowhere = new MessageChannel().port1;
    nowhere.close();
  }
  nowhere.postMessage(undefined, [own]); // Node 20: what is sent to a closed port is freed
}

/** Both are of one kind, which types cannot tell. */
function put(whole: TypedArray, part: TypedArray, at: number): void {
  (whole as Float64Array).set(part as Float64Array, at);
}
