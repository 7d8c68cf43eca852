/** Zstandard by fzstd. (node:zlib's own, where there is one, ends without an error after the first frame of several.) */
import { Decompress } from "fzstd";

/** A block of the format has 128 KB at most, for which four bytes may do: so little goes in at once that little can come out. */
const PIECE_BYTES = 512;

/** `count` is told each block as it comes out, and may throw. */
export async function* decompressZstd(
  source: AsyncIterable<Uint8Array>, count: (block: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let blocks: Uint8Array[] = [];
  const stream = new Decompress((block) => {
    count(block);
    if (block.length > 0) blocks.push(block);
  });
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      stream.push(chunk.slice(at, at + PIECE_BYTES));
      if (blocks.length === 0) continue;
      yield* blocks;
      blocks = [];
    }
  }
  stream.push(new Uint8Array(0), true);
  yield* blocks;
}
