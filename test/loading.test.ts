import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-loading-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Files and packages that each step has loaded in a fresh process, beyond the steps before it; and modules of Node that were asked for. */
function loadedBy(...steps: string[]): { files: string[]; builtins: string[] }[] {
  const code = `
    const path = require("node:path");
    const nameOf = (file) => file.split(path.sep + "node_modules" + path.sep).length > 1
      ? file.split(path.sep + "node_modules" + path.sep).at(-1).split(path.sep)[0] : path.relative(process.cwd(), file).split(path.sep).join("/");
    const files = new Set(), builtins = new Set(), asked = [];
    const { getBuiltinModule } = process;
    process.getBuiltinModule = (name) => { asked.push(name.replace("node:", "")); return getBuiltinModule(name); };
    const news = (seen, now) => now.filter((name) => !seen.has(name) && seen.add(name));
    const told = [];
    const look = () => told.push({
      files: [...new Set(news(files, Object.keys(require.cache).map(nameOf)))].sort(),
      builtins: news(builtins, asked).sort(),
    });
    (async () => {
      let flux;
      ${steps.map((step) => `${step};\nlook();`).join("\n")}
      console.log(JSON.stringify(told));
      await flux.close();
    })();`;
  return JSON.parse(execFileSync(process.execPath, ["-e", code], { cwd: root, encoding: "utf8" }));
}

const IMPORT = 'flux = require("autoflux").flux';
const SMALL_MAP = 'await flux.map("sqrt", [1, 4])';
const LARGE_MAP = 'await flux.map("exp", new Float64Array(10_000))';

