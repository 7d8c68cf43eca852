/** Bytes that lie anywhere in memory, as Node's Buffers too: file handles and decompressors give those, and their methods are others. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openArrow } from "../../src/adapters/arrow/open";
import type { ByteSource, TableReader } from "../../src/adapters/format";
import { openJson } from "../../src/adapters/json/reader";
import { openNpy } from "../../src/adapters/npy-table";
import { openNpz } from "../../src/adapters/npz";
import { openParquet } from "../../src/adapters/parquet/reader";
import { writeParquet } from "../../src/adapters/parquet/writer";
import { columnOf } from "../../src/columns/make";
import { AutofluxError } from "../../src/errors";
import { arraysOf, collected, fixture, sourceOf, typesOf, wanted } from "./bytes";

const mostBytes = 2 ** 30;
const OPENERS: Record<string, (source: ByteSource) => Promise<TableReader>> = {
  parquet: (source) => openParquet(source, { mostBytes }),
  arrow: (source) => openArrow(source), arrows: (source) => openArrow(source), feather: (source) => openArrow(source),
  npy: (source) => openNpy(source), npz: (source) => openNpz(source),
  json: (source) => openJson(source, { mostBytes }), ndjson: (source) => openJson(source, { mostBytes }),
};
const namesIn = (folder: string) => readdirSync(new URL(folder, import.meta.url));
const FILES = [...namesIn("data"), ...namesIn("data/numpy").map((name) => `numpy/${name}`)]
  .filter((name) => Object.hasOwn(OPENERS, endingOf(name)) && name !== "table.json");

function endingOf(name: string): string {
  return name.replace(/^.*\./, "");
}

/** A Buffer whose first byte is at this place of its memory. */
function bufferAt(offset: number, bytes: Uint8Array): Buffer {
  const room = Buffer.alloc(offset + bytes.length, 0xee);
  room.set(bytes, offset);
  return room.subarray(offset);
}

/** Gives every part at this offset. */
function oddSource(bytes: Uint8Array, offset: number): ByteSource {
  return {
    name: "test", size: bytes.length,
    slice: async (begin, end) => bufferAt(offset, bytes.subarray(begin, end)),
    async *stream() {
      yield bufferAt(offset, bytes);
    },
  };
}

/** It comes in pieces, from front to back. */
function oddStream(bytes: Uint8Array, offset: number): ByteSource {
  return {
    name: "test", size: undefined, slice: undefined,
    async *stream() {
      for (let at = 0; at < bytes.length; at += 1001) yield bufferAt(offset, bytes.subarray(at, at + 1001));
    },
  };
}

/** What is read, or with which error it is not. */
async function readOf(open: (source: ByteSource) => Promise<TableReader>, source: ByteSource): Promise<unknown> {
  try {
    const part = await (await open(source)).whole(wanted());
    return { types: typesOf(part), values: arraysOf(part) };
  } catch (error) {
    if (!(error instanceof AutofluxError)) throw error;
    return { code: error.code, message: error.message };
  }
}

describe("bytes at any place in memory", () => {
  it.each(FILES)("are read as the same table: %s", async (name) => {
    const open = OPENERS[endingOf(name)]!;
    const bytes = fixture(name);
    const expected = await readOf(open, sourceOf(bytes));
    for (let offset = 0; offset < 16; offset++) {
      expect(await readOf(open, oddSource(bytes, offset)), `offset ${offset}`).toEqual(expected);
      expect(await readOf(open, oddStream(bytes, offset)), `offset ${offset} of a stream`).toEqual(expected);
    }
  });

  it.each(["none", "snappy"] as const)("are read of Parquet that has columns of nulls, with compression %s", async (compression) => {
    const { out, bytes } = collected();
    const values = { c: [null, null, null], k: ["a", "b", "c"], x: [0.5, null, 1.5], i: [1n, 2n, 2n ** 60n] };
    const part = Object.entries(values).map(([name, column]) => [name, columnOf(column, { name, where: "test" })] as const);
    await writeParquet((async function* () {
      yield part;
    })(), out, { compression });
    for (let offset = 0; offset < 16; offset++) {
      const reader = await openParquet(oddSource(bytes(), offset), { mostBytes });
      expect(arraysOf(await reader.whole(wanted()))).toEqual(values);
    }
  });
});
