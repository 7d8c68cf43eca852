/** Formats of dates that a caller names: "DD/MM/YYYY HH:mm:ss". */
import { dayOf, type CivilMoment, monthNamed, offsetOf, ordinalDay, secondsOfDay } from "./dates";

export type ReadMoment = (text: string) => CivilMoment | undefined;

/** What each token matches, and the part that it is. */
const TOKENS: readonly (readonly [token: string, part: string, pattern: string])[] = [
  ["YYYY", "year", "\\d{4}"], ["YY", "short", "\\d{2}"], ["MMMM", "name", "[A-Za-z]{3,9}"], ["MMM", "name", "[A-Za-z]{3,4}"],
  ["MM", "month", "\\d{2}"], ["M", "month", "\\d{1,2}"], ["DDDD", "ordinal", "\\d{3}"], ["DDD", "ordinal", "\\d{3}"],
  ["DD", "day", "\\d{2}"], ["D", "day", "\\d{1,2}"], ["dddd", "", "[A-Za-z]{6,9}"], ["ddd", "", "[A-Za-z]{3}"], ["HH", "hour", "\\d{2}"],
  ["H", "hour", "\\d{1,2}"], ["hh", "hour", "\\d{2}"], ["h", "hour", "\\d{1,2}"], ["mm", "minute", "\\d{2}"], ["m", "minute", "\\d{1,2}"],
  ["ss", "second", "\\d{2}"], ["s", "second", "\\d{1,2}"], ["A", "half", "[AaPp]\\.?[Mm]\\.?"], ["a", "half", "[AaPp]\\.?[Mm]\\.?"],
  ["ZZ", "offset", "Z|[+-]\\d{2}:?\\d{2}"], ["Z", "offset", "Z|[+-]\\d{2}:?\\d{2}"],
];
/** Years of two digits: 69 is 1969, 68 is 2068, as POSIX has it. */
const PIVOT = 69;

/** The tokens, for messages. */
export const FORMAT_TOKENS = "YYYY YY MM M MMM MMMM DD D DDD ddd HH H hh h mm m ss s S A Z; other letters in [brackets]";

/** What reads moments of a format; undefined where it is none: without a year and a day. */
export function formatReader(format: string): ReadMoment | undefined {
  const parts: string[] = [];
  let pattern = "^";
  for (let at = 0; at < format.length; ) {
    const fraction = /^S+/.exec(format.slice(at));
    const token = TOKENS.find(([sign]) => format.startsWith(sign, at));
    const literal = /^\[([^\]]*)\]/.exec(format.slice(at));
    if (fraction) {
      pattern += "(\\d{1,9})";
      parts.push("fraction");
      at += fraction[0].length;
    } else if (token) {
      pattern += `(${token[2]})`;
      parts.push(token[1]);
      at += token[0].length;
    } else if (literal) {
      pattern += escapeText(literal[1]!);
      at += literal[0].length;
    } else if (/[a-z]/i.test(format[at]!) && format[at] !== "T") return undefined;
    else pattern += escapeText(format[at++]!);
  }
  const has = (part: string) => parts.includes(part);
  const isDay = has("ordinal") || (has("day") && (has("month") || has("name")));
  const isTwice = parts.some((part, i) => part !== "" && parts.indexOf(part) !== i);
  if (!isDay || has("year") === has("short") || isTwice) return undefined;
  const expression = new RegExp(`${pattern}$`);
  return (text) => {
    const match = expression.exec(text);
    return match ? momentOf((part) => (has(part) ? match[parts.indexOf(part) + 1] : undefined)) : undefined;
  };
}

/** Whether texts of a format say how far their clock is from UTC. */
export function formatHasOffset(format: string): boolean {
  return format.replace(/\[[^\]]*\]/g, "").includes("Z");
}

const escapeText = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

function momentOf(part: (name: string) => string | undefined): CivilMoment | undefined {
  const short = part("short");
  const year = short === undefined ? Number(part("year")) : Number(short) + (Number(short) < PIVOT ? 2000 : 1900);
  const name = part("name");
  const month = name === undefined ? Number(part("month")) : monthNamed(name);
  const ordinal = part("ordinal");
  const days = ordinal === undefined ? dayOf(year, month, Number(part("day"))) : ordinalDay(year, Number(ordinal));
  const seconds = secondsOfDay(Number(part("hour") ?? 0), Number(part("minute") ?? 0), Number(part("second") ?? 0), part("half")?.[0]);
  const zone = part("offset");
  const offset = zone === undefined ? undefined : offsetOf(zone);
  if (days === undefined || seconds === undefined || (zone !== undefined && offset === undefined)) return undefined;
  return { days, seconds, fraction: part("fraction") ?? "", offset, hasTime: part("hour") !== undefined };
}
