/** Reductions of tables that are larger than memory: a part at a time, with the bits of all rows in memory. */
import { ReadInput, type Recognised } from "../../call/borrowed";
import { recognise } from "../../call/inputs";
import type { CallOptions } from "../../call/options";
import { clearTimeout, setTimeout } from "../../clock";
import type { UserFunction } from "../../call/compiled";
import { type Reducing, runFor } from "../../call/reductions";
import type { CallSteps, Request } from "../../call/request";
import { Column } from "../../columns/column";
import type { Table } from "../../columns/table";
import { LazyTable } from "../../data-errors";
import { BYTES, type Dtype, type FloatArray, viewOf } from "../../dtype";
import { Merger } from "../../engines/partials";
import { EmptyInput } from "../../errors";
import type { Instance } from "../../instance/instance";
import { BLOCK_ELEMENTS } from "../../kernels/refs";
import type { Reader } from "../../memory/ports";
import type { Timer } from "../../platform/host";
import { dtypeOf } from "../../typed-array";
import type { ColumnHost } from "./host";
import { partOf } from "./formula-request";
import { checkReductions, ValuesFound } from "./reduce-values";
import { columnsOfFunction, tableRequest, textOver } from "./map";

/** A reduction of a table in parts. @throws LazyTable of a synchronous one, and what the source is refused with */
export function reduceLazyRequest(
  host: ColumnHost, method: string, reducing: Reducing, source: unknown, table: Table, options: CallOptions, sync: boolean,
): Request {
  const first = tableRequest(host, method, source, table.head(0), options, sync, reducing);
  const { where } = first;
  if (sync) throw new LazyTable(`${where}: a table that is larger than memory comes in parts. Use reduce, and await it`);
  const text = textOver(source, table.columns);
  const isFunction = typeof source === "function" && text === undefined;
  const names = isFunction ? columnsOfFunction(method, source as UserFunction, table, options) : first.compiled.names;
  function* requestOf(part: Table): PartSteps {
    if (text === undefined) return tableRequest(host, method, source, part, options, sync, reducing);
    const inputs = new Map(part.columns.map((name) => [name, part.column(name)]));
    return yield* partOf(host, { method, text, inputs, naming: "table", options, sync, reducing });
  }
  let leaving: Promise<unknown> | undefined;
  const leave = (parts: AsyncGenerator<Table>, stop: AbortController) => {
    stop.abort();
    leaving = parts.return(undefined).catch(() => {});
  };
  const request: Request = {
    ...first, elements: 0,
    steps: () => reducedParts(request, table.select(names), requestOf, host.instance, leave),
    left: () => soon(leaving),
  };
  return request;
}

/** A source that is stopped is closed in less, unless it is stuck. */
const MOST_LEAVING_MS = 500;

/** Waits for `work`, but not for long. */
async function soon(work: Promise<unknown> | undefined): Promise<void> {
  let timer: Timer | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, MOST_LEAVING_MS);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}

type PartSteps = Generator<Request | undefined, Request | Column, unknown>;

function* reducedParts(
  request: Request, table: Table, requestOf: (part: Table) => PartSteps, { settings }: Instance,
  leave: (parts: AsyncGenerator<Table>, stop: AbortController) => void,
): CallSteps {
  const { where, options } = request, reducing = request.reducing!;
  const run = runFor(reducing, options, where);
  const merger = new Merger(run.folding);
  const indices = reducing.names.filter((name) => name === "argmin" || name === "argmax");
  const rowsFound: Partial<Record<string, number>> = {};
  /** Merges the records of elements that end a block, or the table. */
  function* merge(part: Request, pending: PendingElements, count: number): CallSteps {
    if (count === 0) return;
    const { outputFor: _, ...usual } = part;
    merger.add((yield { ...usual, values: pending.inputsOf(count), keepsRecords: true }) as Float64Array);
    const before = request.elements!;
    request.elements = before + count;
    if (indices.length === 0) return;
    const so = concluded(before + count);
    for (const name of indices) if (so && so[name]! >= before) rowsFound[name] = pending.rowOf(so[name]! - before);
  }
  const concluded = (count: number): Record<string, number> | undefined => {
    try {
      const result = run.conclude(merger, count, where);
      return (reducing.isList ? result : { [reducing.names[0]!]: result }) as Record<string, number>;
    } catch (error) {
      if (error instanceof EmptyInput) return undefined; // so far
      throw error;
    }
  };
  const stop = new AbortController();
  const parts = table.pass(stop.signal);
  let pending: PendingElements | undefined;
  let last: Request | undefined;
  let values: ValuesFound | undefined;
  let rows = 0;
  try {
    for (;;) {
      const next = (yield parts.next()) as IteratorResult<Table>;
      if (next.done) break;
      const part = yield* requestOf(next.value);
      if (Column.is(part)) {
        checkReductions(part.type, reducing, where);
        yield* (values ??= new ValuesFound(reducing)).look(part);
        request.elements = values.rows;
        continue;
      }
      last = part;
      pending = new PendingElements(last, settings, rows, pending);
      rows += next.value.numRows;
      const whole = pending.count - (pending.count % BLOCK_ELEMENTS);
      yield* merge(last, pending, whole);
      pending.keepFrom(whole);
    }
    if (pending) yield* merge(last!, pending, pending.count);
  } finally {
    leave(parts, stop);
  }
  if (values) return values.results(where);
  const result = run.conclude(merger, request.elements!, where);
  if (!reducing.isList) return rowsFound[reducing.names[0]!] ?? result;
  return { ...(result as object), ...rowsFound };
}

