import { describe, expect, it } from "vitest";
import { type FormatName, formatOf, formatOfName } from "../../src/reading/detect";

const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const looked = (head: Buffer, name = "the input", asked?: FormatName) => () => formatOf({ head, name }, asked, "read");
const ARROW_STREAM = bytes([0xff, 0xff, 0xff, 0xff, 0x10, 0, 0, 0], "schema");
const npz = (name: string) => bytes("PK\x03\x04", Array(22).fill(0), [name.length, 0, 0, 0], name);

describe("the format of bytes is told by", () => {
  it.each<[FormatName, string, Buffer]>([
    ["parquet", "PAR1", bytes("PAR1", [0, 1, 2])],
    ["arrow", "ARROW1", bytes("ARROW1\0\0")],
    ["arrow", "the mark of a stream", ARROW_STREAM],
    ["npy", "its magic", bytes([0x93], "NUMPY", [1, 0])],
    ["npz", "a zip archive of arrays", npz("x.npy")],
    ["json", "a list of objects", bytes('[{"a":1}]')],
    ["json", "a list over lines, after blanks", bytes(" \n[\n  1,\n  2\n]")],
    ["json", "an object over lines", bytes('{\n  "a": [1, 2]\n}\n')],
    ["json", "one object", bytes('{"a":[1,2]}')],
    ["json", "a list after a byte order mark", bytes([0xef, 0xbb, 0xbf], "[1]")],
    ["ndjson", "an object on each line", bytes('{"a":1}\n{"a":2}\n')],
    ["csv", "text", bytes("a,b\n1,2\n")],
    ["csv", "very little text", bytes("a\n1\n")],
    ["csv", "a header in brackets", bytes("[id],[name]\n1,x\n")],
    ["csv", "lines of a log that begin with a time in brackets", bytes("[2016-12-19 16:31:47,437] INFO a\n")],
    ["json", "a list of numbers", bytes("[-1.5e3 , 2]")],
    ["json", "a list of null", bytes("[null]")],
    ["csv", "text in UTF-16", bytes([0xff, 0xfe], [...Buffer.from("a,b\n1,2\n", "utf16le")])],
    ["csv", "text in UTF-16 without a mark", Buffer.from("a,b\n1,2\n", "utf16le")],
    ["csv", "text in Latin-1", Buffer.from("stra\u00dfe,b\n1,2\n", "latin1")],
    ["csv", "text with a vertical tab, a bell and a zero", bytes("a,b\n\x0bx,\x07y\nu,\0v\nsome,more text\n")],
    ["csv", "very little text with one zero", bytes("a,b\nx\0,y\n")],
    ["csv", "a name that begins as a sound does", bytes("ID3,OggS\n1,2\n")],
    ["csv", "text with some colours of a terminal", bytes(`a,b\n\x1b[1m1,2\n${"3,4\n".repeat(100)}`)],
  ])("content: %s, by %s", (format, _, head) => {
    expect(looked(head)()).toBe(format);
  });

  it.each<[FormatName, string, string]>([
    ["tsv", "a.tsv", "a\tb\n1\t2\n"],
    ["ndjson", "a.ndjson", '{"a":1}'],
    ["ndjson", "a.jsonl", '{"a":1}'],
    ["json", "a.json", '{"a":1}\n{"a":2}'],
    ["csv", "a.csv", "a\tb\n"],
  ])("its name: %s of %s", (format, name, text) => {
    expect(looked(bytes(text), name)()).toBe(format);
  });

  it("its content before its name", () => {
    expect(looked(bytes("PAR1", [0]), "a.csv")()).toBe("parquet");
    expect(looked(ARROW_STREAM, "a.parquet")()).toBe("arrow");
    expect(looked(bytes('[{"a":1}]'), "a.csv")()).toBe("json");
  });

  it.each([["a.PARQUET", "parquet"], ["a.csv", "csv"], ["a.arrows", "arrow"], ["a.feather", "arrow"], ["a.txt", undefined], ["constructor", undefined], ["x.constructor", undefined]])(
    "the ending of %s: %s", (name, format) => {
      expect(formatOfName(name)).toBe(format);
    },
  );
});

