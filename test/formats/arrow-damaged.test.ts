import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openArrow } from "../../src/adapters/arrow/open";
import type { ByteSource, Wanted } from "../../src/adapters/format";
import { AutofluxError } from "../../src/errors";
import { fixture, sliced, streamed, valuesOf, wanted } from "./sources";

const MOST_BYTES = 1 << 20;
const SUPPORTED = ["half", "large", "view", "date64", "time64", "paris", "d32", "none", "u64", "place.x", "place.in.y", "last"];
const FILES = [
  "pyarrow.arrow", "pyarrow-batches.arrows", "polars.arrow", "polars.arrows", "polars-zstd.arrow", "pyarrow-lz4.arrow", "types.arrow",
  "dictionary-delta.arrow", "dictionary-replaced.arrows",
];

/** All values of the columns that can be read, or the error. */
async function outcome(source: ByteSource, some: Partial<Wanted> = {}): Promise<unknown> {
  try {
    const reader = await openArrow(source, { mostBytes: MOST_BYTES });
    const columns = SUPPORTED.every((name) => reader.names.includes(name)) ? SUPPORTED : undefined;
    return valuesOf(await reader.whole(wanted({ columns, mostBytes: MOST_BYTES, ...some })));
  } catch (error) {
    return error;
  }
}

describe("Arrow data that are cut short", () => {
  it.each(FILES)("are an error wherever the cut is, and never another table: %s", async (name) => {
    const bytes = fixture(name);
    for (let end = 0; end < bytes.length; end++) {
      const cut = bytes.subarray(0, end);
      for (const source of [sliced(cut), streamed(cut, 4096)]) {
        const error = await outcome(source);
        expect(error, `cut at ${end}`).toBeInstanceOf(AutofluxError);
        expect(["TruncatedFile", "BadFile"], `cut at ${end}: ${error}`).toContain((error as AutofluxError).code);
      }
    }
  });
});

describe("Arrow data that are damaged", () => {
  it.each(FILES)("are a table, or an error that is named, and never a mistake of this package: %s", async (name) => {
    const bytes = fixture(name);
    const change = fc.record({ at: fc.nat(bytes.length - 1), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const copy = Uint8Array.from(bytes);
        for (const { at, byte } of changes) copy[at] = byte;
        for (const source of [sliced(copy), streamed(copy, 4096)]) {
          const found = await outcome(source);
          if (found instanceof Error) expect(found, String(found.stack)).toBeInstanceOf(AutofluxError);
        }
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ["", "TruncatedFile"],
    ["ARR", "TruncatedFile"],
    ["a,b\n1,2\n", "UnknownFormat"],
    ["FEA1\0\0\0\0", "UnsupportedType"],
    ["PAR1\0\0\0\0\0\0", "UnknownFormat"],
  ])("are refused where they are none: %j", async (text, code) => {
    const bytes = new TextEncoder().encode(text);
    for (const source of [sliced(bytes), streamed(bytes)]) expect(await outcome(source)).toMatchObject({ code });
  });

  it("are named as a terminal may show it: their file, and their columns", async () => {
    const name = "a\u001b[31m.arrow";
    for (const bytes of [new Uint8Array(0), fixture("polars.arrow").subarray(0, 900), new TextEncoder().encode("a,b,c,d\n1,2,3,4\n")]) {
      expect(String(await outcome(sliced(bytes, name)))).toMatch(/a\\u001b\[31m\.arrow: /);
    }
    expect(String(await outcome(sliced(fixture("polars.arrow"), name), { columns: ["\u202e"] }))).toMatch(/a\\u001b\[31m\.arrow: .*"\\u202e"/);
  });

  it("are refused where several streams lie one after the other", async () => {
    const one = fixture("polars.arrows");
    const two = new Uint8Array([...one, ...one]);
    for (const source of [sliced(two), streamed(two)]) expect(await outcome(source)).toMatchObject({ code: "BadFile" });
  });

  it("are too large where the limit is below what they have, compressed or not, in memory or in a pipe", async () => {
    for (const name of ["pyarrow-lz4.arrow", "pyarrow-zstd.arrow", "pyarrow.arrow", "polars.arrows"]) {
      for (const source of [sliced(fixture(name)), streamed(fixture(name))]) {
        expect(await outcome(source, { mostBytes: 40 })).toMatchObject({ code: "TooLarge" });
      }
    }
    await expect(openArrow(streamed(fixture("pyarrow.arrow")), { mostBytes: 1000 })).rejects.toMatchObject({ code: "TooLarge" });
  });

  it("of integers of 128 bits, as Polars has them, are refused by name, and the other columns are read", async () => {
    const reader = await openArrow(sliced(fixture("polars-int128.arrow")));
    await expect(reader.whole(wanted())).rejects.toMatchObject({ code: "UnsupportedType", message: expect.stringMatching(/"b".*int128.*int64/) });
    expect(valuesOf(await reader.whole(wanted({ columns: ["a"] })))).toEqual({ a: [1n, 2n] });
  });

  it("of a type that the format does not have are refused by the column's name, as no damage", async () => {
    const bytes = Uint8Array.from(fixture("polars-int128.arrow"));
    const types = [...bytes.keys()].filter((at) => bytes[at] === 1 && bytes[at + 1] === 2 && bytes[at + 2] === 0 && bytes[at - 4] !== 0);
    expect(types).toHaveLength(4); // of the schema and of the footer
    for (const at of types) bytes[at + 1] = 27;
    const outcomeOf = openArrow(sliced(bytes)).then((reader) => reader.whole(wanted()));
    await expect(outcomeOf).rejects.toMatchObject({ code: "UnsupportedType", message: expect.stringMatching(/"[ab]".*number 27/) });
  });

  it("are a bomb where a compressed buffer says that it is huge: refused before anything is allocated", async () => {
    const bytes = Uint8Array.from(fixture("pyarrow-lz4.arrow"));
    const view = new DataView(bytes.buffer);
    const idBytes = 360 * 8;
    let changed = 0;
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      if (view.getBigInt64(at, true) !== BigInt(idBytes) || view.getUint32(at + 8, true) !== 0x184d2204) continue;
      view.setBigInt64(at, 1n << 45n, true);
      changed++;
    }
    expect(changed).toBeGreaterThan(0);
    expect(await outcome(sliced(bytes))).toMatchObject({ code: "TooLarge" });
    expect(await outcome(sliced(bytes), { mostBytes: Number.POSITIVE_INFINITY })).toMatchObject({ code: "BadFile" });
  });
});
