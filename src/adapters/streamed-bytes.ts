/** A source that comes once, from front to back, by as many bytes as are asked for. */
export class StreamedBytes {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** What has come of the bytes that are next. */
  #left: Uint8Array = new Uint8Array(0);
  #isOver = false;

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The next bytes, which stay. */
  async peek(bytes: number): Promise<Uint8Array> {
    return (this.#left = joined([await this.take(bytes), this.#left])).subarray(0, bytes);
  }

  /** So many bytes, or fewer at the end. */
  async take(bytes: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let missing = bytes;
    for (;;) {
      const part = this.#left.subarray(0, missing);
      this.#left = this.#left.subarray(part.length);
      if (part.length > 0) parts.push(part);
      missing -= part.length;
      if (missing === 0 || !(await this.#next())) return joined(parts);
    }
  }

  async #next(): Promise<boolean> {
    if (this.#isOver) return false;
    const { done, value } = await this.#chunks.next();
    this.#isOver = done === true;
    if (!done) this.#left = value;
    return !done;
  }

  /** Everything that comes; undefined where it is more than `mostBytes`. */
  async rest(mostBytes: number): Promise<Uint8Array | undefined> {
    const all = await this.take(Math.min(mostBytes, Number.MAX_SAFE_INTEGER - 1) + 1);
    return all.length > mostBytes ? undefined : all;
  }

  /** Lets go of the source. */
  async leave(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.#chunks.return?.();
  }
}

/** Some parts as one; a part alone as it is. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
