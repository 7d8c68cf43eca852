/** How many places text takes on a terminal: East Asian characters and emoji take two, marks on a letter none. */

const WIDE = new RegExp(
  "[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\u33ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua000-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7a3" +
    "\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff00-\\uff60\\uffe0-\\uffe6\\u{1b000}-\\u{1b2ff}\\u{1f200}-\\u{1f2ff}\\u{20000}-\\u{3fffd}]",
  "u",
);
const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\ufe0f/u;
const MARKS = /^\p{M}+$/u;
const ASCII = /^[\x20-\x7e]*$/;
const CUT = "…";
/** UTF-16 units of a character that are looked at. */
const LONGEST = 64;
let made: Intl.Segmenter | undefined;

/** Characters as readers see them. */
function characters(text: string): string[] {
  made ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(made.segment(text), ({ segment }) => segment);
}

function widthOfOne(character: string): number {
  if (MARKS.test(character)) return 0;
  return WIDE.test(character) || EMOJI.test(character) ? 2 : 1;
}

export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  return characters(text).reduce((sum, character) => sum + widthOfOne(character), 0);
}

/** The text, or its beginning with a sign that it goes on, so that it takes no more than `most` places. */
export function cutTo(text: string, most: number): string {
  // What is far too long need not be gone through to its end: no character that takes a place has so many units.
  const isLong = text.length > most * LONGEST;
  const near = isLong ? text.slice(0, most * LONGEST) : text;
  if (!isLong && widthOf(near) <= most) return text;
  let cut = "";
  let width = 0;
  for (const character of characters(near)) {
    width += widthOfOne(character);
    if (width > most - 1) break;
    cut += character;
  }
  return cut + CUT;
}

export function padded(text: string, width: number, isRight: boolean): string {
  const room = " ".repeat(Math.max(0, width - widthOf(text)));
  return isRight ? room + text : text + room;
}
