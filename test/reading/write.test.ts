import { execFileSync } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PassThrough, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { readOn } from "../../src/reading/read";
import { writeOn } from "../../src/reading/write";
import { hostOf } from "./tiny-formats";

const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-write-"));
afterAll(() => rmSync(folder, { recursive: true }));
const TEXT = "a,b\n1,2\n3,4\n5,6\n";
const LONG = `a,b\n${Array.from({ length: 1000 }, (_, i) => `${i},${i * 2}\n`).join("")}`;
const openFiles = () => readdirSync("/proc/self/fd").length;
const canMount = (() => {
  try {
    const at = path.join(folder, "mount");
    mkdirSync(at);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", at], { stdio: "ignore" });
    execFileSync("umount", [at]);
    return true;
  } catch {
    return false;
  }
})();

async function written(target: unknown, options?: object, text = TEXT): Promise<unknown> {
  const { host } = hostOf();
  return writeOn(host, await readOn(host, Buffer.from(text)), ...(target === undefined ? [options] : [target, options]));
}

function lockedTarget(): WritableStream {
  const stream = new WritableStream();
  stream.getWriter();
  return stream;
}

/** Ends at the first bytes that it is given. */
function shortLived(): Writable {
  return new Writable({
    write() {
      this.destroy();
    },
  });
}

describe("a table is written", () => {
  it("to a path, as its name says", async () => {
    const target = path.join(folder, "plain.csv");
    expect(await written(target)).toEqual({ rows: 3, bytes: TEXT.length });
    expect(readFileSync(target, "utf8")).toBe(TEXT);
  });

  it("to a file: URL", async () => {
    const target = path.join(folder, "url.csv");
    await written(pathToFileURL(target));
    await written(pathToFileURL(path.join(folder, "text.csv")).href);
    expect(readFileSync(target, "utf8")).toBe(readFileSync(path.join(folder, "text.csv"), "utf8"));
  });

  it("by format, where the name does not say", async () => {
    const target = path.join(folder, "named.txt");
    await written(target, { format: "csv" });
    expect(readFileSync(target, "utf8")).toBe(TEXT);
  });

  it("compressed, where the name ends so", async () => {
    const target = path.join(folder, "packed.csv.gz");
    const { rows, bytes } = (await written(target, {}, LONG)) as { rows: number; bytes: number };
    expect(gunzipSync(readFileSync(target)).toString()).toBe(LONG);
    expect([rows, bytes]).toEqual([1000, readFileSync(target).length]);
  });

  it("by Zstandard where this version of Node has it; else that is the error", async () => {
    const target = path.join(folder, "packed.csv.zst");
    const writing = written(target, {}, LONG);
    if ("createZstdCompress" in (await import("node:zlib"))) {
      await writing;
      const { host } = hostOf();
      expect((await readOn(host, target)).numRows).toBe(1000);
    } else {
      await expect(writing).rejects.toMatchObject({ code: "UnsupportedType", message: expect.stringContaining("22.15") });
      expect(readdirSync(folder).filter((name) => name.includes("zst") || name.startsWith("."))).toEqual([]);
    }
  });

  it("as bytes, without a target", async () => {
    const bytes = await written(undefined, { format: "csv" });
    expect(bytes).toBeInstanceOf(Uint8Array);
    expect(Buffer.from(bytes as Uint8Array).toString()).toBe(TEXT);
  });

  it("into a stream of Node's, which is ended", async () => {
    const target = new PassThrough();
    const writing = written(target, { format: "csv" });
    let text = "";
    for await (const chunk of target) text += chunk;
    expect(await writing).toEqual({ rows: 3, bytes: TEXT.length });
    expect(text).toBe(TEXT);
  });

  it("into a web stream, which is closed", async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const text = new Response(readable).text();
    await written(writable, { format: "csv" });
    expect(await text).toBe(TEXT);
  });

  it("part by part, where it is lazy, over the very file that it is read from too", async () => {
    const { host, seen } = hostOf();
    const file = path.join(folder, "long.csv");
    writeFileSync(file, LONG);
    const table = await readOn(host, file, { lazy: true, columns: ["b"], where: "a > 500" });
    expect(await writeOn(host, table, file)).toMatchObject({ rows: 499 });
    expect(readFileSync(file, "utf8").startsWith("b\n1002\n1004\n")).toBe(true);
    expect(seen.open).toBe(0);
  });
});

