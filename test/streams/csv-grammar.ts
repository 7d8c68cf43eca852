/** CSV files written by a grammar, and the rows that are in them. */
import fc from "fast-check";

export interface Sample {
  text: string;
  names: string[];
  /** The rows that were written, and that a reader shall find: fields as they are without quotes. */
  rows: string[][];
  delimiter: string;
  comment: string;
}

interface Line {
  kind: "row" | "blank" | "comment";
  fields: { text: string; isQuoted: boolean }[];
  spaces: string;
  end: string;
}

const NAMES = ["v", "total sum", 'the "best"', "comma, here", "größe", "two\nlines", "温度"];
const ENDS = ["\n", "\r\n", "\r"];
const number = fc.oneof(fc.integer({ min: -1000, max: 1000 }).map(String), fc.double({ noNaN: true, noDefaultInfinity: true }).map(String));
const missing = fc.constantFrom("", "NA", "null", "NaN");
const words = fc.constantFrom("#N/A", "# no comment", "a,b;c\td", 'say "x"', "line\nend", "line\r\nend", "\r", "ä", "");

const field = (text: fc.Arbitrary<string>) => fc.record({ text, isQuoted: fc.boolean() });
const value = field(fc.oneof({ arbitrary: number, weight: 4 }, { arbitrary: missing, weight: 1 }));

function line(columns: number): fc.Arbitrary<Line> {
  return fc.record({
    kind: fc.constantFrom("row" as const, "row" as const, "row" as const, "blank" as const, "comment" as const),
    fields: fc.tuple(value, ...Array.from({ length: columns - 1 }, () => field(words))),
    spaces: fc.constantFrom("", "", " ", "  "),
    end: fc.constantFrom(...ENDS),
  });
}

/** The first column has numbers. */
export const sample: fc.Arbitrary<Sample> = fc.integer({ min: 1, max: 3 }).chain((columns) => fc.record({
  names: fc.shuffledSubarray(NAMES, { minLength: columns, maxLength: columns }),
  lines: fc.array(line(columns), { maxLength: 12 }),
  oneEnd: fc.option(fc.constantFrom(...ENDS), { freq: 3 }),
  headerEnd: fc.constantFrom(...ENDS),
  mark: fc.boolean(),
  hasLastEnd: fc.boolean(),
  prose: fc.subarray(["# measured by hand, at noon", "source: us", ""]),
  delimiter: fc.constantFrom(",", ";", "\t"),
  comment: fc.constantFrom("", "", "#"),
})).map(({ names, lines, oneEnd, headerEnd, mark, hasLastEnd, prose, delimiter, comment }) => {
  const isSingle = names.length === 1;
  const written = (text: string, isQuoted: boolean, isFirst: boolean) => {
    const needed = /["\r\n]/.test(text) || text.includes(delimiter) || (isFirst && comment !== "" && text.startsWith(comment)) || (isSingle && text.trim() === "");
    return isQuoted || needed ? `"${text.replaceAll('"', '""')}"` : text;
  };
  let text = mark ? "\ufeff" : "";
  let lastEnd = "";
  const add = (content: string, wanted: string) => {
    const end = oneEnd ?? wanted;
    // A line of nothing after a lone carriage return, and ended by a line feed, could not be told from CRLF.
    text += (content === "" && lastEnd === "\r" ? " " : content) + end;
    lastEnd = end;
  };
  for (const before of prose) add(before, headerEnd);
  add(names.map((name, i) => written(name, false, i === 0)).join(delimiter), headerEnd);
  const rows: string[][] = [];
  let blanks = 0;
  for (const { kind, fields, spaces, end } of lines) {
    if (kind === "comment" && comment !== "") add(`${comment} a note, "with" a quote`, end);
    else if (kind === "row") {
      for (; isSingle && blanks > 0; blanks--) rows.push([""]);
      rows.push(fields.map((one) => one.text));
      add(fields.map((one, i) => written(one.text, one.isQuoted, i === 0)).join(delimiter), end);
    } else {
      blanks++;
      add(spaces, end);
    }
  }
  if (!hasLastEnd) text = text.slice(0, text.length - lastEnd.length);
  return { text, names, rows, delimiter, comment };
});

/** A missing value is NaN. */
export function numberOf(text: string): number {
  return ["", "NA", "null", "NaN"].includes(text.trim()) ? Number.NaN : Number(text);
}
