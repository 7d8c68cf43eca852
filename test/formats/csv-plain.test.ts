import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldsOf, plainParsing } from "../../src/adapters/csv/plain";
import { CsvField } from "../../src/adapters/csv/field";
import { type CsvLayout, type PlainType, UnclosedQuote } from "../../src/adapters/csv-parsing";
import { Column } from "../../src/columns/column";

const LAYOUT: CsvLayout = { delimiter: 44, quote: 34, comment: 0 };
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The rows of a text that comes in pieces, as a reader goes through them. */
function rowsOf(text: string, cuts: number[] = [], layout = LAYOUT): string[][] {
  const bytes = bytesOf(text);
  const ends = [...new Set([...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  const rows: string[][] = [];
  const field = new CsvField();
  let begin = 0;
  for (const end of ends) {
    const block = bytes.subarray(begin, end);
    const fields = fieldsOf(block, layout, end === bytes.length);
    for (let row = 0; row < fields.count; row++) {
      rows.push([]);
      for (let f = fields.rows[row]!; f < fields.rows[row + 1]!; f++) {
        field.set(block, fields.begins[f]!, fields.ends[f]!, layout.quote);
        rows.at(-1)!.push(field.string(block, layout.quote));
      }
    }
    begin += fields.bytes;
  }
  return rows;
}

const hostile = fc.string({ unit: fc.constantFrom("a", "b", ",", '"', '""', "\n", "\r", "\r\n", "é", '","', '"\n"'), maxLength: 24 });

describe("fields", () => {
  it.each<[string, string[][]]>([
    ["a,b\n1,2\n", [["a", "b"], ["1", "2"]]],
    ["a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]],
    ["a,b\r1,2", [["a", "b"], ["1", "2"]]],
    ["a,b\r\n\r\n\n1,2\r\r\n", [["a", "b"], ["1", "2"]]],
    ['"x\ny","q ""here"""\n', [["x\ny", 'q "here"']]],
    ['"a,b",\n', [["a,b", ""]]],
    [",\n", [["", ""]]],
    [",", [["", ""]]],
    ['1, "New York, NY" ,3\n', [["1", "New York, NY", "3"]]],
    ['5" pipe,6 "in"\n', [['5" pipe', '6 "in"']]],
    ['"a"b,"c" "d"\n', [['"a"b', '"c" "d"']]],
    ['""\n', [[""]]],
    ['" a "\n', [[" a "]]],
    [" a \n", [[" a "]]],
    ["\n\n\n", []],
    ["", []],
  ])("of %j are %j, wherever blocks are cut", (text, rows) => {
    expect(rowsOf(text)).toEqual(rows);
    for (let cut = 0; cut <= text.length; cut++) expect(rowsOf(text, [cut])).toEqual(rows);
    expect(rowsOf(text, Array.from({ length: text.length }, (_, i) => i))).toEqual(rows);
  });

  it("leaves out rows that begin with the comment's sign, and no others", () => {
    const text = "#one,two\n1,#2\r\n# \"x\r3,4\n#end";
    const layout = { ...LAYOUT, comment: 35 };
    for (let cut = 0; cut <= text.length; cut++) expect(rowsOf(text, [cut], layout)).toEqual([["1", "#2"], ["3", "4"]]);
    expect(rowsOf("#a\n", [], { ...LAYOUT, comment: 0 })).toEqual([["#a"]]);
  });

  it("takes quotes as they stand where nothing is quoted", () => {
    expect(rowsOf('"a,b"\n', [], { ...LAYOUT, quote: 0 })).toEqual([['"a', 'b"']]);
  });

  it("splits text as csv-parse does: text of RFC 4180 exactly, other text but for the quotes it keeps", () => {
    const rules = { relax_column_count: true, skip_empty_lines: true, record_delimiter: ["\r\n", "\n", "\r"] };
    const outcome = (read: () => string[][]) => {
      try {
        return read();
      } catch {
        return "error";
      }
    };
    const withoutQuotes = (rows: string[][] | string) => JSON.stringify(rows).replaceAll('\\"', "");
    fc.assert(fc.property(hostile, (text) => {
      const rows = outcome(() => rowsOf(text));
      const strict = outcome(() => parse(text, rules) as unknown as string[][]);
      if (strict !== "error") expect(rows).toEqual(strict);
      const relaxed = outcome(() => parse(text, { ...rules, relax_quotes: true }) as unknown as string[][]);
      expect(withoutQuotes(rows)).toBe(withoutQuotes(relaxed));
    }), { numRuns: 4000 });
  });

  it("finds the same rows however the bytes are cut into blocks", () => {
    fc.assert(fc.property(hostile, fc.array(fc.nat(40), { maxLength: 6 }), (text, cuts) => {
      let whole: string[][];
      try {
        whole = rowsOf(text);
      } catch {
        expect(() => rowsOf(text, cuts)).toThrow(UnclosedQuote);
        return;
      }
      expect(rowsOf(text, cuts)).toEqual(whole);
    }), { numRuns: 2000 });
  });

  it("tells the row of a quote that is not closed, and how many fields all rows have", () => {
    expect(() => fieldsOf(bytesOf('1\n2\n"3\n4\n'), LAYOUT, true)).toThrow(expect.objectContaining({ row: 2 }));
    expect(fieldsOf(bytesOf("1,2\n3,4\n"), LAYOUT, true).columns).toBe(2);
    expect(fieldsOf(bytesOf("1,2\n3\n"), LAYOUT, true).columns).toBeUndefined();
    expect(fieldsOf(bytesOf("1,2\n3"), LAYOUT, false)).toMatchObject({ count: 1, columns: 2, bytes: 4 });
  });
});

/** A column of one field a row, each line one. */
async function column(type: PlainType, ...lines: string[]) {
  const block = bytesOf(lines.map((line) => `x,${line},y\n`).join(""));
  const found = await plainParsing.column(block, await plainParsing.fields(block, LAYOUT, true), 1, type, LAYOUT);
  return Column.is(found) ? found.toArray() : found;
}

describe("plain columns", () => {
  it("reads numbers to the nearest double", async () => {
    expect(await column("float64", "1", "-2.5", "1.5e3", ".5", "5.", "-0", " 7 ", '"8"', "1E-2")).toEqual(
      [1, -2.5, 1500, 0.5, 5, -0, 7, 8, 0.01],
    );
    await fc.assert(fc.asyncProperty(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), async (numbers) => {
      const texts = numbers.map((value) => (Object.is(value, -0) ? "-0" : String(value).replace("e+", "e")));
      expect(await column("float64", ...texts)).toEqual(numbers);
    }));
    await fc.assert(fc.asyncProperty(fc.nat(1e6), fc.nat(), fc.integer({ min: -400, max: 400 }), async (whole, part, power) => {
      const text = `${whole}.${part}e${power}`;
      expect(await column("float64", text)).toEqual([Number(text)]);
    }));
  });

  it("reads integers of 64 bits, and no larger ones", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { minLength: 1 }),
      async (integers) => {
      expect(await column("int64", ...integers.map(String))).toEqual(integers);
    }));
    expect(await column("int64", "0", "-1", "999999999999999", "-999999999999999", "4294967296", "-4294967297")).toEqual(
      [0n, -1n, 999999999999999n, -999999999999999n, 4294967296n, -4294967297n],
    );
    expect(await column("int64", "9223372036854775807", "9223372036854775808")).toEqual({ failedAt: 1 });
    expect(await column("int64", "-9223372036854775808", "-9223372036854775809")).toEqual({ failedAt: 1 });
  });

  it.each<[PlainType, string[]]>([
    ["float64", ["007", "00.5", "+1", "1,2", "1e", "e5", ".", "-", "1.2.3", "NaN", "0x1", "1_0", '"1""2"', '""', "--1", "1 2"]],
    ["int64", ["007", "-0", "-01", "+1", "1.0", "1e3", "-", "12a", '""', "99999999999999999999"]],
    ["boolean", ["TRUE", "True", "t", "1", "truer", "fals", '""']],
    ["date", ["2020-02-30", "2019-02-29", "2020-13-01", "2020-00-10", "2020-1-10", "2020/01/10", "20200110", "2020-01-100",
      "x020-01-10"]],
    ["timestamp", ["2020-01-31", "2020-01-31T12:30", "2020-01-31T24:00:00", "2020-01-31T12:60:00", "2020-01-31T12:30:60",
      "2020-01-31T12:30:00.", "2020-01-31T12:30:00.1234567", "2020-01-31T12:30:00Z", "2020-02-30T12:30:00", "2020-01-31x12:30:00"]],
  ])("of %s leave to the slow way what is not plain", async (type, lines) => {
    const good = { float64: "1", int64: "1", boolean: "true", date: "2020-01-31", timestamp: "2020-01-31T12:30:00", text: "" }[type];
    expect(await column(type, good, "", good)).toHaveLength(3);
    for (const line of lines) {
      expect([line, await column(type, good, line.includes(",") ? `"${line}"` : line)]).toEqual([line, { failedAt: 1 }]);
    }
  });

  it("reads booleans, days and moments in microseconds", async () => {
    expect(await column("boolean", "true", "false", "", "true")).toEqual([true, false, null, true]);
    expect(await column("date", "2020-02-29", "1600-12-31", " ", "0001-01-01", "9999-12-31")).toEqual(
      ["2020-02-29", "1600-12-31", null, "0001-01-01", "9999-12-31"],
    );
    expect(await column("timestamp", "2020-01-31T12:30:00.5", "1969-12-31 23:59:59.999999", "0001-01-01T00:00:00.000001")).toEqual(
      ["2020-01-31T12:30:00.5", "1969-12-31T23:59:59.999999", "0001-01-01T00:00:00.000001"],
    );
  });

  it("reads text without its quotes: blank is null, two quotes are empty text", async () => {
    const long = "long text of more than thirty-two bytes, to be copied";
    expect(await column("text", "a", "", '""', "  ", '"a, ""b"""', " c ", '"  "', 'é"x', `"${long}"`)).toEqual(
      ["a", null, "", null, 'a, "b"', " c ", "  ", 'é"x', long],
    );
  });
});
