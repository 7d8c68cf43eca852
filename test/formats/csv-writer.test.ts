import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainParsing } from "../../src/adapters/csv/plain";
import { type CsvWriteOptions, writeCsv } from "../../src/adapters/csv/writer";
import type { NamedColumn, TablePart, WantedType } from "../../src/adapters/format";
import { Column } from "../../src/columns/column";
import { textsOf } from "../../src/columns/texts";
import { type ColumnData, NUMBER_ARRAYS, type NumberType } from "../../src/columns/types";
import { allValid, setNull } from "../../src/columns/validity";
import { BadOption } from "../../src/errors";
import { inBlocksOf, partOf, type ReadSettings, shownPart, tableOf } from "./csv-tables";

async function written(parts: TablePart[], options?: CsvWriteOptions): Promise<string> {
  const pieces: Uint8Array[] = [];
  await writeCsv((async function* () { yield* parts; })(), async (bytes) => void pieces.push(bytes.slice()), options);
  return Buffer.concat(pieces).toString("utf8");
}

function column(data: ColumnData, length: number, nulls: number[] = []): Column {
  const validity = allValid(length);
  for (const row of nulls) setNull(validity, row);
  return new Column(data, length, validity);
}
const floats = (...values: number[]) => column({ type: "float64", values: Float64Array.from(values) }, values.length);
const texts = (...strings: (string | null)[]) =>
  column({ type: "text", texts: textsOf(strings.map((one) => one ?? "")) }, strings.length,
    strings.flatMap((one, i) => (one === null ? [i] : [])));

const ROWS = 6;
const rowsOf = <T,>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: ROWS, maxLength: ROWS });
const nulls = fc.subarray(Array.from({ length: ROWS }, (_, i) => i));
const int = (bits: number, isSigned = true) => {
  const half = 2n ** BigInt(bits - 1);
  return isSigned ? fc.bigInt({ min: -half, max: half - 1n }) : fc.bigInt({ min: 0n, max: 2n * half - 1n });
};

function numbers(type: NumberType, value: fc.Arbitrary<number | bigint>): fc.Arbitrary<[ColumnData, WantedType]> {
  return rowsOf(value).map((values) => {
    const isLarge = type.endsWith("64") && type !== "float64";
    const array = new NUMBER_ARRAYS[type](ROWS);
    for (let i = 0; i < ROWS; i++) array[i] = isLarge ? values[i]! : Number(values[i]!);
    return [{ type, values: array }, { type }];
  });
}
const days = fc.integer({ min: -719_528, max: 5_000_000 });
const moments = fc.record({ unit: fc.constantFrom("s", "ms", "us", "ns" as const),
  zone: fc.constantFrom(undefined, "UTC", "America/Sao_Paulo", "+05:30"), seconds: rowsOf(fc.integer({ min: -9e9, max: 9e9 })),
    rest: rowsOf(fc.nat(999_999_999)) })
  .map(({ unit, zone, seconds, rest }): [ColumnData, WantedType] => {
    const per = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 }[unit];
    const values = BigInt64Array.from(seconds, (one, i) => BigInt(one) * BigInt(per) + BigInt(rest[i]! % per));
    return [{ type: "timestamp", values, unit, ...(zone && { zone }) }, { type: "timestamp", unit, zone }];
  });
const signs = fc.constantFrom(...'aé,;\t|:"\n\r #-01\u{1f600}\u00a0'.match(/./gsu)!, "NA", "null", "%");
const hostileText = fc.string({ unit: signs, maxLength: 5 });