describe("what is loaded", () => {
  it("by the import are the package's own first files alone, without kernels, parsers, threads or other packages", () => {
    const [imported] = loadedBy(IMPORT);
    expect(imported!.files).toEqual(["dist/catalog.cjs", "dist/errors.cjs", "dist/index.cjs"]);
    for (const builtin of ["zlib", "worker_threads", "child_process", "vm", "v8", "fs/promises", "stream"]) expect(imported!.builtins).not.toContain(builtin);
  });

  it("by a map are the kernels, and nothing more", () => {
    const [, small, large] = loadedBy(IMPORT, SMALL_MAP, LARGE_MAP);
    expect([...small!.files, ...large!.files]).toEqual([]); // the kernels are a file that is read
    for (const builtin of ["child_process", "vm", "v8", "fs/promises", "stream", "module"]) expect([...small!.builtins, ...large!.builtins]).not.toContain(builtin);
  });

  it("by a function of a family is the code of families, once; by a scope that asks for none, nothing", () => {
    const scope = 'await flux.scope((s) => s.map("sqrt", s.array([1, 4])).then(() => s.sync.map("sqrt", [1])))';
    const [, scoped, sorted, others] = loadedBy(IMPORT, scope, "await flux.stats.sort([2, 1])", "flux.sync.series.cumsum([1]); await flux.scope((s) => s.stats.sort([2, 1]))");
    expect(scoped!.files).toEqual([]);
    expect(sorted!.files).toEqual(["dist/family-face.cjs"]);
    expect(others!.files).toEqual([]);
  });

  it.each(["explain(\"stats.sort\", [1])", "sync.stats.sort([2, 1])", "series.cumsum([1])"])("by flux.%s first too", (call) => {
    const [, , family] = loadedBy(IMPORT, 'flux.explain("sqrt"); flux.sync.map("sqrt", [1])', `await flux.${call}`);
    expect(family!.files).toEqual(["dist/family-face.cjs"]);
  });

  it.each([
    ["family-face.cjs", "src/stats/sort.ts"],
    ["functions.cjs", "src/functions/batch-run.ts"],
    ["beyond-arrays.cjs", "src/adapters/pipe.ts"],
    ["streams.cjs", "src/streams/pieces.ts", "beyond-arrays.cjs"],
    ["columnar.cjs", "src/columns/functions/dates.ts", "beyond-arrays.cjs"],
    ["reading.cjs", "src/reading/read.ts", "beyond-arrays.cjs", "columnar.cjs"],
    ["formulas.cjs", "src/methods/columns/evaluate-columns.ts", "beyond-arrays.cjs", "columnar.cjs"],
    ["csv-reader.cjs", "src/adapters/csv/reader.ts", "beyond-arrays.cjs", "columnar.cjs", "reading.cjs"],
    ["arrow.cjs", "src/adapters/arrow/open.ts", "beyond-arrays.cjs", "columnar.cjs", "reading.cjs"],
    ["parquet.cjs", "src/adapters/parquet/reader.ts", "beyond-arrays.cjs", "columnar.cjs", "reading.cjs"],
    ["json.cjs", "src/adapters/json/reader.ts", "beyond-arrays.cjs", "columnar.cjs", "reading.cjs"],
    ["npy.cjs", "src/adapters/npz.ts", "beyond-arrays.cjs", "columnar.cjs", "reading.cjs"],
  ])("late, %s, has no copy of a module that was loaded before: nobody meets two classes or two tables of the same", (file, own, ...before) => {
    const modulesOf = (name: string) => [...readFileSync(path.join(root, "dist", name), "utf8").matchAll(/^\/\/ (src\/\S+)$/gm)].map(([, module]) => module!);
    const [early, late] = [["index.cjs", ...before].flatMap(modulesOf), modulesOf(file)];
    expect(early).toContain("src/memory/arena.ts");
    expect(late).toContain(own);
    expect(late.filter((name) => early.includes(name))).toEqual([]);
  });

  it("by a map that asks for threads is the pool of threads", () => {
    const [, , threads] = loadedBy(IMPORT, LARGE_MAP, 'await flux.map("exp", new Float64Array(10_000), { engine: "threads" })');
    expect(threads!.files).toEqual(["piscina"]);
  });

  it("by a function on the calling thread is the parser of functions, and by threads their pool", () => {
    const [, here, threads] = loadedBy(IMPORT, 'await flux.parallel((batch) => batch, { strategy: "sequential" })([1])', 'await flux.parallel((batch) => batch, { strategy: "threads" })([1])');
    expect(here!.files).toEqual(["acorn", "dist/functions.cjs"]);
    expect(threads!.files).toContain("piscina");
  });

  it("by a stream is the code of streams and files; by a CSV file the parser of CSV besides", () => {
    const file = JSON.stringify(path.join(folder, "one.csv"));
    const [, stream, csv] = loadedBy(IMPORT, 'for await (const piece of flux.mapStream("sqrt", [[1], [4]])) piece;', `require("node:fs").writeFileSync(${file}, "v\\n4\\n"); await flux.reduceFile("sum", { path: ${file}, column: "v" })`);
    expect(stream!.files).toEqual(["dist/beyond-arrays.cjs", "dist/streams.cjs"]);
    expect(csv!.files).toEqual(["dist/csv.cjs"]);
  });

  it("by reading a table is the code of reading, and of its format; by a formula that of formulas; by writing nothing of another", () => {
    const read = 'globalThis.table = await flux.read(Buffer.from("a,b\\n1,x\\n2,y\\n"))';
    const [, csv, where, arrow, parquet, json, npy, again] = loadedBy(
      IMPORT, read, 'await flux.read(Buffer.from("a,b\\n1,x\\n"), { where: "a > 0" })', 'await flux.write(table, { format: "arrow" })',
      'await flux.read(await flux.write(table, { format: "parquet" }))', 'await flux.read(Buffer.from("[{}]")).catch(() => {})',
      'await flux.write(table.select("a"), { format: "npy" })', 'await flux.read(await flux.write(table, { format: "arrow" }), { where: "a > 1" })',
    );
    expect(csv!.files).toEqual(["dist/beyond-arrays.cjs", "dist/columnar.cjs", "dist/csv-reader.cjs", "dist/reading.cjs"]);
    expect(where!.files).toEqual(["dist/formulas.cjs"]);
    expect(arrow!.files).toEqual(["dist/arrow.cjs"]);
    expect(parquet!.files).toEqual(["dist/parquet.cjs"]);
    expect(json!.files).toEqual(["dist/json.cjs"]);
    expect(npy!.files).toEqual(["dist/npy.cjs"]);
    expect(again!.files).toEqual([]);
  });

  it("by flux.from of objects is the code of reading alone; by describing it that of families besides", () => {
    const [, made, described] = loadedBy(IMPORT, 'globalThis.table = await flux.from([{ a: 1 }])', "await table.describe(); String(table)");
    expect(made!.files).toEqual(["dist/beyond-arrays.cjs", "dist/columnar.cjs", "dist/reading.cjs"]);
    expect(described!.files).toEqual(["dist/family-face.cjs"]);
  });

  it("by the door of the kernels is what the kernels need", () => {
    const code = `require("autoflux/kernels"); const seen = Object.keys(require.cache).length; require("autoflux/kernels").loadKernels();
      console.log(JSON.stringify([seen, Object.keys(require.cache).map((file) => require("node:path").basename(file))]))`;
    const [seen, files] = JSON.parse(execFileSync(process.execPath, ["-e", code], { cwd: root, encoding: "utf8" }));
    expect(seen).toBe(2);
    expect(files.sort()).toEqual(["errors.cjs", "kernels.cjs"]);
  });
});
