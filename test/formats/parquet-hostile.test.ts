import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openParquet } from "../../src/adapters/parquet/reader";
import { writeParquet } from "../../src/adapters/parquet/writer";
import type { TablePart } from "../../src/adapters/format";
import { Column } from "../../src/columns/column";
import { textsOf } from "../../src/columns/texts";
import { arraysOf, collected, fixture, sourceOf, wanted } from "./bytes";
import { cutInto } from "./columns";

const CODES = ["UnknownFormat", "TruncatedFile", "BadFile", "UnsupportedType", "TooLarge", "BadValue", "DuplicateColumn"];

async function outcome(bytes: Uint8Array, mostBytes = 2 ** 26) {
  try {
    const reader = await openParquet(sourceOf(bytes, "test.parquet"), { mostBytes });
    return arraysOf(await reader.whole(wanted({ mostBytes })));
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (!CODES.includes(code ?? "")) throw error;
    expect(message).toMatch(/^test\.parquet.*: .*\. |supported/s);
    return code;
  }
}

async function written(part: TablePart): Promise<Uint8Array> {
  const { out, bytes } = collected();
  await writeParquet(cutInto(part, 1 << 20), out, { rowGroupRows: 1 << 20 });
  return bytes();
}

describe("Parquet files that are broken", () => {
  it("are said to be none where they begin otherwise", async () => {
    expect(await outcome(Buffer.from("a,b\n1,2\n"))).toBe("UnknownFormat");
    expect(await outcome(Buffer.from("PK\x03\x04"))).toBe("UnknownFormat");
    expect(await outcome(new Uint8Array(0))).toBe("TruncatedFile");
  });

  it("are said to be cut off, wherever they were cut", async () => {
    const bytes = fixture("fastparquet.parquet");
    for (let length = 0; length < bytes.length; length++) expect(await outcome(bytes.subarray(0, length))).toBe("TruncatedFile");
  });

  it.each(["fastparquet", "int96", "duckdb-v2", "codec-zstd", "codec-gzip", "encodings", "odd"])(
    "give an error of ours, or a table, whichever byte of %s is flipped",
    async (name) => {
      const bytes = fixture(`${name}.parquet`);
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
          const broken = Uint8Array.from(bytes);
          broken[at]! ^= flip;
          await outcome(broken);
        }),
        { numRuns: 250 },
      );
    },
  );

  it("are refused where a page is not what its checksum says", async () => {
    const bytes = fixture("codec-none.parquet");
    const at = Buffer.from(bytes).indexOf("row 1 ");
    const broken = Uint8Array.from(bytes);
    broken[at] = "R".charCodeAt(0);
    const hasChecksums = "crc32" in (await import("node:zlib"));
    const result = await outcome(broken);
    if (hasChecksums) expect(result).toBe("BadFile");
    else expect(result).toHaveProperty("text");
  });

  it("are refused where the footer contradicts itself", async () => {
    const bytes = await written([["n", new Column({ type: "int32", values: Int32Array.of(1, 2, 3) }, 3)]]);
    const footer = bytes.length - 8 - new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);
    // Field 3, the rows of the file: 3 becomes 4.
    const at = Buffer.from(bytes).indexOf(Buffer.from([0x16, 6]), footer) + 1;
    bytes[at] = 8;
    await expect(openParquet(sourceOf(bytes), { mostBytes: 1e9 })).rejects.toThrow(/4 rows, of which its row groups have 3/);
  });

  it("are refused where two columns have the name that is asked for", async () => {
    const column = new Column({ type: "int32", values: Int32Array.of(1, 2, 3) }, 3);
    const bytes = await written([["n", column], ["n", column], ["m", column]]);
    const reader = await openParquet(sourceOf(bytes), { mostBytes: 1e9 });
    await expect(reader.whole(wanted())).rejects.toMatchObject({ code: "DuplicateColumn" });
    expect(arraysOf(await reader.whole(wanted({ columns: ["m"] })))).toEqual({ m: [1, 2, 3] });
  });

  it("are refused where their text is no UTF-8, with the row", async () => {
    const bytes = await written([["word", new Column({ type: "text", texts: textsOf(["abc", "xyz", "def"]) }, 3)]]);
    const at = Buffer.from(bytes).indexOf("xyz");
    bytes[at] = 0xff;
    const reader = await openParquet(sourceOf(bytes), { mostBytes: 1e9 });
    await expect(reader.whole(wanted())).rejects.toMatchObject({ code: "BadValue", row: 2, column: "word" });
  });
});

