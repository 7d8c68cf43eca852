/** One field of a block of bytes: its text without quotes, or without blanks. */
const SPACE = 32;
const TAB = 9;

export class CsvField {
  begin = 0;
  end = 0;
  isQuoted = false;
  /** Whether quotes inside are written twice. */
  hasDoubled = false;

  /** The text of a field: what its quotes hold, if the closing quote ends the field (but for spaces); else all of it. */
  set(block: Uint8Array, begin: number, end: number, quote: number): void {
    this.begin = begin;
    this.end = end;
    this.isQuoted = false;
    this.hasDoubled = false;
    if (quote === 0) return;
    while (begin < end && block[begin] === SPACE) begin++;
    if (block[begin] !== quote || begin >= end) return;
    while (block[end - 1] === SPACE) end--;
    if (end - begin < 2 || block[end - 1] !== quote) return;
    let hasDoubled = false;
    for (let i = begin + 1; i < end - 1; i++) {
      if (block[i] !== quote) continue;
      if (block[i + 1] !== quote) return;
      hasDoubled = true;
      i++;
    }
    this.begin = begin + 1;
    this.end = end - 1;
    this.isQuoted = true;
    this.hasDoubled = hasDoubled;
  }

  /** Leaves out blanks at both ends. */
  trim(block: Uint8Array): void {
    let { begin, end } = this;
    while (begin < end && (block[begin] === SPACE || block[begin] === TAB)) begin++;
    while (begin < end && (block[end - 1] === SPACE || block[end - 1] === TAB)) end--;
    this.begin = begin;
    this.end = end;
  }

  /** Copies the text. Returns the end of what was written. */
  copyTo(target: Uint8Array, at: number, block: Uint8Array, quote: number): number {
    const { begin, end } = this;
    if (!this.hasDoubled && end - begin > 32) {
      target.set(block.subarray(begin, end), at);
      return at + end - begin;
    }
    for (let i = begin; i < end; i++) {
      const byte = block[i]!;
      target[at++] = byte;
      if (this.hasDoubled && byte === quote) i++;
    }
    return at;
  }

  string(block: Uint8Array, quote: number): string {
    const text = stringOf(block, this.begin, this.end);
    if (!this.hasDoubled) return text;
    const sign = String.fromCharCode(quote);
    return text.replaceAll(sign + sign, sign);
  }
}

/** UTF-8 bytes as a string. */
export function stringOf(bytes: Uint8Array, begin: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + begin, end - begin).toString("utf8");
}
