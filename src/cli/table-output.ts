/** Tables that commands write: to a file by its name, or to standard output as a table for people or as text for programs. */
import { shownLines } from "../shown";
import type { Table } from "../columns/table";
import type { Flux } from "../index";
import { formatOfName } from "../reading/detect";
import { packedInto, type Packer, packingOfName } from "../reading/pack";
import { type Arguments, type Command, Usage, wordOf } from "./command";
import { openOutput } from "./output";

const FORMATS = ["table", "csv", "tsv", "json", "ndjson", "arrow", "parquet", "npy"] as const;
type OutputFormat = (typeof FORMATS)[number];
const BINARY: readonly OutputFormat[] = ["arrow", "parquet", "npy"];
/** Rows of a table for people. */
const SHOWN_ROWS = 40;

export const OUTPUT_OPTIONS: Command["options"] = {
  "out": { type: "string", value: "FILE", help: "where to write; - is standard output, the default. A file appears whole or not at all" },
  "format": {
    type: "string", value: "WORD",
    help: `${FORMATS.join(", ")}; by default what the name of --out says, a table on a terminal, else csv`,
  },
};

/** How a table is written. */
export interface Writing {
  /** It is a table for people even in a pipe. */
  isForPeople?: boolean;
  /** Its text for people. */
  text?: (table: Table) => string;
}

/** The same table, written as the command line asks. @throws Usage, CommandFailure, and what reading and writing throw */
export async function writeTable(flux: Flux, table: Table, args: Arguments, writing: Writing = {}): Promise<void> {
  const { isForPeople = false, text = tableText } = writing;
  const out = (args.values["out"] as string | undefined) ?? "-";
  const format = formatOf(args, out, isForPeople);
  const to = await openOutput(out);
  let packer: Packer | undefined;
  try {
    const packing = packingOfName(out);
    packer = packing && packedInto(packing, (bytes) => to.writeBytes(bytes), "write");
    const write = packer?.write ?? ((bytes: Uint8Array) => to.writeBytes(bytes));
    if (format === "table") await write(Buffer.from(`${shownLines(text(table))}\n`));
    else await flux.write(table, new WritableStream({ write }), { format, ...(/\.arrows$/i.test(out) && { container: "stream" }) });
    await packer?.finish();
    await to.finish();
  } catch (error) {
    await to.discard();
    throw error;
  } finally {
    packer?.end();
  }
}

function tableText(table: Table): string {
  return table.toString({ rows: SHOWN_ROWS });
}

/**
 * The format that is asked for, or that the output's name says. Commands ask before they read, so that nothing is read in vain.
 *
 * @throws Usage
 */
export function formatOf(args: Arguments, out: string, isForPeople = false): OutputFormat {
  const given = wordOf(args, "format", FORMATS);
  const isTerminal = out === "-" && process.stdout.isTTY;
  if (given && isTerminal && BINARY.includes(given)) throw new Usage(`${given} is not for a terminal: give --out, or send it into a pipe`);
  if (given) return given;
  if (out === "-") return isForPeople || isTerminal ? "table" : "csv";
  const plain = packingOfName(out) ? out.replace(/\.[^.]*$/, "") : out;
  const named = formatOfName(plain) as OutputFormat | undefined;
  if (named && FORMATS.includes(named)) return named;
  if (!/[^/\\]\.[^./\\]+$/.test(plain) || /\.txt$/i.test(plain)) return "csv";
  throw new Usage(`"${out}" does not say in which format to write: give --format, one of ${FORMATS.join(", ")}`);
}