const KINDS: fc.Arbitrary<[ColumnData, WantedType]>[] = [
  numbers("float64", fc.double()), numbers("float32", fc.float()), numbers("int8", int(8)), numbers("int16", int(16)),
  numbers("int32", int(32)), numbers("int64", int(64)), numbers("uint8", int(8, false)), numbers("uint16", int(16, false)),
    numbers("uint32", int(32, false)),
  numbers("uint64", int(64, false)), moments,
  rowsOf(fc.boolean()).map((values) => [{ type: "boolean", values: Uint8Array.from(values, Number) }, { type: "boolean" }]),
  rowsOf(days).map((values) => [{ type: "date", values: Int32Array.from(values) }, { type: "date" }]),
  rowsOf(int(50)).map((values) => [{ type: "duration", values: BigInt64Array.from(values), unit: "us" }, { type: "duration", unit: "us" }]),
  rowsOf(int(59)).map((values) => [{ type: "decimal", values: BigInt64Array.from(values), words: 1, precision: 18, scale: 3 },
    { type: "decimal", precision: 18, scale: 3 }]),
  rowsOf(fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n })).map((values) => [
    { type: "decimal", words: 2, precision: 38, scale: 10,
      values: BigInt64Array.from(values.flatMap((one) => [BigInt.asIntN(64, one), one >> 64n])) },
    { type: "decimal", precision: 38, scale: 10 },
  ]),
  rowsOf(hostileText).map((values) => [{ type: "text", texts: textsOf(values) }, { type: "text" }]),
];
const anyColumn = fc.tuple(fc.oneof(...KINDS), nulls).map(([[data, type], gaps]): [Column, WantedType] => [column(data, ROWS, gaps), type]);

