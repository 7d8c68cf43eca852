/** Each call as events on a channel of the platform: tracingChannel("autoflux:job"). Without subscribers nothing is made. */
import { tracingChannel } from "#platform";

/** What subscribers get: the same object at a call's start, error and end, filled in as it goes on. */
export interface JobEvent {
  /** A number of the call's own, in this process. */
  id: number;
  operation: string;
  /** As messages call it: map("exp"). */
  where: string;
  elements: number;
  /** From the end of the call on. */
  engine?: "threads" | "inline" | "js" | "processes";
  elapsedMs?: number;
  /** Of a call that failed. */
  error?: unknown;
}

const { start, end, error: failed } = tracingChannel("autoflux:job");
let ids = 0;

export function jobStarted(operation: string, where: string, elements: number): JobEvent | undefined {
  if (!start.hasSubscribers && !end.hasSubscribers && !failed.hasSubscribers) return undefined;
  const event: JobEvent = { id: ++ids, operation, where, elements };
  start.publish(event);
  return event;
}

export function jobEnded(event: JobEvent, engine: JobEvent["engine"], elapsedMs: number): void {
  if (engine) event.engine = engine;
  event.elapsedMs = elapsedMs;
  end.publish(event);
}

/** The end follows, as it does where all went well. */
export function jobFailed(event: JobEvent, error: unknown, elapsedMs: number): void {
  event.error = error;
  event.elapsedMs = elapsedMs;
  failed.publish(event);
  end.publish(event);
}
