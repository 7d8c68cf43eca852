/** Blocks of CSV parsed by kernels, against the parser in plain JavaScript: the same fields and the same columns, bit for bit. */
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { CsvFields, CsvLayout, PlainType } from "../../src/adapters/csv-parsing";
import { columnOf, fieldsOf } from "../../src/adapters/csv/plain";
import type { Column } from "../../src/columns/column";
import { openInstance, reading } from "./kernel-reading";
import type { ReadingOptions } from "./kernels-entry";

const LAYOUT: CsvLayout = { delimiter: 44, quote: 34, comment: 0 };
const TYPES: readonly PlainType[] = ["float64", "int64", "boolean", "date", "timestamp", "text"];
/** Bytes of a piece (src/text/fields.ts), and rows of a unit. */
const PIECE = 32_768;
const UNIT_ROWS = 1024;

const instance = openInstance({ maxWorkers: 2 });
afterAll(() => instance.close());

const bytesOf = (text: string | Uint8Array): Uint8Array => (typeof text === "string" ? new TextEncoder().encode(text) : text);

/** What anybody can see of fields, and of a column: bits of doubles too, and nothing of what lies under nulls. */
const shownFields = ({ count, rows, begins, ends, bytes, columns }: CsvFields) => ({
  count, bytes, columns, rows: [...rows], begins: [...begins], ends: [...ends],
});
function shownColumn(parsed: Column | { failedAt: number }): unknown {
  if ("failedAt" in parsed) return parsed;
  const { type, unit, nullCount, data } = parsed;
  const nulls = Array.from({ length: parsed.length }, (_, row) => parsed.isNull(row));
  if (data.type === "text") {
    if (data.codes) checkCodes(parsed, data.codes, data.texts.offsets.length - 1);
    return { type, nulls, texts: parsed.toArray() };
  }
  const values = parsed.values as Float64Array;
  const bits = type === "float64" ? [...new BigUint64Array(values.buffer, values.byteOffset, values.length)] : [...values];
  return { type, unit, nullCount, values: bits.map((value, row) => (nulls[row] ? null : value)) };
}

/** Codes are numbered as they first appear, their texts differ, and a null's is 0. */
function checkCodes(column: Column, codes: Uint32Array, count: number): void {
  const seen = new Map<string, number>();
  codes.forEach((code, row) => {
    const text = column.get(row) as string | null;
    if (text === null) expect(code).toBe(0);
    else if (!seen.has(text)) expect([row, code]).toEqual([row, seen.set(text, seen.size).size - 1]);
    else if (seen.get(text) !== code) expect([row, code]).toEqual([row, seen.get(text)]);
  });
  expect(count).toBe(seen.size);
}

const wantedFields = (block: Uint8Array, layout: CsvLayout, isLast: boolean) => {
  try {
    return shownFields(fieldsOf(block, layout, isLast));
  } catch (error) {
    return (error as Error).message;
  }
};

/** Compares a block: its fields, and, where its rows are of one length, every column as every type. */
async function compare(text: string | Uint8Array, layout = LAYOUT, isLast = true, options: ReadingOptions = {}): Promise<void> {
  const block = bytesOf(text);
  await reading(instance, options, async (parsing) => {
    let found: CsvFields;
    try {
      found = await parsing.fields(block, layout, isLast);
    } catch (error) {
      expect((error as Error).message).toEqual(wantedFields(block, layout, isLast));
      return;
    }
    expect(shownFields(found)).toEqual(wantedFields(block, layout, isLast));
    if (found.columns === undefined) return;
    const asked = Array.from({ length: found.columns }, (_, at) => TYPES.map((type) => ({ at, type }))).flat();
    const columns = await Promise.all(asked.map(({ at, type }) => parsing.column(block, found, at, type, layout)));
    const fields = fieldsOf(block, layout, isLast);
    const shown = asked.map((one, i) => ({ ...one, column: shownColumn(columns[i]!) }));
    expect(shown).toEqual(asked.map((one) => ({ ...one, column: shownColumn(columnOf(block, fields, one.at, one.type, layout)) })));
  });
}

const HOSTILE = fc.array(fc.constantFrom(",", '"', "\n", "\r", "\r\n", " ", "a", '""', '","', "#", "1", "\t", "ü"), { maxLength: 60 })
  .map((parts) => parts.join(""));