describe("Parquet files that are more than can be read", () => {
  it.each([
    ["list", /"list" is of type list of int32/],
    ["map", /"map" is of type map/],
    ["binary", /binary \(row 2 is no text/],
    ["fixed", /"fixed" is of type binary of 2 bytes/],
  ])("name the column and the type that is not supported: %s", async (name, message) => {
    const reader = await openParquet(sourceOf(fixture("odd.parquet")), { mostBytes: 1e9 });
    const failed = reader.whole(wanted({ columns: [name] }));
    await expect(failed).rejects.toMatchObject({ code: "UnsupportedType" });
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toThrow(/columns: \["half", "uuid"/);
  });

  it("are read without those columns", async () => {
    const reader = await openParquet(sourceOf(fixture("odd.parquet")), { mostBytes: 1e9 });
    await expect(reader.whole(wanted())).rejects.toMatchObject({ code: "UnsupportedType" });
    expect(arraysOf(await reader.whole(wanted({ columns: ["category"] })))).toEqual({ category: ["x", "y", null, "x", "y"] });
  });

  it("name the nearest column for one that is not there", async () => {
    const reader = await openParquet(sourceOf(fixture("pyarrow.parquet")), { mostBytes: 1e9 });
    const failed = reader.whole(wanted({ columns: ["knd"] }));
    await expect(failed).rejects.toMatchObject({ code: "UnknownColumn", column: "knd" });
    await expect(failed).rejects.toThrow(/did you mean "kind"\?/);
  });

  it("name an encrypted file, and a codec that is unknown", async () => {
    const bytes = fixture("pyarrow.parquet");
    const encrypted = Uint8Array.from(bytes);
    encrypted.set(Buffer.from("PARE"), bytes.length - 4);
    await expect(openParquet(sourceOf(encrypted), { mostBytes: 1e9 })).rejects.toThrow(/is encrypted/);
    const plain = await written([["n", new Column({ type: "int32", values: Int32Array.of(1, 2, 3) }, 3)]]);
    // In the footer: field 4 of a column's metadata, the codec, after its path.
    const at = Buffer.from(plain).lastIndexOf("n\x15\x02") + 2;
    expect(at).toBeGreaterThan(2);
    plain[at] = 3 << 1;
    const reader = await openParquet(sourceOf(plain), { mostBytes: 1e9 });
    await expect(reader.whole(wanted())).rejects.toThrow(/compressed by LZO, which is not supported/);
  });

  it("are not decoded beyond the limit, however small the file", async () => {
    const rows = 1 << 20;
    const zeros = await written([["n", new Column({ type: "int64", values: new BigInt64Array(rows) }, rows)]]);
    expect(zeros.length).toBeLessThan(rows);
    expect(await outcome(zeros, 8 * rows - 1)).toBe("TooLarge");
    const reader = await openParquet(sourceOf(zeros), { mostBytes: 1e9 });
    expect((await reader.whole(wanted({ limit: 10, mostBytes: 1 << 24 })))[0]![1].length).toBe(10);
    const long = "long ".repeat(1000);
    const coded = { type: "text", texts: textsOf([long, "short"]), codes: new Uint32Array(rows) } as const;
    const words = await written([["word", new Column(coded, rows)]]);
    const part = await (await openParquet(sourceOf(words), { mostBytes: 1e9 })).whole(wanted({ mostBytes: 1 << 24 }));
    expect(part[0]![1].get(rows - 1)).toBe(long);
  });
});
