/** Nobody watches from outside of a page: a caller's own logger is told. */
import type { Channel, DebugLog, Tracing } from "../host";

const silent: DebugLog = Object.assign(() => {}, { enabled: false });
const unheard: Channel = { hasSubscribers: false, publish: () => {} };

export function debuglog(): DebugLog {
  return silent;
}

export function tracingChannel(): Tracing {
  return { start: unheard, end: unheard, error: unheard };
}
