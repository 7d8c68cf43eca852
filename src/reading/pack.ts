/** Bytes compressed on their way out, as the target's name says. */
import { once } from "node:events";
import type { Transform } from "node:stream";
import zlib from "node:zlib";
import { UnsupportedType } from "../data-errors";
import type { TakeBytes } from "./formats";
import type { Packing } from "./unpack";

export interface Packer {
  write: TakeBytes;
  /** Everything has gone out. */
  finish(): Promise<void>;
  /** Frees what it holds, in any case. */
  end(): void;
}

export function packingOfName(name: string): Packing | undefined {
  if (/\.(gz|gzip)$/i.test(name)) return "gzip";
  return /\.(zst|zstd)$/i.test(name) ? "zstd" : undefined;
}

/** @throws UnsupportedType where this version of Node has no Zstandard */
export function packedInto(packing: Packing, out: TakeBytes, where: string): Packer {
  const stream = packing === "gzip" ? zlib.createGzip() : zstd(where);
  let failure: unknown;
  const pumping = (async () => {
    for await (const chunk of stream) await out(chunk as Uint8Array);
  })();
  pumping.catch((error: unknown) => {
    failure = error;
    stream.destroy();
  });
  const failed = () => {
    if (failure !== undefined) throw failure;
  };
  return {
    async write(bytes) {
      failed();
      if (!stream.write(bytes.slice())) await Promise.race([once(stream, "drain"), pumping]);
      failed();
    },
    async finish() {
      failed();
      stream.end();
      await pumping;
    },
    end: () => void stream.destroy(),
  };
}

function zstd(where: string): Transform {
  const { createZstdCompress } = zlib as { createZstdCompress?: () => Transform };
  if (createZstdCompress) return createZstdCompress();
  throw new UnsupportedType(
    `${where}: Node ${process.versions.node} cannot compress by Zstandard (22.15 and 23.8 can). Name the file .gz, or compress it ` +
      "afterwards",
  );
}
