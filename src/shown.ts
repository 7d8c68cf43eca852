/** Text from files and callers as it may stand in a message or on a terminal: nothing in it moves the cursor, changes colours or hides. */

/** Control characters (C0, C1), format characters (bidirectional ones among them), line and paragraph separators, lone surrogates. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The same text with escapes for what is not seen: `\u001b`. */
export function shown(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** In quotes, as JavaScript would write it. */
export function quoted(text: string): string {
  return shown(JSON.stringify(text));
}

/** Lines for a terminal: line ends and tabs stay. */
export function shownLines(text: string): string {
  return text.replace(UNSEEN, (sign, at: number) =>
    sign === "\n" || sign === "\t" || (sign === "\r" && text[at + 1] === "\n") ? sign : escaped(sign),
  );
}

function escaped(sign: string): string {
  const code = sign.codePointAt(0)!;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
