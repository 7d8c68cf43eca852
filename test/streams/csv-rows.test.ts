import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createFlux } from "autoflux";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { decoded, openCsv } from "../../src/adapters/csv";
import { numberOf, type Sample, sample } from "./csv-grammar";

const fx = await createFlux({ maxWorkers: 1 });
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-rows-"));
const cli = fileURLToPath(new URL("../../dist/cli.mjs", import.meta.url));
afterAll(async () => {
  await fx.close();
  rmSync(folder, { recursive: true });
});
const file = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
const ways = { delimiter: String, noHeader: "", byNumber: "", comment: String, missing: String };

/** All rows, of a file that comes in pieces cut at `cuts`. */
async function rowsOf({ text, names, delimiter, comment }: Sample, cuts: number[], batchRows?: number): Promise<string[][]> {
  const bytes = Buffer.from(text);
  async function* pieces() {
    const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
    let from = 0;
    for (const to of [...places, bytes.length]) {
      yield bytes.subarray(from, to);
      from = to;
    }
  }
  const csv = await openCsv(pieces(), { delimiter, comment, columns: names, hasHeader: true, ways, ...(batchRows && { batchRows }) });
  expect(csv.names.map((name) => decoded(name))).toEqual(names);
  const rows: string[][] = [];
  for await (const batch of csv.batches()) for (const row of batch) rows.push(row.map(decoded));
  return rows;
}

