/** Regular expressions over columns, in time that is linear in the text (RE2's syntax): what cannot be so is refused. */
import { RE2JS } from "re2js";
import { BadPattern, TooLarge } from "../../data-errors";
import { shown } from "../../errors";
import { Column } from "../column";
import { valuesAt } from "../take";
import { columnIn, hasNull, nullColumn, textColumnIn } from "./arguments";
import type { ColumnFunction, ColumnScalar, FunctionParameter } from "./interface";
import { mapTexts, Reading, readTexts } from "./texts";

const MOST_CHARACTERS = 2000;
/** A character of text may take a step for each instruction. */
const MOST_INSTRUCTIONS = 1000;
const MOST_REMEMBERED = 100;
/** Bytes of text that are matched before other work may go on. */
const BYTES_AT_ONCE = 2 ** 16;
/**
 * A match cannot be interrupted. The bytes of a text times the instructions of the pattern bound it: so many take about a second. To find
 * groups takes ten times as long as to tell whether there is a match.
 */
const MOST_STEPS = { matches: 2e8, extract: 2e7 } as const;
const NOT_LINEAR = /\\[1-9]|\\k<|\(\?<?[=!]|\(\?>/;

const remembered = new Map<string, RE2JS>();

/** @throws BadPattern */
function patternOf(call: string, pattern: string): RE2JS {
  let compiled = remembered.get(pattern);
  if (compiled) return compiled;
  compiled = compile(call, pattern);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(pattern, compiled);
  return compiled;
}

function compile(call: string, pattern: string): RE2JS {
  const tooLarge = (what: string) =>
    new BadPattern(`${call}: the pattern is too large: ${what}. Write a shorter one, or several of them`);
  if (pattern.length > MOST_CHARACTERS) throw tooLarge(`${pattern.length} characters, ${MOST_CHARACTERS} at most`);
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch (error) {
    const why = NOT_LINEAR.test(pattern)
      ? "back-references, lookahead and lookbehind are refused: they cannot be matched in time linear in the text"
      : (error as Error).message.replace("error parsing regexp: ", "");
    throw new BadPattern(`${call}: the pattern ${shown(pattern)} cannot be used: ${why}. Patterns have RE2's syntax`);
  }
  const instructions = compiled.programSize();
  if (instructions > MOST_INSTRUCTIONS) throw tooLarge(`${instructions} instructions, ${MOST_INSTRUCTIONS} at most`);
  return compiled;
}

/** @throws TooLarge for a text that would hold all other work for longer than a second */
function checkSteps(call: keyof typeof MOST_STEPS, pattern: RE2JS, bytes: number): void {
  const most = Math.floor(MOST_STEPS[call] / pattern.programSize());
  if (bytes <= most) return;
  throw new TooLarge(
    `${call}: a text of ${bytes} bytes is too long for this pattern, ${most} at most. Write a pattern with fewer repetitions, or cut the ` +
      "text, such as by split() or into lines",
  );
}

const TEXT: FunctionParameter = { name: "text", kinds: ["text"] };
const PATTERN: FunctionParameter = { name: "pattern", kinds: ["text"], isLiteral: true };

const matches: ColumnFunction = {
  name: "matches",
  summary: "whether a regular expression (RE2's syntax) matches anywhere in text: ^ and $ tie it to the ends, (?i) ignores case",
  parameters: [TEXT, PATTERN],
  bytesAtOnce: BYTES_AT_ONCE,
  gives: (_types, [, pattern]) => {
    if (typeof pattern === "string") patternOf("matches", pattern);
    return { kind: "boolean", type: "boolean" };
  },
  run: (args, length) => {
    if (hasNull(args)) return nullColumn("boolean", length);
    const pattern = patternOf("matches", args[1] as string);
    const column = textColumnIn(args[0]!, length);
    const found = new Uint8Array(Math.max(length, column.data.texts.offsets.length - 1));
    const { codes, validity } = readTexts(
      column,
      (bytes, begin, end, at) => {
        checkSteps("matches", pattern, end - begin);
        if (pattern.test(bytes.subarray(begin, end))) found[at] = 1;
        return Reading.value;
      },
      () => new Error("no text is bad"),
    );
    return new Column({ type: "boolean", values: codes ? valuesAt(found, codes) : found.subarray(0, length) }, length, validity);
  },
};

/** The number of the group that is asked for: the first one, or the whole match of a pattern without groups. @throws Error for none */
function groupOf(pattern: RE2JS, group: ColumnScalar | undefined): number {
  const count = pattern.groupCount();
  if (group === undefined || group === null) return Math.min(1, count);
  const named = pattern.namedGroups() as Record<string, number>;
  const index = typeof group === "string" && Object.hasOwn(named, group) ? named[group] : group;
  if (typeof index === "number" && Number.isInteger(index) && index >= 0 && index <= count) return index;
  throw new Error(`extract: expected a group of the pattern (0 for all of the match, to ${count}), got ${shown(group)}`);
}

const extract: ColumnFunction = {
  name: "extract",
  summary: "what a group of a regular expression (RE2's syntax) has matched: the first, or all of the match; null where it has not",
  bytesAtOnce: BYTES_AT_ONCE,
  parameters: [TEXT, PATTERN, { name: "group", kinds: ["number", "text"], isOptional: true, isLiteral: true }],
  gives: (_types, [, pattern, group]) => {
    if (typeof pattern === "string") groupOf(patternOf("extract", pattern), group);
    return { kind: "text", type: "text" };
  },
  run: (args, length) => {
    if (hasNull(args.slice(0, 2))) return nullColumn("text", length);
    const pattern = patternOf("extract", args[1] as string);
    const group = groupOf(pattern, args[2] as ColumnScalar | undefined);
    const matcher = pattern.matcher("");
    return mapTexts(columnIn(args[0]!, length, "text"), (bytes, begin, end, out) => {
      checkSteps("extract", pattern, end - begin);
      const text = bytes.subarray(begin, end);
      if (!pattern.test(text)) return false; // a quarter of what it takes to find groups
      matcher.resetMatcherInput(text);
      if (!matcher.find() || matcher.start(group) < 0) return false;
      out.add(bytes, begin + matcher.start(group), begin + matcher.end(group));
      return true;
    });
  },
};

export const patternFunctions: readonly ColumnFunction[] = [matches, extract];
