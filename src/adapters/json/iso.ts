/** Dates and times in text as columns: where all of a column's text is ISO 8601, or of the format that a caller names. */
import { Column } from "../../columns/column";
import { DAY_SECONDS, type MomentParser, ParsedMoment, parseIso, SECOND_NS } from "../../columns/date-text";
import { SecondsWriter } from "../../columns/int64";
import { textAt } from "../../columns/texts";
import { type ColumnType, PER_SECOND, type Texts, type TimeUnit, type Validity } from "../../columns/types";
import { isValid } from "../../columns/validity";
import { utcOf } from "../../columns/zones";

/** The type that the first part of a table has, which later ones must have too. */
export interface FixedType {
  type: ColumnType;
  unit: TimeUnit | undefined;
  zone: string | undefined;
}

export type RefuseText = (row: number, text: string, what: string) => never;

/** What a column of moments is to be. */
export interface MomentsWanted {
  type: "date" | "timestamp";
  unit: TimeUnit;
  zone: string | undefined;
  /** Which texts say how far they are from UTC. Those that do not are of the clocks of the zone. */
  offsets: "all" | "none" | "some";
}

const ISO_CHARACTERS = 10;
/** "2020-01-31": with a time there is more. */
const isDay = (begin: number, end: number, bytes: Uint8Array) => end - begin === ISO_CHARACTERS + (isSign(bytes[begin]!) ? 3 : 0);
const isSign = (byte: number) => byte === 43 || byte === 45;

/** The column where every text is a day, or every one a time, and all or none say how far they are from UTC; else undefined. */
export function isoColumn(
  texts: Texts, rows: number, validity: Validity, fixed: FixedType | undefined, refuse: RefuseText,
): Column | undefined {
  if (fixed) {
    if (fixed.type !== "date" && fixed.type !== "timestamp") return undefined;
    const offsets = fixed.zone === undefined ? "none" : "all";
    const wanted = { type: fixed.type, unit: fixed.unit ?? "us", zone: fixed.zone, offsets } as const;
    return momentsOf(texts, rows, validity, parseIso, wanted, refuse);
  }
  const { offsets, bytes } = texts;
  const moment = new ParsedMoment();
  let days = 0;
  let zoned = 0;
  let count = 0;
  let isFine = false;
  for (let row = 0; row < rows; row++) {
    if (!isValid(validity, row)) continue;
    const [begin, end] = [offsets[row]!, offsets[row + 1]!];
    if (end - begin < ISO_CHARACTERS || !parseIso(bytes, begin, end, moment)) return undefined;
    count++;
    if (isDay(begin, end, bytes)) days++;
    if (!Number.isNaN(moment.offsetSeconds)) zoned++;
    if (moment.ns % 1000 !== 0) isFine = true;
  }
  if (count === 0 || (days > 0 && days < count)) return undefined;
  const type = days > 0 ? "date" : "timestamp";
  const zone = zoned > 0 ? "UTC" : undefined;
  const wanted = { type, unit: isFine ? "ns" : "us", zone, offsets: zone === undefined ? "none" : "all" } as const;
  let fits = true;
  const column = momentsOf(texts, rows, validity, parseIso, wanted, () => {
    fits = false;
    return undefined as never;
  });
  return fits ? column : undefined;
}

export function momentsOf(
  texts: Texts, rows: number, validity: Validity, parse: MomentParser, wanted: MomentsWanted, refuse: RefuseText,
): Column {
  const { offsets, bytes } = texts;
  const { type, unit, zone, offsets: which } = wanted;
  const moment = new ParsedMoment();
  const days = new Int32Array(type === "date" ? rows : 0);
  const writer = new SecondsWriter(type === "date" ? 0 : rows, unit);
  const step = SECOND_NS / PER_SECOND[unit];
  for (let row = 0; row < rows; row++) {
    if (!isValid(validity, row)) continue;
    const [begin, end] = [offsets[row]!, offsets[row + 1]!];
    const isRead = parse(bytes, begin, end, moment);
    const hasOffset = isRead && !Number.isNaN(moment.offsetSeconds);
    const isWanted = isRead && (type === "date" ? moment.ns === 0 : which === "some" || hasOffset === (which === "all"));
    if (!isWanted) {
      refuse(row, textAt(texts, row), type === "date" ? "no date" : `no timestamp${which === "all" ? " with an offset" : ""}`);
    } else if (type === "date") {
      days[row] = moment.days;
    } else {
      const seconds = moment.days * DAY_SECONDS + Math.floor(moment.ns / SECOND_NS);
      const utc = hasOffset ? seconds - moment.offsetSeconds : zone === undefined ? seconds : utcOf(zone, seconds);
      const rest = (moment.ns % SECOND_NS) / step;
      if (!Number.isInteger(rest) || !writer.write(row, utc, rest)) refuse(row, textAt(texts, row), `no timestamp in ${unit}`);
    }
  }
  if (type === "date") return new Column({ type, values: days }, rows, validity);
  return new Column({ type, values: writer.values, unit, zone }, rows, validity);
}
