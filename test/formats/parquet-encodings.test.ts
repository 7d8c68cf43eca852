import fc from "fast-check";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decompressed } from "../../src/adapters/parquet/codecs";
import { readDeltas } from "../../src/adapters/parquet/deltas";
import { readHybrid, readVarint } from "../../src/adapters/parquet/hybrid";

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  for (; value >= 0x80n; value >>= 7n) bytes.push(Number(value & 0x7fn) | 0x80);
  return [...bytes, Number(value)];
}

/** Values of so many bits each, the least bit first. */
function packed(values: readonly bigint[], width: number): number[] {
  const all = values.reduce((sum, value, i) => sum | (value << BigInt(i * width)), 0n);
  return Array.from({ length: Math.ceil((values.length * width) / 8) }, (_, i) => Number((all >> BigInt(8 * i)) & 0xffn));
}

interface Run {
  isPacked: boolean;
  values: number[];
}

const runsOf = (width: number) => {
  const value = fc.integer({ min: 0, max: 2 ** width - 1 });
  const packedRun = fc.integer({ min: 1, max: 4 }).chain((groups) => fc.array(value, { minLength: 8 * groups, maxLength: 8 * groups }));
  return fc.array(fc.oneof(
    packedRun.map((values): Run => ({ isPacked: true, values })),
    fc.tuple(value, fc.integer({ min: 0, max: 300 })).map(([one, count]): Run => ({ isPacked: false, values: new Array(count).fill(one) })),
  ), { maxLength: 5 });
};

function encodedRuns(runs: readonly Run[], width: number): Uint8Array {
  return Uint8Array.from(runs.flatMap(({ isPacked, values }) => {
    if (isPacked) return [...varint(BigInt((values.length / 8) * 2 + 1)), ...packed(values.map(BigInt), width)];
    const bytes = packed([BigInt(values[0] ?? 0)], 8 * Math.ceil(width / 8));
    return [...varint(BigInt(values.length * 2)), ...bytes];
  }));
}

const hybrids = fc.integer({ min: 0, max: 32 }).chain((width) => runsOf(width).map((runs) => ({ width, runs })));

describe("runs and packed bits", () => {
  it("are read as they were written, in any width, wherever they lie", () => {
    fc.assert(
      fc.property(hybrids, fc.nat({ max: 9 }), ({ width, runs }, before) => {
        const bytes = encodedRuns(runs, width);
        const values = runs.flatMap((run) => run.values);
        const placed = Uint8Array.from([...new Array(before).fill(0xff), ...bytes]);
        const out = new Uint32Array(values.length);
        readHybrid({ bytes: placed, at: before }, placed.length, width, out);
        expect([...out]).toEqual(values);
      }),
      { numRuns: 500 },
    );
  });

  it("are refused where they end too early, whatever lies behind them", () => {
    fc.assert(
      fc.property(hybrids, fc.integer({ min: 1, max: 20 }), ({ width, runs }, missing) => {
        const bytes = encodedRuns(runs, width);
        const count = runs.reduce((sum, run) => sum + run.values.length, 0);
        const out = new Uint32Array(count + 1);
        expect(() => readHybrid({ bytes, at: 0 }, bytes.length, width, out)).toThrow(RangeError);
        const last = runs.at(-1);
        if (!last || last.values.length === 0 || (last.isPacked && width === 0)) return;
        const end = Math.max(0, bytes.length - missing);
        expect(() => readHybrid({ bytes, at: 0 }, end, width, new Uint32Array(count))).toThrow(RangeError);
      }),
      { numRuns: 500 },
    );
  });

  it("take no more than a run of any length that is told", () => {
    const bytes = Uint8Array.from([...varint(2n ** 31n), 7]);
    const out = new Uint32Array(10);
    readHybrid({ bytes, at: 0 }, bytes.length, 3, out);
    expect([...out]).toEqual(new Array(10).fill(7));
    expect(() => readVarint({ bytes: new Uint8Array(8).fill(0x80), at: 0 })).toThrow(RangeError);
  });
});

