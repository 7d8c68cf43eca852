/** `autoflux map`: a formula over columns of any file; or an operation over the text of a CSV file, whose other fields stay as they are. */
import { existsSync, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { BadCsv, bytesOfText, type Csv, decoded, lineOf, numberIn, numberOf, openCsv, textOf, type Ways } from "../adapters/csv";
import { readBytes } from "../adapters/pipe";
import { quoted } from "../shown";
import { createFlux, type Flux } from "../index";
import { type Arguments, type Command, CommandFailure, Usage, wordOf } from "./command";
import { mapFormula } from "./map-formula";
import { operationNamed } from "./operation";
import { openOutput } from "./output";
import { delimiterOf } from "./delimiter";
import { progressOf } from "./progress";
import { INPUT_OPTIONS, SELECT } from "./table-input";
import { OUTPUT_OPTIONS } from "./table-output";

const CHUNK_BYTES = 1 << 18;

/** An operand: a column of the file, or a number. */
type ColumnOperand = { column: string } | { number: number };

const { delimiter, comment, "no-header": noHeader, missing, ...OF_ANY_FILE } = INPUT_OPTIONS;

export const map: Command = {
  name: "map",
  summary: "Computes a formula over the columns of a file, row by row, and writes the rows with the result as one more column.",
  usage: "map <formula> [--in data.csv] [--out result.csv]",
  positionals: [1, 1],
  options: {
    ...OF_ANY_FILE,
    ...SELECT,
    "as": { type: "string", value: "NAME", help: "the name of the result's column; by default the formula" },
    "only": { type: "boolean", help: "write the result alone, without the other columns" },
    ...OUTPUT_OPTIONS,
    delimiter: delimiter!, comment: comment!, "no-header": noHeader!, missing: missing!,
    "arithmetic": { type: "string", value: "WORD", help: "fast (default) or reproducible: the same bits on every machine" },
    "column": {
      type: "string",
      multiple: true,
      value: "NAME",
      help: "instead of a formula an operation's name and its column, of a CSV file whose text stays as it is; given twice for two inputs",
    },
    "number": { type: "string", multiple: true, value: "VALUE", help: "with --column: a constant input; inputs are in the order given" },
  },
  notes: [
    "A formula has the columns by their names, in backquotes where a name is no word (`Max temp` * 2), numbers, text in quotes, dates,\n" +
      "and every operation that autoflux kernels lists. Missing values stay missing.",
    "With --column the header is the first line that names every column asked for: lines of prose or comments may stand before it, and\n" +
      "are not written. A blank line is no row; in a file of one column it is a missing value if a row follows. Missing values stay as\n" +
      "they are: blank, NA, N/A, NaN, nan, null, NULL, None, and what --missing adds. Anything else that is no number is an error that\n" +
      "names the row. A result that is not finite is written as NaN, Infinity or -Infinity.",
  ],
  examples: [
    'autoflux map "sqrt(TMAX) * 2 + TMIN" --in data.csv --out result.parquet',
    'autoflux map "c - 20" --in data.csv --let "c=(TMAX-32)/1.8" --where "c > 30 and year(DATE) >= 2000" --as excess',
    "autoflux map multiply --column PRCP --number 25.4 < data.csv | head",
  ],
  run: runMap,
};

async function runMap(args: Arguments): Promise<number> {
  if (args.values["column"] === undefined && args.values["number"] === undefined) return mapFormula(args);
  const ofFormulas = [...Object.keys(OF_ANY_FILE), ...Object.keys(SELECT), "format"].filter((name) => name !== "in");
  const misplaced = ofFormulas.find((name) => args.values[name] !== undefined);
  if (misplaced !== undefined) throw new Usage(`--${misplaced} goes with a formula over columns, not with --column`);
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
