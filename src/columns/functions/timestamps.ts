/** timestamp() and inZone(): from text, numbers, dates and each other. */
import { BadValue } from "../../data-errors";
import { shown } from "../../errors";
import { Column } from "../column";
import { dateFormatOf } from "../date-format";
import { DAY_SECONDS, isoMoment, ParsedMoment, SECOND_NS } from "../date-text";
import { SecondsReader, SecondsWriter } from "../int64";
import { valuesAt } from "../take";
import { PER_SECOND, type TimeUnit } from "../types";
import { clockOf } from "../zones";
import { columnIn, literalText, nullColumn, textColumnIn } from "./arguments";
import type { ColumnFunction, FunctionArgument, ValueType } from "./interface";
import { numbersOf } from "./number-of";
import { badText, Reading, readTexts } from "./texts";
import { badNumber, checkZone, ISO, isTimeUnit, kindOf, optional, parserOf, wantedText } from "./time-arguments";

/** The finest unit that a format asks for. */
const unitOf = (format: string | undefined): TimeUnit =>
  format !== undefined && format !== ISO && dateFormatOf(format).fractionDigits > 6 ? "ns" : "us";

function timestampsOfTexts(
  argument: FunctionArgument, length: number, format: string | undefined, zone: string | undefined, unit = unitOf(format),
): Column {
  const column = textColumnIn(argument, length);
  const parse = parserOf(format);
  const moment = new ParsedMoment();
  const count = Math.max(length, column.data.texts.offsets.length - 1);
  const writer = new SecondsWriter(count, unit);
  const hasOffset = new Uint8Array(count);
  const clock = zone === undefined ? undefined : clockOf(zone);
  const restNs = SECOND_NS / PER_SECOND[unit];
  const { codes, validity } = readTexts(
    column,
    (bytes, begin, end, at) => {
      if (!parse(bytes, begin, end, moment)) return Reading.bad;
      const ofDay = Math.floor(moment.ns / SECOND_NS);
      const rest = (moment.ns - ofDay * SECOND_NS) / restNs;
      const local = moment.days * DAY_SECONDS + ofDay;
      const isLocal = Number.isNaN(moment.offsetSeconds);
      if (!isLocal) hasOffset[at] = 1;
      const seconds = isLocal ? (clock ? clock.utc(local) : local) : local - moment.offsetSeconds;
      return Number.isInteger(rest) && writer.write(at, seconds, rest) ? Reading.value : Reading.bad;
    },
    (text, row) => {
      const bytes = new TextEncoder().encode(text);
      const isMoment = parse(bytes, 0, bytes.length, moment);
      const wanted = isMoment ? `what 64 bits can hold in ${unit} (another unit is the fourth argument: timestamp(x, "ISO", null, "ns"))`
        : wantedText("a date and time such as 2020-01-31T12:30:00", format);
      return badText("timestamp", wanted)(text, row);
    },
  );
  const data = { type: "timestamp", values: codes ? valuesAt(writer.values, codes) : writer.values.subarray(0, length), unit } as const;
  const made = new Column(data, length, validity);
  const shownIn = zone ?? (sameOffsets(made, (row) => hasOffset[codes ? codes[row]! : row]!) ? "UTC" : undefined);
  return shownIn === undefined ? made : new Column({ ...data, zone: shownIn }, length, validity);
}

/** Whether all rows say how far they are from UTC, or none does. @throws BadValue where some do */
function sameOffsets(column: Column, hasOffset: (row: number) => number): boolean {
  let first: number | undefined;
  for (let row = 0; row < column.length; row++) {
    if (column.isNull(row)) continue;
    first ??= hasOffset(row);
    if (hasOffset(row) === first) continue;
    const [here, before] = first ? ["no offset from UTC", "have one"] : ["an offset from UTC", "have none"];
    throw new BadValue(
      `timestamp: row ${row + 1} has ${here}, and rows before ${before}. Name the zone of those without: timestamp(x, "ISO", "UTC")`,
      row + 1, "",
    );
  }
  return first === 1;
}

const isInteger = (type: ValueType["type"]) => type?.includes("int") === true;

function timestampsOfNumbers(column: Column, length: number, from: TimeUnit, zone: string): Column {
  const { data } = column;
  if (data.type === "int64") {
    return new Column({ type: "timestamp", values: data.values as BigInt64Array, unit: from, zone }, length, column.validity);
  }
  const unit = isInteger(column.type) || from === "ns" ? from : "us";
  const values = new BigInt64Array(length);
  const writer = new SecondsWriter(length, unit);
  const per = PER_SECOND[from];
  const wanted = `a number of ${from} since 1970 that 64 bits can hold in ${unit}`;
  if (data.type === "uint64") {
    for (let row = 0; row < length; row++) {
      values[row] = data.values[row] as bigint;
      if (values[row]! < 0n && !column.isNull(row)) throw badNumber("timestamp", wanted, data.values[row]!, row);
    }
    return new Column({ type: "timestamp", values, unit, zone }, length, column.validity);
  }
  const numbers = numbersOf(column);
  for (let row = 0; row < length; row++) {
    const value = numbers[row]!;
    let seconds = Math.floor(value / per);
    let rest = Math.round(((value - seconds * per) * PER_SECOND[unit]) / per);
    if (rest === PER_SECOND[unit]) {
      seconds++;
      rest = 0;
    }
    if (!writer.write(row, seconds, rest) && !column.isNull(row)) throw badNumber("timestamp", wanted, value, row);
  }
  return new Column({ type: "timestamp", values: writer.values, unit, zone }, length, column.validity);
}

