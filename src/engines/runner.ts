/** Kernels as the job table's runner: tile jobs as kernels/job.ts writes them, phases as kernels/phase-job.ts does. */
import { decode, encode, type KernelJob } from "../kernels/job";
import type { KernelInstance } from "../kernels/kernel";
import { decodePhases, encodePhases, isPhaseJob, type PhaseJob, runPhases } from "../kernels/phase-job";
import { runSpan } from "../kernels/run-tiles";
import type { Runner } from "../threads/drain";
import type { Job } from "../threads/ticket";

const NO_GATES: readonly number[] = [];

/** `scratch`: the address of the seat's own memory. */
export function kernelRunner(kernels: KernelInstance, seat: number, scratch: number): Runner<KernelJob | PhaseJob> {
  return {
    read: (words, at) => (isPhaseJob(words, at) ? decodePhases(words, at) : decode(words, at)),
    run: (job, chunk) => {
      if ("parts" in job) return runPhases(kernels, job, chunk, seat, scratch);
      const begin = chunk * job.chunk;
      return runSpan(kernels, job, begin, Math.min(job.count, begin + job.chunk), scratch);
    },
  };
}

/** A job of kernels as the table takes it. */
export function tableJob(job: KernelJob): Job {
  return { chunks: Math.ceil(job.count / job.chunk), gates: NO_GATES, inPlace: job.inPlace, write: (words, at) => encode(job, words, at) };
}

/** Phases as the table takes them: each begins when all chunks of those before it are done. `once`: a chunk cannot run again. */
export function phasesJob(job: PhaseJob, once: boolean): Job {
  const { first, units, chunk } = job.parts.at(-1)!;
  return {
    chunks: first + Math.ceil(units / chunk),
    gates: job.parts.slice(1).map((part) => part.first),
    inPlace: once,
    write: (words, at) => encodePhases(job, words, at),
  };
}