const NUMBER_LIKE = fc.array(fc.constantFrom(..."0123456789.eE+- "), { maxLength: 24 }).map((parts) => parts.join(""));
const PLAIN = fc.oneof(
  fc.double().map(String), fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
  fc.constantFrom("true", "false", "True", "0", "-0"),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 23)),
  NUMBER_LIKE, fc.constantFrom("", " ", "\t", "007", ".5", "5.", "."),
  fc.constantFrom("2020-02-30", "2020-02-29 23:59:59", "1900-02-29", "2000-02-29T24:00:00", "2000-02-29T23:59:59.1234567"),
);
const FIELD = fc.tuple(PLAIN, fc.constantFrom("", " ", "  "), fc.constantFrom("", " "), fc.boolean())
  .map(([text, before, after, isQuoted]) => before + (isQuoted ? `"${text}"` : text) + after);

describe("fields found by kernels", () => {
  it("are those that plain JavaScript finds, whatever the bytes are", async () => {
    await fc.assert(fc.asyncProperty(HOSTILE, fc.boolean(), (text, isLast) => compare(text, LAYOUT, isLast)), { numRuns: 600 });
  });

  it("are the same with comments, other quotes, none, and blanks for delimiters", async () => {
    const layouts: CsvLayout[] = [
      { delimiter: 44, quote: 34, comment: 35 }, { delimiter: 44, quote: 0, comment: 0 }, { delimiter: 32, quote: 34, comment: 0 },
      { delimiter: 9, quote: 39, comment: 35 }, { delimiter: 59, quote: 97, comment: 0 },
    ];
    await fc.assert(
      fc.asyncProperty(HOSTILE, fc.constantFrom(...layouts), fc.boolean(), (text, layout, isLast) => compare(text, layout, isLast)),
      { numRuns: 600 },
    );
  });

  it.each(["\n", "\r", "\r\n"])("are right where quotes, ends of lines %j and blank lines are cut by vectors and pieces", async (end) => {
    const hostile = `"a,b""c",1,"${end}",,"x"${end}${end}`;
    for (const at of [64, PIECE, 3 * PIECE]) {
      for (let shift = 0; shift <= hostile.length + 1; shift++) {
        const before = `${"p".repeat(at - shift - 4 - end.length)},,,,${end}`;
        await compare(`${before}${hostile}${hostile}z,z,z,z,z${end}`);
      }
    }
  });

  it("may be longer than a piece, quoted or not, and there may be none", async () => {
    const long = "x".repeat(3 * PIECE + 5);
    await compare(`1,${long}\n2,"${long}\n,${long}"\n`);
    await compare(`1,"${long}`, LAYOUT, false);
    await compare(`1,"${long}`);
    for (const nothing of ["", "\n", "\r\n\r\n", "\n".repeat(2 * PIECE)]) {
      for (const isLast of [true, false]) await compare(nothing, LAYOUT, isLast);
    }
    await compare(",".repeat(2000));
    await compare("a\n".repeat(PIECE));
  });

  it("of blocks one after the other are those of the whole", async () => {
    const text = Array.from({ length: 3000 }, (_, i) => `${i},"a ""${i}"",\r\n",x${"y".repeat(i % 50)}\r\n`).join("");
    const block = bytesOf(text);
    await reading(instance, {}, async (parsing) => {
      let at = 0, rows = 0;
      const values: unknown[] = [];
      for (let size = 1000; at < block.length; size = 1000 + ((size * 7) % 9000)) {
        const piece = block.subarray(at, at + size), isLast = at + size >= block.length;
        const fields = await parsing.fields(piece, LAYOUT, isLast);
        const column = (await parsing.column(piece, fields, 1, "text", LAYOUT)) as Column;
        values.push(...column.toArray());
        rows += fields.count;
        at += fields.bytes;
      }
      expect(rows).toBe(3000);
      expect(values).toEqual(Array.from({ length: 3000 }, (_, i) => `a "${i}",\r\n`));
    });
  });
});

