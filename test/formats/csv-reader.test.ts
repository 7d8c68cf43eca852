import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AmbiguousDate, BadValue, DuplicateColumn, RaggedRow, TooLarge, UnknownColumn } from "../../src/data-errors";
import { BadFile, BadOption } from "../../src/errors";
import { fitsInt32, narrowed } from "../../src/adapters/csv/columns";
import { Column } from "../../src/columns/column";
import { plainParsing } from "../../src/adapters/csv/plain";
import { openCsv } from "../../src/adapters/csv/reader";
import type { NamedColumn } from "../../src/adapters/format";
import type { CsvReadOptions } from "../../src/adapters/csv/options";
import type { CsvParsing, PlainType } from "../../src/adapters/csv-parsing";
import { inBlocksOf, nothingPlain, partOf, partsOf, type ReadSettings, shownPart, sourceOf, splitSettings, tableOf,
  withCodes } from "./csv-tables";

const text = (...units: string[]) => fc.constantFrom(...units);
/** Fields of columns of one kind, with now and then one of another. */
const KINDS = [
  text("1", "-2", "30", "007", "3000000000", "9007199254740993", "9223372036854775808"),
  text("1", "2.5", "-0", "1e3", "NaN", ".5", "5.", "inf"),
  text("1.234", "1.234.567", "5,5", "1,234", "1,234.5", "1.234,5", "1 234", "1 234,5", "12"),
  text("5%", "0", "1.5%", "7"),
  text("$5", "$1,000", "(3)", "€4", "6"),
  text("true", "false", "TRUE", "no"),
  text("2020-01-31", "2020-02-30", "1999-12-31", "2020-01-31T12:30:00", "2020-01-31 12:30", "2020-01-31T12:30:00Z"),
  text("01/02/2020", "13/02/2020", "02/13/2020", "03/03/2020"),
  text("x", "y", "zz", "NA ", " ", "'"),
];
const rare = text("", "NA", "-", " ", "null", '"NA"', '""', "other", "1");
const field = (kind: fc.Arbitrary<string>, oddity: number) =>
  fc.oneof({ weight: 20, arbitrary: kind }, { weight: oddity, arbitrary: rare }).map((one) => (/[,]/.test(one) ? `"${one}"` : one));
const column = fc.tuple(fc.constantFrom(...KINDS), fc.constantFrom(0, 1, 4)).chain(([kind, oddity]) =>
  fc.array(field(kind, oddity), { minLength: 12, maxLength: 12 }));
const table = fc.array(column, { minLength: 1, maxLength: 4 }).map((columns) =>
  [columns.map((_, i) => `c${i}`), ...Array.from({ length: 12 }, (_, row) => columns.map((values) => values[row]!))]
    .map((row) => `x,${row.join(",")}\n`).join(""));

/** What a table is, or why it is none, with how text lies in memory. */
async function outcome(csv: string, parsing: CsvParsing, settings: ReadSettings = {}) {
  try {
    const part = await partOf(csv, settings, parsing);
    const dictionaries = part.map(([, { data }]) => data.type === "text" && data.codes && [...data.codes, ...data.texts.offsets]);
    return [shownPart(part), dictionaries];
  } catch (error) {
    return [(error as Error).name, (error as Error).message];
  }
}

