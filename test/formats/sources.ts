/** Bytes as sources of adapters: any part of them, or from front to back. */
import { readFileSync } from "node:fs";
import type { ByteSource, TablePart, Wanted } from "../../src/adapters/format";
import { TruncatedFile } from "../../src/data-errors";

export const fixture = (name: string): Uint8Array => readFileSync(new URL(`./data/${name}`, import.meta.url));

/** Of which any part can be read; `read` counts bytes. */
export function sliced(bytes: Uint8Array, name = "the input"): ByteSource & { read: number } {
  const source = {
    name,
    size: bytes.length,
    read: 0,
    slice: async (begin: number, end: number) => {
      if (end > bytes.length) throw new TruncatedFile(`${name}: ends at ${bytes.length}`);
      source.read += end - begin;
      return bytes.subarray(begin, end);
    },
    async *stream() {
      yield bytes;
    },
  };
  return source;
}

/** That comes in chunks of so many bytes, once; `left` says whether it was let go of before its end. */
export function streamed(bytes: Uint8Array, chunk = 7, name = "the pipe"): ByteSource & { left: boolean } {
  const source = {
    name,
    size: undefined,
    slice: undefined,
    left: false,
    async *stream() {
      let at = 0;
      try {
        for (; at < bytes.length; at += chunk) yield bytes.slice(at, at + chunk);
      } finally {
        source.left = at < bytes.length;
      }
    },
  };
  return source;
}

export const wanted = (some: Partial<Wanted> = {}): Wanted => ({
  columns: undefined,
  types: new Map(),
  limit: Number.POSITIVE_INFINITY,
  mostBytes: Number.POSITIVE_INFINITY,
  partRows: 1000,
  ...some,
});

export const valuesOf = (part: TablePart) => Object.fromEntries(part.map(([name, column]) => [name, column.toArray()]));
export const typesOf = (part: TablePart) => Object.fromEntries(part.map(([name, column]) => [name, column.type]));
