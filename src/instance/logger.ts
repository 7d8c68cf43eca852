/** What an instance tells of itself as it happens: to a caller's logger, and with NODE_DEBUG=autoflux to standard error. */
import { debuglog } from "#platform";
import { LOG_LEVELS } from "../call/options";
import type { Logger, LogLevel } from "../call/types";

const debug = debuglog("autoflux");

export class InstanceLogger {
  private readonly loudest: number;
  /** Whether anybody listens to what is told of each call: a message may cost more than it tells. */
  readonly hearsDebug: boolean;

  constructor(
    private readonly logger: Logger | undefined,
    level: (typeof LOG_LEVELS)[number],
  ) {
    this.loudest = logger ? LOG_LEVELS.indexOf(level) : 0;
    this.hearsDebug = debug.enabled || this.loudest === LOG_LEVELS.indexOf("debug");
  }

  say(level: LogLevel, message: string): void {
    debug("%s", message);
    if (LOG_LEVELS.indexOf(level) > this.loudest) return;
    try {
      this.logger![level]?.(message);
    } catch (error) {
      debug("the logger threw: %s", (error as Error)?.message); // a logger's trouble is no call's
    }
  }
}
