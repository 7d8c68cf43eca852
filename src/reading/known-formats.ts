/** The formats: how each is read and written, by adapters that are loaded when they are first used. */
import type { CsvReadOptions } from "../adapters/csv/options";
import type { CsvWriteOptions } from "../adapters/csv/writer";
import type { JsonReadOptions } from "../adapters/json/reader";
import type { Format, Formats } from "./formats";

let loadedCsv: typeof import("./csv-format") | undefined;
const csv = () => (loadedCsv ??= require("./csv-format") as typeof import("./csv-format"));
let loadedArrow: typeof import("./arrow-format") | undefined;
export const arrow = () => (loadedArrow ??= require("./arrow-format") as typeof import("./arrow-format"));
let loadedParquet: typeof import("./parquet-format") | undefined;
const parquet = () => (loadedParquet ??= require("./parquet-format") as typeof import("./parquet-format"));

let loadedJson: typeof import("./json-format") | undefined;
const json = () => (loadedJson ??= require("./json-format") as typeof import("./json-format"));
let loadedNpy: typeof import("./npy-format") | undefined;
const npy = () => (loadedNpy ??= require("./npy-format") as typeof import("./npy-format"));

/** All of them, as the compiler sees to. */
const CSV_KEYS = Object.keys({
  delimiter: true, quote: true, comment: true, header: true, skipRows: true, encoding: true, missing: true, usualMissing: true,
  ragged: true, duplicates: true, decimal: true, zone: true,
} satisfies Record<keyof CsvReadOptions, true>);
const CSV_WRITE_KEYS = Object.keys({
  delimiter: true, header: true, bom: true, lineEnd: true,
} satisfies Record<keyof CsvWriteOptions, true>);
/** Text of numbers takes about as much as they do; each text has an offset, and each column may have nulls. */
const TEXT_GROWTH = 2;
/** Dictionaries, runs and compressed pages. */
const PACKED_GROWTH = 5;

const csvFormat: Format = {
  readKeys: CSV_KEYS, writeKeys: CSV_WRITE_KEYS, needsAll: false, growth: TEXT_GROWTH,
  open: (source, options, call) => csv().openCsvTable(source, options as CsvReadOptions, call.instance, call),
  write: (parts, out, options) => csv().writeCsv(parts, out, options as CsvWriteOptions),
};
const tabs = <T extends object>(options: T) => ({ delimiter: "\t", ...options });

const jsonFormat = (format: "json" | "ndjson"): Format => ({
  readKeys: ["path", "flatten"], writeKeys: ["nonFinite"], needsAll: false, growth: TEXT_GROWTH,
  open: (source, options) => json().openJson(source, options as unknown as JsonReadOptions),
  write: (parts, out, options) => json().writeJson(parts, out, { ...options, format }),
});

export const knownFormats: Formats = {
  csv: csvFormat,
  tsv: {
    ...csvFormat,
    open: (source, options, call) => csvFormat.open(source, tabs(options), call),
    write: (parts, out, options) => csvFormat.write!(parts, out, tabs(options)),
  },
  json: jsonFormat("json"),
  ndjson: jsonFormat("ndjson"),
  npy: {
    readKeys: [], writeKeys: [], needsAll: false, growth: 1,
    open: (source) => npy().openNpy(source),
    write: (parts, out) => npy().writeNpy(parts, out),
  },
  npz: {
    readKeys: [], writeKeys: [], needsAll: true, hasUnits: true, growth: PACKED_GROWTH,
    open: (source, { mostBytes }) => npy().openNpz(source, { mostBytes: mostBytes as number }),
  },
  arrow: {
    readKeys: [], writeKeys: ["container", "compression"], needsAll: false, hasUnits: true, growth: 1,
    open: (source, { mostBytes }) => arrow().openArrow(source, { mostBytes: mostBytes as number }),
    write: (parts, out, { container, compression }) =>
      arrow().writeArrow(parts, out, { format: container as "file" | "stream", compression: compression as "none" | "lz4" | "zstd" }),
  },
  parquet: {
    readKeys: [], writeKeys: ["compression", "rowGroupRows"], needsAll: true, hasUnits: true, growth: PACKED_GROWTH,
    open: (source, { mostBytes }) => parquet().openParquet(source, { mostBytes: mostBytes as number }),
    write: (parts, out, options) => parquet().writeParquet(parts, out, options),
  },
};
