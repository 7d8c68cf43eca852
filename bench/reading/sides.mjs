/** Who reads the file: each gives a function that reads it once, and what it read, in a process of its own (side.mjs). */
import { closeSync, fstatSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { COLUMNS } from "./file.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const fromPeers = createRequire(new URL("../peers/package.json", import.meta.url));
const LAYOUT = { delimiter: 44, quote: 34, comment: 0 };
const DUCK_TYPES = { date: "DATE", text: "VARCHAR", int64: "BIGINT", float64: "DOUBLE" };

/** `share`: of the file that it reads, as all of it would take minutes. */
export const SIDES = [
  { name: "kernels, one thread", open: () => kernels({ engine: "inline", maxWorkers: 1 }, 1) },
  { name: "kernels, two threads", open: () => kernels({ engine: "threads", maxWorkers: 2 }, 2) },
  { name: "DuckDB, one thread", open: () => duckdb(1) },
  { name: "DuckDB, two threads", open: () => duckdb(2) },
  { name: "nodejs-polars, one thread", env: { POLARS_MAX_THREADS: "1" }, open: polars },
  { name: "nodejs-polars, two threads", env: { POLARS_MAX_THREADS: "2" }, open: polars },
  { name: "csv-parse", share: 0.1, open: csvParse },
  { name: "papaparse", share: 0.1, open: papaparse },
  { name: "reduceFile, one column", share: 0.1, open: reduceFile },
];

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

/** Every column goes into an aggregate, so that each is parsed; nothing is kept, which is less than the others do. */
async function duckdb(threads) {
  const { DuckDBInstance } = fromPeers("@duckdb/node-api");
  const connection = await (await DuckDBInstance.create(":memory:", { threads: String(threads) })).connect();
  const columns = Object.entries(COLUMNS).map(([name, type]) => `'${name}': '${DUCK_TYPES[type]}'`).join(", ");
  const aggregates = Object.keys(COLUMNS).map((name) => `max(${name})`).join(", ");
  const read = async (file) => {
    const options = `header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = { ${columns} }`;
    const result = await connection.run(`SELECT count(*), ${aggregates} FROM read_csv('${file}', ${options})`);
    return Number((await result.getRows())[0][0]);
  };
  return { version: versionOf("@duckdb/node-api"), read };
}

function polars() {
  const { readCSV } = fromPeers("nodejs-polars");
  return { version: versionOf("nodejs-polars"), read: (file) => readCSV(file).height };
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
