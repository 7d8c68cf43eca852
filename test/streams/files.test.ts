import { execFileSync } from "node:child_process";
import {
  chmodSync, copyFileSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync,
} from "node:fs";
import { writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { createFlux } from "autoflux";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 1 });
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-files-"));
const at = (name: string) => path.join(folder, name);
afterAll(async () => {
  await fx.close();
  rmSync(folder, { recursive: true });
});
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(at(name), content);
  return at(name);
};
const bytesOf = (...values: number[]) => new Uint8Array(Float64Array.from(values).buffer);
const latin1 = (text: string) => Buffer.from(text, "latin1");

/** An array's file as numpy.save writes it. */
function npy(descr: string, shape: string, data: Uint8Array, version = 1): Buffer {
  const text = `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;
  const begin = version === 1 ? 10 : 12;
  const header = `${text.padEnd(Math.ceil((begin + text.length + 1) / 64) * 64 - begin - 1)}\n`;
  const length = Buffer.alloc(begin - 8);
  if (version === 1) length.writeUInt16LE(header.length);
  else length.writeUInt32LE(header.length);
  return Buffer.concat([latin1("\x93NUMPY"), Buffer.from([version, 0]), length, latin1(header), data]);
}

describe("what is no file of doubles is not read as one", () => {
  it.each<[string, string, string | Uint8Array, RegExp]>([
    ["numbers as text", "a.txt", "1\n2\n3\n4\n", /looks like text.*column/],
    ["numbers as text without an ending", "numbers", "1\n2\n3\n4\n", /looks like text/],
    ["numbers with exponents and separators", "n.dat", "1e5, 2.5; -3|4\tNaN\n", /looks like text/],
    ["a table", "table.dat", "name,value\nalice,1\nbob,2\ncarol,33333\n", /looks like text/],
    ["a short table of eight bytes", "t.dat", "v\n1\n2\n3\n", /looks like text/],
    ["text in UTF-8", "umlaut", "größe,maß\nvier,1\nfünf,2\nsechs und mehr,3\n", /looks like text/],
    ["text in UTF-16", "utf16", Buffer.from("\ufeffv\n1\n2\n3\n", "utf16le"), /looks like text/],
    ["text in Latin-1", "latin.txt", Buffer.from("température;pression\n12,5;1013,2 à midi\n", "latin1"), /looks like text/],
    ["text in UTF-16 without a mark", "utf16.txt", Buffer.from("v\n1\n2\n3\n4\n55\n", "utf16le"), /looks like text/],
    ["a short list of JSON", "list", "[1,2,3]\n", /looks like text/],
    ["a short object of JSON", "object", '{"a":1}\n', /looks like text/],
    ["a short sentence", "sentence", "hello world 1234", /looks like text/],
    ["JPEG", "photo", latin1("\xff\xd8\xff\xe0\0\x10JF"), /a JPEG picture/],
    ["netCDF", "grid", latin1("CDF\x01\0\0\0\0"), /a netCDF file/],
    ["a pickle", "frame", latin1("\x80\x04\x95\x10\0\0\0\0"), /a Python pickle/],
    ["a tar archive", "archive", Buffer.concat([Buffer.alloc(257, 1), latin1("ustar\x0000"), Buffer.alloc(247)]), /a tar archive/],
    ["another format by its name alone", "empty.xls", bytesOf(0, 0, 0), /the name of another format.*dtype/],
    ["JSON", "a.json", '{"a": [1, 2, 3]}', /looks like text/],
    ["gzip", "a.gz", gzipSync(bytesOf(1, 2, 3)), /compressed \(gzip\).*gunzip/],
    ["Parquet", "a.parquet", latin1("PAR1\x15\0\x15\0\0\0\0\0PAR1"), /a Parquet file/],
    ["Arrow", "a.arrow", latin1("ARROW1\0\0\xff\xff\xff\xff\0\0\0\0"), /an Arrow file/],
    ["an .npz", "a.npz", latin1("PK\x03\x04\0\0\0\0"), /a zip archive/],
    ["HDF5", "a.h5", latin1("\x89HDF\r\n\x1a\n"), /HDF5/],
    ["a WAV file", "a.wav", latin1("RIFF\x24\0\0\0WAVEfmt "), /WAV/],
  ])("%s", async (_, name, content, says) => {
    await expect(fx.reduceFile("sum", file(name, content))).rejects.toMatchObject({ code: "BadFile", message: expect.stringMatching(says) });
    if (name !== "empty.xls") await expect(fx.reduceFile("sum", { path: at(name), dtype: "float32" })).rejects.toMatchObject({ code: "BadFile" });
    await expect(fx.mapFile("x", at(name), at("out.f64"))).rejects.toMatchObject({ code: "BadFile" });
  });

  it.skipIf(process.platform === "win32")("nor where it comes through a pipe", async () => {
    execFileSync("mkfifo", [at("text-pipe")]);
    const said = expect(fx.reduceFile("sum", at("text-pipe"))).rejects.toMatchObject({ code: "BadFile", message: expect.stringMatching(/^reduceFile.*text-pipe looks like text/) });
    await writeFile(at("text-pipe"), "1\n2\n3\n4\n").catch(() => {}); // its reader leaves
    await said;
  });

  it("unless its offset says that it is one", async () => {
    expect(await fx.reduceFile("sum", { path: file("b.txt", "1\n2\n3\n4\n"), offset: 0 })).toBeGreaterThan(0);
    expect(await fx.reduceFile("sum", { path: file("b.npy", npy("'<i8'", "(2,)", bytesOf(1, 2))), offset: 128 })).toBe(3);
  });

  it("and every file of doubles is", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof(fc.double(), fc.integer(), fc.float()), { maxLength: 40 }), async (values) => {
      const array = Float64Array.from(values);
      const bytes = Buffer.from(array.buffer).toString("latin1");
      fc.pre(!/^[\t\n\f\r\x20-\x7e]+$/.test(bytes)); // eight bytes of text, such as "1.5 2.5,", are refused as text
      await fx.mapFile("x", file("any.f64", new Uint8Array(array.buffer)), at("copy.f64"));
      expect(new Float64Array(new Uint8Array(readFileSync(at("copy.f64"))).buffer)).toEqual(array);
    }), { numRuns: 150 });
    for (const values of [[32], [2.043555865895035e-305], [0.5], [65, 66, 67], [1e20], [13377], []]) expect(await fx.reduceFile("sum", file("few.txt", bytesOf(...values)))).toBe(values.reduce((a, b) => a + b, 0));
  });
});

describe("a NumPy array's file", () => {
  it("is read by its header", async () => {
    expect(await fx.reduceFile("sum", file("a.npy", npy("'<f8'", "(3,)", bytesOf(1, 2, 4))))).toBe(7);
    expect(await fx.reduceFile("sum", file("a.npy", npy("'<f8'", "(3,)", bytesOf(1, 2, 4), 2)))).toBe(7);
    await fx.mapFile("x * 2", file("s.npy", npy("'<f4'", "(2,)", new Uint8Array(Float32Array.of(1, 2).buffer))), at("s.f32"));
    expect(new Float32Array(new Uint8Array(readFileSync(at("s.f32"))).buffer)).toEqual(Float32Array.of(2, 4));
  });

  it.each<[string, Buffer, object, RegExp]>([
    ["integers", npy("'<i8'", "(1,)", bytesOf(1)), {}, /NumPy array of <i8, not of doubles/],
    ["the other byte order", npy("'>f8'", "(1,)", bytesOf(1)), {}, /of >f8/],
    ["records", npy("[('a', '<f8')]", "(1,)", bytesOf(1)), {}, /of records/],
    ["two dimensions", npy("'<f8'", "(2, 1)", bytesOf(1, 2)), {}, /shape \(2, 1\)/],
    ["a file that was cut", npy("'<f8'", "(3,)", bytesOf(1, 2)), {}, /3 elements.*Was it written to its end/],
    ["another dtype than was asked for", npy("'<f8'", "(1,)", bytesOf(1)), { dtype: "float32" }, /of float64, not of float32/],
    ["a header that is none", Buffer.concat([latin1("\x93NUMPY\x01\0\x40\0"), Buffer.alloc(70)]), {}, /cannot be read/],
  ])("is refused where it holds %s", async (_, content, more, says) => {
    await expect(fx.reduceFile("sum", { path: file("bad.npy", content), ...more } as never)).rejects.toMatchObject({ code: "BadFile", message: expect.stringMatching(says) });
  });
});

describe("mapFile's output", () => {
  const x = file("x.f64", bytesOf(1, 4, 9));

  it.each<[string, unknown, RegExp]>([
    ["a column's key that is misspelt", { path: at("o.csv"), colunm: "x" }, /unknown option "colunm"/],
    ["an option of inputs", { path: at("o.f64"), dtype: "float32" }, /unknown option "dtype"/],
    ["a column that is no text", { path: at("o.csv"), column: 3 }, /column must be a name, got 3/],
    ["a column of nothing", { path: at("o.csv"), column: " " }, /column must be a name/],
    ["a path that is none", { path: 3, column: "x" }, /path must be a path or a URL, got 3/],
    ["a list", [at("o.f64")], /the output must be a path/],
    ["an empty path", "", /path must be a path or a URL/],
    ["numbers as CSV under a name for binary", { path: at("o.f64"), column: "x" }, /mapFile would write a CSV file/],
    ["nothing", undefined, /the output must be a path/],
    ...["o.csv", "o.tsv", "o.txt", "o.json", "O.CSV", "o.md", "o.npy", "o.npz", "o.parquet", "o.arrow", "o.gz", "o.xlsx"].map((name): [string, unknown, RegExp] => [`binary in ${name}`, at(name), /give \{ path: "name\.csv", column: "name" \}/]),
    ...["o.npy", "o.parquet", "o.json", "o.csv.gz", "o.xlsx"].map((name): [string, unknown, RegExp] => [`CSV in ${name}`, { path: at(name), column: "x" }, /would write a CSV file/]),
  ])("refuses %s", async (_, output, says) => {
    const before = readdirSync(folder);
    await expect(fx.mapFile("x", x, output as never)).rejects.toMatchObject({ code: "BadOption", message: expect.stringMatching(says) });
    expect(readdirSync(folder)).toEqual(before);
  });

  it("is read again as it was written, whatever its column is called", async () => {
    for (const [name, column] of [["t.tsv", "a\tb"], ["t.csv", 'a,"b"\n c'], ["t.txt", "#x"], ["t.csv", " spaces "]] as const) {
      await fx.mapFile("x", x, { path: at(name), column });
      expect(await fx.reduceFile("sum", { path: at(name), column })).toBe(14);
    }
  });

  it("goes where a link leads, though nothing is there yet", async () => {
    mkdirSync(at("deep"));
    symlinkSync("deep/second", at("first"));
    symlinkSync("gone.f64", at("deep/second"));
    await fx.mapFile("x", x, at("first"));
    expect(statSync(at("deep/gone.f64")).size).toBe(24);
    for (const name of ["first", "deep/second"]) expect(lstatSync(at(name)).isSymbolicLink()).toBe(true);
    symlinkSync("loop", at("loop"));
    await expect(fx.mapFile("x", x, at("loop"))).rejects.toMatchObject({ code: "ELOOP" });
    symlinkSync("nowhere/file", at("astray"));
    await expect(fx.mapFile("x", x, at("astray"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("may have a name as long as names can be", async () => {
    const name = "n".repeat(255);
    await fx.mapFile("x", x, at(name));
    expect(statSync(at(name)).size).toBe(24);
  });

  it("names itself, not a draft, where its folder is not there", async () => {
    await expect(fx.mapFile("x", x, at("no/out.f64"))).rejects.toMatchObject({ code: "ENOENT", syscall: "open", path: at("no/out.f64"), message: expect.not.stringContaining(".part") });
  });

  it("leaves no draft, whatever fails", async () => {
    mkdirSync(at("drafts"));
    const out = at("drafts/out.f64");
    const mine = new Error("mine");
    await expect(fx.mapFile("x", { path: file("bad.csv", "v\n1\nx\n"), column: "v" }, out)).rejects.toMatchObject({ code: "BadFile" });
    await expect(fx.mapFile("x", x, out, { onProgress: () => { throw mine; } })).rejects.toBe(mine);
    await expect(fx.mapFile("x", x, out, { signal: AbortSignal.abort(mine) })).rejects.toBe(mine);
    await expect(fx.mapFile("x", at("nowhere.f64"), out)).rejects.toMatchObject({ code: "ENOENT" });
    expect(readdirSync(at("drafts"))).toEqual([]);
  });

  const asUser = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}; // root may write everywhere
  const runsAsUser = () => {
    try {
      execFileSync(process.execPath, ["-e", ""], asUser);
      return true;
    } catch {
      return false;
    }
  };
  it.skipIf(process.platform === "win32" || !runsAsUser())("may be a file in a folder where nothing can be made, and stays as it was where the call fails", () => {
    const locked = at("locked");
    mkdirSync(locked);
    const out = path.join(locked, "out.f64");
    copyFileSync(x, out);
    chmodSync(out, 0o666);
    chmodSync(locked, 0o555);
    chmodSync(folder, 0o755);
    chmodSync(at("bad.csv"), 0o644);
    // A clone may lie where that user sees nothing.
    cpSync(fileURLToPath(new URL("../../dist", import.meta.url)), at("dist"), { recursive: true });
    const code = `import { flux } from ${JSON.stringify(pathToFileURL(at("dist/index.mjs")).href)};
      const out = ${JSON.stringify(out)};
      await flux.mapFile("x", { path: ${JSON.stringify(at("bad.csv"))}, column: "v" }, out).catch((e) => console.log(e.code));
      console.log(await flux.reduceFile("sum", out));
      await flux.mapFile("sqrt(x)", out, out);
      console.log(await flux.reduceFile("sum", out));
      await flux.mapFile("x", out, ${JSON.stringify(path.join(locked, "new.f64"))}).catch((e) => console.log(e.code));`;
    const drafts = () => readdirSync(os.tmpdir()).filter((name) => name.startsWith(".autoflux-") && name.endsWith(".part"));
    const before = drafts();
    const told = execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8", cwd: folder, ...asUser });
    expect(told).toBe("BadFile\n14\n6\nEACCES\n");
    expect(readdirSync(locked)).toEqual(["out.f64"]);
    expect(drafts()).toEqual(before);
    chmodSync(locked, 0o755);
  });
});
