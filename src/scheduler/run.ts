/** One program over one span, tile by tile: the only caller of kernels. The same code runs in workers and inline. */
import type { Kernel } from "../kernels/instantiate";
import type { Job, Place } from "./job";
import { CALL_WORDS, NONE, OUTPUT, REGISTER, type Ref } from "./lower";

/** Where the counters of pow begin (job.ts). */
const OF_POWER = 5;

/** Runs `job` on [begin, end). Returns how many results are NaN where no input was (0 where that is not counted). */
export function runSpan(kernels: Kernel[], job: Job, begin: number, end: number, scratch: number): number {
  const { calls, tile } = job;
  const counts = job.counters.length > 0;
  let found = 0;
  for (let at = begin; at < end; at += tile) {
    const count = end - at < tile ? end - at : tile;
    const before = counts && job.inPlace ? inputNaNs(kernels, job, at, count) : 0;
    for (let i = 0; i < calls.length; i += CALL_WORDS) {
      const a = calls[i + 1]!;
      const b = calls[i + 2]!;
      const c = calls[i + 3]!;
      const kernel = kernels[calls[i]!]!;
      const pa = address(job, a, at, scratch);
      const po = address(job, calls[i + 4]!, at, scratch);
      if (b === NONE) kernel(pa, po, count);
      else if (c === NONE) kernel(pa, stride(job, a), address(job, b, at, scratch), stride(job, b), po, count);
      else kernel(pa, stride(job, a), address(job, b, at, scratch), stride(job, b), address(job, c, at, scratch), stride(job, c), po, count);
    }
    if (counts) found += newNaNs(kernels, job, at, count, before);
  }
  return found;
}

function address(job: Job, ref: Ref, at: number, scratch: number): number {
  if (ref === OUTPUT) return addressIn(job.out, at);
  if (ref >= REGISTER) return scratch + (ref - REGISTER) * job.tile * 8;
  return addressIn(job.operands[ref]!, at);
}

function addressIn(place: Place, at: number): number {
  return place.pointer + at * place.stride * (1 << place.shift);
}

function stride(job: Job, ref: Ref): number {
  return ref < REGISTER ? job.operands[ref]!.stride : 1;
}

/** NaN propagates through every kernel (but pow, which counts differently), so the new ones are those of the results less those of the inputs. */
function newNaNs(kernels: Kernel[], job: Job, at: number, count: number, before: number): number {
  if (!mayHaveNaN(kernels, job, job.out, at, count)) return 0;
  const after = nansIn(kernels, job.counters, job.out, job.out, at, count);
  return after === 0 ? 0 : after - (job.inPlace ? before : inputNaNs(kernels, job, at, count));
}

/** How many elements are NaN because an input is. */
function inputNaNs(kernels: Kernel[], job: Job, at: number, count: number): number {
  const a = job.operands[0]!;
  const b = job.inputs > 1 ? job.operands[1]! : a;
  if (!mayHaveNaN(kernels, job, a, at, count) && (a === b || !mayHaveNaN(kernels, job, b, at, count))) return 0;
  if (!job.absorbsNaN) return nansIn(kernels, job.counters, a, b, at, count);
  const counter = job.counters[OF_POWER + (a.shift === 2 ? 2 : 0) + (b.shift === 2 ? 1 : 0)]!;
  return kernels[counter]!(addressIn(a, at), a.stride, addressIn(b, at), b.stride, count);
}

/** False only if there is none: a third of the work of counting. A scalar's vector has two float64 or four float32. */
function mayHaveNaN(kernels: Kernel[], job: Job, place: Place, at: number, count: number): boolean {
  const look = kernels[job.counters[place.shift === 3 ? 3 : 4]!]!;
  return look(addressIn(place, at), place.stride === 0 ? 1 : count) !== 0;
}

function nansIn(kernels: Kernel[], counters: number[], a: Place, b: Place, at: number, count: number): number {
  const wide = a.shift >= b.shift ? a : b;
  const other = wide === a ? b : a;
  const counter = counters[wide.shift === 2 ? 2 : other.shift === 2 ? 1 : 0]!;
  return kernels[counter]!(addressIn(wide, at), wide.stride, addressIn(other, at), other.stride, count);
}
