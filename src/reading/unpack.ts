/** Gzip and Zstandard, decompressed as they come: what comes out is bounded, whatever the compressed bytes promise. */
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { ByteSource } from "../adapters/format";
import { TooLarge, TruncatedFile } from "../data-errors";
import { BadFile } from "../errors";
import { decompressZstd } from "./zstd";

export type Packing = "gzip" | "zstd";

const PACKINGS: Record<Packing, { is: string; ending: RegExp }> = {
  gzip: { is: "gzip", ending: /\.(gz|gzip)$/i },
  zstd: { is: "Zstandard", ending: /\.(zst|zstd)$/i },
};
const GZIP = [0x1f, 0x8b, 0x08];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
/** Frames that decompressors leave out, by which some writers begin: 0x184D2A50 to 5F. */
const SKIPPED = [0x2a, 0x4d, 0x18];
const CHUNK_BYTES = 1 << 16;

/** How bytes are compressed, by the first of them. */
export function packingOf(head: Uint8Array): Packing | undefined {
  if (GZIP.every((byte, i) => head[i] === byte)) return "gzip";
  if (ZSTD.every((byte, i) => head[i] === byte)) return "zstd";
  return (head[0]! & 0xf0) === 0x50 && SKIPPED.every((byte, i) => head[i + 1] === byte) ? "zstd" : undefined;
}

/** The source of what `source` holds compressed. @throws (as it is read) TruncatedFile, TooLarge, BadFile, and what the source throws */
export function unpacked(source: ByteSource, packing: Packing, mostBytes: number, where: string): ByteSource {
  const { is, ending } = PACKINGS[packing];
  return {
    name: source.name.replace(ending, ""),
    size: undefined, slice: undefined,
    async *stream() {
      let bytes = 0;
      const count = (chunk: Uint8Array) => {
        bytes += chunk.length;
        if (bytes <= mostBytes) return;
        throw new TooLarge(
          `${where}: ${source.name} (${is}) takes more than ${mostBytes} bytes when it is decompressed. If it is to be that large, raise ` +
            "mostBytes or memoryLimit, or read it with lazy: true",
        );
      };
      try {
        for await (const chunk of packing === "gzip" ? gunzipped(source) : decompressZstd(source.stream(), count)) {
          if (packing === "gzip") count(chunk);
          yield chunk;
        }
      } catch (error) {
        throw asOurs(error, `${where}: ${source.name}`, is);
      }
    },
  };
}

async function* gunzipped(source: ByteSource): AsyncGenerator<Uint8Array> {
  const input = Readable.from(source.stream(), { objectMode: false });
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  input.on("error", (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}

/** Errors of the decompressors; any other passes. */
function asOurs(error: unknown, name: string, is: string): unknown {
  const { code, message } = error as { code?: unknown; message?: string };
  if (code === "Z_BUF_ERROR" || message === "unexpected EOF") {
    return new TruncatedFile(`${name} ends in the middle of its compressed data (${is}). Was it copied or written to its end?`);
  }
  if ((typeof code === "string" && code.startsWith("Z_")) || (typeof code === "number" && "message" in (error as object))) {
    return new BadFile(`${name} is damaged: its compressed data (${is}) cannot be decompressed: ${message}. Copy or write it again`);
  }
  return error;
}
