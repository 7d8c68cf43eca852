/** One program over one span, tile by tile: the only caller of kernels. The same code runs in workers and inline. */
import type { Kernel, KernelInstance } from "./kernel";
import type { FoldCalls, KernelJob, Place } from "./job";
import {
  BLOCK, BLOCK_AT, BLOCK_ELEMENTS, CALL_WORDS, GENERATED, MARKS_AT, NONE, OUTPUT, RECORD, REGISTER, type Ref, SECOND_BLOCK,
  SECOND_BLOCK_AT, SPREAD,
} from "./refs";

const NO_KERNELS: Kernel[] = [];

/**
 * Runs `job` on [begin, end), which begins with a reduction block if it reduces. Returns how many results are NaN where no input was (0
 * where that is not counted).
 */
export function runSpan({ list: kernels, of }: KernelInstance, job: KernelJob, begin: number, end: number, scratch: number): number {
  const { calls, tile, folding } = job;
  const generated = job.generated.length > 0 ? job.generated.map(of) : NO_KERNELS;
  const counts = job.counters.length > 0;
  let found = 0;
  for (let at = begin; at < end; at += tile) {
    const count = end - at < tile ? end - at : tile;
    // In place, the inputs are gone afterwards.
    const marks = counts && job.inPlace ? markInputs(kernels, job, at, count, scratch) : 0;
    let told: number | undefined;
    for (let i = 0; i < calls.length; i += CALL_WORDS) {
      const a = calls[i + 1]!;
      const b = calls[i + 2]!;
      const c = calls[i + 3]!;
      if (calls[i]! >= GENERATED) {
        told = runGenerated(generated[calls[i]! - GENERATED]!, job, a, b + c, at, count, scratch);
        continue;
      }
      const kernel = kernels[calls[i]!]!;
      const pa = b === SPREAD ? job.operands[a]!.pointer : address(job, a, at, scratch);
      const po = address(job, calls[i + 4]!, at, scratch);
      if (b === SPREAD) spread(kernel, job, a, pa, at, po, count);
      else if (b === NONE) told = kernel(pa, po, count);
      else if (c === NONE) told = kernel(pa, stride(job, a), address(job, b, at, scratch), stride(job, b), po, count);
      else
        told = kernel(
          pa,
          stride(job, a),
          address(job, b, at, scratch),
          stride(job, b),
          address(job, c, at, scratch),
          stride(job, c),
          po,
          count,
        );
    }
    const isBlockDone = (at + count) % BLOCK_ELEMENTS === 0 || at + count === end;
    if (folding?.folds.length && isBlockDone) reduceBlock(kernels, job, folding, at + count, scratch);
    // The last kernel may have told whether a result is NaN.
    if (counts && (told ?? mayHaveNaN(kernels, job, job.out, at, count))) found += newNaNs(kernels, job, at, count, scratch, marks);
  }
  return found;
}

/** A generated kernel takes the addresses of all that it reads and writes: `many` references from `first` on. */
function runGenerated(
  kernel: Kernel,
  job: KernelJob,
  first: number,
  many: number,
  at: number,
  count: number,
  scratch: number,
): number | undefined {
  const p = (i: number) => address(job, job.refs[first + i]!, at, scratch);
  switch (
    many // a call of so many arguments takes a fraction of what spreading an array takes
  ) {
    case 2:
      return kernel(p(0), p(1), count);
    case 3:
      return kernel(p(0), p(1), p(2), count);
    case 4:
      return kernel(p(0), p(1), p(2), p(3), count);
    case 5:
      return kernel(p(0), p(1), p(2), p(3), p(4), count);
    case 6:
      return kernel(p(0), p(1), p(2), p(3), p(4), p(5), count);
  }
  const args: number[] = [];
  for (let i = 0; i < many; i++) args.push(p(i));
  args.push(count);
  return kernel.apply(undefined, args);
}

/** Spreads an operand over a tile. */
function spread(kernel: Kernel, job: KernelJob, operand: Ref, pointer: number, at: number, out: number, count: number): void {
  const { length, inner, start } = job.spreads.find((s) => s.operand === operand)!;
  kernel(pointer, length, inner, (start + at) % (length * inner), out, count);
}

