/** Decompression of pages: each gives exactly as many bytes as its page's header promises, or throws. */
import zlib from "node:zlib";
import type { CompressionCodec } from "hyparquet";
import { compressors, decompressLz4, decompressLz4Raw, decompressZstd } from "hyparquet-compressors";
import { UnsupportedType } from "../../data-errors";
import { shown } from "../../shown";

type Decompress = (bytes: Uint8Array, size: number) => Uint8Array;

/** Newer versions of Node have it. */
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array };
/** zlib refuses a limit of no bytes. */
const most = (size: number) => ({ maxOutputLength: Math.max(1, size) });

const CODECS: Partial<Record<CompressionCodec, Decompress>> = {
  UNCOMPRESSED: (bytes) => bytes,
  SNAPPY: compressors.SNAPPY!,
  GZIP: (bytes, size) => zlib.gunzipSync(bytes, most(size)),
  BROTLI: (bytes, size) => zlib.brotliDecompressSync(bytes, most(size)),
  ZSTD: (bytes, size) => (zstdDecompressSync ? zstdDecompressSync(bytes, most(size)) : zstd(bytes, size)),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

/** fzstd fills a buffer that it is given, and says nothing where the frame is shorter: the frame's own size is compared. */
function zstd(bytes: Uint8Array, size: number): Uint8Array {
  const descriptor = bytes[4] ?? 0;
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeBytes = descriptor >> 6 ? 1 << (descriptor >> 6) : Number(isSingle);
  const at = 5 + (isSingle ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]!;
  let told = sizeBytes === 2 ? 256 : 0;
  for (let i = 0; i < sizeBytes; i++) told += (bytes[at + i] ?? 0) * 256 ** i;
  if (sizeBytes > 0 && told !== size) throw new RangeError(`a page of ${told} bytes, of which its header says ${size}`);
  return decompressZstd(bytes, new Uint8Array(size));
}

/** @throws UnsupportedType, and RangeError or what the codec throws for bytes that are none of its */
export function decompressed(bytes: Uint8Array, size: number, codec: CompressionCodec, where: string): Uint8Array {
  const decompress = Object.hasOwn(CODECS, codec) ? CODECS[codec] : undefined;
  if (!decompress) {
    const known = Object.keys(CODECS).join(", ");
    throw new UnsupportedType(`${where}: is compressed by ${shown(String(codec))}, which is not supported. Write it with one of ${known}`);
  }
  const page = decompress(bytes, size);
  if (page.length !== size) throw new RangeError(`a page of ${page.length} bytes, of which its header says ${size}`);
  return page;
}
