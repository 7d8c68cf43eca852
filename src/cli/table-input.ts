/** Tables that commands read: the options they have in common, and what is made of them. */
import { existsSync, statSync } from "node:fs";
import type { Table } from "../columns/table";
import type { Flux, ReadOptions } from "../index";
import { type Arguments, type Command, CommandFailure, Usage, wordOf } from "./command";
import { delimiterOf } from "./delimiter";
import { type Derived, mayBeWord, namesIn, withoutDerived } from "./formula-names";

export const INPUT_OPTIONS: Command["options"] = {
  "in": {
    type: "string", value: "FILE",
    help: "CSV, TSV, JSON, NDJSON, Parquet, Arrow, .npy, .npz, also as .gz or .zst; - is standard input, the default when it is a pipe",
  },
  "where": { type: "string", value: "FORMULA", help: 'only rows for which it is true: "TMAX > 90 and year(DATE) >= 2000"' },
  "let": {
    type: "string", multiple: true, value: "NAME=FORMULA",
    help: 'a further column: "c=(TMAX-32)/1.8"; may be given several times, each may use those before it',
  },
  "limit": { type: "string", value: "ROWS", help: "no more than so many rows" },
  "type": {
    type: "string", multiple: true, value: "NAME=TYPE",
    help: 'the type of a column, and the format of a date: "DATE=date:DD/MM/YYYY", "id=text"',
  },
  "in-format": { type: "string", value: "WORD", help: "csv, tsv, json, ndjson, npy, npz, arrow, parquet; by default what the file is" },
  "delimiter": { type: "string", value: "SIGN", help: 'of CSV files: between fields, a character, or "tab"; by default what the file has' },
  "comment": { type: "string", value: "SIGN", help: "of CSV files: rows that begin with it are left out" },
  "no-header": { type: "boolean", help: "of CSV files: there is no header" },
  "missing": { type: "string", multiple: true, value: "TEXT", help: "a further text that stands for a missing value" },
  "quote": { type: "string", value: "SIGN", help: 'of CSV files: around fields; by default ", and none if it is ""' },
  "encoding": { type: "string", value: "WORD", help: 'of CSV files: such as "windows-1252"; by default what the bytes look like' },
  "fill-ragged": { type: "boolean", help: "of CSV files: rows that are too short have missing values at their end" },
  "in-parts": {
    type: "boolean",
    help: "read part by part, in little memory, as files above the memory limit are; types of CSV and JSON are the first part's",
  },
  "memory-limit": {
    type: "string", value: "SIZE", help: "what data may take in memory, such as 512MB; by default a share of the machine's",
  },
};

/** --select, of commands that write the columns of a file. */
export const SELECT: Command["options"] = {
  "select": { type: "string", multiple: true, value: "NAMES", help: "only these columns, in this order: a,b,c; `a name, with a comma`" },
};

/** Rows that tell the types where only the first few are shown: whether a date begins with its day, a later row may decide. */
const SAMPLE_ROWS = 10_000;

/** What a command needs of a table. */
export interface Needs {
  /** Instead of --in. */
  file?: string | undefined;
  /** Formulas that are computed of it. */
  formulas?: readonly string[];
  /** Nothing but what those formulas use. */
  only?: boolean;
  /** What --select names is taken of the result, not here. */
  selectsLater?: boolean;
  /** No more than the first rows, so many of them; they are in memory. */
  rows?: number;
  onProgress?: ReadOptions["onProgress"];
}

/** Opens what --in names (or a path), with --let, --where and --select applied. @throws Usage, CommandFailure, and what reading throws */
export async function tableOf(flux: Flux, args: Arguments, needs: Needs = {}): Promise<Table> {
  const from = inputOf("file" in needs ? needs.file : (args.values["in"] as string | undefined));
  const derived = derivedOf(args);
  const where = args.values["where"] as string | undefined;
  const selected = selectedBy(args);
  const { rows = Number.POSITIVE_INFINITY } = needs;
  const options: ReadOptions = {
    ...ofFile(args, from),
    ...(where !== undefined && { where: withoutDerived(where, derived) }),
    limit: Math.min(limitOf(args), Math.max(rows, SAMPLE_ROWS)),
    ...(rows < Number.POSITIVE_INFINITY && { lazy: false }),
    ...(needs.onProgress && { onProgress: needs.onProgress }),
  };
  const columns = needed(selected, derived, needs);
  const all = await opened(flux, from, options, columns);
  const table = rows < Number.POSITIVE_INFINITY ? all.head(rows) : all;
  const select = (part: Table) => (selected && !needs.selectsLater ? part.select(selected) : part);
  if (derived.length === 0) return select(table);
  return transformed(table, async (part) => {
    let wider = part;
    for (const { name, formula } of derived) wider = await withColumn(flux, wider, name, formula);
    return select(wider);
  });
}

/** The columns to read; undefined: all. Names of them that may be words are columns only where the file has them. */
function needed(selected: readonly string[] | undefined, derived: readonly Derived[], needs: Needs): string[] | undefined {
  const { formulas = [], only = false } = needs;
  if (!only && !selected) return undefined;
  const own = new Set(derived.map(({ name }) => name));
  const used = new Set([...formulas, ...derived.map(({ formula }) => formula)].flatMap((formula) => namesIn(formula)));
  const names = [...new Set([...(selected ?? []), ...used])].filter((name) => !own.has(name));
  return names.length > 0 ? names : undefined; // the number of rows is that of any column
}

