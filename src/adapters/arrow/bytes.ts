/** Bytes of Arrow data: any part of a source, or a stream from front to back. */
import { TooLarge, TruncatedFile } from "../../data-errors";
import type { ByteSource } from "../format";
import { StreamedBytes } from "../streamed-bytes";
import type { ArrowBody } from "./batch";
import { decoding, demand } from "./malformed";
import type { ArrowExtent } from "./metadata";

export type ArrowSlice = NonNullable<ByteSource["slice"]>;

/** A stream's bytes, from front to back. */
export interface ArrowBytes {
  /** So many bytes, or fewer at the end. */
  take(bytes: number): Promise<Uint8Array>;
  /** Passes a message's body; what is wanted of it can be read until the next call. @throws TruncatedFile, TooLarge */
  body(bytes: number, mostBytes: number): Promise<(wanted: readonly ArrowExtent[]) => Promise<ArrowBody>>;
  /** Lets go of the source. */
  leave(): Promise<void>;
}

/** Wanted extents nearer than this are read at once. */
const NEAR_BYTES = 4096;

export const truncated = (name: string) =>
  new TruncatedFile(`${name}: the Arrow data end too early. The file was cut short, or its writer was not closed: copy or write it again`);

/** Reads what is wanted of a body, neighbours at once. @throws BadFile, and what reading throws */
export async function bodyFrom(
  name: string,
  slice: ArrowSlice,
  begin: number,
  length: number,
  wanted: readonly ArrowExtent[],
): Promise<ArrowBody> {
  const runs: { begin: number; end: number }[] = [];
  for (const extent of [...wanted].sort((a, b) => a.begin - b.begin)) {
    decoding(name, () => demand(extent.end <= length, "a buffer ends beyond its message"));
    const last = runs.at(-1);
    if (last && extent.begin <= last.end + NEAR_BYTES) last.end = Math.max(last.end, extent.end);
    else runs.push({ ...extent });
  }
  const read: { begin: number; end: number; bytes: Uint8Array }[] = [];
  for (const run of runs) read.push({ ...run, bytes: plainBytes(await slice(begin + run.begin, begin + run.end)) });
  return {
    slice: (extent) => {
      const run = read.find((one) => one.begin <= extent.begin && extent.end <= one.end)!;
      return run.bytes.subarray(extent.begin - run.begin, extent.end - run.begin);
    },
  };
}

/** No Buffer, whose methods are others: columns are made over these bytes. */
const plainBytes = ({ buffer, byteOffset, length }: Uint8Array) => new Uint8Array(buffer, byteOffset, length);

/** A source of which any part can be read, from `at` on. */
export class SlicedBytes implements ArrowBytes {
  constructor(
    private readonly name: string,
    private readonly slice: ArrowSlice,
    private readonly size: number,
    public at = 0,
  ) {}

  async take(bytes: number): Promise<Uint8Array> {
    const begin = this.at;
    this.at = Math.min(this.size, begin + bytes);
    return this.slice(begin, this.at);
  }

  async body(bytes: number): Promise<(wanted: readonly ArrowExtent[]) => Promise<ArrowBody>> {
    const begin = this.at;
    this.at += bytes;
    if (this.at > this.size) throw truncated(this.name);
    return (wanted) => bodyFrom(this.name, this.slice, begin, bytes, wanted);
  }

  async leave(): Promise<void> {}
}

/** A source that comes once. */
export class StreamedArrow extends StreamedBytes implements ArrowBytes {
  constructor(
    private readonly name: string,
    stream: AsyncIterable<Uint8Array>,
  ) {
    super(stream);
  }

  /** Everything that comes. @throws TooLarge */
  async all(mostBytes: number): Promise<Uint8Array> {
    const bytes = await this.rest(mostBytes);
    if (!bytes) throw this.#tooLarge(mostBytes);
    return bytes;
  }

  async body(bytes: number, mostBytes: number): Promise<(wanted: readonly ArrowExtent[]) => Promise<ArrowBody>> {
    if (bytes > mostBytes) throw this.#tooLarge(mostBytes);
    const all = await this.take(bytes);
    if (all.length < bytes) throw truncated(this.name);
    return (wanted) => bodyFrom(this.name, async (begin, end) => all.subarray(begin, end), 0, bytes, wanted);
  }

  #tooLarge(mostBytes: number): TooLarge {
    return new TooLarge(
      `${this.name}: a part of the Arrow data that has to be in memory at once is larger than the limit of ${mostBytes} bytes. Give the ` +
        "path of a file, raise memoryLimit, or write smaller batches",
    );
  }
}
