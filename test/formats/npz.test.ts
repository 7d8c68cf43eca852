import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ByteSource, Wanted } from "../../src/adapters/format";
import { openNpz } from "../../src/adapters/npz";
import { AutofluxError } from "../../src/errors";
import { fixture, sliced, streamed, typesOf, valuesOf, wanted } from "./sources";

const npz = (name: string) => fixture(`numpy/${name}.npz`);
const TABLE = { x: [0, 1, 2], n: [0, 1, 2], m_0: [0, 2, 4], m_1: [1, 3, 5], day: ["2020-01-31", null, "1970-01-01"] };
const COLUMNS = Object.keys(TABLE);
const read = async (source: ByteSource, some: Partial<Wanted> = {}) => (await openNpz(source)).whole(wanted({ columns: COLUMNS, ...some }));

describe.each(["stored", "deflated"])("an archive of NumPy arrays (%s)", (name) => {
  it("has a column for each array, several for one of two dimensions", async () => {
    for (const source of [sliced(npz(name)), streamed(npz(name), 100)]) {
      const reader = await openNpz(source);
      expect(reader.names).toEqual(["x", "n", "m_0", "m_1", "long", "cube", "o", "day"]);
      const part = await reader.whole(wanted({ columns: COLUMNS }));
      expect(valuesOf(part)).toEqual(TABLE);
      expect(typesOf(part)).toEqual({ x: "float64", n: "int32", m_0: "float64", m_1: "float64", day: "date" });
      expect(valuesOf(await reader.whole(wanted({ columns: ["day", "x"], limit: 1 })))).toEqual({ day: ["2020-01-31"], x: [0] });
    }
  });

  it("goes through in parts", async () => {
    const found: unknown[] = [];
    for await (const part of (await openNpz(sliced(npz(name)))).parts(wanted({ columns: ["n"], partRows: 2 }))) found.push(valuesOf(part));
    expect(found).toEqual([{ n: [0, 1] }, { n: [2] }]);
  });

  it("reads only the arrays that are wanted", async () => {
    const source = sliced(npz(name));
    const reader = await openNpz(source);
    const opened = source.read;
    await reader.whole(wanted({ columns: ["n"] }));
    expect(source.read - opened).toBeLessThan(300);
  });

  it.each([
    [["x", "long"], "UnequalLengths", /array "x" has 3 elements, "long" has 100/],
    [["cube"], "UnsupportedType", /array "cube".*3 dimensions/],
    [["o"], "UnsupportedType", /array "o".*pickle/],
    [["y"], "UnknownColumn", /no column is named "y"/],
  ])("refuses what is no column of it by name: %j", async (columns, code, message) => {
    await expect(read(sliced(npz(name)), { columns })).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it("is an error wherever it is cut, and never another table", async () => {
    const bytes = npz(name);
    for (let end = 0; end < bytes.length; end++) {
      const error = await read(sliced(bytes.subarray(0, end))).catch((reason: unknown) => reason);
      expect(error, `cut at ${end}`).toMatchObject({ code: expect.stringMatching(/TruncatedFile|BadFile/) });
    }
  });

  it("is the same table or an error that is named, whatever bytes are damaged", async () => {
    const bytes = npz(name);
    const change = fc.record({ at: fc.nat(bytes.length - 1), byte: fc.nat(255) });
    await fc.assert(fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      const copy = Uint8Array.from(bytes);
      for (const { at, byte } of changes) copy[at] = byte;
      const outcome = await read(sliced(copy), { mostBytes: 1 << 20 }).then(valuesOf, (error: unknown) => error);
      if (outcome instanceof Error) expect(outcome, outcome.stack).toBeInstanceOf(AutofluxError);
      else expect(outcome).toEqual(TABLE);
    }), { numRuns: 1500 });
  });

  it("is too large where the limit is below what it has", async () => {
    await expect(read(sliced(npz(name)), { mostBytes: 100 })).rejects.toMatchObject({ code: "TooLarge" });
    await expect(openNpz(streamed(npz(name)), { mostBytes: 1000 })).rejects.toMatchObject({ code: "TooLarge" });
  });
});

/** A zip file of one deflated entry that says to have `size` bytes. */
function zipOf(packed: Uint8Array, size: number, name = "x.npy", method = 8): Uint8Array {
  const local = Buffer.alloc(30 + name.length);
  local.writeUInt32LE(0x04034b50);
  local.writeUInt16LE(name.length, 26);
  local.write(name, 30);
  const central = Buffer.alloc(46 + name.length);
  central.writeUInt32LE(0x02014b50);
  central.writeUInt16LE(method, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(size, 24);
  central.writeUInt16LE(name.length, 28);
  central.write(name, 46);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, central, end]);
}

describe("an archive", () => {
  const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (300000000,), }";
  const npy = Buffer.concat([Buffer.from("\x93NUMPY\x01\0", "latin1"), Buffer.from([header.length, 0]), Buffer.from(header), Buffer.alloc(30_000_000)]);

  it("that is a bomb is too large, or damaged where it says to be small: no more is unpacked than it says", async () => {
    const packed = deflateRawSync(npy);
    expect(packed.length).toBeLessThan(40_000);
    const most = { columns: ["x"], mostBytes: 1 << 20 };
    await expect(read(sliced(zipOf(packed, npy.length)), most)).rejects.toMatchObject({ code: "TooLarge" });
    const bomb = read(sliced(zipOf(packed, 50_000)), most);
    await expect(bomb).rejects.toMatchObject({ code: "BadFile", message: expect.stringContaining("cannot be inflated") });
    await expect(read(sliced(zipOf(packed, 4_000_000_000)), { columns: ["x"] })).rejects.toMatchObject({ code: "BadFile" });
  });

  it("of another kind is refused", async () => {
    const source = (name: string, method = 8) => sliced(zipOf(deflateRawSync(npy.subarray(0, 1000)), 1000, name, method));
    await expect(openNpz(source("sheet.xml"))).rejects.toMatchObject({ code: "UnknownFormat" });
    await expect(openNpz(source("x.npy", 14))).rejects.toMatchObject({ code: "UnsupportedType", message: expect.stringContaining("method 14") });
    await expect(openNpz(sliced(new TextEncoder().encode("a,b\n1,2\n")))).rejects.toMatchObject({ code: "UnknownFormat" });
  });
});
