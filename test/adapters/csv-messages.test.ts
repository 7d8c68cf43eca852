import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 1 });
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-messages-"));
const cli = fileURLToPath(new URL("../../dist/cli.mjs", import.meta.url));
afterAll(async () => {
  await fx.close();
  rmSync(folder, { recursive: true });
});
const file = (content: string | Buffer) => {
  writeFileSync(path.join(folder, "f.csv"), content);
  return path.join(folder, "f.csv");
};
const failure = (content: string | Buffer, more: object = {}) =>
  fx.reduceFile("sum", { path: file(content), column: "v", ...more }).then(() => { throw new Error("it did not fail"); }, (error: Error & { code: string }) => error);
const said = (content: string | Buffer, ...args: string[]) => spawnSync(process.execPath, [cli, "map", "sqrt", "--in", file(content), ...args], { encoding: "utf8" }).stderr;

describe("what is wrong with a CSV file is said truly", () => {
  it.each([
    ["a row that is too long", `v,w\n1,${"x".repeat(2e6)}\n2,b\n`, /a row has more than 1048576 characters/],
    ["a quote that is not closed", `v,w\n1,"${"x".repeat(2e6)}\n2,b\n`, /quote is opened and not closed within 1048576 characters/],
    ["a quote that is not closed in a small file", 'v,w\n1,"x\n2,b\n', /quote is opened and not closed\./],
    ["a first line that never ends", "v".repeat(2e6), /has a first line of more than 1048576 bytes/],
    ["a column that is not there", "a,b\n1,2\n", /has no column "v"; its first line has a, b\. Without a header, give header: false/],
    ["another delimiter", "a;v\n1;2\n", /looks separated by ";": give delimiter: ";"/],
    ["a name that is there twice", "v,v\n1,2\n", /more than one column "v": rename one, or give header: false/],
  ])("%s", async (_, content, says) => {
    const error = await failure(content);
    expect(error).toMatchObject({ code: "BadFile", message: expect.stringMatching(says) });
    expect(error.message).not.toMatch(/--\w/); // options of the command line are none of the API
  });

  it("in the command line's words there", () => {
    expect(said("a;v\n1;2\n", "--column", "v")).toMatch(/use --delimiter ";"/);
    expect(said("a,b\n1,2\n", "--column", "v")).toMatch(/use --no-header/);
    expect(said("v\n#x\n", "--column", "v")).toMatch(/--missing "#x"\. If lines that begin with # are comments: --comment "#"/);
  });
});

describe("what is no CSV file is called what it is", () => {
  it.each<[string, Buffer, RegExp]>([
    ["gzip", gzipSync("v\n1\n"), /is compressed \(gzip\), no CSV file\. Decompress it first/],
    ["Zstandard", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x24, 0x05]), /compressed \(Zstandard\)/],
    ["xz", Buffer.from("\xfd7zXZ\0abc", "latin1"), /compressed \(xz\)/],
    ["a zip archive", Buffer.from("PK\x03\x04abc", "latin1"), /a zip archive, or a file made of one \(xlsx/],
    ["Parquet", Buffer.from("PAR1\x15\0\x15\0", "latin1"), /is a Parquet file/],
    ["NumPy", Buffer.from("\x93NUMPY\x01\0", "latin1"), /is a NumPy array/],
    ["UTF-16 with a mark", Buffer.from("\ufeffv\n1\n", "utf16le"), /is UTF-16: convert it/],
    ["UTF-16 without a mark", Buffer.from("v\n1\n", "utf16le"), /bytes that are zero/],
  ])("%s", async (_, content, says) => {
    expect(await failure(content)).toMatchObject({ code: "BadFile", message: expect.stringMatching(says) });
    expect(said(content, "--column", "v")).toMatch(says);
  });

  it("but a text may begin with the same letters", async () => {
    expect(await fx.reduceFile("sum", { path: file("PAR1,v\na,1\n"), column: "v" })).toBe(1);
    expect(await fx.reduceFile("sum", { path: file("ORC,v\na,1\n"), column: "v" })).toBe(1);
  });
});

it("nothing of a file's text reaches a message or a terminal as an escape code", async () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const unseen = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;
  const nasty = "\u001b]0;title\u0007\u001b[31mred\u009b2J\u202egnp\u2066\u200f";
  for (const content of [`${nasty},b\n1,2\n`, `v,b\n${nasty},2\n`, `v,b\n1,2,${nasty}\n`, `v${nasty}\n1\n`]) {
    const { message } = await failure(content);
    expect(message).not.toMatch(unseen);
    expect(message).toMatch(/\\u001b/);
    expect(said(content, "--column", "v")).not.toMatch(unseen);
  }
  expect(said("a\n1\n", "--column", nasty)).not.toMatch(unseen);
});