describe("the table of a file", () => {
  it("is the same however the file is cut into blocks, and whether values are parsed fast or slowly", async () => {
    await fc.assert(fc.asyncProperty(table, fc.constantFrom<ReadSettings>({}, { decimal: "," }, { decimal: "." }, { missing: ["1", "x"] },
      { zone: "Europe/Paris" }), async (csv, settings) => {
      const whole = await outcome(csv, plainParsing, settings);
      for (const rows of [1, 2, 5, 11]) expect(await outcome(csv, inBlocksOf(rows), settings)).toEqual(whole);
      expect(await outcome(csv, nothingPlain, settings)).toEqual(whole);
      expect(await outcome(csv, inBlocksOf(4, withCodes), settings)).toEqual(whole);
      expect(await outcome(csv, inBlocksOf(3, nothingPlain), settings)).toEqual(whole);
    }), { numRuns: 100 });
  });

  it("has the same types whatever the order of its rows", async () => {
    await fc.assert(fc.asyncProperty(table, async (csv) => {
      const [header, ...rows] = csv.trimEnd().split("\n");
      const types = async (lines: string[]) => {
        try {
          return (await partOf(`${[header, ...lines].join("\n")}\n`, { header: true })).map(([, one]) => [one.type, one.nullCount]);
        } catch (error) {
          return (error as Error).name;
        }
      };
      expect(await types(rows.toReversed())).toEqual(await types(rows));
    }), { numRuns: 80 });
  });

  it("is gone through in parts with the same values, if the first part tells the types", async () => {
    await fc.assert(fc.asyncProperty(table, fc.integer({ min: 1, max: 12 }), async (csv, partRows) => {
      const first = await outcome(csv, inBlocksOf(12));
      if (typeof first[0] === "string") {
        await expect(partsOf(csv, { partRows: 12 })).rejects.toThrow();
        return;
      }
      const parts = await partsOf(csv, { partRows });
      expect(parts.map((part) => part[0]![1].length)).toEqual(
        Array.from({ length: Math.ceil(12 / partRows) }, (_, i) => Math.min(partRows, 12 - i * partRows)),
      );
      const joined = shownPart(parts[0]!).map(([name, type], i) => [name, type, parts.flatMap((part) => part[i]![1].toArray())]);
      expect(joined).toEqual(first[0]);
    }), { numRuns: 100 });
  });

  it("is there, or an error that names the file, whatever the bytes, and however they come", async () => {
    const unit = fc.constantFrom("a", "1", "2.5", ",", ";", "\t", '"', "\n", "\r\n", "#", " ", "-", "NA", "é", "2020-01-02", "1/2/2020",
      "%", "true");
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.string({ unit,
      maxLength: 40 }).map((one) => new TextEncoder().encode(one)));
    const options = fc.record({ ragged: fc.constantFrom("error", "fill" as const), header: fc.constantFrom(true, false, "auto" as const),
      comment: fc.constantFrom(undefined, "#"), skipRows: fc.nat(2) });
    await fc.assert(fc.asyncProperty(bytes, options, async (content, settings) => {
      const read = (parsing: CsvParsing, chunk: number) => partOf(content, settings, parsing, chunk).then(shownPart, (error: Error) => {
        expect(error.message).toMatch(/^data\.csv: /);
        expect(error).toHaveProperty("code");
        return error.message;
      });
      const whole = await read(plainParsing, 100);
      expect(await read(inBlocksOf(1), 1)).toEqual(whole);
      expect(await read(inBlocksOf(2, nothingPlain), 7)).toEqual(whole);
    }), { numRuns: 250 });
  });

  it("has text in a dictionary where values repeat, in order of first appearance", async () => {
    const data = async (values: string[]) => (await partOf(`t,n\n${values.map((one) => `${one},1\n`).join("")}`))[0]![1].data;
    expect(await data(["b", "a", "", "b", "a", "c"])).toMatchObject({ codes: Uint32Array.of(0, 1, 0, 0, 1, 2) });
    expect(await data(["b", "a", "c"])).not.toHaveProperty("codes");
    const many = Array.from({ length: 70_000 }, (_, i) => `t${i}`);
    expect(await data(many)).not.toHaveProperty("codes");
    expect(await data([...many.slice(0, 40_000), ...many.slice(0, 40_000), ...many.slice(0, 40_000)])).not.toHaveProperty("codes");
    const oneHash = ["costarring", "liquid", "costarring", "liquid"]; // by FNV-1a
    expect(await data(oneHash)).toMatchObject({ codes: Uint32Array.of(0, 1, 0, 1) });
    const few = await data(many.map((_, i) => `t${i % 30_000}`));
    expect(few).toHaveProperty("codes");
    expect((few as { texts: { offsets: Uint32Array } }).texts.offsets).toHaveLength(30_001);
  });

  it("has the columns that are wanted, in their order; others are not parsed", async () => {
    const parsed: number[] = [];
    const spy: CsvParsing = {
      fields: plainParsing.fields,
      column: (block, fields, at, type, layout) => {
        parsed.push(at);
        return plainParsing.column(block, fields, at, type, layout);
      },
    };
    expect(await tableOf("a,b,c,d\n1,2,3,4\n", { columns: ["d", "b"] }, spy)).toEqual([["d", "int32", [4]], ["b", "int32", [2]]]);
    expect(new Set(parsed)).toEqual(new Set([3, 1]));
  });

  it("ends at the limit, and what follows is neither read nor looked at", async () => {
    let taken = 0;
    const bytes = new TextEncoder().encode(`a,b\n1,2\n3,4\n${"5,6\n".repeat(1e6)}x,y,z\n`);
    const source = {
      ...sourceOf(""),
      async *stream() {
        for (let at = 0; at < bytes.length; at += 1 << 16) {
          taken++;
          yield bytes.subarray(at, at + (1 << 16));
        }
      },
    };
    const { wanted } = splitSettings({ limit: 2 });
    expect(shownPart(await (await openCsv(source, {}, plainParsing)).whole(wanted))).toEqual([["a", "int32", [1, 3]], ["b", "int32", [2,
      4]]]);
    expect(taken * 65_536).toBeLessThan(bytes.length / 2);
    for (const limit of [0, 1, 2, 3]) {
      expect((await partOf("a\n1\n2\nx\n", { limit }, inBlocksOf(2)))[0]![1].length).toBe(limit);
      expect((await partsOf("a\n1\n2\nx\n", { limit, partRows: 2 })).flatMap((part) => part[0]![1].toArray())).toHaveLength(limit);
    }
    expect(await tableOf("a,b\n1,2\n\n\n3,4\n5\n", { limit: 2 })).toEqual([["a", "int32", [1, 3]], ["b", "int32", [2, 4]]]);
  });

  it("has the types of its values where no rows are wanted", async () => {
    const csv = "a,b,c,d,e\n1,2.5,true,2020-01-31,x\n2,3,false,2020-02-01,y\n";
    const types = ["int32", "float64", "boolean", "date", "text"];
    expect((await tableOf(csv, { limit: 0 })).map(([, type, values]) => [type, values])).toEqual(types.map((type) => [type, []]));
    const parts = await partsOf(csv, { limit: 0, partRows: 1 });
    expect(parts.map((part) => part.map(([, one]) => [one.type, one.length]))).toEqual([[["int32", 0], ["float64", 0], ["boolean", 0],
      ["date", 0], ["text", 0]]]);
  });

  it("has the types that are asked for", async () => {
    const csv = "a,b,c,d,e,f,g\n1,2.5,true,2020-01-31,5,1.5,PT1M30S\n,,,,,,\n-1,1,false,1999-12-31,6,-0.25,26:00:00.5\n";
    expect(await tableOf(csv, { types: { a: "float64", b: "float32", c: "text", d: "timestamp", e: "uint64",
      f: { type: "decimal", precision: 10, scale: 2 }, g: "duration" } })).toEqual([
      ["a", "float64", [1, null, -1]], ["b", "float32", [2.5, null, 1]], ["c", "text", ["true", null, "false"]],
      ["d", "timestamp", ["2020-01-31T00:00:00", null, "1999-12-31T00:00:00"]], ["e", "uint64", [5n, null, 6n]],
      ["f", "decimal", ["1.50", null, "-0.25"]], ["g", "duration", [90_000, null, 93_600_500]],
    ]);
    expect(await tableOf(csv, { types: { a: "int8", e: "uint16" }, columns: ["a", "e"] }, inBlocksOf(1))).toEqual(
      [["a", "int8", [1, null, -1]], ["e", "uint16", [5, null, 6]]],
    );
    expect(await tableOf("v\n123456789012345678901234567890.12\n-0.01\n", { types: { v: { type: "decimal", precision: 38,
      scale: 2 } } })).toEqual(
      [["v", "decimal", ["123456789012345678901234567890.12", "-0.01"]]],
    );
    expect(await tableOf("v\n18446744073709551615\n", { types: { v: "uint64" } })).toEqual([["v", "uint64", [18446744073709551615n]]]);
  });

  it("has its dialect told by the first rows, however long the first chunk or the first row is", async () => {
    const long = "x".repeat(300_000);
    const rows: [string, number][] = [[long, 1], ["y", 2], ["z", 3]];
    const csv = `t;n\n${rows.map(([text, n]) => `${text};${n}\n`).join("")}${"a,b,c;4\n".repeat(1000)}`;
    for (const chunk of [1 << 24, 50_000]) {
      const [[, t], [, n]] = (await partOf(csv, {}, plainParsing, chunk)) as [NamedColumn, NamedColumn];
      expect([t.get(0), t.get(3), n.get(1), n.length]).toEqual([long, "a,b,c", 2, 1003]);
    }
  });

  it("is read in blocks of the size that the parser wants", async () => {
    const csv = `a\n${"1\n".repeat(3e5)}`;
    for (const [blockBytes, most] of [[undefined, 1 << 20], [4096, 4096 + 1000]] as const) {
      let longest = 0;
      const spy: CsvParsing = {
        ...(blockBytes && { blockBytes }), column: plainParsing.column,
        fields(block, layout, isLast) {
          longest = Math.max(longest, block.length);
          return plainParsing.fields(block, layout, isLast);
        },
      };
      const { wanted } = splitSettings({ limit: 2e5 });
      const reader = await openCsv(sourceOf(csv, 1000), {}, spy);
      expect((await reader.whole(wanted))[0]![1].length).toBe(2e5);
      expect(longest).toBeGreaterThan(4000);
      expect(longest).toBeLessThanOrEqual(Math.max(most, 1 << 17));
      if (blockBytes === undefined) expect(longest).toBeGreaterThan(5e5);
    }
  });

  it("is read one block ahead of the columns that are parsed", async () => {
    const seen: string[] = [];
    const slow = inBlocksOf(1);
    const spy: CsvParsing = {
      fields(block, layout, isLast) {
        seen.push("fields");
        return slow.fields(block, layout, isLast);
      },
      async column(...of) {
        await new Promise((resolve) => { setTimeout(resolve, 20); });
        seen.push("column");
        return slow.column(...of);
      },
    };
    await partOf("a\n1\n2\n3\n", {}, spy);
    expect(seen).toEqual(["fields", "fields", "column", "fields", "column", "column"]);
  });

  it("can be read again where the source can, and else says that it cannot", async () => {
    const { wanted } = splitSettings({});
    const reader = await openCsv(sourceOf("a\n1\n"), {}, plainParsing);
    expect(shownPart(await reader.whole(wanted))).toEqual(shownPart(await reader.whole(wanted)));
    const once = await openCsv(sourceOf("a\n1\n", 10, true), {}, plainParsing);
    await once.whole(wanted);
    await expect(once.whole(wanted)).rejects.toThrow("data.csv: it can be read once only");
  });

  it("lets the source go when it is closed, left early or broken", async () => {
    let open = 0;
    const source = {
      ...sourceOf(""),
      async *stream() {
        open++;
        try {
          for (;;) yield new TextEncoder().encode("1,2\n".repeat(1e5));
        } finally {
          open--;
        }
      },
    };
    const reader = await openCsv(source, { header: false }, plainParsing);
    expect(open).toBe(1);
    await reader.close();
    expect(open).toBe(0);
    for await (const part of reader.parts(splitSettings({ partRows: 10 }).wanted)) if (part.length > 0) break;
    expect(open).toBe(0);
    await expect(reader.whole(splitSettings({ mostBytes: 1e6 }).wanted)).rejects.toThrow(TooLarge);
    expect(open).toBe(0);
    await expect(openCsv(source, { header: true, duplicates: "error", encoding: "morse" }, plainParsing)).rejects.toThrow(BadOption);
    const broken = { ...source, stream: () => twice(source.stream()) };
    await expect(openCsv(broken, { duplicates: "error" }, plainParsing)).rejects.toThrow(DuplicateColumn);
    expect(open).toBe(0);
  });
});