describe("columns parsed by kernels", () => {
  it("are those of plain JavaScript, bit for bit, or fail in the same row", async () => {
    const row = fc.tuple(FIELD, FIELD).map((fields) => fields.join(","));
    const rows = fc.array(row, { minLength: 1, maxLength: 8 }).map((list) => list.join("\n"));
    await fc.assert(fc.asyncProperty(rows, (text) => compare(text)), { numRuns: 1500 });
  });

  it("are the same of numbers of any digits: printed with 1 to 25 of them, half-way, subnormal, overflowing", async () => {
    const words = new DataView(new ArrayBuffer(8));
    const double = fc.tuple(fc.integer(), fc.integer()).map(([high, low]) => {
      words.setInt32(0, high);
      words.setInt32(4, low);
      return words.getFloat64(0);
    }).filter(Number.isFinite);
    const printed = fc.tuple(double, fc.integer({ min: 1, max: 25 })).map(([x, digits]) => x.toPrecision(digits));
    const halfway = double.map((x) => exactMiddle(Math.abs(x)));
    const digits = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.integer({ min: -345, max: 310 })).map(([w, e]) => `${w}e${e}`);
    const number = fc.oneof(printed, halfway, digits, double.map(String), NUMBER_LIKE);
    await fc.assert(fc.asyncProperty(fc.array(number, { minLength: 1, maxLength: 40 }), async (list) => {
      for (const text of list) await sameNumber(text);
    }), { numRuns: 250 });
  });

  it("read numbers as JavaScript does that lie on the edges: of the range, between two doubles, of what digits decide", async () => {
    const numbers = [
      "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "2.2250738585072011e-308", "2.2250738585072014e-308",
      "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "1e309", "1e-400", "9007199254740993", "-0", "1e23",
      "9007199254740992.5", "9007199254740993.0000000000000000000001", "0.000000000000000000000000000000000001", "8.5e22", "1e1000001",
      "123456789012345678901234567890", "6929495644600919.5", "3.7455744005952583e15", "18446744073709551615", "18446744073709551616",
      "0e999999999999", "1.00000000000000000000000000000000000000000000", "100000000000000016777215", "9".repeat(400), "1e-1000001",
      `0.${"0".repeat(1_000_005)}1e1000006`, "9223372036854775807", "-9223372036854775808", "9223372036854775808", "-9223372036854775809",
    ];
    for (const text of numbers) await sameNumber(text);
  });

  it("are right at every length of text around the vectors that copy it", async () => {
    const texts = Array.from({ length: 140 }, (_, i) => `"${"q".repeat(i)}""${"r".repeat(i % 37)}",${"ab".repeat(i)},"${"s".repeat(i)}"`);
    await compare(texts.join("\n"));
  });

  it.each([UNIT_ROWS - 1, UNIT_ROWS, UNIT_ROWS + 1, 5 * UNIT_ROWS + 63])("are right of %d rows, or fail in the first", async (count) => {
    const row = (i: number) => `${i % 3 ? i / 8 : ""},${i % 5 ? i : " "},"text ${i}",${i % 2 ? "true" : ""},2020-01-0${1 + (i % 9)}`;
    const lines = Array.from({ length: count }, (_, i) => row(i));
    await compare(`${lines.join("\n")}\n`);
    lines[count - 2] = "x,1.5,,yes,2020-13-01";
    lines[count - 1] = "y,2.5,,no,-";
    await compare(`${lines.join("\n")}\n`);
  });

  it.each([
    ["few", 7, 40_000], ["hundreds", 300, 40_000], ["as many as a unit may have", 512, 5000], ["more than that", 513, 5000],
    ["as many as a column may have", 8192, 60_000], ["more than that", 8193, 60_000], ["all of them", 60_000, 60_000],
  ])("give text codes where values repeat: of %s differing texts, short and long", async (_, differing, count) => {
    const text = (i: number) => (i % 3 ? `t${i.toString(36)}` : i % 2 ? `"${"long ".repeat(i % 9)}""${i}"` : `${i} ${"y".repeat(i % 40)}`);
    const near = Math.min(differing, 512), base = (i: number) => (Math.floor(i / 1024) * 300) % differing;
    const runs = Array.from({ length: count }, (__, i) => `${text(base(i) + ((i * 7) % near))},`);
    await compareText(runs.map((row, i) => (i % 50 ? row : ",")).join("\n"));
    const shuffled = Array.from({ length: count }, (__, i) => `${text((i * 7919) % differing)},`);
    await compareText(shuffled.join("\n"));
  });

  it("tell texts apart that have the same hash", async () => {
    const multiplier = 0x9e3779b97f4a7c15n, mask = 2n ** 64n - 1n;
    const mixed = (word: bigint) => {
      const product = (word * multiplier) & mask;
      return product ^ (product >> 29n);
    };
    const words = Array.from({ length: 400 }, (_, i) => BigInt(`0x${Buffer.from(`text${1000 + i}`).reverse().toString("hex")}`));
    // The second word makes up for the first one (assembly/text/dictionary.ts).
    const blocks = words.map((word) => Buffer.from(new BigUint64Array([word, mixed(word)]).buffer));
    const plain = blocks.filter((bytes) => !bytes.some((byte) => [10, 13, 34, 44].includes(byte)));
    expect(plain.length).toBeGreaterThan(100);
    await compareText(Buffer.concat([...plain, ...plain].flatMap((bytes) => [bytes, Buffer.from(",\n")])));
  });

  it("see what has been written to the fields' arrays: a field made empty is a null", async () => {
    const block = bytesOf("1\nNA\n3\n");
    await reading(instance, {}, async (parsing) => {
      const fields = await parsing.fields(block, LAYOUT, true);
      expect(await parsing.column(block, fields, 0, "int64", LAYOUT)).toEqual({ failedAt: 1 });
      fields.ends[1] = fields.begins[1]!;
      expect(((await parsing.column(block, fields, 0, "int64", LAYOUT)) as Column).toArray()).toEqual([1n, null, 3n]);
    });
  });

  it("may be of fields that someone else found, each time as they are then", async () => {
    const block = bytesOf("1\n2\n"), fields = fieldsOf(block, LAYOUT, true);
    await reading(instance, {}, async (parsing) => {
      expect(((await parsing.column(block, fields, 0, "int64", LAYOUT)) as Column).toArray()).toEqual([1n, 2n]);
      fields.ends[0] = fields.begins[0]!;
      expect(((await parsing.column(block, fields, 0, "int64", LAYOUT)) as Column).toArray()).toEqual([null, 2n]);
    });
  });

  it("are refused of fields whose block has left the arena: some blocks later, or released", async () => {
    const block = bytesOf("1\n2\n");
    await reading(instance, {}, async (parsing) => {
      const [first, second] = [await parsing.fields(block, LAYOUT, true), await parsing.fields(block, LAYOUT, true)];
      for (let i = 0; i < 3; i++) await parsing.fields(block, LAYOUT, true);
      expect(() => first.ends).toThrow("has left the arena");
      await expect(parsing.column(block, first, 0, "int64", LAYOUT)).rejects.toThrow("has left the arena");
      expect(((await parsing.column(block, second, 0, "int64", LAYOUT)) as Column).toArray()).toEqual([1n, 2n]);
      parsing.release(second);
      expect(() => second.rows).toThrow("has left the arena");
    });
  });
});

