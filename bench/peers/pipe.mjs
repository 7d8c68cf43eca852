/** Reads lines and numbers from one stream, in whatever order they come. */

/** @returns { line(), numbers(count) }: both undefined once the stream has ended */
export function readerOf(stream) {
  const chunks = stream[Symbol.asyncIterator]();
  let rest = Buffer.alloc(0);

  async function more() {
    const { value, done } = await chunks.next();
    if (!done) rest = rest.length > 0 ? Buffer.concat([rest, value]) : value;
    return !done;
  }

  async function line() {
    let end = rest.indexOf("\n");
    while (end < 0) {
      if (!(await more())) return undefined;
      end = rest.indexOf("\n");
    }
    const text = rest.toString("utf8", 0, end).trimEnd();
    rest = rest.subarray(end + 1);
    return text;
  }

  async function numbers(count) {
    const values = new Float64Array(count);
    const bytes = Buffer.from(values.buffer);
    for (let filled = 0; filled < bytes.length; ) {
      if (rest.length === 0 && !(await more())) return undefined;
      const copied = rest.copy(bytes, filled);
      filled += copied;
      rest = rest.subarray(copied);
    }
    return values;
  }

  return { line, numbers };
}

/** The bytes of numbers, as they are sent. */
export function bytesOf(values) {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}