/** Reads no other columns than these. @throws CommandFailure, and what reading throws */
async function opened(flux: Flux, from: string, options: ReadOptions, columns: string[] | undefined): Promise<Table> {
  const isUnsure = columns?.some(mayBeWord);
  const wanted = from === "-" && isUnsure ? undefined : columns; // a stream cannot be opened a second time
  try {
    return await flux.read(from === "-" ? process.stdin : from, { ...options, ...(wanted && { columns: wanted }) });
  } catch (error) {
    const { code, column = "" } = error as { code?: string; column?: string };
    if (code === "UnknownColumn" && wanted?.includes(column) && mayBeWord(column)) {
      const others = wanted.filter((name) => name !== column);
      return opened(flux, from, options, others.length > 0 ? others : undefined);
    }
    if (code !== "TooLarge") throw error;
    const what = from === "-" ? "standard input" : from;
    throw new CommandFailure(`${what} takes more memory than there is for it: go through it with --in-parts, or raise --memory-limit`);
  }
}

/** Columns of a table, all if not said otherwise, and one more at their end. @throws Usage where there is one of its name */
export async function withColumn(
  flux: Flux, table: Table, name: string, formula: string, beside: readonly string[] = table.columns,
): Promise<Table> {
  if (beside.includes(name)) throw new Usage(`there is a column named "${name}" already: give the new one another name`);
  const column = await flux.map(formula, table);
  return table.made([...beside.map((one) => [one, table.column(one)] as const), [name, column]]);
}

/** The same done to each part of a table, in memory or not. */
export async function transformed(table: Table, change: (part: Table) => Promise<Table>): Promise<Table> {
  if (!table.isLazy) return change(table);
  const first = await change(atHand(table));
  return table.made(first.columns.map((name) => [name, first.column(name)] as const), {
    first,
    async *parts(columns) {
      for await (const part of table) yield (await change(part)).select(columns);
    },
  });
}

/** Some of the rows of a table that are in memory. */
function atHand(table: Table): Table {
  for (let rows = 128; ; rows = Math.floor(rows / 2)) {
    try {
      return table.head(rows);
    } catch (error) {
      if (rows === 0) throw error;
    }
  }
}

function inputOf(file: string | undefined): string {
  if (file === undefined && process.stdin.isTTY) throw new Usage("--in is missing: the file to read, or - for standard input");
  if (file === undefined || file === "-") return "-";
  if (!existsSync(file)) throw new CommandFailure(`${file} does not exist: check its name`);
  if (statSync(file).isDirectory()) throw new CommandFailure(`${file} is a folder: give a file`);
  return file;
}

/** What is said of the file itself. @throws Usage */
function ofFile(args: Arguments, from: string): ReadOptions {
  const { "no-header": noHeader, comment, missing, quote, encoding, "fill-ragged": fills, "in-parts": inParts } = args.values as {
    "no-header"?: boolean; "comment"?: string; "missing"?: string[]; "quote"?: string; "encoding"?: string; "fill-ragged"?: boolean;
    "in-parts"?: boolean;
  };
  const format = wordOf(args, "in-format", ["csv", "tsv", "json", "ndjson", "npy", "npz", "arrow", "parquet"] as const);
  return {
    types: typesOf(args),
    ...(args.values["delimiter"] !== undefined && { delimiter: delimiterOf(args, from) }),
    ...(noHeader && { header: false }),
    ...(comment && { comment }),
    ...(missing && { missing }),
    ...(format && { format }),
    ...(quote !== undefined && { quote }),
    ...(encoding !== undefined && { encoding }),
    ...(fills && { ragged: "fill" as const }),
    ...(inParts && { lazy: true }),
  };
}

/** The names of --select, between commas; a name in backquotes may have some itself. */
export function selectedBy(args: Arguments): string[] | undefined {
  const given = args.values["select"] as string[] | undefined;
  return given?.flatMap((text) => [...text.matchAll(/\s*(?:`((?:[^`]|``)+)`|([^,]+))\s*(?:,|$)/g)]
    .map(([, quoted, plain]) => quoted?.replaceAll("``", "`") ?? plain!.trim()));
}

/** @throws Usage */
function derivedOf(args: Arguments): Derived[] {
  return ((args.values["let"] as string[] | undefined) ?? []).map((text) => {
    const [, quoted, plain, formula] = /^\s*(?:`((?:[^`]|``)+)`|([^=`]+?))\s*=(?!=)\s*(.+)$/s.exec(text) ?? [];
    if (formula === undefined) throw new Usage(`--let takes a name and a formula, such as "c=(TMAX-32)/1.8", got "${text}"`);
    return { name: quoted?.replaceAll("``", "`") ?? plain!, formula };
  });
}

/** @throws Usage */
function limitOf(args: Arguments): number {
  const text = args.values["limit"] as string | undefined;
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\d{1,15}$/.test(text)) throw new Usage(`--limit must be a number of rows, got "${text}"`);
  return Number(text);
}

/** --type NAME=TYPE[:FORMAT]; the name may hold signs of equality, the type has none. @throws Usage */
function typesOf(args: Arguments): Record<string, { type: string; format?: string }> {
  const given = (args.values["type"] as string[] | undefined) ?? [];
  return Object.fromEntries(given.map((text) => {
    const [, name, type, format] = /^(.+)=([a-z0-9]+)(?::(.+))?$/s.exec(text) ?? [];
    if (name === undefined) throw new Usage(`--type takes a column and its type, such as "DATE=date:DD/MM/YYYY", got "${text}"`);
    return [name, { type: type!, ...(format !== undefined && { format }) }];
  }));
}