/** Compares the first column as text, whole: its values, and codes where it has some. */
async function compareText(text: string | Uint8Array): Promise<void> {
  const block = bytesOf(text), wanted = fieldsOf(block, LAYOUT, true);
  await reading(instance, {}, async (parsing) => {
    const fields = await parsing.fields(block, LAYOUT, true);
    for (let i = 0; i < 2; i++) {
      const column = (await parsing.column(block, fields, 0, "text", LAYOUT)) as Column;
      expect(shownColumn(column)).toEqual(shownColumn(columnOf(block, wanted, 0, "text", LAYOUT) as Column));
    }
  });
}

/** The decimal half-way between a double and the next one, exactly. */
function exactMiddle(x: number): string {
  const words = new DataView(new ArrayBuffer(8));
  words.setFloat64(0, x);
  const bits = words.getBigUint64(0), exponent = bits >> 52n, fraction = bits & (2n ** 52n - 1n);
  const mantissa = 2n * (exponent > 0n ? fraction + 2n ** 52n : fraction) + 1n, power = Number(exponent > 0n ? exponent : 1n) - 1076;
  return power >= 0 ? String(mantissa << BigInt(power)) : `${mantissa * 5n ** BigInt(-power)}e${power}`;
}

async function sameNumber(text: string): Promise<void> {
  await compare(`${text}\n"${text}"\n`, LAYOUT, true, { engine: "inline" });
}
