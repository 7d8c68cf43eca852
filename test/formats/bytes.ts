/** Sources of bytes for tests, and what is read from them. */
import { readFileSync } from "node:fs";
import type { ByteSource, TablePart, Wanted } from "../../src/adapters/format";

export const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`data/${name}`, import.meta.url)));

/** A source that can be cut anywhere, as files are. */
export function sourceOf(bytes: Uint8Array, name = "test"): ByteSource & { ranges: [number, number][] } {
  const ranges: [number, number][] = [];
  return {
    name,
    size: bytes.length,
    ranges,
    slice: async (begin, end) => {
      ranges.push([begin, end]);
      return bytes.slice(begin, end);
    },
    stream: async function* () {
      yield bytes;
    },
  };
}

/** A source that comes from front to back, so many bytes at a time. */
export function streamOf(bytes: Uint8Array, step = 1000, name = "test"): ByteSource {
  return {
    name,
    size: undefined,
    slice: undefined,
    stream: async function* () {
      for (let at = 0; at < bytes.length; at += step) yield bytes.slice(at, at + step);
    },
  };
}

export function wanted(some: Partial<Wanted> = {}): Wanted {
  return { columns: undefined, types: new Map(), limit: Number.POSITIVE_INFINITY, mostBytes: 2 ** 30, partRows: 65536, ...some };
}

export const arraysOf = (part: TablePart) => Object.fromEntries(part.map(([name, column]) => [name, column.toArray()]));
export const typesOf = (part: TablePart) => Object.fromEntries(part.map(([name, column]) => [name, column.type]));

/** Parts, one behind the other. */
export async function joined(parts: AsyncIterable<TablePart>): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for await (const part of parts) for (const [name, column] of part) (all[name] ??= []).push(...column.toArray());
  return all;
}

/** Bytes that a writer writes. */
export function collected() {
  const chunks: Uint8Array[] = [];
  const out = async (bytes: Uint8Array) => {
    chunks.push(Uint8Array.from(bytes));
  };
  return { out, chunks, bytes: () => new Uint8Array(Buffer.concat(chunks)) };
}
