/** For those who watch: NODE_DEBUG, and node:diagnostics_channel. */
import { tracingChannel as channelsOf } from "node:diagnostics_channel";
import { debuglog as logOf } from "node:util";
import type { DebugLog, Tracing } from "../host";

export function debuglog(name: string): DebugLog {
  return logOf(name);
}

export function tracingChannel(name: string): Tracing {
  return channelsOf(name) as unknown as Tracing;
}