describe("what is written reads back", () => {
  it("as it was, whatever the types, given them", async () => {
    const delimiters = fc.constantFrom(",", ";", "\t", "|", ":", "-");
    await fc.assert(fc.asyncProperty(fc.array(anyColumn, { minLength: 1, maxLength: 5 }), delimiters, fc.boolean(),
      async (columns, delimiter, isWindows) => {
        const part = columns.map(([one], i): NamedColumn => [`c${i}`, one]);
        const csv = await written([part], { delimiter, lineEnd: isWindows ? "\r\n" : "\n" });
        const types = Object.fromEntries(columns.map(([, type], i) => [`c${i}`, type]));
        const detected: ReadSettings[] = ":-".includes(delimiter) ? [] : [{ types }];
        for (const settings of [{ types, delimiter }, ...detected]) {
          expect(shownPart(await partOf(csv, settings, plainParsing))).toEqual(shownPart(part));
          expect(shownPart(await partOf(csv, settings, inBlocksOf(2)))).toEqual(shownPart(part));
        }
      }), { numRuns: 300 });
  });

  it("as it was, without types: any text under any names, numbers, dates, booleans, moments and nulls", async () => {
    const anyText = fc.oneof(
      fc.string({ unit: signs, maxLength: 5 }), fc.string({ unit: "binary", maxLength: 4 }).map((one) => one.replaceAll("\0", "")),
      fc.constantFrom("007", "1.50", "$5", "(5)", "5 ", "03/04/2020", "NA", "true", "1,5", "1.234", "2020-01-31", "2020-01-31 12:30", "5%",
        "-", "", "1e5", "x", "[1]", "{}", "# a", "sep=;", "nan", "1 234"),
    );
    const kinds: fc.Arbitrary<ColumnData>[] = [
      rowsOf(fc.double()).map((values) => ({ type: "float64", values: Float64Array.from(values) })),
      rowsOf(fc.constantFrom(1.234, 5.678)).map((values) => ({ type: "float64", values: Float64Array.from(values) })),
      rowsOf(int(64)).map((values) => ({ type: "int64", values: BigInt64Array.from(values) })),
      rowsOf(fc.boolean()).map((values) => ({ type: "boolean", values: Uint8Array.from(values, Number) })),
      rowsOf(days).map((values) => ({ type: "date", values: Int32Array.from(values) })),
      fc.tuple(rowsOf(int(54)), fc.constantFrom(undefined, "UTC")).map(([values, zone]): ColumnData => (
        { type: "timestamp", values: BigInt64Array.from(values), unit: "us", ...(zone && { zone }) })),
      rowsOf(anyText).map((values) => ({ type: "text", texts: textsOf(values) })),
      fc.array(anyText, { minLength: 2, maxLength: 2 }).map((values) =>
        ({ type: "text", texts: textsOf(values), codes: Uint32Array.of(0, 1, 0, 0, 1, 1) })),
    ];
    const shown = (part: TablePart) => part.map(([name, one]) => [name, one.nullCount === ROWS ? "none" : NAMED[one.type] ?? one.type,
      one.nullCount < ROWS && one.zone,
      one.toArray().map((value) => (typeof value === "bigint" ? Number(value) : value))]);
    const NAMED: Partial<Record<string, string>> = { int32: "number", int64: "number", float64: "number" };
    const named = fc.tuple(anyText, fc.oneof(...kinds), nulls);
    const columns = fc.uniqueArray(named, { minLength: 1, maxLength: 4, selector: ([name]) => name });
    await fc.assert(fc.asyncProperty(columns, fc.constantFrom(",", ";", "\t", "|"), fc.boolean(), async (given, delimiter, hasKey) => {
      const key: NamedColumn = ["the key", floats(1, 2, 3, 4, 5, 6)];
      const part = [...(hasKey ? [key] : []), ...given.map(([name, data, gaps]): NamedColumn => [name, column(data, ROWS, gaps)])];
      fc.pre(hasKey || part.some(([, { type }]) => type !== "text") || part.every(([name]) => /^[a-z]+$/.test(name)));
      fc.pre(hasKey || part.some(([name, { type }]) => type !== "text" && /^[a-z]+$/.test(name)));
      const csv = await written([part.map(([name, one]): NamedColumn => [name, one.slice(0, 2)]), part.map(([name, one]): NamedColumn =>
        [name, one.slice(2)])], { delimiter });
      expect(shown(await partOf(csv, {}, plainParsing))).toEqual(shown(part));
      expect(shown(await partOf(csv, {}, inBlocksOf(2)))).toEqual(shown(part));
    }), { numRuns: 400 });
  });

  it("with its types, where values show them", async () => {
    const part: TablePart = [
      ["f", floats(1, 2.5, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e21, 5e-324)],
      ["i", column({ type: "int32", values: Int32Array.of(1, -2, 3, 4, 5, 6, 2 ** 31 - 1) }, 7, [2])],
      ["l", column({ type: "int64", values: BigInt64Array.of(2n ** 63n - 1n, 0n, 1n, 2n, 3n, 4n, -(2n ** 63n)) }, 7, [1])],
      ["b", column({ type: "boolean", values: Uint8Array.of(1, 0, 1, 0, 1, 0, 1) }, 7, [0])],
      ["d", column({ type: "date", values: Int32Array.of(0, 1, -1, 20_000, -719_528, 2_932_896, 2_932_897) }, 7)],
      ["m", column({ type: "timestamp", values: BigInt64Array.of(0n, 1n, -1n, 10n ** 15n, -(10n ** 16n), 7n, 8n), unit: "us" }, 7, [5])],
      ["u", column({ type: "timestamp", values: BigInt64Array.of(0n, 1n, -1n, 10n ** 15n, 5n, 6n, 7n), unit: "us", zone: "UTC" }, 7)],
      ["t", texts("", null, "NA", ' a "b"', "x,y\r\nz", "# no", "é")],
    ];
    const csv = await written([part]);
    expect(shownPart(await partOf(csv))).toEqual(shownPart(part));
    expect(await written([await partOf(csv)])).toBe(csv);
  });

  it("in one column: blank text, null, and what looks like delimiters", async () => {
    for (const values of [["a", null, "", "b"], ["a;b", "c;d"], ["a:b", "c:d"], ["x\ty", "z\tw"], ["#a", "b"], [" ", "-", "x"]]) {
      expect(await tableOf(await written([[["t", texts(...values)]]]))).toEqual([["t", "text", values]]);
    }
    expect(await tableOf(await written([[["x:y", texts("a:b", "c:d")]]]))).toEqual([["x:y", "text", ["a:b", "c:d"]]]);
    expect(await tableOf(await written([[["#x", texts("a", "b")], ["y", floats(1, 2)]]]))).toEqual(
      [["#x", "text", ["a", "b"]], ["y", "int32", [1, 2]]],
    );
    expect(await tableOf(await written([[["m", column({ type: "timestamp", values: BigInt64Array.of(0n, 1n), unit: "us" }, 2)]]]))).toEqual(
      [["m", "timestamp", ["1970-01-01T00:00:00", "1970-01-01T00:00:00.000001"]]],
    );
  });
});

