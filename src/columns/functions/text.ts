/** The words of formulas for text. Text is compared and searched by its UTF-8 bytes, and case follows Unicode's rules of no language. */
import { Column } from "../column";
import { valuesAt, withoutDictionary } from "../take";
import { textAt } from "../texts";
import type { TextsBuilder } from "../texts-builder";
import type { Validity } from "../types";
import { bothValid } from "../validity";
import { isAscii, withOtherCase } from "./ascii";
import { columnIn, giving, hasNull, nullColumn, RowTexts, textColumnIn } from "./arguments";
import type { ColumnFunction, FunctionArgument, FunctionParameter } from "./interface";
import { mapTexts, ofDictionary, Reading, readTexts, type TextWriter } from "./texts";
import { textOf } from "./text-of";

const TEXT = giving({ kind: "text", type: "text" });
const parameter = (name: string): FunctionParameter => ({ name, kinds: ["text"] });
const MOST_PARTS = 16;

/** Where `part` is found first in bytes [from, end), or -1. */
function findIn(bytes: Uint8Array, from: number, end: number, part: RowTexts): number {
  const { bytes: wanted, begin } = part;
  const size = part.end - begin;
  if (size === 0) return from;
  const first = wanted[begin]!;
  for (let at = from; at <= end - size; at++) {
    if (bytes[at] !== first) continue;
    let i = 1;
    while (i < size && bytes[at + i] === wanted[begin + i]) i++;
    if (i === size) return at;
  }
  return -1;
}

function isAt(bytes: Uint8Array, at: number, part: RowTexts): boolean {
  const size = part.end - part.begin;
  for (let i = 0; i < size; i++) if (bytes[at + i] !== part.bytes[part.begin + i]) return false;
  return true;
}

/** The column to go through: one text a row, where another argument differs from row to row. */
function besides(argument: FunctionArgument, length: number, others: readonly FunctionArgument[]): Column {
  const column = textColumnIn(argument, length);
  return others.some(Column.is) ? withoutDictionary(column) : column;
}

const rowTexts = (argument: FunctionArgument) => new RowTexts(argument as Column | string);
const valid = (length: number, column: Column, ...others: RowTexts[]): Validity | undefined =>
  bothValid(length, column.validity, ...others.map(({ validity }) => validity));

type Search = (bytes: Uint8Array, begin: number, end: number, part: RowTexts) => boolean;

const searching = (name: string, summary: string, search: Search): ColumnFunction => ({
  name, summary, parameters: [parameter("text"), parameter("part")], gives: giving({ kind: "boolean", type: "boolean" }),
  run: (args, length) => {
    if (hasNull(args)) return nullColumn("boolean", length);
    const [text, part] = args as [FunctionArgument, FunctionArgument];
    const column = textColumnIn(besides(text, length, [part]), length);
    const wanted = rowTexts(part);
    const found = new Uint8Array(Math.max(length, column.data.texts.offsets.length - 1));
    const { codes, validity } = readTexts(
      column,
      (bytes, begin, end, at) => {
        wanted.find(at);
        if (search(bytes, begin, end, wanted)) found[at] = 1;
        return Reading.value;
      },
      never,
      valid(length, column, wanted),
    );
    return new Column({ type: "boolean", values: codes ? valuesAt(found, codes) : found.subarray(0, length) }, length, validity);
  },
});

const never = () => new Error("no text is bad");

