/** Functions of columns, a slice of rows at a time; of a dictionary once for each different text. */
import { Column } from "../../columns/column";
import { concatColumns } from "../../columns/concat";
import { Dictionary, inOrder } from "../../columns/dictionary";
import type { ColumnFunction, FunctionArgument } from "../../columns/functions/interface";
import { takeRows, textsAt, withoutDictionary } from "../../columns/take";
import type { ColumnData } from "../../columns/types";
import { allValid, setNull } from "../../columns/validity";
import { BadValue } from "../../data-errors";
import { isTime } from "../../expression/typed/types";
import { columnOf, type ColumnOrConstant, type Evaluation, inSlices, ROWS_A_TURN } from "./values";

/** Bytes of text that are worked on before other work may go on. */
const TEXT_A_TURN = 2 ** 20;

type CodedText = Extract<ColumnData, { type: "text" }> & { codes: Uint32Array };

export function* called(of: ColumnFunction, args: readonly ColumnOrConstant[], length: number, where: string): Evaluation<Column> {
  const columns = args.filter((arg) => Column.is(arg));
  const [only] = columns;
  if (columns.length === 1 && only!.data.type === "text" && only!.data.codes && !of.seesNull) {
    const dictionary = usedOf(only!, only!.data as CodedText);
    if (dictionary.codes.length < length) return yield* ofDictionary(of, args, only!, dictionary, where);
  }
  return yield* ofRows((given, count) => of.run(given, count), args, length, where, undefined, of.bytesAtOnce);
}

/** What is run over slices of columns, and constants as they are. */
type SliceFunction = (args: readonly FunctionArgument[], length: number) => Column;

export function* ofRows(
  run: SliceFunction, args: readonly ColumnOrConstant[], length: number, where: string, rowOf = (row: number): number => row,
  bytesAtOnce = TEXT_A_TURN,
): Evaluation<Column> {
  const parts: Column[] = [];
  const texts = args.filter((arg): arg is Column => Column.is(arg) && arg.type === "text");
  yield* inSlicesOf(texts, bytesAtOnce, length, (begin, end) => {
    const count = end - begin;
    const given = args.map((arg): FunctionArgument => {
      if (Column.is(arg)) return cutOf(arg, begin, end, bytesAtOnce);
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

/** {@link inSlices}, of rows that have no more bytes of text together, but for a single one. */
function* inSlicesOf(
  texts: readonly Column[], most: number, length: number, work: (begin: number, end: number) => void,
): Evaluation<void> {
  let begin = 0;
  do {
    if (begin > 0) yield undefined;
    let end = begin;
    const last = Math.min(length, begin + ROWS_A_TURN);
    for (let bytes = 0; end < last; end++) {
      for (const column of texts) bytes += bytesOf(column, end);
      if (bytes > most && end > begin) break;
    }
    work(begin, end);
    begin = end;
  } while (begin < length);
}

function bytesOf({ data }: Column, row: number): number {
  const { texts: { offsets }, codes } = data as CodedText;
  const at = codes ? codes[row]! : row;
  return offsets[at + 1]! - offsets[at]!;
}

/** Rows of a column: without its dictionary where that alone is more than what is looked at in a turn. */
function cutOf(column: Column, begin: number, end: number, most: number): Column {
  const rows = column.slice(begin, end);
  const { data } = rows;
  return data.type === "text" && data.codes && data.texts.bytes.length > most ? withoutDictionary(rows) : rows;
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
  const results = yield* ofRows(run, ofEntries, used.length, where, (entry) => firstRows[entry]!, of.bytesAtOnce);
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
