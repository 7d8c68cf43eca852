/** JSON text as bytes, and where in it one is. Numbers and strings are found, not made: columns take them as they need them. */

/** The bytes end within a value: it is read again when there are more. */
export const INCOMPLETE = new Error("more bytes are needed");

/** Text that is no JSON: what was expected, where. */
export class BadJson extends Error {
  constructor(
    readonly at: number,
    readonly expected: string,
  ) {
    super(`expected ${expected}`);
  }
}

const QUOTE = 34;
const BACKSLASH = 92;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const LOWEST_IN_STRINGS = 32;
/** So many digits are an exact double. */
const EXACT_DIGITS = 15;
const EXACT_POWERS = Array.from({ length: 23 }, (_, power) => 10 ** power);
/** Of values that are only looked over. */
const DEEPEST = 512;

const isDigit = (byte: number) => byte >= ZERO && byte <= NINE;

export class JsonCursor {
  /** Behind the last byte there is room for a zero, which is none of JSON's. */
  bytes = Buffer.alloc(1);
  at = 0;
  end = 0;
  /** Whether no more bytes will come. */
  isLast = false;
  /** Of the value that was read last: its first byte, and the one behind it; of strings without the quotes. */
  begin = 0;
  to = 0;
  hasEscapes = false;
  number = 0;
  /** Of numbers: written without a point or exponent, and not -0. */
  isWhole = false;

  fail(expected: string, at = this.at): never {
    if (at >= this.end) throw INCOMPLETE;
    throw new BadJson(at, expected);
  }

  /** The next byte that is no blank; 0 at the end. */
  next(): number {
    const { bytes } = this;
    let { at } = this;
    while (bytes[at] === 32 || bytes[at] === 10 || bytes[at] === 13 || bytes[at] === 9) at++;
    this.at = at;
    return bytes[at]!;
  }

  /** Goes over a string, from its first quote. */
  string(): void {
    const { bytes } = this;
    let at = this.at + 1;
    this.begin = at;
    this.hasEscapes = false;
    for (let byte = bytes[at]!; byte !== QUOTE; byte = bytes[++at]!) {
      if (byte === BACKSLASH) {
        this.hasEscapes = true;
        if (++at >= this.end) throw INCOMPLETE;
      } else if (byte < LOWEST_IN_STRINGS) {
        this.fail("a quote, or an escape in place of a control character", at);
      }
    }
    this.to = at;
    this.at = at + 1;
  }

  /** The string that was gone over. */
  text(): string {
    const { bytes, begin, to } = this;
    if (!this.hasEscapes) return utf8(bytes, begin, to);
    try {
      return JSON.parse(utf8(bytes, begin - 1, to + 1)) as string;
    } catch {
      throw new BadJson(begin, "escapes of JSON in this string");
    }
  }

  /** Reads a number, from its first byte. */
  readNumber(): void {
    const { bytes } = this;
    let at = (this.begin = this.at);
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at++;
    if (bytes[at] === 73 || bytes[at] === 78) {
      this.readWord(isNegative, at);
      return;
    }
    const first = at;
    let value = 0;
    for (; isDigit(bytes[at]!); at++) value = value * 10 + (bytes[at]! - ZERO);
    let digits = at - first;
    if (digits === 0 || (digits > 1 && bytes[first] === ZERO)) this.fail("a number", digits === 0 ? at : first);
    let decimals = 0;
    let isPlain = true;
    if (bytes[at] === DOT) {
      const point = at++;
      for (; isDigit(bytes[at]!); at++) value = value * 10 + (bytes[at]! - ZERO);
      decimals = at - point - 1;
      if (decimals === 0) this.fail("a digit", at);
      digits += decimals;
    }
    const hasPoint = decimals > 0;
    if ((bytes[at]! | 32) === 101) {
      isPlain = false;
      at++;
      if (bytes[at] === 43 || bytes[at] === MINUS) at++;
      if (!isDigit(bytes[at]!)) this.fail("a digit", at);
      while (isDigit(bytes[at]!)) at++;
    }
    const isExact = isPlain && digits <= EXACT_DIGITS && decimals < EXACT_POWERS.length;
    if (isExact) this.number = hasPoint ? value / EXACT_POWERS[decimals]! : value;
    else this.number = Number(bytes.toString("latin1", first, at));
    if (isNegative) this.number = -this.number;
    this.isWhole = isPlain && !hasPoint && !(isNegative && this.number === 0);
    this.at = this.to = at;
  }

  /** NaN and Infinity, which Python writes. */
  private readWord(isNegative: boolean, at: number): void {
    this.at = at;
    const isUndefined = this.bytes[at] === 78;
    this.word(isUndefined && !isNegative ? "NaN" : "Infinity");
    this.begin = this.at - (isUndefined ? 3 : isNegative ? 9 : 8);
    this.to = this.at;
    this.number = isUndefined ? Number.NaN : isNegative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    this.isWhole = false;
  }

  /** Goes over a word such as "null". */
  word(word: string): void {
    for (let i = 0; i < word.length; i++) {
      if (this.bytes[this.at + i] !== word.charCodeAt(i)) this.fail("a value of JSON", this.at + i >= this.end ? this.end : this.at);
    }
    this.begin = this.at;
    this.to = this.at += word.length;
  }

  /** Goes over a value of any kind, from its first byte on. */
  skip(depth = 0): void {
    const begin = this.at;
    switch (this.bytes[begin]) {
      case QUOTE:
        this.skipString();
        break;
      case 123: // {
        this.skipMembers(125, depth, () => {
          if (this.next() !== QUOTE) this.fail("a key in quotes");
          this.skipString();
          this.colon();
        });
        break;
      case 91: // [
        this.skipMembers(93, depth, () => {});
        break;
      case 116:
        this.word("true");
        break;
      case 102:
        this.word("false");
        break;
      case 110:
        this.word("null");
        break;
      default:
        this.readNumber();
    }
    this.begin = begin;
    this.to = this.at;
  }

  /** A string that nobody reads must be one all the same. */
  private skipString(): void {
    this.string();
    if (this.hasEscapes) this.text();
  }

  private skipMembers(close: number, depth: number, key: () => void): void {
    if (depth >= DEEPEST) throw new BadJson(this.at, `no more than ${DEEPEST} values in each other`);
    this.at++;
    if (this.next() === close) {
      this.at++;
      return;
    }
    for (;;) {
      key();
      this.next();
      this.skip(depth + 1);
      const byte = this.next();
      this.at++;
      if (byte === close) return;
      if (byte !== 44) this.fail(`"," or "${String.fromCharCode(close)}"`, this.at - 1);
    }
  }

  /** Goes over a colon and the blanks around it. */
  colon(): void {
    if (this.next() !== 58) this.fail('":"');
    this.at++;
    this.next();
  }
}

export function utf8(bytes: Buffer, begin: number, end: number): string {
  return bytes.toString("utf8", begin, end);
}
