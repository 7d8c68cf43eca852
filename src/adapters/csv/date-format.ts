/** Formats of dates that a caller names, of fields: "DD/MM/YYYY HH:mm:ss". */
import { type DateFormat, dateFormatOf } from "../../columns/date-format";
import { ofStrings, SECOND_NS } from "../../columns/date-text";
import type { CivilMoment } from "./dates";

export type ReadMoment = (text: string) => CivilMoment | undefined;

const NS_DIGITS = 9;

/** Undefined where it is none: without a year and a day. */
function formatNamed(format: string): DateFormat | undefined {
  try {
    const found = dateFormatOf(format);
    return found.isDay ? found : undefined;
  } catch {
    return undefined; // whoever checks a caller's option says what is wrong with it
  }
}

/** What reads moments of a format; undefined where it is none. */
export function formatReader(format: string): ReadMoment | undefined {
  const found = formatNamed(format);
  if (!found) return undefined;
  const read = ofStrings(found.parse);
  return (text) => {
    const moment = read(text);
    if (!moment) return undefined;
    const { days, ns, offsetSeconds } = moment;
    const fraction = String(ns % SECOND_NS).padStart(NS_DIGITS, "0");
    return { days, seconds: Math.floor(ns / SECOND_NS), fraction, offset: offsetSeconds, hasTime: found.hasTime };
  };
}

/** Whether texts of a format say how far their clock is from UTC. */
export function formatHasOffset(format: string): boolean {
  return formatNamed(format)?.hasOffset ?? false;
}
