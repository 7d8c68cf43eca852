/** What runs callers' functions elsewhere. */
import type { SentTask } from "./task";
import { reasonOf } from "./thrown";

/** A thread or a process. */
export interface FunctionRunner {
  /** Settles when it can take a task, where starting takes long. */
  start?(): Promise<void>;
  /** Rejects with Unsent where the task cannot be sent: then all is as it was; with Untaken where nobody took it. Else it is lost. */
  run(task: SentTask, transfer: ArrayBuffer[]): Promise<unknown>;
  end(): Promise<void>;
}

/** A task cannot be sent: it cannot be cloned, or a getter in it throws. */
export class Unsent extends Error {
  constructor(why: unknown) {
    super(reasonOf(why));
  }
}

/** A thread or process was lost before it took the task: then all is as it was, and another one can have it. */
export class Untaken extends Error {
  constructor(readonly why: Error) {
    super(why.message);
  }
}
