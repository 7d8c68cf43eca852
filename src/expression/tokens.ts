/** Text to tokens: numbers, names and signs, one at a time; in formulas also text, durations and names in backquotes. */
import { FormulaSyntax } from "../errors";
import { quotedText, Unreadable } from "./quoted";

export interface Token {
  /** A quoted name is never a word; a duration is a number that runs into a unit. */
  is: "number" | "name" | "quoted name" | "text" | "duration" | "sign" | "end";
  /** As it is written; of text and quoted names what they stand for. */
  text: string;
  /** Where it begins, in characters. */
  at: number;
  /** The first one of its line, though not of the text: where JavaScript may end a statement. */
  newLine: boolean;
}

const SPACE = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\/)+/y;
const DIGITS = String.raw`\d(?:_?\d)*`;
const NUMBER = new RegExp(
  String.raw`0[xX][\da-fA-F](?:_?[\da-fA-F])*|0[bB][01](?:_?[01])*|0[oO][0-7](?:_?[0-7])*|` +
    String.raw`(?:(?:0|[1-9](?:_?\d)*)(?:\.(?:${DIGITS})?)?|\.${DIGITS})(?:[eE][+-]?${DIGITS})?`, "y");
/** Runs into a number, in a formula. */
const UNIT = /(?:ms|mo|min|[wdhsy])(?![\p{ID_Continue}$])/uy;
const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;
/** The longest first: what JavaScript reads as one sign is one, whether or not it has a meaning here. */
const SIGN =
  /=>|\*\*=|>>>=?|<<=?|>>=?|&&=|\|\|=|\?\?=?|\*\*|===?|!==?|<=|>=|&&|\|\||\+\+|--|\?\.(?!\d)|[-+*/%&|^]=|[-+*/%<>=!?:()[\]{},.;&|^~]/y;
const QUOTES = "'\"`";
/** Characters of the text around an error that its message shows. */
const EXCERPT = 60;

export class Tokens {
  /** The one that is read next. */
  next: Token;
  private position = 0;

  constructor(
    readonly text: string,
    private readonly where: string,
    /** What is read is a formula, not JavaScript. */
    private readonly isFormula: boolean,
  ) {
    this.next = this.read();
  }

  /** Takes the next token. */
  take(): Token {
    const taken = this.next;
    this.next = this.read();
    return taken;
  }

  /** Takes the next token if it is this sign. */
  takeSign(text: string): boolean {
    if (!this.isSign(text)) return false;
    this.take();
    return true;
  }

  isSign(text: string): boolean {
    return this.next.is === "sign" && this.next.text === text;
  }

  /** @throws FormulaSyntax */
  expect(text: string, why = ""): void {
    if (!this.takeSign(text)) this.fail(`expected "${text}"${why}, got ${described(this.next)}`, this.next.at);
  }

  /** @throws FormulaSyntax */
  expectEnd(): void {
    const { next } = this;
    if (next.is !== "end") this.fail(`expected an operator or the end, got ${described(next)}`, next.at);
  }

  /** @throws FormulaSyntax that points at a character */
  fail(what: string, at: number): never {
    throw new FormulaSyntax(this.pointing(what, at), at);
  }

  /** A message that points at a character. */
  pointing(what: string, at: number): string {
    return `${this.where}: ${what}, at character ${at + 1}\n${excerpt(this.text, at)}`;
  }

  private read(): Token {
    const before = this.position;
    const space = this.match(SPACE);
    const at = this.position;
    const newLine = space !== undefined && space !== " " && before > 0 && /[\n\r\u2028\u2029]/.test(space);
    if (at >= this.text.length) return { is: "end", text: "", at, newLine };
    const number = this.match(NUMBER);
    if (number !== undefined) {
      const unit = this.isFormula ? this.match(UNIT) : undefined;
      if (unit !== undefined) return { is: "duration", text: number + unit, at, newLine };
      if (this.match(NAME) !== undefined || this.match(NUMBER) !== undefined) this.fail(`a number must not run into what follows it`, at);
      return { is: "number", text: number, at, newLine };
    }
    const name = this.match(NAME);
    if (name !== undefined) return { is: "name", text: name, at, newLine };
    const sign = this.match(SIGN);
    if (sign === undefined) {
      if (this.isFormula && QUOTES.includes(this.text[at]!)) return this.quoted(at, newLine);
      this.fail(`${JSON.stringify(String.fromCodePoint(this.text.codePointAt(at)!))} has no meaning in a formula`, at);
    }
    return { is: "sign", text: sign, at, newLine };
  }

  private quoted(at: number, newLine: boolean): Token {
    try {
      const { text, end } = quotedText(this.text, at);
      this.position = end;
      return { is: this.text[at] === "`" ? "quoted name" : "text", text, at, newLine };
    } catch (error) {
      if (error instanceof Unreadable) this.fail(error.message, error.at);
      throw error;
    }
  }

  private match(pattern: RegExp): string | undefined {
    const begin = (pattern.lastIndex = this.position);
    if (!pattern.test(this.text)) return undefined;
    this.position = pattern.lastIndex;
    return this.text.slice(begin, this.position);
  }
}

export function described(token: Token): string {
  if (token.is === "end") return "the end";
  return `${token.is === "text" ? "the text " : ""}${JSON.stringify(token.text.slice(0, 40))}`;
}

/** The line around a character, and a caret under it. */
function excerpt(text: string, at: number): string {
  const begin = Math.max(0, text.lastIndexOf("\n", at - 1) + 1, at - EXCERPT / 2);
  const newline = text.indexOf("\n", at);
  const end = Math.min(newline < 0 ? text.length : newline, begin + EXCERPT);
  return `  ${text.slice(begin, end).replace(/\s/g, " ")}\n  ${" ".repeat(at - begin)}^`;
}
