/** Tables that commands read: the options they have in common, and what is made of them. */
import { existsSync, statSync } from "node:fs";
import { filterRows } from "../columns/filter";
import type { Table } from "../columns/table";
import type { Flux } from "../index";
import { type Arguments, type Command, CommandFailure, Usage } from "./command";
import { delimiterOf } from "./delimiter";

/** What goes on beside the columns of a file: `--let name=formula`. */
interface Derived {
  name: string;
  formula: string;
}

export const INPUT_OPTIONS: Command["options"] = {
  "in": {
    type: "string", value: "FILE",
    help: "CSV, TSV, JSON, NDJSON, Parquet, Arrow, .npy, .npz, also as .gz or .zst; - is standard input, the default when it is a pipe",
  },
  "where": { type: "string", value: "FORMULA", help: 'only rows for which it is true: "TMAX > 90 and year(DATE) >= 2000"' },
  "let": { type: "string", multiple: true, value: "NAME=FORMULA", help: 'a further column: "c=(TMAX-32)/1.8"; may be given several times' },
  "limit": { type: "string", value: "ROWS", help: "no more than so many rows" },
  "type": {
    type: "string", multiple: true, value: "NAME=TYPE",
    help: 'the type of a column, and the format of a date: "DATE=date:DD/MM/YYYY", "id=text"',
  },
  "delimiter": { type: "string", value: "SIGN", help: 'of CSV files: between fields, a character, or "tab"; by default what the file has' },
  "comment": { type: "string", value: "SIGN", help: "of CSV files: rows that begin with it are left out" },
  "no-header": { type: "boolean", help: "of CSV files: there is no header" },
  "missing": { type: "string", multiple: true, value: "TEXT", help: "a further text that stands for a missing value" },
};

/** Opens what --in names (or a path), with --let and --where applied. @throws Usage, CommandFailure, and what reading throws */
export async function tableOf(flux: Flux, args: Arguments, given = args.values["in"] as string | undefined): Promise<Table> {
  const from = inputOf(given);
  const derived = derivedOf(args);
  const where = args.values["where"] as string | undefined;
  const limit = limitOf(args);
  const { "no-header": noHeader, comment, missing } = args.values as { "no-header"?: boolean; comment?: string; missing?: string[] };
  const delimiter = args.values["delimiter"] === undefined ? undefined : delimiterOf(args, from);
  const ofFile = derived.length === 0; // then the reader filters, and stops early
  const table = await flux.read(from === "-" ? process.stdin : from, {
    types: typesOf(args),
    ...(noHeader && { header: false }),
    ...(comment && { comment }),
    ...(missing && { missing }),
    ...(delimiter && { delimiter }),
    ...(ofFile && where !== undefined && { where }),
    ...(ofFile && limit !== undefined && { limit }),
  });
  if (ofFile) return table;
  return transformed(table, async (part) => {
    let wider = part;
    for (const { name, formula } of derived) wider = await withColumn(flux, wider, name, formula);
    if (where === undefined) return wider;
    const kept = await flux.map(where, wider);
    return wider.made(filterRows(wider.columns.map((name) => [name, wider.column(name)] as const), kept));
  }, limit);
}

/** A table with one more column at its end. @throws Usage where there is one of its name */
export async function withColumn(flux: Flux, table: Table, name: string, formula: string): Promise<Table> {
  if (table.columns.includes(name)) throw new Usage(`there is a column named "${name}" already: give the new one another name`);
  const column = await flux.map(formula, table);
  return table.made([...table.columns.map((one) => [one, table.column(one)] as const), [name, column]]);
}

/** The same done to each part of a table, in memory or not; with `limit`, no more rows than that come of it. */
export async function transformed(table: Table, change: (part: Table) => Promise<Table>, limit = Number.POSITIVE_INFINITY): Promise<Table> {
  if (!table.isLazy) return (await change(table)).head(limit);
  const first = (await change(table.head(FIRST_ROWS))).head(limit);
  return table.made(first.columns.map((name) => [name, first.column(name)] as const), {
    first,
    async *parts(columns) {
      let left = limit;
      for await (const part of table) {
        const rows = (await change(part)).select(columns).head(left);
        left -= rows.numRows;
        yield rows;
        if (left <= 0) return;
      }
    },
  });
}

/** Rows of a table that is not in memory which are at hand for sure. */
const FIRST_ROWS = 100;

function inputOf(file: string | undefined): string {
  if (file === undefined && process.stdin.isTTY) throw new Usage("--in is missing: the file to read, or - for standard input");
  if (file === undefined || file === "-") return "-";
  if (!existsSync(file)) throw new CommandFailure(`${file} does not exist: check --in`);
  if (statSync(file).isDirectory()) throw new CommandFailure(`${file} is a folder: --in takes a file`);
  return file;
}

function derivedOf(args: Arguments): Derived[] {
  return ((args.values["let"] as string[] | undefined) ?? []).map((text) => {
    const [, name, formula] = /^\s*([^=]+?)\s*=(?!=)\s*(.+)$/s.exec(text) ?? [];
    if (name === undefined) throw new Usage(`--let takes a name and a formula, such as "c=(TMAX-32)/1.8", got "${text}"`);
    return { name: name.replace(/^`(.*)`$/, "$1"), formula: formula! };
  });
}

function limitOf(args: Arguments): number | undefined {
  const text = args.values["limit"] as string | undefined;
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Usage(`--limit must be a number of rows, got "${text}"`);
  return Number(text);
}

/** --type NAME=TYPE[:FORMAT]; the name may hold signs of equality, the type has none. */
function typesOf(args: Arguments): Record<string, { type: string; format?: string }> {
  const given = (args.values["type"] as string[] | undefined) ?? [];
  return Object.fromEntries(given.map((text) => {
    const [, name, type, format] = /^(.+)=([a-z0-9]+)(?::(.+))?$/s.exec(text) ?? [];
    if (name === undefined) throw new Usage(`--type takes a column and its type, such as "DATE=date:DD/MM/YYYY", got "${text}"`);
    return [name, { type: type!, ...(format !== undefined && { format }) }];
  }));
}
