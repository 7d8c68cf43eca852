/** Columns of a few values, for tests. */
import { parseIso, ParsedMoment } from "../../src/columns/date-text";
import { Column } from "../../src/columns/column";
import { textsOf } from "../../src/columns/texts";
import type { TimeUnit, Validity } from "../../src/columns/types";
import { allValid, setNull } from "../../src/columns/validity";

function validityOf(values: readonly unknown[]): Validity | undefined {
  const validity = allValid(values.length);
  for (const [row, value] of values.entries()) if (value === null) setNull(validity, row);
  return values.includes(null) ? validity : undefined;
}

/** Text, each row its own. */
export function plain(...values: (string | null)[]): Column {
  return new Column({ type: "text", texts: textsOf(values.map((value) => value ?? "")) }, values.length, validityOf(values));
}

/** Text with a dictionary. */
export function coded(...values: (string | null)[]): Column {
  const kept = [...new Set(values.filter((value) => value !== null))];
  const codes = Uint32Array.from(values, (value) => (value === null ? 0 : kept.indexOf(value)));
  return new Column({ type: "text", texts: textsOf(kept.length === 0 ? [""] : kept), codes }, values.length, validityOf(values));
}

export function numbers(...values: (number | null)[]): Column {
  return new Column({ type: "float64", values: Float64Array.from(values, (value) => value ?? 7) }, values.length, validityOf(values));
}

export function dates(...values: (string | null)[]): Column {
  const moment = new ParsedMoment();
  const days = Int32Array.from(values, (value) => {
    if (value === null) return 9;
    const bytes = new TextEncoder().encode(value);
    if (!parseIso(bytes, 0, bytes.length, moment)) throw new Error(value);
    return moment.days;
  });
  return new Column({ type: "date", values: days }, values.length, validityOf(values));
}

const PER_SECOND = { s: 1n, ms: 1000n, us: 1_000_000n, ns: 1_000_000_000n };

/** Timestamps: ISO text with its offset, or of the clock on the wall where there is no zone. */
export function times(unit: TimeUnit, zone: string | undefined, ...values: (string | null)[]): Column {
  const moment = new ParsedMoment();
  const units = BigInt64Array.from(values, (value) => {
    if (value === null) return 9n;
    const bytes = new TextEncoder().encode(value);
    if (!parseIso(bytes, 0, bytes.length, moment)) throw new Error(value);
    const seconds = BigInt(moment.days) * 86_400n - BigInt(Number.isNaN(moment.offsetSeconds) ? 0 : moment.offsetSeconds);
    return seconds * PER_SECOND[unit] + (BigInt(moment.ns) * PER_SECOND[unit]) / 1_000_000_000n;
  });
  return new Column({ type: "timestamp", values: units, unit, zone }, values.length, validityOf(values));
}

export function durations(unit: TimeUnit, ...values: (bigint | null)[]): Column {
  return new Column({ type: "duration", values: BigInt64Array.from(values, (value) => value ?? 9n), unit }, values.length, validityOf(values));
}
