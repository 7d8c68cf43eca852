/** The length of a duration that a formula writes, where it goes by no calendar: a day is 24 hours. */
import type { DurationValue } from "./interface";

export const DAY_NS = 86_400_000_000_000n;

/** Nanoseconds. Months have none: who calls this has refused them. */
export function lengthNs({ days, ns }: DurationValue): bigint {
  return BigInt(days) * DAY_NS + ns;
}