function timestampsOfDates(column: Column, length: number, zone: string | undefined): Column {
  const days = column.data.type === "date" ? column.data.values : new Int32Array(length);
  const clock = zone === undefined ? undefined : clockOf(zone);
  const writer = new SecondsWriter(length, "s");
  for (let row = 0; row < length; row++) {
    const local = days[row]! * DAY_SECONDS;
    writer.write(row, clock ? clock.utc(local) : local, 0);
  }
  return new Column({ type: "timestamp", values: writer.values, unit: "s", zone }, length, column.validity);
}

/** The same moments on the clocks of a zone; where there was no zone, the moments at which that zone's clocks show what is given. */
function inZoneOf(column: Column, zone: string): Column {
  const { data, length } = column;
  if (data.type !== "timestamp") throw new TypeError(`expected timestamps, got ${data.type}`);
  if (data.zone !== undefined) return new Column({ ...data, zone }, length, column.validity);
  const clock = clockOf(zone);
  const reader = new SecondsReader(data.values, data.unit);
  const writer = new SecondsWriter(length, data.unit);
  for (let row = 0; row < length; row++) {
    reader.read(row);
    if (!writer.write(row, clock.utc(reader.seconds), reader.rest) && !column.isNull(row)) {
      throw badNumber("inZone", `a time that 64 bits can hold in ${data.unit}`, data.values[row]!, row);
    }
  }
  return new Column({ ...data, values: writer.values, zone }, length, column.validity);
}

export const timestamp: ColumnFunction = {
  name: "timestamp",
  summary: "a moment of ISO text or of a format, of a date, of a number and its unit (s, ms, us, ns) since 1970; zone; unit of text",
  parameters: [
    { name: "value", kinds: ["text", "date", "timestamp", "number"] }, optional("format"), optional("zone"), optional("unit"),
  ],
  gives: ([type], [value, format, zoneName, unitName]) => {
    const zone = checkZone("timestamp", zoneName);
    const hasFormat = format !== undefined && format !== null;
    const hasUnit = unitName !== undefined && unitName !== null;
    if (hasUnit && !isTimeUnit(unitName)) throw new Error(`timestamp: expected a unit, s, ms, us or ns, got ${shown(unitName)}`);
    if (hasUnit && type!.kind !== "text") throw new Error("timestamp: only text takes a unit as the fourth argument");
    const given = { kind: "timestamp", type: "timestamp" } as const;
    switch (type!.kind) {
      case "text": {
        const isIso = !hasFormat || format === ISO;
        const unit = hasUnit ? (unitName as TimeUnit) : unitOf(hasFormat ? String(format) : undefined);
        const ofConstant = typeof value === "string" ? isoMoment(value)?.offsetSeconds : undefined;
        const hasOffset = isIso ? ofConstant !== undefined : dateFormatOf(String(format)).hasOffset;
        return { ...given, unit, zone: zone ?? (hasOffset ? "UTC" : undefined) };
      }
      case "number":
        if (!isTimeUnit(format)) throw new Error('timestamp: a number needs its unit, s, ms, us or ns: timestamp(x, "ms")');
        return { ...given, unit: isInteger(type!.type) || format === "ns" ? format : "us", zone: zone ?? "UTC" };
      default:
        if (hasFormat) throw new Error(`timestamp: a ${type!.kind} has no format`);
        return type!.kind === "date" ? { ...given, unit: "s", zone } : { ...type!, zone: zone ?? type!.zone };
    }
  },
  run: ([argument, formatName, zoneName, unitName], length) => {
    if (argument === null) return nullColumn("timestamp", length);
    const column = columnIn(argument!, length, "timestamp");
    const format = literalText(formatName);
    const zone = literalText(zoneName);
    switch (kindOf(column)) {
      case "text":
        return timestampsOfTexts(column, length, format, zone, literalText(unitName) as TimeUnit | undefined);
      case "number":
        return timestampsOfNumbers(column, length, format as TimeUnit, zone ?? "UTC");
      case "date":
        return timestampsOfDates(column, length, zone);
      default:
        return zone === undefined ? column : inZoneOf(column, zone);
    }
  },
};

const inZone: ColumnFunction = {
  name: "inZone",
  summary: "the same moments on the clocks of a zone; without a zone before, the moments at which that zone's clocks show these times",
  parameters: [{ name: "time", kinds: ["timestamp"] }, { name: "zone", kinds: ["text"], isLiteral: true }],
  gives: ([type], [, zone]) => ({ ...type!, zone: checkZone("inZone", zone) }),
  run: ([argument, zone], length) => inZoneOf(columnIn(argument!, length, "timestamp"), zone as string),
};

export const timestampFunctions: readonly ColumnFunction[] = [timestamp, inZone];
