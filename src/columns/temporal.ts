/** Dates of JavaScript: Date, and the classes of Temporal, known by their tags, for they may be another realm's or a polyfill's. */
import { isoMoment, type MomentInText } from "./date-text";

const TAG = /^\[object Temporal\.(PlainDate|PlainDateTime|ZonedDateTime|Instant)\]$/;

export type TemporalKind = "PlainDate" | "PlainDateTime" | "ZonedDateTime" | "Instant";

/** Undefined for what is no such object. */
export function temporalKind(value: object): TemporalKind | undefined {
  return TAG.exec(Object.prototype.toString.call(value))?.[1] as TemporalKind | undefined;
}

/** Whether a value is a Date, of any realm. */
export const isDate = (value: object): value is Date => Object.prototype.toString.call(value) === "[object Date]";

/** The day and the time of a PlainDate or PlainDateTime, whatever its calendar. */
export function plainMoment(value: object): MomentInText {
  return isoMoment((value as { toString(options: object): string }).toString({ calendarName: "never" }))!;
}

/** Of an Instant or a ZonedDateTime. */
export const epochNs = (value: object) => (value as { epochNanoseconds: bigint }).epochNanoseconds;
export const zoneOf = (value: object) => (value as { timeZoneId: string }).timeZoneId;
