/** Functions of families over columns: the values that are not null, and the nulls put back. */
import { refuseLost } from "../../call/borrowed";
import { bytesOf, elementsAt, type ElementKind, FlatInput } from "../../call/flat";
import { bad, type CallOptions } from "../../call/options";
import type { PhasedRequest, Room } from "../../call/phased";
import type { Column } from "../../columns/column";
import type { ValidRows } from "../../columns/valid-rows";
import type { NumberArray, TypedArray } from "../../dtype";
import { BadOutput, shown, UnsupportedInput } from "../../errors";
import { allocationOf } from "../../memory/arena";
import type { Allocation } from "../../memory/arena";
import type { Algorithm, Lease, Slices } from "../../threads/phase";
import { cut, elementsIn, kindOf, lengthOf } from "../../typed-array";

/** What comes after a function's own work, on the calling thread: slices, then the result. */
export interface Afterwards {
  slices?: readonly Slices[];
  result(): unknown;
}

/** A request whose result is made of another's. `before`: slices that come first, such as ranks of text. */
export class ColumnRequest implements PhasedRequest {
  readonly where: string;
  readonly options: PhasedRequest["options"];
  readonly family: PhasedRequest["family"];
  readonly elements: number;

  constructor(
    private readonly inner: PhasedRequest,
    private readonly after: (result: unknown) => Afterwards,
    private readonly before: readonly Slices[] = [],
  ) {
    this.where = inner.where;
    this.options = inner.options;
    this.family = inner.family;
    this.elements = inner.elements;
  }

  get costNs(): number {
    return this.inner.costNs;
  }

  leasedBytes(seats: number, elements?: number): number {
    return this.inner.leasedBytes(seats, elements);
  }

  newBytes(elements?: number): number {
    return this.inner.newBytes(elements);
  }

  take(): void {
    this.inner.take();
  }

  get held(): readonly Allocation[] {
    return this.inner.held;
  }

  get copiedBytes(): number {
    return this.inner.copiedBytes;
  }

  *begin(lease: Lease): Algorithm<unknown> {
    for (const each of this.before) yield each;
    const { slices = [], result } = this.after(yield* this.inner.begin(lease));
    for (const each of slices) yield each;
    return result();
  }

  isShort(room: Room): boolean {
    return this.inner.isShort(room);
  }

  atOnce(room: Room): unknown {
    if (!this.inner.isShort(room)) return undefined;
    for (const each of this.before) each.run(0, each.slices);
    const { slices = [], result } = this.after(this.inner.atOnce(room));
    for (const each of slices) each.run(0, each.slices);
    return result();
  }

  discard(): void {
    this.inner.discard();
  }
}

/** Elements of a slice on the calling thread, and what one takes, about. */
const SLICE_ROWS = 65_536;
const ROW_NS = 3;

/** `run` over rows [0, count), a slice at a time. */
export function overRows(count: number, run: (begin: number, end: number) => void): Slices[] {
  if (count === 0) return [];
  return [{
    slices: Math.ceil(count / SLICE_ROWS),
    sliceNs: Math.min(count, SLICE_ROWS) * ROW_NS,
    run: (begin, end) => {
      for (let slice = begin; slice < end; slice++) run(slice * SLICE_ROWS, Math.min(count, (slice + 1) * SLICE_ROWS));
    },
  }];
}

/** The caller's `out` of a function whose kernels write only to a part of it, or a new array. @throws BadOutput */
export function resultOf(kind: ElementKind, length: number, { out }: CallOptions, where: string): TypedArray {
  const fresh = elementsAt(kind, new ArrayBuffer(out === undefined ? bytesOf(kind) * length : 0), 0, out === undefined ? length : 0);
  if (out === undefined) return fresh;
  const view = elementsIn(out);
  if (view && kindOf(view) === kindOf(fresh) && lengthOf(view) === length) return view;
  const got = view ? `a ${kindOf(view)} of ${lengthOf(view)} elements` : shown(out);
  throw new BadOutput(`${where}: out must be a ${kindOf(fresh)} of ${length} elements like the result, got ${got}`);
}

/** An input of the values that are not null, as they lie. @throws DetachedBuffer, FreedArray */
export function validElements(values: TypedArray, kind: ElementKind, rows: ValidRows, where: string): FlatInput {
  refuseLost(values as NumberArray, where);
  const owner = allocationOf(values, where);
  return new FlatInput(kind, rows.count, undefined, owner ? owner.alone : [], values, (begin, end, buffer, pointer) => {
    refuseLost(values as NumberArray, where);
    const row = rows.rowOf(begin);
    rows.compress(cut(values, row, rows.rows), row, elementsAt(kind, buffer, pointer, end - begin), 0);
  });
}

/** Options without those of columns alone. */
export function without<K extends string>(options: CallOptions & Partial<Record<K, unknown>>, ...keys: K[]): CallOptions {
  const rest: Record<string, unknown> = { ...options };
  for (const key of keys) delete rest[key];
  return rest as CallOptions;
}

/** @throws BadOption */
export function nullsOf(where: string, nulls: unknown): "first" | "last" {
  if (nulls !== undefined && nulls !== "first" && nulls !== "last") bad(where, "nulls", '"first" or "last"', nulls);
  return (nulls as "first" | undefined) ?? "last";
}

/** Where a column with nulls cannot have its result in the arena. @throws BadOption */
export function refuseArena(where: string, { nullCount }: Column, { home }: CallOptions): void {
  if (nullCount > 0 && home === "arena") bad(where, "home", '"ordinary" for a column with nulls', home);
}

/** @throws UnsupportedInput */
export function refuse({ type }: Column, where: string, takes: string): never {
  throw new UnsupportedInput(`${where}: must be a column of ${takes}, got one of type ${type}. Make numbers of it in a formula: number(x)`);
}
