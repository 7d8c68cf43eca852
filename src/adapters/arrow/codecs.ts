/** Buffers of Arrow that are compressed, each by itself: eight bytes of its length, or -1 where it is not compressed after all. */
import * as zlib from "node:zlib";
import { decompress } from "fzstd";
import { TooLarge } from "../../data-errors";
import { lz4Frame } from "../lz4";
import { demand } from "./malformed";
import type { ArrowCodec } from "./metadata";

const HEAD_BYTES = 8;
/** Ten times as fast as what takes its place before Node 22.15, where it is not there. */
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array };

/** How many bytes such a buffer says it has; what it cannot say is for decompressed() to refuse. */
export function decompressedSize(buffer: Uint8Array): number {
  if (buffer.length < HEAD_BYTES) return 0;
  const length = new DataView(buffer.buffer, buffer.byteOffset, HEAD_BYTES).getBigInt64(0, true);
  return length < 0n ? buffer.length - HEAD_BYTES : Number(length);
}

/** @throws Malformed, TooLarge, and what the codec throws */
export function decompressed(name: string, codec: ArrowCodec, buffer: Uint8Array, mostBytes: number): Uint8Array {
  if (buffer.length === 0) return buffer;
  demand(buffer.length >= HEAD_BYTES, "a compressed buffer is shorter than its head");
  const head = new DataView(buffer.buffer, buffer.byteOffset, HEAD_BYTES);
  const length = head.getBigInt64(0, true);
  const packed = buffer.subarray(HEAD_BYTES);
  if (length === -1n) return packed;
  demand(length >= 0n, `a compressed buffer's length is ${length}`);
  if (Number(length) > mostBytes) {
    throw new TooLarge(`${name}: a buffer has ${length} bytes, more than the limit of ${mostBytes}. Raise memoryLimit`);
  }
  const size = Number(length);
  if (size === 0) return new Uint8Array(0);
  const made = codec === "lz4" ? lz4Frame(packed, size) : unpackedZstd(packed, size);
  demand(made.length === size, `a compressed buffer has ${made.length} bytes, not ${size}`);
  return made;
}

function unpackedZstd(packed: Uint8Array, size: number): Uint8Array {
  if (!zstdDecompressSync) return decompress(packed, new Uint8Array(size));
  const { buffer, byteOffset, length } = zstdDecompressSync(packed, { maxOutputLength: size });
  return new Uint8Array(buffer, byteOffset, length);
}
