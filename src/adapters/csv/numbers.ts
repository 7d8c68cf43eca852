/** Numbers as people write them: with groups of three, decimal commas, currencies, percent signs, or parentheses for a minus. */

/** How a column's numbers are written: one way for all of them. */
export interface NumberStyle {
  decimal: "." | ",";
  /** A character between groups of three digits. */
  group: "." | "," | " " | "'";
}

/** The narrow and the unbroken space, and the typographic apostrophe, are written as these. */
const STYLES: readonly NumberStyle[] = [
  { decimal: ".", group: "," }, { decimal: ".", group: " " }, { decimal: ".", group: "'" },
  { decimal: ",", group: "." }, { decimal: ",", group: " " }, { decimal: ",", group: "'" },
];
const POINT_STYLES = 0b000111;
const COMMA_STYLES = 0b111000;
const ALL_STYLES = 0b111111;

const PLAIN = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?$/;
const NOT_FINITE = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i;
const CURRENCY = /^(?:US\$|R\$|[$€£¥₹])/;
const CURRENCY_AFTER = /(?:US\$|R\$|[$€£¥₹])$/;
const LONGEST = 400;
/** Characters of an integer that is surely within 64 bits. */
const LONG = 15;

/** What stands around the digits of a number. */
interface NumberParts {
  isNegative: boolean;
  isPercent: boolean;
  currency: string;
  /** Digits, with separators, spaces of all kinds as spaces. */
  digits: string;
  exponent: string;
}

