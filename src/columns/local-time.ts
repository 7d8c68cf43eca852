/** The time on a zone's clocks to a moment, and months that are added to dates. */
import { civilOf, daysIn, daysOf } from "./calendar";
import { offsetAt } from "./zones";

/**
 * Seconds since 1970 in UTC of the time that a zone's clocks show, given as if it were UTC. Of two moments with one time on the clock it is
 * the first; a time that is skipped is as much later as the clocks go forward.
 */
export function localToUtc(local: number, zone: string): number {
  const before = offsetAt(zone, local - 86_400);
  const early = local - before;
  if (offsetAt(zone, early) === before) return early;
  const after = offsetAt(zone, local + 86_400);
  const late = local - after;
  return offsetAt(zone, late) === after ? late : early;
}

/** A day some months later, or the last day of that month where it has fewer. */
export function monthsLater(days: number, months: number): number {
  const { year, month, day } = civilOf(days);
  const all = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(all / 12), all - Math.floor(all / 12) * 12 + 1];
  return daysOf(toYear, toMonth, Math.min(day, daysIn(toYear, toMonth)));
}