describe("what has no format that can be read is named", () => {
  it.each<[string, Buffer, RegExp, string?]>([
    ["a spreadsheet", npz("xl/workbook.xml"), /zip archive.*xlsx/],
    ["a picture", bytes([0x89], "PNG\r\n\x1a\n", [0, 0]), /PNG/],
    ["a SQLite database", bytes("SQLite format 3\0"), /SQLite/],
    ["a compressed file of another kind", bytes([0xfd], "7zXZ\0"), /xz.*Decompress it first/],
    ["a web page", bytes("\n<!DOCTYPE html><html>"), /HTML/],
    ["a PDF document without zeros", bytes("%PDF-1.7\n1 0 obj\n"), /PDF/],
    ["UTF-32, the lesser byte first", bytes([0xff, 0xfe, 0, 0, 97, 0, 0, 0]), /UTF-32.*UTF-8/],
    ["UTF-32, the greater byte first", bytes([0, 0, 0xfe, 0xff, 0, 0, 0, 97]), /UTF-32.*UTF-8/, "a.csv"],
    ["Latin-1 with a zero", bytes([0xe9, 0xe8], "a,b\n".repeat(100), [0]), /begins with the bytes/],
    ["bytes that are no text", bytes([1, 2, 3, 0, 5]), /begins with the bytes 01 02 03 00 05.*give format/],
    ["text under the name of a binary format", bytes("a,b\n1,2\n"), /Parquet.*begins with "a,b/, "a.parquet"],
  ])("%s", (_, head, message, name) => {
    expect(looked(head, name)).toThrow(expect.objectContaining({ code: "UnknownFormat", message: expect.stringMatching(message) }));
  });

  it("and so is an empty file", () => {
    expect(looked(bytes(""), "a.csv")).toThrow(expect.objectContaining({ code: "BadFile", message: "read: a.csv is empty" }));
    for (const format of ["csv", "json", "arrow"] as const) expect(() => formatOf({ head: bytes(""), name: "a" }, format, "read")).toThrow(/is empty/);
  });

  it("but for JSON lines, where the caller says that it is some: no line is no row", () => {
    expect(formatOf({ head: bytes(""), name: "a" }, "ndjson", "read")).toBe("ndjson");
  });

  it.each<[FormatName, Buffer, RegExp]>([
    ["parquet", bytes("a,b\n1,2\n"), /not a Parquet file: it begins with "a,b/],
    ["parquet", ARROW_STREAM, /not a Parquet file: it is an Arrow/],
    ["csv", bytes("PAR1", [0]), /not a CSV file: it is a Parquet file/],
    ["json", bytes([0x89], "PNG\r\n\x1a\n"), /not a JSON file: it is a PNG/],
    ["npz", npz("xl/workbook.xml"), /not an archive/],
  ])("where the caller says %s, and a signature differs", (asked, head, message) => {
    expect(looked(head, "x", asked)).toThrow(expect.objectContaining({ code: "UnknownFormat", message: expect.stringMatching(message) }));
  });

  it("but it is text where the caller says its encoding", () => {
    const told = (head: Buffer, encoding: string, name = "x") => formatOf({ head, name, encoding }, undefined, "read");
    expect(told(Buffer.from("\u540d\u524d,b\n\u524d,1\n", "utf16le"), "utf-16le")).toBe("csv");
    expect(told(bytes([1, 2, 3, 0, 5]), "shift_jis", "x.tsv")).toBe("tsv");
    expect(told(bytes([1, 2, 3, 0, 5]), "morse")).toBe("csv");
  });

  it("but text that begins as another format is what the caller says", () => {
    expect(looked(bytes("[1,2]\n"), "x", "csv")()).toBe("csv");
    expect(looked(bytes("<html>,b\n"), "x.parquet", "csv")()).toBe("csv");
    expect(looked(bytes("a,\x00b\n1,2\n"), "x", "csv")()).toBe("csv");
  });
});