describe("a written file", () => {
  it("has numbers in the shortest text that is exact, and quotes where text needs them", async () => {
    const single = column({ type: "float32", values: Float32Array.of(0.1, 16777216, 1 / 3, 1e-45, 3.4028234663852886e38) }, 5);
    expect(await written([[["a,b", floats(0.1, 1, -0, 1 / 3, 1e21)], ["s", single], ["t", texts("NA", null, "", "x y",
      'say "so"')]]])).toBe(
      '"a,b",s,t\n0.1,0.1,"NA"\n1,16777216,\n-0,0.33333334,""\n0.3333333333333333,1e-45,x y\n1e+21,3.4028235e+38,"say ""so"""\n',
    );
    expect(await written([[["t", texts(" x", "x ", "#x", "x", "-", "1")]]])).toBe('t\n" x"\n"x "\n"#x"\nx\n"-"\n1\n');
    const duration = column({ type: "duration", values: BigInt64Array.of(-90_500n, 0n), unit: "ms" }, 2);
    expect(await written([[["d", duration]]])).toBe("d\n-PT90.5S\nPT0S\n");
  });

  it("has one header, whatever the parts, and none where none is wanted", async () => {
    const parts: TablePart[] = [[["a", floats(1)], ["b", floats(2)]], [["a", floats()], ["b", floats()]], [["a", floats(3)], ["b",
      floats(4)]]];
    expect(await written(parts)).toBe("a,b\n1,2\n3,4\n");
    expect(await written(parts, { header: false, delimiter: "\t", lineEnd: "\r\n" })).toBe("1\t2\r\n3\t4\r\n");
    expect(await written([parts[1]!])).toBe("a,b\n");
    expect(await written([])).toBe("");
  });

  it("begins with a byte order mark where Excel wants one", async () => {
    const csv = await written([[["é", floats(1)]]], { bom: true });
    expect([...Buffer.from(csv)].slice(0, 3)).toEqual([0xef, 0xbb, 0xbf]);
    expect(await tableOf(csv)).toEqual([["é", "int32", [1]]]);
  });

  it("goes out in pieces, each when the one before has been taken", async () => {
    const part: TablePart = [["a", column({ type: "int32", values: Int32Array.from({ length: 200_000 }, (_, i) => i) }, 200_000)]];
    let busy = false;
    let count = 0;
    let bytes = 0;
    await writeCsv((async function* () { yield part; })(), async (piece) => {
      expect(busy).toBe(false);
      busy = true;
      await new Promise((resolve) => { setImmediate(resolve); });
      busy = false;
      count++;
      bytes += piece.length;
    });
    expect(count).toBeGreaterThan(3);
    expect(bytes).toBe(2 + part[0]![1].toArray().join("\n").length + 1);
  });

  it.each<[string, object]>([["delimiter", { delimiter: "" }], ["delimiter", { delimiter: '"' }], ["header", { header: 1 }], ["bom",
    { bom: "y" }],
    ["lineEnd", { lineEnd: "\r" }]])("has no wrong %s: %j", async (key, options) => {
    await expect(written([], options as CsvWriteOptions)).rejects.toThrow(BadOption);
    await expect(written([], options as CsvWriteOptions)).rejects.toThrow(`write: ${key} must be`);
  });
});
