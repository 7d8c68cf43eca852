/** The results of batches, put together: each is a list of as many elements as its batch. */
import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { TypedArray } from "../dtype";
import { classOf, isShared, kindOf } from "./clone";

/** A batch's results, one by one. */
export type List = readonly unknown[] | TypedArray;

export function isList(value: unknown): value is List {
  return Array.isArray(value) || kindOf(value) !== undefined;
}

/**
 * All results: an array of the kind that every batch gave, else a plain array. One array is filled as results arrive, where it is known
 * how many there will be: so parts and whole never take memory together.
 */
export class Joined {
  private kind: ReturnType<typeof kindOf>;
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
    if (this.items) for (const one of list) this.items.push(one);
    else this.addTyped(list as TypedArray);
    this.count += length;
  }

  /** `none`: the typed array whose kind the result has where there were no batches. */
  result(none: TypedArray | undefined): unknown {
    if (this.items) return this.items;
    const kind = this.kind ?? kindOf(none);
    if (kind === undefined) return [];
    if (this.whole) return this.whole.length === this.count ? this.whole : this.whole.slice(0, this.count);
    this.whole = this.newWhole(kind, this.count);
    let at = 0;
    for (const part of this.parts.splice(0)) {
      put(this.whole, part, at);
      at += part.length;
    }
    return this.whole;
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

  private newWhole(kind: NonNullable<ReturnType<typeof kindOf>>, length: number): TypedArray {
    const Class = classOf(kind) as unknown as { new (length: number): TypedArray; BYTES_PER_ELEMENT: number };
    this.guard(length * Class.BYTES_PER_ELEMENT);
    return new Class(length);
  }

  /** What came so far, as a plain array. */
  private toItems(): void {
    const items: unknown[] = [];
    const typed = this.whole ? [this.whole.subarray(0, this.count)] : this.parts;
    for (const part of typed) for (const one of part) items.push(one);
    this.whole = undefined;
    this.parts = [];
    this.items = items;
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