/** Elements of a part's inputs that are not reduced yet, behind those that were left of the parts before. */
class PendingElements {
  count: number;
  private inputs: readonly Recognised[];
  private left: readonly FloatArray[];
  private rowsLeft: readonly number[];
  private readonly rowOfPart: (index: number) => number;

  constructor(
    part: Request,
    settings: Instance["settings"],
    private readonly firstRow: number,
    before: PendingElements | undefined,
  ) {
    this.inputs = part.values.map((value) => recognise(value, part.where, { ...settings, arena: undefined }));
    this.rowOfPart = part.rowOf ?? ((index) => index);
    this.left = before?.left ?? this.inputs.map(() => NO_ELEMENTS);
    this.rowsLeft = before?.rowsLeft ?? [];
    const length = this.inputs.find((input) => input.length >= 0)?.length ?? 0;
    this.count = this.rowsLeft.length + length;
  }

  /** The first `count` elements of each input. */
  inputsOf(count: number): unknown[] {
    return this.inputs.map(({ source }, i) => (
      source.at === "number" ? source.value : new ReadInput(new JoinedReader(this.left[i]!, source as Reader, count), undefined, [])
    ));
  }

  /** The row of the table that an element is of. */
  rowOf(index: number): number {
    const { length } = this.rowsLeft;
    return index < length ? this.rowsLeft[index]! : this.firstRow + this.rowOfPart(index - length);
  }

  /** Copies what is left from an element on, and lets go of the part. */
  keepFrom(begin: number): void {
    const count = this.count - begin;
    const rowsLeft = Array.from({ length: count }, (_, i) => this.rowOf(begin + i));
    this.left = this.inputs.map(({ source }, i) => {
      if (source.at === "number") return NO_ELEMENTS;
      const { dtype } = source as Reader;
      const kept = viewOf(dtype, new ArrayBuffer(count * BYTES[dtype]), 0, count);
      new JoinedReader(this.left[i]!, source as Reader, this.count).read(begin, this.count, kept);
      return kept;
    });
    this.rowsLeft = rowsLeft;
    this.inputs = this.inputs.map((input, i) => (input.source.at === "number" ? input : { ...input, source: emptyLike(this.left[i]!) }));
    this.count = count;
  }
}

const NO_ELEMENTS = new Float64Array(0);

/** Some elements, and then those of a reader. */
class JoinedReader implements Reader {
  readonly at = "ordinary";
  readonly dtype: Dtype;

  constructor(
    private readonly first: FloatArray,
    private readonly rest: Reader,
    readonly length: number,
  ) {
    this.dtype = rest.dtype;
  }

  read(begin: number, end: number, target: FloatArray): void {
    const border = Math.min(end, Math.max(begin, this.first.length));
    if (border > begin) target.set(this.first.subarray(begin, border));
    const { length } = this.first;
    if (end > border) this.rest.read(border - length, end - length, target.subarray(border - begin, end - begin));
  }

  check(): void {
    this.rest.check();
  }
}

function emptyLike(array: FloatArray): Reader {
  return { at: "ordinary", dtype: dtypeOf(array), length: 0, read: () => {}, check: () => {} };
}