describe("of a table that cannot be written", () => {
  it.each<[string, unknown, object | undefined, string]>([
    ["a name that says nothing", path.join(folder, "x.txt"), undefined, "BadOption"],
    ["no target and no format", undefined, {}, "BadOption"],
    ["a format that is not written", path.join(folder, "x.npz"), undefined, "BadOption"],
    ["an unknown option", path.join(folder, "x.csv"), { delimeter: ";" }, "BadOption"],
    ["a target that is none", 3, { format: "csv" }, "BadOption"],
    ["a folder that is not there", path.join(folder, "none", "x.csv"), undefined, "ENOENT"],
  ])("with %s there is an error and no file", async (_, target, options, code) => {
    const before = readdirSync(folder);
    await expect(written(target, options)).rejects.toMatchObject({ code });
    expect(readdirSync(folder)).toEqual(before);
  });

  it("nothing is left where reading it fails, and the file that was there stays", async () => {
    const { host } = hostOf();
    const from = path.join(folder, "from.csv");
    const to = path.join(folder, "to.csv");
    writeFileSync(from, LONG);
    writeFileSync(to, "before");
    const table = await readOn(host, from, { lazy: true });
    writeFileSync(from, `${LONG}1,2\n`);
    const [files, open] = [readdirSync(folder), openFiles()];
    await expect(writeOn(host, table, to)).rejects.toMatchObject({ code: "FileChanged" });
    expect([readFileSync(to, "utf8"), readdirSync(folder), openFiles()]).toEqual(["before", files, open]);
  });

  it.skipIf(!existsSync("/dev/full")).each(["csv", "csv.gz"])("a full disk is the error that it is (%s)", async (ending) => {
    const link = path.join(folder, `full.${ending}`);
    execFileSync("ln", ["-sf", "/dev/full", link]);
    const open = openFiles();
    await expect(written(link, {}, LONG)).rejects.toMatchObject({ code: "ENOSPC" });
    expect(openFiles()).toBe(open);
    await expect(written(createWriteStream("/dev/full"), { format: "csv" })).rejects.toMatchObject({ code: "ENOSPC" });
  });

  it.skipIf(!canMount)("nothing is left on a full disk", async () => {
    const at = path.join(folder, "mount");
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", at]);
    try {
      const text = `a,b\n${"1,2\n".repeat(50_000)}`;
      await expect(written(path.join(at, "x.csv"), {}, text)).rejects.toMatchObject({ code: "ENOSPC" });
      expect(readdirSync(at)).toEqual([]);
    } finally {
      execFileSync("umount", [at]);
    }
  });

  it.each<[string, () => unknown, RegExp]>([
    ["was destroyed", () => new PassThrough().destroy(), /closed before\./],
    ["was ended", () => new PassThrough().end(), /closed before\./],
    ["has another writer", () => lockedTarget(), /locked/],
    ["is destroyed meanwhile, without an error", () => shortLived(), /closed before all was written/],
  ])("a stream that %s is BadOutput, with the way out", async (_, make, message) => {
    await expect(written(make(), { format: "csv" }, LONG)).rejects.toMatchObject({ code: "BadOutput", message: expect.stringMatching(message) });
  });

  it("a stream that breaks is the error, and one that is never read from ends with the call", async () => {
    const breaking = new Writable({ write: (_chunk, _encoding, done) => done(new Error("broken")) });
    await expect(written(breaking, { format: "csv" })).rejects.toThrow("broken");
    const stuck = new PassThrough({ highWaterMark: 1 });
    await expect(written(stuck, { format: "csv", timeout: 50 }, LONG)).rejects.toMatchObject({ code: "TimeoutError" });
    expect(stuck.destroyed).toBe(true);
  });

  it("anything else than a table is an error", async () => {
    await expect(writeOn(hostOf().host, [{ a: 1 }], path.join(folder, "x.csv"))).rejects.toMatchObject({ code: "BadOption" });
  });
});
