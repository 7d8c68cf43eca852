/** date(): from text, numbers and timestamps. */
import { shown } from "../../errors";
import { Column } from "../column";
import { dateFormatOf } from "../date-format";
import { DAY_SECONDS, ParsedMoment } from "../date-text";
import { valuesAt } from "../take";
import { PER_SECOND } from "../types";
import { columnIn, literalText, nullColumn, textColumnIn } from "./arguments";
import { LocalReader } from "./clocks";
import type { ColumnFunction, FunctionArgument } from "./interface";
import { numbersOf } from "./number-of";
import { badText, Reading, readTexts } from "./texts";
import { badNumber, EPOCH_UNITS, type EpochUnit, ISO, kindOf, optional, parserOf, wantedText } from "./time-arguments";

const MOST_DAYS = 2 ** 31 - 1;

/** The dates of texts. */
function datesOfTexts(argument: FunctionArgument, length: number, format: string | undefined): Column {
  const column = textColumnIn(argument, length);
  const parse = parserOf(format);
  const moment = new ParsedMoment();
  const days = new Int32Array(Math.max(length, column.data.texts.offsets.length - 1));
  const { codes, validity } = readTexts(
    column,
    (bytes, begin, end, at) => {
      if (!parse(bytes, begin, end, moment)) return Reading.bad;
      days[at] = moment.days;
      return Reading.value;
    },
    badText("date", wantedText("a date such as 2020-01-31", format)),
  );
  return new Column({ type: "date", values: codes ? valuesAt(days, codes) : days.subarray(0, length) }, length, validity);
}

function datesOfNumbers(column: Column, length: number, unit: EpochUnit): Column {
  const numbers = numbersOf(column);
  const perDay = unit === "d" ? 1 : DAY_SECONDS * PER_SECOND[unit];
  const values = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const days = Math.floor(numbers[row]! / perDay);
    if (Math.abs(days) <= MOST_DAYS) values[row] = days;
    else if (!column.isNull(row)) throw badNumber("date", `a number of ${unit} since 1970-01-01`, numbers[row]!, row);
  }
  return new Column({ type: "date", values }, length, column.validity);
}

function datesOfTimestamps(column: Column, length: number): Column {
  const reader = new LocalReader(column);
  const values = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    reader.read(row);
    values[row] = reader.days;
    if (Math.abs(reader.days) > MOST_DAYS && !column.isNull(row)) throw badNumber("date", "a day within 5 million years", reader.days, row);
  }
  return new Column({ type: "date", values }, length, column.validity);
}

export const date: ColumnFunction = {
  name: "date",
  summary: "the date of ISO text or of a format, of a timestamp in its zone, of a number of days (or s, ms, us, ns) since 1970",
  parameters: [{ name: "value", kinds: ["text", "date", "timestamp", "number"] }, optional("format")],
  gives: ([type], [, format]) => {
    const hasFormat = format !== undefined && format !== null;
    if (type!.kind === "text" && hasFormat && format !== ISO) dateFormatOf(String(format));
    if (type!.kind === "number" && hasFormat && !EPOCH_UNITS.includes(String(format))) {
      throw new Error(`date: expected the unit of a number, ${EPOCH_UNITS.join(", ")}, got ${shown(format)}`);
    }
    if ((type!.kind === "date" || type!.kind === "timestamp") && hasFormat) throw new Error(`date: a ${type!.kind} has no format`);
    return { kind: "date", type: "date" };
  },
  run: ([argument, format], length) => {
    if (argument === null) return nullColumn("date", length);
    const column = columnIn(argument!, length, "date");
    switch (kindOf(column)) {
      case "text":
        return datesOfTexts(column, length, literalText(format));
      case "timestamp":
        return datesOfTimestamps(column, length);
      case "number":
        return datesOfNumbers(column, length, (literalText(format) ?? "d") as EpochUnit);
      default:
        return column;
    }
  },
};
