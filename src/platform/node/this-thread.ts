/** What a worker thread knows of itself: a file of its own, as it is all that a thread's bundle takes along. */
import { threadId, workerData } from "node:worker_threads";

export function thisThread(): { id: number; data: unknown } {
  return { id: threadId, data: workerData };
}
