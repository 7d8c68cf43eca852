/** What stands in quotes: text with JavaScript's escapes, and names in backquotes, of any characters. */

/** Why what is quoted cannot be read, and where. */
export class Unreadable extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

const LINE_END = /[\n\r]/;
const ESCAPED: Readonly<Record<string, string>> = {
  n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", "\n": "", "\r": "", "\u2028": "", "\u2029": "",
};
const HEX = /^x[\da-fA-F]{2}|^u[\da-fA-F]{4}|^u\{0*(?:10|[\da-fA-F])?[\da-fA-F]{1,4}\}/;
const MOST_ESCAPE_CHARACTERS = 40;
const SURROGATE = /\p{Cs}/u;

/** What begins with a quote at `at`, and where it ends. @throws Unreadable */
export function quotedText(source: string, at: number): { text: string; end: number } {
  const quote = source[at]!;
  const isName = quote === "`";
  const what = isName ? "the name in backquotes" : "the text";
  let text = "";
  let i = at + 1;
  for (;;) {
    const character = source[i];
    if (character === undefined || (!isName && LINE_END.test(character))) {
      throw new Unreadable(`${what} has no end: ${quote} is missing`, at);
    }
    if (character === quote) {
      // A backquote within a name is written twice.
      if (!isName || source[i + 1] !== quote) break;
      i++;
    } else if (character === "\\" && !isName) {
      const read = escaped(source, i);
      text += read.text;
      i = read.end;
      continue;
    }
    text += character;
    i++;
  }
  if (isName && text === "") throw new Unreadable("the name in backquotes is empty", at);
  if (SURROGATE.test(text)) throw new Unreadable(`${what} has half of a character (a lone surrogate)`, at);
  return { text, end: i + 1 };
}

/** What a backslash at `at` and the characters after it stand for. */
function escaped(source: string, at: number): { text: string; end: number } {
  const character = source[at + 1] ?? "";
  if (character === "x" || character === "u") {
    const [code] = HEX.exec(source.slice(at + 1, at + 1 + MOST_ESCAPE_CHARACTERS)) ?? [];
    if (code === undefined) throw new Unreadable(`\\${character} is written \\x41, \\u0041 or \\u{41}`, at);
    return { text: String.fromCodePoint(Number.parseInt(code.replace(/[xu{}]/g, ""), 16)), end: at + 1 + code.length };
  }
  if (/\d/.test(character)) {
    if (character !== "0" || /\d/.test(source[at + 2] ?? "")) throw new Unreadable("a number after \\ has no meaning: write \\x41", at);
    return { text: "\0", end: at + 2 };
  }
  const end = at + (character === "\r" && source[at + 2] === "\n" ? 3 : 2);
  return { text: ESCAPED[character] ?? character, end };
}