/** ASCII letters from `first` to `last` for all texts at once; a text with other characters as JavaScript has it. */
function cased(name: string, summary: string, first: string, last: string, change: (text: string) => string): ColumnFunction {
  return {
    name, summary, parameters: [parameter("text")], gives: TEXT,
    run: ([text], rows) => {
      const column = textColumnIn(text!, rows);
      const { codes, texts: { offsets, bytes } } = column.data;
      const from = offsets[0]!;
      const to = offsets[offsets.length - 1]!;
      const changed = withOtherCase(bytes, from, to, first.charCodeAt(0), last.charCodeAt(0));
      if (!isAscii(bytes, from, to)) {
        return mapTexts(column, (_bytes, begin, end, out) => {
          if (isAscii(bytes, begin, end)) out.add(changed, begin - from, end - from);
          else out.addString(change(textAt({ offsets: Uint32Array.of(begin, end), bytes }, 0)));
          return true;
        });
      }
      const texts = { offsets: from === 0 ? offsets : offsets.map((offset) => offset - from), bytes: changed };
      if (codes) return ofDictionary(texts, codes, undefined, rows, column.validity);
      return new Column({ type: "text", texts }, rows, column.validity);
    },
  };
}

const isBlank = (byte: number) => byte === 32 || (byte >= 9 && byte <= 13);

const trimmed: TextWriter = (bytes, begin, end, out) => {
  while (begin < end && isBlank(bytes[begin]!)) begin++;
  while (begin < end && isBlank(bytes[end - 1]!)) end--;
  if (begin < end && (bytes[begin]! > 127 || bytes[end - 1]! > 127)) {
    out.addString(textAt({ offsets: Uint32Array.of(begin, end), bytes }, 0).trim()); // blanks beyond ASCII
  } else out.add(bytes, begin, end);
  return true;
};

const length: ColumnFunction = {
  name: "length",
  summary: "characters of text, as Unicode counts code points",
  parameters: [parameter("text")],
  gives: giving({ kind: "number", type: "int32" }),
  run: ([text], rows) => {
    const column = textColumnIn(text!, rows);
    const { codes, texts: { offsets, bytes } } = column.data;
    const counts = new Int32Array(Math.max(rows, offsets.length - 1));
    const count = offsets.length - 1;
    for (let at = 0; at < count; at++) counts[at] = offsets[at + 1]! - offsets[at]!;
    if (!isAscii(bytes, offsets[0]!, offsets[count]!)) {
      for (let at = 0; at < count; at++) counts[at]! -= continuations(bytes, offsets[at]!, offsets[at + 1]!);
    }
    return new Column({ type: "int32", values: codes ? valuesAt(counts, codes) : counts.subarray(0, rows) }, rows, column.validity);
  },
};

/** Bytes that continue a character. */
function continuations(bytes: Uint8Array, begin: number, end: number): number {
  let count = 0;
  for (let i = begin; i < end; i++) if ((bytes[i]! & 0xc0) === 0x80) count++;
  return count;
}

const replace: ColumnFunction = {
  name: "replace",
  summary: "text with `to` for each `from` in it; an empty `from` is found nowhere",
  parameters: [parameter("text"), parameter("from"), parameter("to")],
  gives: TEXT,
  run: (args, rows) => {
    if (hasNull(args)) return nullColumn("text", rows);
    const [text, ...others] = args as [FunctionArgument, FunctionArgument, FunctionArgument];
    const column = besides(text, rows, others);
    const from = rowTexts(others[0]);
    const to = rowTexts(others[1]);
    const write: TextWriter = (bytes, begin, end, out, at) => {
      from.find(at);
      to.find(at);
      replaceIn(bytes, begin, end, out, from, to);
      return true;
    };
    return mapTexts(column, write, valid(rows, column, from, to));
  },
};

function replaceIn(bytes: Uint8Array, begin: number, end: number, out: TextsBuilder, from: RowTexts, to: RowTexts): void {
  const size = from.end - from.begin;
  let rest = begin;
  if (size > 0) {
    for (let at = findIn(bytes, rest, end, from); at >= 0; at = findIn(bytes, rest, end, from)) {
      out.add(bytes, rest, at);
      out.add(to.bytes, to.begin, to.end);
      rest = at + size;
    }
  }
  out.add(bytes, rest, end);
}

