/** Names of columns, whatever is in them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openArrow } from "../../src/adapters/arrow/open";
import { writeArrow } from "../../src/adapters/arrow/write";
import type { ByteSource, TablePart, TableReader } from "../../src/adapters/format";
import { openJson } from "../../src/adapters/json/reader";
import { writeJson } from "../../src/adapters/json/writer";
import { openParquet } from "../../src/adapters/parquet/reader";
import { writeParquet } from "../../src/adapters/parquet/writer";
import { columnOf } from "../../src/columns/make";
import { collected, sourceOf, wanted } from "./bytes";

const mostBytes = 2 ** 30;
type Writer = (parts: AsyncIterable<TablePart>, out: (bytes: Uint8Array) => Promise<void>) => Promise<void>;
const FORMATS: [string, Writer, (source: ByteSource) => Promise<TableReader>][] = [
  ["an Arrow file", writeArrow, (source) => openArrow(source)],
  ["an Arrow stream", (parts, out) => writeArrow(parts, out, { format: "stream" }), (source) => openArrow(source)],
  ["Parquet", writeParquet, (source) => openParquet(source, { mostBytes })],
  ["JSON lines", writeJson, (source) => openJson(source, { mostBytes })],
];

async function namesIn(write: Writer, open: (source: ByteSource) => Promise<TableReader>, names: readonly string[]): Promise<string[]> {
  const { out, bytes } = collected();
  const part = names.map((name) => [name, columnOf([1, 2], { name, where: "test" })] as const);
  await write((async function* () {
    yield part;
  })(), out);
  const read = await (await open(sourceOf(bytes()))).whole(wanted());
  return read.map(([name]) => name);
}

describe("names of columns", () => {
  it.each(FORMATS)("come back as they are, U+FEFF at the beginning too: %s", async (_, write, open) => {
    const names = ["\ufeffid", "\ufeff", "id", "größe", "x\ufeffy"];
    expect(await namesIn(write, open, names)).toEqual(names);
    const name = fc.string({ unit: fc.oneof(fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }), fc.constant("\ufeff")), minLength: 1 });
    await fc.assert(fc.asyncProperty(fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), async (some) => {
      expect(await namesIn(write, open, some)).toEqual(some);
    }), { numRuns: 100 });
  });
});