const BODY = /^(\d[\d., ']*|[.,]\d+)(?:[eE]([+-]?\d+))?$/;

const UNUSUAL = /[\u00a0\u2009\u202f\u2019\u2212]/;

/** With the spaces, the apostrophe and the minus of keyboards. */
function usual(text: string): string {
  return text.replace(/[\u00a0\u2009\u202f]/g, " ").replaceAll("\u2019", "'").replaceAll("\u2212", "-");
}

function partsOf(text: string): NumberParts | undefined {
  if (text.length > LONGEST) return undefined;
  let rest = UNUSUAL.test(text) ? usual(text) : text;
  const body = BODY.exec(rest);
  if (body) return { isNegative: false, isPercent: false, currency: "", digits: body[1]!, exponent: body[2] ?? "" };
  let isNegative = rest.startsWith("(") && rest.endsWith(")");
  let hasSign = isNegative;
  if (isNegative) rest = rest.slice(1, -1).trim();
  const takeSign = () => {
    if (hasSign || (rest[0] !== "-" && rest[0] !== "+")) return;
    hasSign = true;
    isNegative = rest[0] === "-";
    rest = rest.slice(1);
  };
  takeSign();
  let currency = CURRENCY.exec(rest)?.[0] ?? "";
  if (currency) rest = rest.slice(currency.length).trimStart();
  takeSign();
  const isPercent = rest.endsWith("%");
  if (isPercent) rest = rest.slice(0, -1).trimEnd();
  else if (!currency) {
    currency = CURRENCY_AFTER.exec(rest)?.[0] ?? "";
    if (currency) rest = rest.slice(0, -currency.length).trimEnd();
  }
  const bare = BODY.exec(rest);
  return bare ? { isNegative, isPercent, currency, digits: bare[1]!, exponent: bare[2] ?? "" } : undefined;
}

const escaped = (sign: string) => (sign === "." ? "\\." : sign);
const GRAMMARS = STYLES.map(({ decimal, group }) => {
  const [point, between] = [escaped(decimal), escaped(group)];
  return new RegExp(`^(?:(\\d+|[1-9]\\d{0,2}(?:${between}\\d{3})+)(?:${point}(\\d*))?|${point}(\\d+))$`);
});

/** Digits without groups and with a point: "1234.5"; undefined where they are not of the style. */
function normalDigits(digits: string, style: number): string | undefined {
  const match = GRAMMARS[style]!.exec(digits);
  if (!match) return undefined;
  const whole = match[1] === undefined ? "0" : match[1].replaceAll(STYLES[style]!.group, "");
  const fraction = match[2] ?? match[3];
  return fraction === undefined ? whole : `${whole}.${fraction}`;
}

const hasLeadingZero = (digits: string) => /^0\d/.test(digits);

/** What a text is as a number. */
export interface NumberText {
  /** As Number() and, for an integer, BigInt() read it exactly. */
  text: string;
  /** No fraction, exponent, percent sign, and no minus zero. */
  isInteger: boolean;
}

/** Reads numbers of one style. */
export function readNumber(text: string, style: number): NumberText | undefined {
  const plain = PLAIN.exec(text);
  if (plain && (STYLES[style]!.decimal === "." || !text.includes("."))) return numberText(plain[1] === "-", plain[2]!, plain[3], false);
  const special = NOT_FINITE.exec(text);
  if (special) return { text: special[2] ? "NaN" : `${special[1] === "-" ? "-" : ""}Infinity`, isInteger: false };
  const parts = partsOf(text);
  const digits = parts && normalDigits(parts.digits, style);
  return digits === undefined ? undefined : numberText(parts!.isNegative, digits, parts!.exponent || undefined, parts!.isPercent);
}

/** A percentage is its digits with an exponent of two less, so it is rounded once. */
function numberText(isNegative: boolean, digits: string, exponent: string | undefined, isPercent: boolean): NumberText {
  const sign = isNegative ? "-" : "";
  const isInteger = exponent === undefined && !isPercent && /^\d+$/.test(digits) && !(isNegative && /^0+$/.test(digits));
  if (exponent === undefined && !isPercent) return { text: sign + digits, isInteger };
  const power = Math.max(-1e6, Math.min(1e6, Number(exponent ?? 0))) - (isPercent ? 2 : 0);
  return { text: `${sign}${digits}e${power}`, isInteger };
}

/** Finds the way in which all numbers of a column are written, whatever their order. */
export class NumberSense {
  /** Whether all texts so far may be numbers. */
  isAlive = true;
  /** Whether a text was "007", or so: it is a number only where numbers are asked for. */
  #hasLeadingZeros = false;
  #allPlain = true;
  /** Whether a text had a point, and nothing but digits beside it. */
  #hasPoint = false;
  #styles = ALL_STYLES;
  #currency = "";
  #hasPercent = false;
  #hasBareNumber = false;
  #mixes = false;
  /** The styles in which some number has a fraction, or is no integer for another reason. */
  #fractions = 0;
  #isLong = false;

  constructor(decimal: "." | "," | undefined) {
    if (decimal !== undefined) this.#styles = decimal === "." ? POINT_STYLES : COMMA_STYLES;
    if (decimal === ",") this.#allPlain = false;
  }

  add(text: string): void {
    if (!this.isAlive) return;
    const plain = PLAIN.exec(text);
    if (plain && !plain[2]!.includes(".")) {
      this.#hasLeadingZeros ||= hasLeadingZero(plain[2]!);
      const isZero = Number(text) === 0;
      this.#hasBareNumber ||= !isZero;
      if (plain[3] !== undefined || (isZero && plain[1] === "-")) this.#fractions = ALL_STYLES;
      this.#isLong ||= text.length > LONG;
      return;
    }
    if (NOT_FINITE.test(text)) {
      this.#fractions = ALL_STYLES;
      return;
    }
    if (plain) this.#hasPoint = true;
    else this.#allPlain = false;
    const parts = partsOf(text);
    if (!parts) {
      this.isAlive = false;
      return;
    }
    const { digits, currency, isPercent } = parts;
    this.#hasLeadingZeros ||= hasLeadingZero(digits);
    this.#mixes ||= currency !== "" && this.#currency !== "" && currency !== this.#currency;
    this.#currency ||= currency;
    if (isPercent) this.#hasPercent = true;
    else if (/[1-9]/.test(digits)) this.#hasBareNumber = true;
    const isFraction = isPercent || parts.exponent !== "" || (parts.isNegative && !/[1-9]/.test(digits));
    this.#isLong ||= digits.length > LONG;
    for (let style = 0; style < STYLES.length; style++) {
      const bit = 1 << style;
      if (!(this.#styles & bit)) continue;
      const number = normalDigits(digits, style);
      if (number === undefined) this.#styles &= ~bit;
      else if (isFraction || number.includes(".")) this.#fractions |= bit;
    }
    this.isAlive = this.#styles !== 0;
  }

  /** Whether all are integers in a style, of which some may be long: more than 15 digits. */
  integers(style: number): { all: boolean; areLong: boolean } {
    return { all: (this.#fractions & (1 << style)) === 0, areLong: this.#isLong };
  }

  /** The decimal sign that no other can be; undefined for texts that are no numbers, and where either may be. */
  shownDecimal(): "." | "," | undefined {
    if (this.style(false, ",", undefined) === undefined) return undefined;
    if (!(this.#styles & COMMA_STYLES)) return ".";
    return this.#styles & POINT_STYLES ? undefined : ",";
  }

  /**
   * The style of all; undefined where they are no numbers: for leading zeros (unless `isAsked`), for several currencies, or for percentages
   * among other numbers. Where both signs could be the decimal one, it is the one that other columns show (`shown`); else the point,
   * unless all commas are in a file whose delimiter is ";", as programs write it where commas begin fractions.
   */
  style(isAsked: boolean, delimiter: string, shown: "." | "," | undefined): number | undefined {
    const isDoubtful = this.#hasLeadingZeros || this.#mixes || (this.#hasPercent && this.#hasBareNumber);
    if (!this.isAlive || (isDoubtful && !isAsked)) return undefined;
    const hasComma = (this.#styles & COMMA_STYLES) !== 0;
    if (this.#allPlain && this.#styles & POINT_STYLES && !(shown === "," && this.#hasPoint && hasComma)) return 0;
    const isCommaFirst = shown === undefined ? delimiter === ";" : shown === ",";
    const all = [...STYLES.keys()];
    const isComma = (style: number) => Number(STYLES[style]!.decimal === ",");
    const order = isCommaFirst ? all.sort((a, b) => isComma(b) - isComma(a)) : all;
    return order.find((style) => this.#styles & (1 << style));
  }
}
