/** Tables that commands write: to a file by its name, or to standard output as a table for people or as text for programs. */
import { shownLines } from "../adapters/shown";
import type { Table } from "../columns/table";
import type { Flux } from "../index";
import { type Arguments, type Command, wordOf } from "./command";
import { openOutput, type OutputStream } from "./output";

const FORMATS = ["table", "csv", "tsv", "json", "ndjson", "arrow", "parquet", "npy"] as const;
/** Rows of a table for people. */
const SHOWN_ROWS = 40;

export const OUTPUT_OPTIONS: Command["options"] = {
  "out": { type: "string", value: "FILE", help: "where to write; - is standard output, the default. A file appears whole or not at all" },
  "format": {
    type: "string", value: "WORD",
    help: `${FORMATS.join(", ")}; by default what the name of --out says, a table on a terminal, else csv`,
  },
};

/** The same table, written as the command line asks. */
export async function writeTable(flux: Flux, table: Table, args: Arguments, { isForPeople = false } = {}): Promise<void> {
  const out = (args.values["out"] as string | undefined) ?? "-";
  const format = wordOf(args, "format", FORMATS);
  if (out !== "-" && format !== "table") {
    await flux.write(table, out, { ...(format && { format }) });
    return;
  }
  const to = await openOutput(out);
  try {
    const asked: (typeof FORMATS)[number] = format ?? (isForPeople || process.stdout.isTTY ? "table" : "csv");
    if (asked === "table") await to.write(Buffer.from(`${shownLines(table.toString({ rows: SHOWN_ROWS }))}\n`, "utf8").toString("latin1"));
    else await flux.write(table, intoOutput(to), { format: asked });
    await to.finish();
  } catch (error) {
    await to.discard();
    throw error;
  }
}

function intoOutput(to: OutputStream): WritableStream<Uint8Array> {
  return new WritableStream({ write: (bytes) => to.write(Buffer.from(bytes).toString("latin1")) });
}