describe("compressed pages", () => {
  const text = Buffer.from("a page of text, a page of text, a page of text");
  const pages = { UNCOMPRESSED: text, GZIP: gzipSync(text), BROTLI: brotliCompressSync(text) } as const;

  it.each(Object.keys(pages) as (keyof typeof pages)[])("have as many bytes as their header says, or are refused: %s", (codec) => {
    expect(Buffer.from(decompressed(pages[codec], text.length, codec, "test")).toString()).toBe(text.toString());
    for (const size of [0, text.length - 1, text.length + 1, text.length * 10]) {
      expect(() => decompressed(pages[codec], size, codec, "test")).toThrow();
    }
  });

  it("are refused by name where nobody knows the codec", () => {
    expect(() => decompressed(text, 5, "LZO", "test")).toThrow(/^test: is compressed by LZO, which is not supported/);
    expect(() => decompressed(text, 5, undefined as never, "test")).toThrow(expect.objectContaining({ code: "UnsupportedType" }));
  });
});

const zigzag = (value: bigint) => varint(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));

function encodedDeltas(values: readonly bigint[], bits: 32 | 64): Uint8Array {
  const [block, miniblocks, size] = [128, 4, 32];
  const bytes = [...varint(BigInt(block)), ...varint(BigInt(miniblocks)), ...varint(BigInt(values.length)), ...zigzag(values[0] ?? 0n)];
  const differences = values.slice(1).map((value, i) => BigInt.asIntN(bits, value - values[i]!));
  for (let at = 0; at < differences.length; at += block) {
    const own = differences.slice(at, at + block);
    const least = own.reduce((a, b) => (a < b ? a : b));
    const rest = own.map((one) => BigInt.asUintN(bits, one - least));
    const minis = Array.from({ length: miniblocks }, (_, i) => rest.slice(i * size, (i + 1) * size));
    const widths = minis.map((mini) => mini.reduce((most, one) => Math.max(most, one === 0n ? 0 : one.toString(2).length), 0));
    bytes.push(...zigzag(least), ...widths);
    minis.forEach((mini, i) => {
      if (mini.length > 0) bytes.push(...packed([...mini, ...new Array<bigint>(size - mini.length).fill(0n)], widths[i]!));
    });
  }
  return Uint8Array.from(bytes);
}

const integersOf = (bits: 32 | 64) => {
  const most = 2n ** BigInt(bits - 1);
  return fc.array(fc.oneof(fc.bigInt({ min: -most, max: most - 1n }), fc.bigInt({ min: -5n, max: 5n })), { minLength: 1, maxLength: 200 });
};

describe("differences", () => {
  it("are summed as they were written, in 64 bits and in 32", () => {
    fc.assert(
      fc.property(integersOf(64), (values) => {
        const bytes = Uint8Array.from([1, 2, 3, ...encodedDeltas(values, 64), 9, 9, 9]);
        const out = new BigInt64Array(values.length);
        expect(readDeltas(bytes, 3, out)).toBe(bytes.length - 3);
        expect([...out]).toEqual(values);
      }),
    );
    fc.assert(
      fc.property(integersOf(32), (values) => {
        const bytes = encodedDeltas(values, 32);
        const out = new Int32Array(values.length);
        expect(readDeltas(bytes, 0, out)).toBe(bytes.length);
        expect([...out].map(BigInt)).toEqual(values);
      }),
    );
  });

  it("are refused where they end too early, or are not of so many values", () => {
    fc.assert(
      fc.property(integersOf(64), fc.integer({ min: 1, max: 9 }), (values, missing) => {
        const bytes = encodedDeltas(values, 64);
        expect(() => readDeltas(bytes.subarray(0, bytes.length - missing), 0, new BigInt64Array(values.length))).toThrow(RangeError);
        expect(() => readDeltas(bytes, 0, new BigInt64Array(values.length + 1))).toThrow(RangeError);
      }),
    );
    expect(() => readDeltas(Uint8Array.from([0, 0, 1, 0]), 0, new Int32Array(1))).toThrow(RangeError);
  });
});
