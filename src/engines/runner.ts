/** Kernels as the job table's runner: jobs as kernels/job.ts writes them, run by tiles. */
import type { KernelInstance } from "../kernels/instantiate";
import { decode, encode, type KernelJob } from "../kernels/job";
import { runSpan } from "../kernels/run-tiles";
import type { Runner } from "../threads/drain";
import type { Job } from "../threads/ticket";

/** `scratch`: the address of the seat's own memory. */
export function kernelRunner(kernels: KernelInstance, scratch: number): Runner<KernelJob> {
  return {
    read: decode,
    run: (job, chunk) => {
      const begin = chunk * job.chunk;
      return runSpan(kernels, job, begin, Math.min(job.count, begin + job.chunk), scratch);
    },
  };
}

/** A job of kernels as the table takes it. */
export function tableJob(job: KernelJob): Job {
  return { chunks: Math.ceil(job.count / job.chunk), inPlace: job.inPlace, write: (words, at) => encode(job, words, at) };
}