/** A file whose columns are all of one name. */
async function* twice(chunks: AsyncIterable<Uint8Array>) {
  yield new TextEncoder().encode("a,a\n");
  yield* chunks;
}

type Fault = [title: string, csv: string, settings: ReadSettings, kind: new (...args: never[]) => Error, message: string, detail?: object];
const FAULTS: Fault[] = [
  ["a short row", "a,b\n1,2\n3\n", {}, RaggedRow, 'row 2 has 1 fields, 2 are expected: "3". If the fields that it lacks', { row: 2 }],
  ["a long row", "a,b\n1,2,3\n", {}, RaggedRow, "row 1 has 3 fields, 2 are expected", { row: 1 }],
  ["a long row that may not be filled", "a,b\n1,2,3\n", { ragged: "fill" }, RaggedRow, "Fields beyond those expected must be blank",
    { row: 1 }],
  ["a line that may be a header before rows that are longer", "name\nx,2,3\ny,5,6\n", {}, RaggedRow,
    'row 1 has 3 fields, 1 are expected: "x,2,3". If all beyond those expected are blank, give ragged: "fill". If the lines before ' +
      "it are neither a header nor rows, leave them out: skipRows", { row: 1 }],
  ["a title that may be a header", "Sales of 2020\na,b\n1,2\n3,4\n", {}, RaggedRow, "leave them out: skipRows", { row: 1 }],
  ["a footer", "a,b\n1,2\n2 rows in all\n", {}, RaggedRow, 'row 2 has 1 fields, 2 are expected: "2 rows in all"', { row: 2 }],
  ["a comment among rows", "a,b\n1,2\n# so\n", {}, RaggedRow, 'give comment: "#"', { row: 2 }],
  ["a quote that is not closed", 'a,b\n1,2\n3,"4\n5,6\n', {}, BadFile, "row 2: a field's quote is opened and not closed"],
  ["nothing in it", "", {}, BadFile, "neither a header nor a row"],
  ["blank lines and blanks alone", "\n\n  \n", {}, BadFile, "neither a header nor a row"],
  ["blanks alone, and no header", "\n\n  \n", { header: false }, BadFile, "neither a header nor a row"],
  ["blank lines alone", "\n\n", {}, BadFile, "neither a header nor a row"],
  ["two columns of one name", "a, a\n1,2\n", { duplicates: "error" }, DuplicateColumn, 'two columns are named "a"'],
  ["no such column", "speed,b\n1,2\n", { columns: ["sped"] }, UnknownColumn, 'no column is named "sped"; did you mean "speed"?',
    { column: "sped" }],
  ["no such column for a type", "a,b\n1,2\n", { types: { cc: "text" } }, UnknownColumn, 'There are: "a", "b"', { column: "cc" }],
  ["a text for a number", "a\n1\n\nx\n", { types: { a: "float64" } }, BadValue, 'row 3, column "a": "x" is no number', { row: 3,
    column: "a" }],
  ["a fraction for an integer", "a\n1\n1.5\n", { types: { a: "int32" } }, BadValue, '"1.5" is no whole number', { row: 2 }],
  ["a large integer for a small type", "a\n1\n300\n", { types: { a: "uint8" } }, BadValue, '"300" is beyond the range of uint8',
    { row: 2 }],
  ["a negative integer without a sign", "a\n+5\n-1\n", { types: { a: "uint8" } }, BadValue, '"-1" is beyond the range of uint8',
    { row: 2 }],
  ["an integer beyond 64 bits", "a\n9223372036854775808\n", { types: { a: "int64" } }, BadValue, "beyond the range of int64", { row: 1 }],
  ["a word for a boolean", "a\ntrue\nmaybe\n", { types: { a: "boolean" } }, BadValue, '"maybe" is neither true nor false', { row: 2 }],
  ["too many digits for a decimal", "a\n1.005\n", { types: { a: { type: "decimal", precision: 5, scale: 2 } } }, BadValue,
    "more than 2 digits after"],
  ["a number too large for a decimal", "a\n1234\n", { types: { a: { type: "decimal", precision: 5, scale: 2 } } }, BadValue,
    "more than 5 digits"],
  ["no duration", "a\nP\n", { types: { a: "duration" } }, BadValue, '"P" is no duration'],
  ["more bytes than may be in memory", `a\n${"1\n".repeat(100)}`, { mostBytes: 50 }, TooLarge, "more than 50 bytes"],
  ["dates of no certain order", "a\n01/02/2020\n", {}, AmbiguousDate, 'row 1 is "01/02/2020"', { column: "a" }],
];

