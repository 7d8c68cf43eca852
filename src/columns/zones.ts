/** Time zones through Intl: how far a zone's clocks are from UTC, at a moment, and which moment a clock shows. */

const FIXED = /^([+-])(\d{2}):?(\d{2})$/;
/** 1800-01-01: no zone changed its clocks before. */
const FIRST = -5_364_662_400;
/** 2100-01-01: from here on all zones go by rules of months and weekdays, which repeat with the calendar. */
const LAST = 4_102_444_800;
/** 400 years. */
const CYCLE = 146_097 * 86_400;
/** About three days: less than any zone ever kept an offset for (Africa/Freetown kept one for four, in 1939). */
const STEP = 2 ** 18;
/** About a year. */
const WINDOW = 2 ** 25;

/** Offsets of a zone in the order of time: offsets[i] until ends[i], both in seconds; the last to the window's end. */
interface Window {
  ends: number[];
  offsets: number[];
}

/** A zone's clocks. */
export class ZoneClock {
  readonly #measure: (seconds: number) => number;
  readonly #windows: (Window | undefined)[] = [];
  /** The offset from one moment to another that was last asked for. */
  #from = 0;
  #until = 0;
  #offset = 0;

  /** @throws RangeError for no zone */
  constructor(name: string) {
    const fixed = fixedOffset(name);
    if (fixed === undefined) {
      this.#measure = measureOf(name);
      return;
    }
    this.#measure = () => fixed;
    this.#from = -Infinity;
    this.#until = Infinity;
    this.#offset = fixed;
  }

  /** Seconds that the clocks are ahead of UTC, at a moment in seconds since 1970 in UTC. */
  offset(seconds: number): number {
    if (seconds >= this.#from && seconds < this.#until) return this.#offset;
    if (seconds < FIRST) {
      this.#from = -Infinity;
      this.#until = FIRST;
      return (this.#offset = this.#measure(FIRST));
    }
    const cycles = seconds < LAST ? 0 : Math.floor((seconds - LAST) / CYCLE);
    const shift = cycles * CYCLE;
    const moment = seconds - shift;
    const at = Math.floor((moment - FIRST) / WINDOW);
    const { ends, offsets } = (this.#windows[at] ??= this.#windowAt(FIRST + at * WINDOW));
    let piece = 0;
    while (ends[piece]! <= moment) piece++;
    this.#from = shift + (piece === 0 ? FIRST + at * WINDOW : ends[piece - 1]!);
    this.#until = shift + ends[piece]!;
    return (this.#offset = offsets[piece]!);
  }

  /**
   * The moment, in seconds since 1970 in UTC, at which the clocks show a local time, as Temporal's disambiguation has it. Where clocks
   * show it twice, "compatible" and "earlier" take the first, "later" the second. Where they leap over it, "compatible" and "later" go
   * on by the offset before the leap, "earlier" by that after it.
   */
  utc(local: number, choose: LocalChoice = "compatible"): number {
    const before = this.offset(local - 86_400);
    const after = this.offset(local + 86_400);
    if (before === after) return local - before;
    const isFirst = this.offset(local - before) === before;
    const isSecond = this.offset(local - after) === after;
    if (isFirst !== isSecond) return local - (isFirst ? before : after);
    const takesBefore = isFirst ? choose !== "later" : choose !== "earlier";
    return local - (takesBefore ? before : after);
  }

  #windowAt(begin: number): Window {
    const ends: number[] = [];
    const offsets = [this.#measure(begin)];
    for (let step = begin; step < begin + WINDOW; step += STEP) {
      const before = offsets.at(-1)!;
      const after = this.#measure(step + STEP);
      if (after === before) continue;
      ends.push(this.#changeBetween(step, step + STEP, before));
      offsets.push(after);
    }
    ends.push(begin + WINDOW);
    return { ends, offsets };
  }

  /** The first second of (low, high] at which the offset is not `before` any more. */
  #changeBetween(low: number, high: number, before: number): number {
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#measure(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  }
}

export type LocalChoice = "compatible" | "earlier" | "later";

const clocks = new Map<string, ZoneClock>();

/** The clocks of a zone, by its IANA name, "UTC", or an offset such as "+05:30". @throws RangeError for no zone */
export function clockOf(name: string): ZoneClock {
  let clock = clocks.get(name);
  if (!clock) clocks.set(name, (clock = new ZoneClock(name)));
  return clock;
}

/** Whether the host knows a zone of this name; "UTC" and offsets such as "+05:30" are known everywhere. */
export function isZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Seconds that a zone's clocks are ahead of UTC, at a moment in seconds since 1970 in UTC. @throws RangeError for no zone */
export function offsetAt(name: string, seconds: number): number {
  return clockOf(name).offset(seconds);
}

/** The moment at which a zone's clocks show a local time: see {@link ZoneClock.utc}. @throws RangeError for no zone */
export function utcOf(name: string, localSeconds: number, choose?: LocalChoice): number {
  return clockOf(name).utc(localSeconds, choose);
}

function fixedOffset(name: string): number | undefined {
  if (name === "UTC") return 0;
  const fixed = FIXED.exec(name);
  return fixed ? (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 3600 + Number(fixed[3]) * 60) : undefined;
}

/** What tells a zone's offset between 1800 and 2500, by the parts of its local time as the host writes them. */
function measureOf(name: string): (seconds: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name, calendar: "iso8601", numberingSystem: "latn", hourCycle: "h23",
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  });
  // To find numbers in text takes a third of what formatToParts takes; which of them is what differs between hosts.
  const order = format.formatToParts(0).filter(({ type }) => type !== "literal").map(({ type }) => type);
  const [year, month, day, hour, minute, second] = (["year", "month", "day", "hour", "minute", "second"] as const).map((type) =>
    order.indexOf(type),
  ) as [number, number, number, number, number, number];
  return (seconds) => {
    const numbers = numbersOf(format.format(seconds * 1000));
    return (
      Date.UTC(numbers[year]!, numbers[month]! - 1, numbers[day]!, numbers[hour]!, numbers[minute]!, numbers[second]!) / 1000 - seconds
    );
  };
}

function numbersOf(text: string): number[] {
  const numbers: number[] = [];
  let isInside = false;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    const isDigit = digit >= 0 && digit <= 9;
    if (isDigit && isInside) numbers.push(numbers.pop()! * 10 + digit);
    else if (isDigit) numbers.push(digit);
    isInside = isDigit;
  }
  return numbers;
}
