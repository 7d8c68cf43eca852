/** `autoflux map`: an operation over columns of a CSV file, as a stream: memory does not grow with the file. */
import { existsSync, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { BadCsv, bytesOfText, type Csv, decoded, lineOf, numberIn, numberOf, openCsv, textOf, type Ways } from "../adapters/csv";
import { readBytes } from "../adapters/pipe";
import { quoted } from "../adapters/shown";
import { createFlux, type Flux } from "../index";
import { type Arguments, type Command, CommandFailure, Usage, wordOf } from "./command";
import { operationNamed } from "./operation";
import { openOutput } from "./output";
import { delimiterOf } from "./delimiter";
import { progressOf } from "./progress";

const CHUNK_BYTES = 1 << 18;

/** An operand: a column of the file, or a number. */
type ColumnOperand = { column: string } | { number: number };

export const map: Command = {
  name: "map",
  summary: "Applies an operation to columns of a CSV file, row by row, and writes the rows with the result as one more column.",
  usage: "map <operation> --in data.csv --column NAME [--out result.csv]",
  positionals: [1, 1],
  options: {
    "in": { type: "string", value: "FILE", help: "the CSV file to read; - is standard input, which is the default when it is a pipe" },
    "column": {
      type: "string",
      multiple: true,
      value: "NAME",
      help: "the column to take; for operations of two inputs, given twice, or with --number",
    },
    "number": { type: "string", multiple: true, value: "VALUE", help: "a constant input; the inputs are taken in the order given" },
    "out": { type: "string", value: "FILE", help: "where to write; - is standard output, the default. A file appears whole or not at all" },
    "as": { type: "string", value: "NAME", help: 'the name of the result\'s column; by default such as "sqrt(TMAX)"' },
    "only": { type: "boolean", help: "write the result alone, without the other columns" },
    "delimiter": { type: "string", value: "SIGN", help: 'between fields: a character, or "tab"; by default a comma, in .tsv files a tab' },
    "comment": { type: "string", value: "SIGN", help: "rows whose line begins with it are left out: #; by default none" },
    "no-header": { type: "boolean", help: "the file has no header: columns are named 1, 2, ..." },
    "missing": { type: "string", multiple: true, value: "TEXT", help: "a further text that stands for a missing value" },
    "arithmetic": { type: "string", value: "WORD", help: "fast (default) or reproducible: the same bits on every machine" },
  },
  notes: [
    "The header is the first line that names every column asked for: lines of prose or comments may stand before it, and are not " +
      "written.\n" +
      "A blank line is no row; in a file of one column it is a missing value if a row follows.\n" +
      "Missing values stay as they are: blank, NA, N/A, NaN, nan, null, NULL, None, and what --missing adds. Anything else that is no " +
        "number is\n" +
      "an error that names the row. A result that is not finite is written as NaN, Infinity or -Infinity.",
  ],
  examples: [
    "autoflux map sqrt --in data.csv --column TMAX --out result.csv",
    "autoflux map subtract --in data.csv --column TMAX --column TMIN --as RANGE",
    "autoflux map multiply --column PRCP --number 25.4 < data.csv | head",
  ],
  run: runMap,
};

async function runMap(args: Arguments): Promise<number> {
  if (args.values["column"] === undefined && args.values["number"] === undefined) return mapFormula(args);
  const { operation, operands } = operandsOf(args);
  const arithmetic = wordOf(args, "arithmetic", ["fast", "reproducible"]);
  const from = inputOf(args);
  const columns = operands.flatMap((o) => ("column" in o ? [o.column] : []));
  const delimiter = delimiterOf(args, from);
  const { "no-header": noHeader, comment = "" } = args.values as { "no-header"?: boolean; comment?: string };
  const to = await openOutput((args.values["out"] as string | undefined) ?? "-");
  const progress = progressOf(from === "-" ? undefined : statSync(from, { throwIfNoEntry: false })?.size, to.isFile);
  let bytes: Readable | undefined;
  const flux = await createFlux({ safeMode: false, ...(arithmetic && { arithmetic }) });
  try {
    bytes = await bytesOf(from);
    const csv = await openCsv(progress.counting(bytes), { delimiter, comment, columns, hasHeader: !noHeader, ways: WAYS });
    await mapRows(csv, flux, { operation, operands, args, format: { delimiter, comment }, write: to.write, progress });
    await to.finish();
    return 0;
  } catch (error) {
    await to.discard();
    throw error instanceof BadCsv ? new CommandFailure(`${from === "-" ? "standard input" : from} ${error.message}`) : error;
  } finally {
    bytes?.destroy(); // a pipe's writer may keep it open
    progress.stop();
    await flux.close();
  }
}

interface Rows {
  operation: string;
  operands: ColumnOperand[];
  args: Arguments;
  format: { delimiter: string; comment: string };
  write(text: string): Promise<void>;
  progress: { rows(count: number): void };
}

async function mapRows(csv: Csv, flux: Flux, { operation, operands, args, format, write, progress }: Rows): Promise<void> {
  const {
    as,
    only,
    "no-header": noHeader,
    missing = [],
  } = args.values as { "as"?: string; "only"?: boolean; "no-header"?: boolean; "missing"?: string[] };
  const moreMissing = new Set(missing.map((text) => bytesOfText(text.trim())));
  const name = as ?? `${operation}(${operands.map((o) => ("column" in o ? o.column : textOf(o.number))).join(", ")})`;
  if (!noHeader) await write(lineOf(only ? [bytesOfText(name)] : [...csv.names, bytesOfText(name)], format));
  const map = flux.map as unknown as (operation: string, ...inputs: (Float64Array | number)[]) => Promise<Float64Array>;
  let done = 0;
  for await (const rows of csv.batches()) {
    const columns = csv.at.map((at) => numbersIn(rows, at, decoded(csv.names[at]!).trim(), moreMissing, done, format.comment));
    const next = columns[Symbol.iterator]();
    const results = await map(operation, ...operands.map((o) => ("number" in o ? o.number : (next.next().value as Float64Array))));
    let text = "";
    for (let i = 0; i < rows.length; i++) {
      const fields = rows[i]!;
      const gap = columns.findIndex((column) => Number.isNaN(column[i]));
      const result = gap < 0 ? textOf(results[i]!) : fields[csv.at[gap]!]!;
      text += lineOf(only ? [result] : [...fields, result], format);
    }
    await write(text);
    progress.rows((done += rows.length));
  }
}

const WAYS: Ways = {
  delimiter: (sign) => `use --delimiter ${sign === "\t" ? "tab" : `"${sign}"`}`,
  noHeader: "Without a header, use --no-header and numbers from 1",
  byNumber: "use --no-header and numbers",
  comment: (sign) => `If lines that begin with ${sign} are comments: --comment "${sign}"`,
  missing: (text) => `If it stands for a missing value: --missing ${quoted(text)}`,
};

function numbersIn(
  rows: string[][], at: number, name: string, moreMissing: ReadonlySet<string>, before: number, comment: string,
): Float64Array {
  return Float64Array.from(rows, (fields, i) => numberOf(fields[at]!, moreMissing, before + i + 1, name, { comment, ways: WAYS }));
}

function operandsOf(args: Arguments): { operation: string; operands: ColumnOperand[] } {
  const { name: operation, arity } = operationNamed(args.positionals[0]!);
  const operands = args.order.flatMap(({ name, value }): ColumnOperand[] => {
    if (name === "column") return [{ column: value!.trim() }];
    if (name !== "number") return [];
    const number = numberIn(value!, new Set());
    if (number === undefined || Number.isNaN(number)) throw new Usage(`--number must be a number, got "${value}"`);
    return [{ number }];
  });
  if (!operands.some((o) => "column" in o)) throw new Usage("--column is missing: the column to take, by its name in the header");
  if (operands.length !== arity) {
    const takes =
      arity === 1
        ? "one input: give --column once"
        : arity === 2
          ? "two inputs: give --column twice, or --column and --number"
          : "three inputs: give --column and --number, three in all";
    throw new Usage(`${operation} takes ${takes} (got ${operands.length})`);
  }
  return { operation, operands };
}

function inputOf(args: Arguments): string {
  const file = args.values["in"] as string | undefined;
  if (file === undefined && process.stdin.isTTY) throw new Usage("--in is missing: the CSV file to read, or - for standard input");
  if (file === undefined || file === "-") return "-";
  if (!existsSync(file)) throw new CommandFailure(`${file} does not exist: check --in`);
  if (statSync(file).isDirectory()) throw new CommandFailure(`${file} is a folder: --in takes a file`);
  return file;
}

async function bytesOf(from: string): Promise<Readable> {
  return from === "-" ? process.stdin : readBytes(from, CHUNK_BYTES);
}
