/** Time zones through Intl: how far a zone's clocks are from UTC, at a moment. */

interface Zone {
  format: Intl.DateTimeFormat;
  /** Offsets that are known, by the quarter of an hour since 1970: offsets change at such times. */
  known: Map<number, number>;
}

const zones = new Map<string, Zone>();
const QUARTER_SECONDS = 900;
const MOST_KNOWN = 1 << 16;
const FIXED = /^([+-])(\d{2}):?(\d{2})$/;

/** Whether the host knows a zone of this name; "UTC" and offsets such as "+05:30" are known everywhere. */
export function isZone(name: string): boolean {
  if (name === "UTC" || FIXED.test(name)) return true;
  try {
    zoneNamed(name);
    return true;
  } catch {
    return false;
  }
}

/** Seconds that a zone's clocks are ahead of UTC, at a moment in seconds since 1970 in UTC. @throws RangeError for no zone */
export function offsetAt(name: string, seconds: number): number {
  if (name === "UTC") return 0;
  const fixed = FIXED.exec(name);
  if (fixed) return (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 3600 + Number(fixed[3]) * 60);
  const zone = zoneNamed(name);
  const quarter = Math.floor(seconds / QUARTER_SECONDS);
  const known = zone.known.get(quarter);
  if (known !== undefined) return known;
  if (zone.known.size >= MOST_KNOWN) zone.known.clear();
  const offset = measured(zone.format, quarter * QUARTER_SECONDS);
  zone.known.set(quarter, offset);
  return offset;
}

function zoneNamed(name: string): Zone {
  let zone = zones.get(name);
  if (!zone) {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: name, calendar: "iso8601", numberingSystem: "latn", hourCycle: "h23", era: "short",
      year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
    });
    zones.set(name, (zone = { format, known: new Map() }));
  }
  return zone;
}

function measured(format: Intl.DateTimeFormat, seconds: number): number {
  const part: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(seconds * 1000)) part[type] = value;
  const year = part["era"] === "BC" || part["era"] === "B" ? 1 - Number(part["year"]) : Number(part["year"]);
  const date = new Date(0);
  date.setUTCFullYear(year, Number(part["month"]) - 1, Number(part["day"]));
  date.setUTCHours(Number(part["hour"]), Number(part["minute"]), Number(part["second"]));
  return date.getTime() / 1000 - seconds;
}

const DAY_SECONDS = 86_400;

/**
 * The moment, in seconds since 1970 in UTC, at which a zone's clocks show a local time (seconds since 1970-01-01T00:00 on the wall): the
 * earlier one where clocks were set back and show it twice, undefined where they were set forward and never show it.
 *
 * @throws RangeError for no zone
 */
export function utcOf(name: string, localSeconds: number): number | undefined {
  const before = localSeconds - offsetAt(name, localSeconds - DAY_SECONDS);
  const after = localSeconds - offsetAt(name, localSeconds + DAY_SECONDS);
  const isShown = (seconds: number) => seconds + offsetAt(name, seconds) === localSeconds;
  const first = Math.min(before, after);
  return isShown(first) ? first : isShown(before + after - first) ? before + after - first : undefined;
}
