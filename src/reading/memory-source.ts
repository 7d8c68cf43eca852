/** Bytes in memory, and Blobs. */
import { FileChanged, TruncatedFile } from "../data-errors";
import { isShared } from "../typed-array";
import type { OpenSource, Origin } from "./origin";

/** What is parsed of them at once. */
const CHUNK_BYTES = 1 << 20;

export class BytesOrigin implements Origin {
  readonly isRepeatable = true;

  constructor(
    private readonly bytes: Uint8Array,
    readonly name = "the input",
  ) {}

  async open(): Promise<OpenSource> {
    const { bytes, name } = this;
    // Decoders of text refuse shared memory, and another thread might write there: a part is copied as it is asked for.
    const part = (begin: number, end: number) => (isShared(bytes.buffer) ? bytes.slice(begin, end) : bytes.subarray(begin, end));
    return inParts(name, bytes.length, async (begin, end) => part(begin, end));
  }
}

export class BlobOrigin implements Origin {
  readonly isRepeatable = true;
  readonly name: string;

  constructor(private readonly blob: Blob) {
    this.name = "name" in blob && typeof blob.name === "string" ? blob.name : "the blob";
  }

  async open(): Promise<OpenSource> {
    const { blob, name } = this;
    return inParts(name, blob.size, async (begin, end) => {
      try {
        return new Uint8Array(await blob.slice(begin, end).arrayBuffer());
      } catch (error) {
        if ((error as Error | null)?.name !== "NotReadableError") throw error;
        throw new FileChanged(`read: the file of ${name} was changed after the blob was made of it. Make the blob again`);
      }
    });
  }
}

function inParts(name: string, size: number, part: (begin: number, end: number) => Promise<Uint8Array>): OpenSource {
  return {
    name,
    size,
    async slice(begin, end) {
      if (end > size) throw new TruncatedFile(`read: ${name} ends at byte ${size}, and is to have ${end}. Was it written to its end?`);
      return part(begin, end);
    },
    async *stream() {
      for (let at = 0; at < size; at += CHUNK_BYTES) yield part(at, Math.min(size, at + CHUNK_BYTES));
    },
    async close() {},
  };
}