describe("a CSV file has exactly the rows that were written", () => {
  it("whatever its line ends, quotes, blank lines and mark, and wherever it is cut into pieces", async () => {
    await fc.assert(fc.asyncProperty(sample, fc.array(fc.nat(400), { maxLength: 6 }), fc.constantFrom(undefined, 1, 2), async (given, cuts, batchRows) => {
      expect(await rowsOf(given, cuts, batchRows)).toEqual(given.rows);
    }), { numRuns: 600 });
  });

  it("byte by byte", async () => {
    await fc.assert(fc.asyncProperty(sample, async (given) => {
      expect(await rowsOf(given, Array.from({ length: Buffer.byteLength(given.text) }, (_, i) => i))).toEqual(given.rows);
    }), { numRuns: 200 });
  });

  it("for mapFile and reduceFile", async () => {
    await fc.assert(fc.asyncProperty(sample, async ({ text, names: [column], rows, delimiter, comment }) => {
      const input = { path: file("any.csv", text), column: column!, delimiter, comment };
      const values = rows.map(([first]) => numberOf(first!));
      await fx.mapFile("x", input, path.join(folder, "out.f64"));
      expect([...new Float64Array(new Uint8Array(readFileSync(path.join(folder, "out.f64"))).buffer)]).toEqual(values);
      await fx.mapFile("x", input, { path: path.join(folder, "out.csv"), column: "out" });
      expect(readFileSync(path.join(folder, "out.csv"), "utf8")).toBe(["out", ...values.map((v) => (Object.is(v, -0) ? "-0" : String(v))), ""].join("\n"));
      expect(await fx.reduceFile("countNonzero", "isnan(x) + 1", input)).toBe(values.length);
      expect(await fx.reduceFile("sum", input)).toBe(await fx.reduce("sum", values));
    }), { numRuns: 100 });
  });

  it("for the command line", () => {
    fc.assert(fc.property(sample, ({ text, names, rows, delimiter, comment }) => {
      const args = ["map", "negate", "--in", file("cli.csv", text), "--column", names[0]!, "--delimiter", delimiter, "--only", "--as", "y"];
      const out = execFileSync(process.execPath, [cli, ...args, ...(comment ? ["--comment", comment] : [])], { encoding: "utf8" });
      const quoted = (v: string) => (/["\r\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v);
      const results = rows.map(([first]) => (Number.isNaN(numberOf(first!)) ? quoted(first!) : Object.is(numberOf(first!), 0) ? "-0" : String(-numberOf(first!))));
      expect(out).toBe(["y", ...results, ""].join("\n"));
    }), { numRuns: 12 });
  });
});

describe("a value that equals the name of a column", () => {
  it.each<[string, string, string | number, number]>([
    ["in a column before it", ",0,1\n0,3,4\n1,5,6\n", "0", 8],
    ["in the column itself", "0\n0\n5\n", "0", 5],
    ["in another column", "2020,2021\n2020,1\n3,4\n", "2020", 2023],
    ["in two columns of a row", ",0\n0,0\n1,7\n", "0", 7],
    ["as text", "name,v\nv,1\nw,2\n", "v", 3],
  ])("does not make its row the header: %s", async (_, text, column, sum) => {
    expect(await fx.reduceFile("sum", { path: file("values.csv", text), column })).toBe(sum);
  });
});

describe("a file of one column", () => {
  const sum = (text: string, more: object = {}) => fx.reduceFile("sum", { path: file("one.csv", text), column: "v", ...more });
  const count = (text: string, more: object = {}) => fx.reduceFile("countNonzero", "isnan(x) + 1", { path: file("one.csv", text), column: "v", ...more });

  it.each([["\n"], ["\r\n"], ["\r"]])("has no row too many with %j at its lines' ends", async (end) => {
    for (const mark of ["", "\ufeff"]) {
      expect(await sum(`${mark}v${end}1${end}2${end}`)).toBe(3);
      expect(await count(`${mark}v${end}1${end}2`)).toBe(2);
      expect(await count(`${mark}"v"${end}1${end}2${end}`)).toBe(2);
      expect(await count(`${mark}v${end}`)).toBe(0);
    }
  });

  it("takes a blank line between rows for a missing value, and none at its end for a row", async () => {
    expect(await count("v\n1\n\n2\n")).toBe(3);
    expect(await count("v\r\n1\r\n2\r\n\r\n\r\n")).toBe(2);
    expect(await count("v\n1\n2\n  \n\n")).toBe(2);
    expect(await count('v\n1\n""\n')).toBe(2); // an empty field in quotes is one
    expect(await count("v\n\n1\n")).toBe(2);
    expect(await fx.reduceFile("countNonzero", "isnan(x) + 1", { path: file("bare.csv", "1\r\n2\r\n"), column: 1, header: false })).toBe(2);
  });

  it("may have very many blank lines before a row", async () => {
    expect(await count(`v\n1\n${"\n".repeat(5000)}2\n`)).toBe(5002);
  });
});

describe("comments in CSV files", () => {
  const sum = (text: string, more: object = {}) => fx.reduceFile("sum", { path: file("c.csv", text), column: "v", ...more });

  it("are off unless they are asked for: rows may begin with #", async () => {
    const text = "id,v\na,1\n#N/A,2\n#REF!,4\n#12,8\n";
    expect(await sum(text)).toBe(15);
    expect(await sum(text, { comment: "#" })).toBe(1);
    expect(await sum("id,v\n# note\na,1\n", { comment: "#" })).toBe(1);
  });

  it("may stand before the header all the same, and the header behind their sign", async () => {
    expect(await sum("# by hand\n# id, v\nid,v\na,1\n")).toBe(1);
    expect(await sum("#v,id\n1,a\n")).toBe(1);
    expect(await fx.reduceFile("sum", { path: file("c.csv", "#v,id\n1,a\n"), column: "#v" })).toBe(1);
  });

  it("that are not asked for are named where they make a row fail", async () => {
    await expect(sum("id,v\n# note\na,1\n")).rejects.toMatchObject({ code: "BadFile", message: expect.stringMatching(/row 1 has 1 fields.*give comment: "#"/) });
    await expect(sum("v,id\n# a,b\n1,2\n")).rejects.toMatchObject({ code: "BadFile", message: expect.stringMatching(/"# a" is no number.*give comment: "#"/) });
  });
});
