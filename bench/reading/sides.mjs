/** Who reads the file: each gives a function that reads it once, and what it read, in a process of its own (side.mjs). */
import { closeSync, fstatSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { COLUMNS } from "./file.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const fromPeers = createRequire(new URL("../peers/package.json", import.meta.url));
const LAYOUT = { delimiter: 44, quote: 34, comment: 0 };
const ONE = { engine: "inline", maxWorkers: 1 };
const TWO = { maxWorkers: 2 };

/** `share`: of the file that it reads, as all of it would take minutes. `format`: of the file, where it is not CSV. */
export const SIDES = [
  { name: "flux.read, one thread", open: () => fluxRead(ONE) },
  { name: "flux.read, two threads", open: () => fluxRead(TWO) },
  { name: "kernels, one thread", open: () => kernels(ONE, 1) },
  { name: "kernels, two threads", open: () => kernels({ engine: "threads", maxWorkers: 2 }, 2) },
  { name: "DuckDB, one thread", open: () => duckdb(1, "read_csv") },
  { name: "DuckDB, two threads", open: () => duckdb(2, "read_csv") },
  { name: "nodejs-polars, one thread", env: { POLARS_MAX_THREADS: "1" }, open: () => polars("readCSV") },
  { name: "nodejs-polars, two threads", env: { POLARS_MAX_THREADS: "2" }, open: () => polars("readCSV") },
  { name: "csv-parse", share: 0.1, open: csvParse },
  { name: "papaparse", share: 0.1, open: papaparse },
  { name: "reduceFile, one column", share: 0.1, open: reduceFile },
  { name: "flux.read, Parquet", format: "parquet", open: () => fluxRead(ONE) },
  { name: "hyparquet, columns", format: "parquet", open: () => hyparquet("columns") },
  { name: "hyparquet, objects", format: "parquet", open: () => hyparquet("objects") },
  { name: "DuckDB, Parquet, one thread", format: "parquet", open: () => duckdb(1, "read_parquet") },
  { name: "nodejs-polars, Parquet, one thread", format: "parquet", env: { POLARS_MAX_THREADS: "1" }, open: () => polars("readParquet") },
];

/** The whole call: a table of typed columns. */
async function fluxRead(options) {
  const { createFlux } = await import("autoflux");
  const fx = await createFlux(options);
  return { version: "this checkout", read: async (file) => (await fx.read(file)).numRows };
}

/** All columns, typed, as ordinary arrays: block after block, of which `ahead` are parsed at a time. */
async function kernels(options, ahead) {
  const { Call, FunctionCrews, Instance, instanceSettings, kernelParsing } = await internals();
  const settings = instanceSettings(options), instance = new Instance(settings, new FunctionCrews(settings));
  const read = (file) => {
    const call = new Call("read", "read", {}, Number.POSITIVE_INFINITY, 0, performance.now());
    return instance.track(call, [], async () => {
      const parsing = kernelParsing(instance, call), input = openSync(file, "r");
      try {
        return await readAll(parsing, input, ahead);
      } finally {
        parsing.end();
        closeSync(input);
      }
    });
  };
  return { version: "this checkout", read };
}

async function readAll(parsing, input, ahead) {
  const types = Object.values(COLUMNS), { size } = fstatSync(input), pending = [], blocks = [];
  const { blockBytes } = parsing;
  for (let i = 0; i <= ahead; i++) blocks.push(await parsing.block(blockBytes));
  let at = Buffer.byteLength(`${Object.keys(COLUMNS).join(",")}\n`), rows = 0;
  for (let turn = 0; at < size; turn++) {
    const block = blocks[turn % blocks.length], bytes = block.subarray(0, readSync(input, block, 0, blockBytes, at));
    const fields = await parsing.fields(bytes, LAYOUT, at + bytes.length === size);
    const columns = Promise.all(types.map((type, i) => parsing.column(bytes, fields, i, type, LAYOUT)));
    pending.push(columns.then((parsed) => {
      if (parsed.some((column) => "failedAt" in column)) throw new Error("a column of the benchmark's file could not be parsed");
      parsing.release(fields);
    }));
    rows += fields.count;
    at += fields.bytes;
    if (pending.length >= ahead) await pending.shift();
  }
  await Promise.all(pending);
  return rows;
}

/** With the threads and kernels of the build. */
async function internals() {
  const { buildSync } = await import("esbuild");
  const outfile = path.join(root, `build/bench-reading-${process.pid}.cjs`);
  buildSync({
    absWorkingDir: root, entryPoints: ["bench/reading/internals.mjs"], outfile, bundle: true, platform: "node", target: "node20",
    format: "cjs", external: ["acorn", "piscina", "tinypool", "*.wasm"], define: { __dirname: JSON.stringify(path.join(root, "dist")) },
  });
  try {
    return createRequire(import.meta.url)(outfile);
  } finally {
    rmSync(outfile);
  }
}

/** A table in memory, of the types that it finds. */
async function duckdb(threads, reader) {
  const { DuckDBInstance } = fromPeers("@duckdb/node-api");
  const connection = await (await DuckDBInstance.create(":memory:", { threads: String(threads) })).connect();
  const read = async (file) => {
    const result = await connection.run(`CREATE OR REPLACE TABLE t AS SELECT * FROM ${reader}('${file}')`);
    return Number((await result.getRows())[0][0]);
  };
  return { version: versionOf("@duckdb/node-api"), read };
}

function polars(reader) {
  const Polars = fromPeers("nodejs-polars");
  return { version: versionOf("nodejs-polars"), read: (file) => Polars[reader](file).height };
}

/** What our reader of Parquet is made with, by itself. */
async function hyparquet(made) {
  const { asyncBufferFromFile, parquetRead, parquetReadObjects } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  const { version } = JSON.parse(readFileSync(path.join(root, "node_modules/hyparquet/package.json"), "utf8"));
  const read = async (name) => {
    const file = await asyncBufferFromFile(name);
    if (made === "objects") return (await parquetReadObjects({ file, compressors })).length;
    let rows = 0;
    const onChunk = ({ columnName, columnData }) => {
      if (columnName === "note") rows += columnData.length;
    };
    await parquetRead({ file, compressors, onChunk });
    return rows;
  };
  return { version, read };
}

/** Rows of strings; numbers are made of those that look like numbers. */
async function csvParse() {
  const { parse } = await import("csv-parse/sync");
  const { version } = JSON.parse(readFileSync(path.join(root, "node_modules/csv-parse/package.json"), "utf8"));
  return { version, read: (file) => parse(readFileSync(file), { from_line: 2, cast: true }).length };
}

function papaparse() {
  const Papa = fromPeers("papaparse");
  return {
    version: versionOf("papaparse"),
    read: (file) => Papa.parse(readFileSync(file, "utf8"), { dynamicTyping: true, skipEmptyLines: true }).data.length - 1,
  };
}

/** The file as streams read it: rows by csv-parse, one column of numbers. */
async function reduceFile() {
  const { flux } = await import("autoflux");
  const read = async (file) => void (await flux.reduceFile("sum", { path: file, column: "fare" }));
  return { version: "this checkout", read };
}

const versionOf = (name) => fromPeers(`${name}/package.json`).version;
