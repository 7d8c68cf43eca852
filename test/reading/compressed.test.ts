import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readOn } from "../../src/reading/read";
import { hostOf } from "./tiny-formats";

const TEXT = `a,b\n${Array.from({ length: 1000 }, (_, i) => `${i},${i * 2}\n`).join("")}`;
const gzip = gzipSync(TEXT);

/** A frame of the format that holds bytes as they are; or `repeated` times the letter A, four bytes for each 128 KB. */
function zstdFrame(content: Uint8Array, repeated = 0): Buffer<ArrayBuffer> {
  const parts = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])];
  const total = repeated || content.length;
  for (let at = 0; at < total;) {
    const size = Math.min(total - at, 131_072);
    const isLast = at + size === total;
    const header = (size << 3) | (repeated ? 2 : 0) | (isLast ? 1 : 0);
    parts.push(Buffer.from([header & 255, (header >> 8) & 255, header >> 16]), repeated ? Buffer.from("1") : Buffer.from(content.subarray(at, at + size)));
    at += size;
  }
  return Buffer.concat(parts);
}
const zstd = zstdFrame(Buffer.from(TEXT));
const skipped = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9]);
const hasZstd = (() => {
  try {
    execFileSync("zstd", ["--version"]);
    return true;
  } catch {
    return false;
  }
})();

const rowsOf = async (given: unknown, options?: object) => (await readOn(hostOf().host, given, options)).toRows();
const whole = async () => rowsOf(Buffer.from(TEXT));

describe("compressed bytes are read", () => {
  it.each<[string, Buffer]>([
    ["gzip", gzip],
    ["gzip of several members", Buffer.concat([gzipSync(TEXT.slice(0, 100)), gzipSync(TEXT.slice(100))])],
    ["gzip with zeros behind it, as tapes have", Buffer.concat([gzip, Buffer.alloc(100)])],
    ["zstd", zstd],
    ["zstd of several frames", Buffer.concat([zstdFrame(Buffer.from(TEXT.slice(0, 100))), zstdFrame(Buffer.from(TEXT.slice(100)))])],
    ["zstd after a frame to be skipped", Buffer.concat([skipped, zstd])],
    ["gzip in zstd", zstdFrame(gzip)],
    ["gzip in gzip", gzipSync(gzip)],
  ])("%s", async (_, bytes) => {
    expect(await rowsOf(bytes)).toEqual(await whole());
    expect(await rowsOf(Readable.from([...bytes].map((byte) => Buffer.from([byte]))))).toEqual(await whole());
  });

  it.skipIf(!hasZstd)("as the zstd program writes them", async () => {
    for (const level of ["-1", "-19", "--fast=3"]) {
      expect(await rowsOf(execFileSync("zstd", [level, "-c"], { input: TEXT }))).toEqual(await whole());
    }
  });
});

describe("compressed bytes are refused", () => {
  it.each<[string, Buffer, string]>([
    ["gzip that ends too early", gzip.subarray(0, -20), "TruncatedFile"],
    ["gzip of which only the beginning is there", gzip.subarray(0, 12), "TruncatedFile"],
    ["zstd that ends too early", zstd.subarray(0, -20), "TruncatedFile"],
    ["zstd of which only the beginning is there", zstd.subarray(0, 6), "TruncatedFile"],
    ["gzip with another sum than it says", Buffer.concat([gzip.subarray(0, -8), Buffer.alloc(8, 1)]), "BadFile"],
    ["gzip with other bytes behind it", Buffer.concat([gzip, Buffer.from("more")]), "BadFile"],
    ["zstd with other bytes behind it", Buffer.concat([zstd, Buffer.from("more bytes that are no frame")]), "BadFile"],
    ["three layers", gzipSync(gzipSync(gzip)), "UnknownFormat"],
  ])("where they are %s", async (_, bytes, code) => {
    const { host, seen } = hostOf();
    await expect(readOn(host, bytes)).rejects.toMatchObject({ code });
    expect(seen.open).toBe(0);
  });

  it.each<[string, Buffer]>([
    ["gzip", gzipSync(Buffer.alloc(64 << 20, "1"))],
    ["zstd", zstdFrame(Buffer.alloc(0), 1 << 30)],
  ])("of %s where they become more than mostBytes, long before all is decompressed", async (_, bytes) => {
    const before = process.memoryUsage().arrayBuffers;
    await expect(rowsOf(bytes, { format: "csv", mostBytes: 1 << 20 })).rejects.toMatchObject({ code: "TooLarge", message: expect.stringMatching(/1048576 bytes when it is decompressed/) });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(256 << 20);
  });

  it("or where they become more than the memory limit, of a stream; a file would be lazy", async () => {
    const { host } = hostOf({ memoryLimit: 3 << 20, maxWorkers: 1 });
    const bytes = gzipSync(`a,b\n${"1,2\n".repeat(3 << 20)}`);
    await expect(readOn(host, Readable.from([bytes]))).rejects.toMatchObject({ code: "TooLarge" });
    const table = await readOn(host, bytes);
    expect(table.isLazy).toBe(true);
  });

  it("and their file is closed", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-compressed-"));
    const file = path.join(folder, "short.csv.gz");
    writeFileSync(file, gzip.subarray(0, -20));
    const before = readdirSync("/proc/self/fd").length;
    await expect(rowsOf(file)).rejects.toMatchObject({ code: "TruncatedFile", message: expect.stringContaining("short.csv.gz") });
    expect(readdirSync("/proc/self/fd").length).toBe(before);
    rmSync(folder, { recursive: true });
  });
});
