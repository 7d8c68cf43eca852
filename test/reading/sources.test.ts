import { execFileSync } from "node:child_process";
import { createReadStream, mkdtempSync, openAsBlob, readdirSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { readOn } from "../../src/reading/read";
import { hostOf } from "./tiny-formats";

const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-sources-"));
afterAll(() => rmSync(folder, { recursive: true }));
const TEXT = "a,b\n1,2\n3,4\n5,6\n";
const ROWS = [{ a: 1, b: 2 }, { a: 3, b: 4 }, { a: 5, b: 6 }];
const file = path.join(folder, "three.csv");
writeFileSync(file, TEXT);
const bytes = new TextEncoder().encode(TEXT);
const shared = () => {
  const buffer = new SharedArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
};
/** Files that this process has open. */
const openFiles = () => readdirSync("/proc/self/fd").length;

async function* chunks(size = 3) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

describe("flux.read takes", () => {
  it.each<[string, () => unknown]>([
    ["a path", () => file],
    ["a file: URL", () => pathToFileURL(file)],
    ["a file: URL as text", () => pathToFileURL(file).href],
    ["a Buffer", () => Buffer.from(bytes)],
    ["a Uint8Array", () => bytes],
    ["a Uint8Array in the middle of a buffer", () => new Uint8Array([0, 0, ...bytes, 0]).subarray(2, 2 + bytes.length)],
    ["an ArrayBuffer", () => bytes.slice().buffer],
    ["shared memory", shared],
    ["a DataView", () => new DataView(bytes.slice().buffer)],
    ["a Blob", () => new Blob([bytes])],
    ["a Blob of a file", () => openAsBlob(file)],
    ["a Readable", () => createReadStream(file, { highWaterMark: 5 })],
    ["a Readable of text", () => Readable.from(["a,b\n1,2\n3", ",4\n5,6\n"])],
    ["an async iterable of bytes", () => chunks()],
    ["an array of bytes", () => [bytes.slice(0, 5), bytes.slice(5)]],
    ["a web stream", () => new Blob([bytes]).stream()],
    ["a Response", () => new Response(bytes)],
  ])("%s", async (_, make) => {
    const { host, seen } = hostOf();
    const before = openFiles();
    const table = await readOn(host, await make());
    expect(table.toRows()).toEqual(ROWS);
    expect(seen.open).toBe(0);
    await new Promise((resume) => setTimeout(resume, 20)); // a Readable closes its file a little later
    expect(openFiles()).toBeLessThanOrEqual(before);
  });

  it("a pipe", async () => {
    const pipe = path.join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const table = readOn(hostOf().host, pipe, { format: "csv" });
    await writeFile(pipe, TEXT);
    expect((await table).toRows()).toEqual(ROWS);
  });

  it("what fetch gives, by the name of its URL; and says what status it has where it failed", async () => {
    const server = http.createServer((request, response) => {
      if (request.url!.startsWith("/missing")) response.statusCode = 404;
      response.end(TEXT);
    }).listen(0);
    const { port } = server.address() as AddressInfo;
    const url = `http://localhost:${port}`;
    expect((await readOn(hostOf().host, await fetch(`${url}/three.csv?x=1`))).toRows()).toEqual(ROWS);
    await expect(readOn(hostOf().host, await fetch(`${url}/missing`))).rejects.toMatchObject({ code: "UnsupportedInput", message: expect.stringContaining("status 404") });
    const read = await fetch(`${url}/three.csv`);
    await read.text();
    await expect(readOn(hostOf().host, read)).rejects.toMatchObject({ code: "UnsupportedInput" });
    await expect(readOn(hostOf().host, `${url}/three.csv`)).rejects.toThrow(/fetch/);
    server.close();
  });
});

function locked<S extends ReadableStream>(stream: S): S {
  stream.getReader();
  return stream;
}

function lockedResponse(): Response {
  const response = new Response(TEXT);
  locked(response.body!);
  return response;
}

describe("flux.read refuses", () => {
  const { buffer } = bytes.slice();
  const detached = new Uint8Array(buffer);
  structuredClone(buffer, { transfer: [buffer] });

  it.each<[string, unknown, string]>([
    ["a number", 3, "UnsupportedInput"],
    ["nothing", undefined, "UnsupportedInput"],
    ["an array of records, for which there is flux.from", [{ a: 1 }], "UnsupportedInput"],
    ["wider elements than bytes", new Float64Array(3), "UnsupportedInput"],
    ["the text itself", TEXT, "BadOption"],
    ["an empty path", "", "BadOption"],
    ["a folder", folder, "BadFile"],
    ["a file that is not there", path.join(folder, "none.csv"), "ENOENT"],
    ["bytes that were transferred", detached, "DetachedBuffer"],
    ["a stream of objects", Readable.from([{ a: 1 }]), "UnsupportedInput"],
    ["a stream that was destroyed", Readable.from([bytes]).destroy(), "UnsupportedInput"],
    ["a stream that another reader has", locked(new Blob([bytes]).stream()), "UnsupportedInput"],
    ["the body of a response that another reader has", lockedResponse(), "UnsupportedInput"],
  ])("%s", async (_, given, code) => {
    await expect(readOn(hostOf().host, given)).rejects.toMatchObject({ code });
  });
});

describe("a file that changes while it is read", () => {
  it.each<[string, (at: string) => void]>([
    ["grows", (at) => writeFileSync(at, "7,8\n", { flag: "a" })],
    ["is written anew with as many bytes", (at) => writeFileSync(at, TEXT.replaceAll("1", "9"))],
    ["is cut off", (at) => writeFileSync(at, "a,b\n1")],
  ])("is an error where it %s, and closed", async (_, change) => {
    const at = path.join(folder, "changing.csv");
    writeFileSync(at, TEXT);
    const { host, seen } = hostOf();
    const { open } = host.formats.csv;
    const csv = { ...host.formats.csv, open: async (...given: Parameters<typeof open>) => {
      await new Promise((resume) => setTimeout(resume, 20)); // times of files are coarse
      change(at);
      return open(...given);
    } };
    const before = openFiles();
    await expect(readOn({ ...host, formats: { ...host.formats, csv } }, at)).rejects.toMatchObject({ code: "FileChanged" });
    expect([seen.open, openFiles()]).toEqual([0, before]);
  });
});
