/** Functions of columns, a slice of rows at a time; of a dictionary once for each different text. */
import { Column } from "../../columns/column";
import { concatColumns } from "../../columns/concat";
import { Dictionary, inOrder } from "../../columns/dictionary";
import type { ColumnFunction, FunctionArgument } from "../../columns/functions/interface";
import { takeRows, textsAt } from "../../columns/take";
import type { ColumnData } from "../../columns/types";
import { allValid, setNull } from "../../columns/validity";
import { BadValue } from "../../data-errors";
import { isTime } from "../../expression/typed/types";
import { columnOf, type ColumnOrConstant, type Evaluation, inSlices } from "./values";

type CodedText = Extract<ColumnData, { type: "text" }> & { codes: Uint32Array };

export function* called(of: ColumnFunction, args: readonly ColumnOrConstant[], length: number, where: string): Evaluation<Column> {
  const columns = args.filter((arg) => Column.is(arg));
  const [only] = columns;
  if (columns.length === 1 && only!.data.type === "text" && only!.data.codes && !of.seesNull) {
    const dictionary = usedOf(only!, only!.data as CodedText);
    if (dictionary.codes.length < length) return yield* ofDictionary(of, args, only!, dictionary, where);
  }
  return yield* ofRows((given, count) => of.run(given, count), args, length, where);
}

/** What is run over slices of columns, and constants as they are. */
type SliceFunction = (args: readonly FunctionArgument[], length: number) => Column;

export function* ofRows(
  run: SliceFunction, args: readonly ColumnOrConstant[], length: number, where: string, rowOf = (row: number): number => row,
): Evaluation<Column> {
  const parts: Column[] = [];
  yield* inSlices(length, (begin, end) => {
    const count = end - begin;
    const given = args.map((arg): FunctionArgument => {
      if (Column.is(arg)) return arg.slice(begin, end);
      return isTime(arg.type) ? columnOf(arg, count) : arg.value;
    });
    try {
      parts.push(run(given, count));
    } catch (error) {
      throw error instanceof BadValue ? moved(error, rowOf(begin + error.row - 1) + 1, where) : error;
    }
  });
  return concatColumns(parts);
}

/** An error of a slice, with the row of the whole column, counted from 1. */
function moved({ message, row, column }: BadValue, to: number, where: string): BadValue {
  const told = new RegExp(`\\brow ${row}\\b`);
  return new BadValue(`${where}: ${told.test(message) ? message.replace(told, `row ${to}`) : `row ${to}: ${message}`}`, to, column);
}

/** The codes that occur in a column, each with the first row where it does. */
interface UsedCodes {
  codes: Uint32Array;
  firstRows: Uint32Array;
}

function usedOf(column: Column, { codes, texts }: CodedText): UsedCodes {
  const NOWHERE = 0xffffffff;
  const first = new Uint32Array(texts.offsets.length - 1).fill(NOWHERE);
  for (let row = column.length - 1; row >= 0; row--) if (!column.isNull(row)) first[codes[row]!] = row;
  const used = Uint32Array.from(first.keys()).filter((code) => first[code] !== NOWHERE);
  return { codes: used, firstRows: used.map((code) => first[code]!) };
}

function* ofDictionary(
  of: ColumnFunction, args: readonly ColumnOrConstant[], column: Column, { codes: used, firstRows }: UsedCodes, where: string,
): Evaluation<Column> {
  const { texts, codes } = column.data as CodedText;
  const { length } = column;
  const entries = new Column({ type: "text", texts: textsAt(texts, used) }, used.length);
  const ofEntries = args.map((arg) => (arg === column ? entries : arg));
  const run: SliceFunction = (given, count) => of.run(given, count);
  const results = yield* ofRows(run, ofEntries, used.length, where, (entry) => firstRows[entry]!);
  const entryOf = new Uint32Array(texts.offsets.length - 1);
  for (const [entry, code] of used.entries()) entryOf[code] = entry;
  const rows = new Uint32Array(length);
  const validity = allValid(length);
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) {
      const entry = (rows[row] = entryOf[codes[row]!]!);
      if (column.isNull(row) || results.isNull(entry)) setNull(validity, row);
    }
  });
  if (results.data.type !== "text") return new Column(takeRows(results, rows).data, length, validity);
  const dictionary = new Dictionary();
  const codeOf = Uint32Array.from({ length: used.length }, (_, entry) => dictionary.add((results.get(entry) ?? "") as string));
  return new Column({ type: "text", ...inOrder(dictionary.texts(), rows.map((entry) => codeOf[entry]!), validity) }, length, validity);
}