/** Reduces the block that ends before element `end` to its record. */
function reduceBlock(kernels: Kernel[], job: KernelJob, { bytes, columns, skip, folds }: FoldCalls, end: number, scratch: number): void {
  const begin = Math.floor((end - 1) / BLOCK_ELEMENTS) * BLOCK_ELEMENTS;
  const record = recordAt(job, begin, bytes);
  const all = end - begin;
  const isPair = columns.length === 2;
  let x = address(job, columns[0]!, begin, scratch);
  let y = isPair ? address(job, columns[1]!, begin, scratch) : 0;
  if (skip === NONE) {
    for (let i = 0; i < folds.length; i++) reduceColumns(kernels[folds[i]!.kernel]!, x, y, isPair, record + folds[i]!.offset, all);
    return;
  }
  for (const { kernel, offset, isOfAll } of folds) if (isOfAll) reduceColumns(kernels[kernel]!, x, y, isPair, record + offset, all);
  const first = scratch + BLOCK_AT;
  const second = scratch + SECOND_BLOCK_AT;
  const kept = (isPair ? kernels[skip]!(x, y, first, second, record, all) : kernels[skip]!(x, first, record, all))!;
  if (kept < all) [x, y] = [first, second];
  if (kept === 0) return;
  for (const { kernel, offset, isOfAll } of folds) if (!isOfAll) reduceColumns(kernels[kernel]!, x, y, isPair, record + offset, kept);
}

function recordAt(job: KernelJob, begin: number, bytes: number): number {
  return job.out.pointer + (begin / BLOCK_ELEMENTS) * bytes;
}

function reduceColumns(kernel: Kernel, x: number, y: number, isPair: boolean, out: number, count: number): void {
  if (isPair) kernel(x, y, out, count);
  else kernel(x, out, count);
}

function address(job: KernelJob, ref: Ref, at: number, scratch: number): number {
  if (ref === OUTPUT) return addressIn(job.out, at);
  if (ref === RECORD) return recordAt(job, at, job.folding!.bytes);
  if (ref === BLOCK) return scratch + BLOCK_AT + (at % BLOCK_ELEMENTS) * 8;
  if (ref === SECOND_BLOCK) return scratch + SECOND_BLOCK_AT + (at % BLOCK_ELEMENTS) * 8;
  if (ref >= REGISTER) return scratch + (ref - REGISTER) * job.tile * 8;
  return addressIn(job.operands[ref]!, at);
}

function addressIn(place: Place, at: number): number {
  return place.pointer + at * place.stride * (1 << place.shift);
}

function stride(job: KernelJob, ref: Ref): number {
  return ref < REGISTER ? job.operands[ref]!.stride : 1;
}

/** Results that are NaN where no input is. */
function newNaNs(kernels: Kernel[], job: KernelJob, at: number, count: number, scratch: number, marks: number): number {
  const { out, counters } = job;
  const marked = job.inPlace ? marks : markInputs(kernels, job, at, count, scratch);
  return kernels[counters[out.shift === 3 ? 4 : 5]!]!(addressIn(out, at), marked, count)!;
}

/** Marks the elements where an input is NaN. The marks' address, or 0 if there are none. */
function markInputs(kernels: Kernel[], job: KernelJob, at: number, count: number, scratch: number): number {
  const marks = scratch + MARKS_AT;
  let more = 0;
  for (let i = 0; i < job.inputs; i++) {
    const input = job.operands[i]!;
    if (mayHaveNaN(kernels, job, input, at, count) === 0) continue;
    kernels[job.counters[input.shift === 3 ? 2 : 3]!]!(addressIn(input, at), input.stride, marks, more, count);
    more = 1;
  }
  return more === 0 ? 0 : marks;
}

/** False only if there is none: a third of the work of counting. A scalar's vector has two float64 or four float32. */
function mayHaveNaN(kernels: Kernel[], job: KernelJob, place: Place, at: number, count: number): number {
  const look = kernels[job.counters[place.shift === 3 ? 0 : 1]!]!;
  return look(addressIn(place, at), place.stride === 0 ? 1 : count)!;
}