const split: ColumnFunction = {
  name: "split",
  summary: "a part of text between separators: the first is 0, the last -1; null where there is none",
  parameters: [parameter("text"), { ...parameter("separator"), isLiteral: true }, { name: "index", kinds: ["number"], isLiteral: true }],
  gives: (_types, [, separator, index]) => {
    if (separator === "") throw new Error("split: the separator is empty");
    if (index !== null && !Number.isInteger(index)) throw new Error(`split: expected a whole number for the part, got ${index}`);
    return { kind: "text", type: "text" };
  },
  run: (args, rows) => {
    if (hasNull(args)) return nullColumn("text", rows);
    const separator = rowTexts(args[1]!);
    const index = args[2] as number;
    const size = separator.end;
    return mapTexts(columnIn(args[0]!, rows, "text"), (bytes, begin, end, out) => {
      let left = index;
      if (index < 0) {
        left++;
        for (let at = begin; (at = findIn(bytes, at, end, separator)) >= 0; at += size) left++;
        if (left < 0) return false;
      }
      let from = begin;
      for (; left > 0; left--) {
        const at = findIn(bytes, from, end, separator);
        if (at < 0) return false;
        from = at + size;
      }
      const to = findIn(bytes, from, end, separator);
      out.add(bytes, from, to < 0 ? end : to);
      return true;
    });
  },
};

const ANY = ["text", "number", "boolean", "date", "timestamp", "duration"] as const;

const concat: ColumnFunction = {
  name: "concat",
  summary: `up to ${MOST_PARTS} values one after another as text`,
  parameters: Array.from({ length: MOST_PARTS }, (_, i) => ({
    name: `part${i + 1}`, kinds: ANY, ...(i > 0 ? { isOptional: true as const } : {}),
  })),
  gives: TEXT,
  run: (args, rows) => {
    if (hasNull(args)) return nullColumn("text", rows);
    const given = args.filter((argument) => argument !== undefined)
      .map((argument) => (typeof argument === "string" ? argument : textOf(columnIn(argument, rows, "text"))));
    const columns = given.filter(Column.is);
    const parts = given.map((argument) => new RowTexts(argument));
    const only = columns.length === 1 ? columns[0] : undefined;
    const base = only ?? withoutDictionary(columnIn("", rows, "text"));
    return mapTexts(
      base,
      (bytes, begin, end, out, at) => {
        for (let i = 0; i < parts.length; i++) {
          const part = parts[i]!;
          if (given[i] === only) out.add(bytes, begin, end);
          else {
            part.find(at);
            out.add(part.bytes, part.begin, part.end);
          }
        }
        return true;
      },
      bothValid(rows, ...parts.map(({ validity }) => validity)),
    );
  },
};

export const textFunctions: readonly ColumnFunction[] = [
  length,
  cased("lower", "text in lower case", "A", "Z", (text) => text.toLowerCase()),
  cased("upper", "text in upper case", "a", "z", (text) => text.toUpperCase()),
  {
    name: "trim",
    summary: "text without the blanks at its ends",
    parameters: [parameter("text")],
    gives: TEXT,
    run: ([text], rows) => mapTexts(columnIn(text!, rows, "text"), trimmed),
  },
  replace,
  searching("contains", "whether text has `part` in it", (bytes, begin, end, part) => findIn(bytes, begin, end, part) >= 0),
  searching("startsWith", "whether text begins with `part`", (bytes, begin, end, part) =>
    end - begin >= part.end - part.begin && isAt(bytes, begin, part)),
  searching("endsWith", "whether text ends with `part`", (bytes, begin, end, part) =>
    end - begin >= part.end - part.begin && isAt(bytes, end - (part.end - part.begin), part)),
  split,
  concat,
  {
    name: "text",
    summary: "any value as text: dates and timestamps as ISO 8601 has them, numbers as JavaScript writes them",
    parameters: [{ name: "value", kinds: ANY }],
    gives: TEXT,
    run: ([value], rows) => textOf(columnIn(value!, rows, "text")),
  },
];