describe("errors name the file, and say where and what to do", () => {
  it.each(FAULTS)("%s", async (_, csv, settings, kind, message, detail = {}) => {
    for (const parsing of [plainParsing, inBlocksOf(1)]) {
      const thrown = (await partOf(csv, settings, parsing).catch((error: unknown) => error)) as Error;
      expect(thrown).toBeInstanceOf(kind);
      expect(thrown.message).toMatch(/^data\.csv: /);
      expect(thrown.message).toContain(message);
      expect(thrown).toMatchObject(detail);
    }
  });

  it("bytes that are no UTF-8, after characters that are", async () => {
    const bytes = Uint8Array.from([...new TextEncoder().encode(`t\né\n${"x\n".repeat(1e5)}`), 0xe9, 10]);
    await expect(partOf(bytes)).rejects.toThrow(`data.csv: byte ${bytes.length - 2} (0xe9) is no UTF-8`);
    const ascii = Uint8Array.from([...new TextEncoder().encode(`t\n${"x\n".repeat(1e5)}`), 0xe9, 10]);
    for (const chunk of [1 << 16, 1 << 20, 777]) expect((await partOf(ascii, {}, plainParsing, chunk))[0]![1].get(100_000)).toBe("é");
    await expect(partOf(Uint8Array.from([0xff, 0xfe, 97, 0, 10, 0, 98]))).rejects.toThrow(BadFile);
  });

  it("bytes that are no UTF-8 among as many characters that are, wherever they come first", async () => {
    const utf8 = (text: string) => [...new TextEncoder().encode(text)];
    const ascii = "x\n".repeat(1e5);
    const bad = [0xe9, 10];
    for (const [bytes, at] of [
      [[...utf8("t\né\n"), ...bad], 5], [[...utf8("t\n"), ...bad, ...utf8("é\nü\n")], 2],
      [[...utf8(`t\n${ascii}`), ...bad, ...utf8("é\n")], 200_002],
      [[...utf8("t\né\n"), 0xe2, 0x82], 5],
    ] as const) {
      for (const chunk of [1 << 16, 1, 777]) {
        if (chunk === 1 && bytes.length > 1000) continue;
        await expect(partOf(Uint8Array.from(bytes), {}, plainParsing, chunk)).rejects.toThrow(
          new RegExp(`^data\\.csv: byte ${at} \\(0x\\w\\w\\) is no UTF-8, though .* encoding: "windows-1252"$`),
        );
      }
      const asked = await partOf(Uint8Array.from(bytes), { encoding: "windows-1252" });
      expect(asked[0]![1].length).toBeGreaterThan(1);
    }
    const late = Uint8Array.from([...utf8(`t\n${ascii}`), ...bad, ...utf8("é\n")]);
    await expect(partsOf(late, { partRows: 10 })).rejects.toThrow("byte 200002 (0xe9)");
    const headed = Uint8Array.from([...utf8("t\n"), ...bad, ...utf8(ascii), ...utf8("é\n")]);
    await expect(partOf(headed)).rejects.toThrow("byte 2 (0xe9)");
    expect((await partOf(Uint8Array.from([...utf8("t\n"), 0xc9, 0xbb, 10, ...bad, ...bad])))[0]![1].toArray()).toEqual(["É»", "é", "é"]);
    const french = Uint8Array.from([...utf8(`t\n${ascii}`), ...bad, ...bad, 0xc9, 0xbb, 10]);
    expect((await partOf(french))[0]![1].get(100_002)).toBe("É»");
  });

  it("no characters that chunks cut in two", async () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `é€\u{1f600}${i}`);
    for (const start of ["", "x".repeat(70_000)]) {
      const csv = `t\n${[`a${start}`, ...names].join("\n")}\n`;
      for (const chunk of [1001, 4999]) {
        expect((await partOf(csv, {}, plainParsing, chunk))[0]![1].toArray()).toEqual([`a${start}`, ...names]);
      }
    }
  });

  it("a value in a later part that is not of the type that the first rows decided", async () => {
    const lines = Array.from({ length: 400_000 }, (_, i) => (i === 399_990 ? "1.5,x\n" : `${i},x\n`)).join("");
    const thrown = await partsOf(`a,b\n${lines}`, { partRows: 1000 }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(BadValue);
    expect(thrown).toMatchObject({ row: 399_991, column: "a" });
    expect((thrown as Error).message).toMatch(
      /^data\.csv: row 399991, column "a": "1\.5" is no whole number\. The type of the column, int32, was decided from the first \d+ rows/,
    );
    const parts = await partsOf(`a,b\n${lines}`, { partRows: 1000, types: { a: "float64" } });
    expect(parts.flatMap((part) => part[0]![1].toArray())[399_990]).toBe(1.5);
    const large = lines.replace("1.5,x", "3000000000,x");
    await expect(partsOf(`a,b\n${large}`, { partRows: 1000 })).rejects.toThrow('"3000000000" is beyond the range of int32');
  });

  it("dates of the first rows that may be read in two ways, where later ones would decide", async () => {
    const csv = "d,n\n01/02/2020,1\n02/03/2020,2\n13/02/2020,3\n";
    expect(await tableOf(csv)).toMatchObject([["d", "date", ["2020-02-01", "2020-03-02", "2020-02-13"]], ["n", "int32", [1, 2, 3]]]);
    await expect(partsOf(csv, { partRows: 2 }, inBlocksOf(1))).rejects.toThrow("and none of the first 2 rows decides: row 1 is");
    await expect(partsOf(csv, { partRows: 9, limit: 2 })).rejects.toThrow("and no row decides: row 1 is");
  });

  it.each<[string, object]>([
    ["delimiter", { delimiter: ",," }], ["delimiter", { delimiter: '"' }], ["delimiter", { delimiter: "é" }], ["quote", { quote: "''" }],
    ["comment", { comment: "//" }], ["comment", { comment: ",", delimiter: "," }], ["header", { header: "yes" }],
    ["skipRows", { skipRows: -1 }], ["skipRows", { skipRows: 1.5 }], ["encoding", { encoding: "morse" }], ["missing", { missing: "NA" }],
    ["missing", { missing: [1] }], ["usualMissing", { usualMissing: 1 }], ["ragged", { ragged: true }], ["duplicates", { duplicates: 1 }],
      ["decimal", { decimal: ";" }],
    ["zone", { zone: "Mars/Olympus" }],
  ])("a wrong option: %s of %j", async (key, options) => {
    const open = openCsv(sourceOf("a\n1\n"), options as CsvReadOptions, plainParsing);
    await expect(open).rejects.toThrow(BadOption);
    await expect(open).rejects.toThrow(new RegExp(`^data\\.csv: ${key} must be`));
  });
});

it("what lies under a null decides no type", () => {
  const values = BigInt64Array.of(1n, 2n ** 40n, -1n);
  const column = new Column({ type: "int64", values }, 3, { bytes: Uint8Array.of(0b101), offset: 0 });
  expect(fitsInt32(column)).toBe(true);
  const refuse = (row: number): never => { throw new RangeError(`row ${row}`); };
  expect(narrowed(column, "int8", refuse).toArray()).toEqual([1, null, -1]);
  expect(fitsInt32(new Column({ type: "int64", values }, 3))).toBe(false);
  expect(() => narrowed(new Column({ type: "int64", values }, 3), "int32", refuse)).toThrow("row 1");
});

it("plain types of the interface are those that the reader asks for", async () => {
  const seen = new Set<PlainType>();
  const spy: CsvParsing = {
    fields: plainParsing.fields,
    column: (block, fields, at, type, layout) => {
      seen.add(type);
      return plainParsing.column(block, fields, at, type, layout);
    },
  };
  await partOf("a,b,c,d,e,f\n1,2.5,true,2020-01-31,2020-01-31T12:30:00,x\n", {}, spy);
  expect([...seen].sort()).toEqual(["boolean", "date", "float64", "int64", "text", "timestamp"]);
});
