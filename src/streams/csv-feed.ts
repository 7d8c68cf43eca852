/** A column of a CSV file. */
import type { Csv, Ways } from "../adapters/csv";
import { readBytes } from "../adapters/pipe";
import { bad, knownKeys } from "../call/options";
import { onAbort } from "../call/aborts";
import type { CsvColumn } from "../call/types";
import { isList } from "../typed-array";
import { type Feed, named } from "./feed";

/** Few: what is read is used at once, and soon garbage, of which the collector need not let much pile up. */
const BATCH_ROWS = 1024;
/** What is parsed at once holds the event loop. */
const CHUNK_BYTES = 1 << 15;

const WAYS: Ways = {
  delimiter: (sign) => `give delimiter: ${JSON.stringify(sign)}`,
  noHeader: "Without a header, give header: false and the column's number, from 1",
  byNumber: "give header: false and its number",
  comment: (sign) => `If lines that begin with ${sign} are comments, give comment: "${sign}"`,
  missing: () => "If it stands for a missing value, name it in missing",
};

/** @throws BadOption, BadFile, and what the system throws */
export async function openCsvFeed(input: CsvColumn, where: string, stop: AbortSignal): Promise<Feed> {
  knownKeys(where, input, ["path", "column", "delimiter", "comment", "header", "missing"]);
  const { path, column, delimiter = /\.tsv$/i.test(String(input.path)) ? "\t" : ",", comment = "", header = true, missing = [] } = input;
  const isColumn = typeof column === "string" || (Number.isInteger(column) && column >= 1);
  if (!isColumn) bad(where, "column", "a name, or a number from 1", column);
  const isDelimiter = typeof delimiter === "string" && /^[\t\x20-\x7e]$/.test(delimiter) && delimiter !== '"';
  if (!isDelimiter) bad(where, "delimiter", "one character", delimiter);
  if (typeof comment !== "string") bad(where, "comment", 'text ("" for none)', comment);
  if (typeof header !== "boolean") bad(where, "header", "true or false", header);
  if (!(isList(missing) && missing.every((text) => typeof text === "string"))) bad(where, "missing", "an array of texts", missing);
  const name = String(column).trim(); // as a header's names are
  // The parser is loaded where there is a CSV file.
  const { bytesOfText, numberOf, openCsv } = require("../adapters/csv") as typeof import("../adapters/csv");
  const bytes = await readBytes(path, CHUNK_BYTES);
  const end = () => bytes.destroy(); // what waits for a pipe's next bytes would go on waiting
  const stopListening = onAbort(stop, end);
  let csv: Csv;
  try {
    stop.throwIfAborted();
    csv = await openCsv(bytes, { delimiter, comment, columns: [name], hasHeader: header, batchRows: BATCH_ROWS, ways: WAYS });
  } catch (error) {
    stopListening();
    end();
    throw error;
  }
  const moreMissing = new Set(missing.map((text) => bytesOfText(text.trim())));
  const [at] = csv.at as [number];
  const batches = csv.batches();
  let rows: string[][] = [];
  let closed = false;
  let next = 0;
  let before = 0;
  const refill = async () => {
    before += rows.length;
    next = 0;
    const { value, done } = await batches.next();
    rows = done ? [] : value;
    return rows.length > 0;
  };
  return {
    dtype: "float64",
    length: undefined,
    async read(target) {
      let filled = 0;
      try {
        while (filled < target.length && (next < rows.length || (await refill()))) {
          if (closed) return 0; // what was to be filled may be another's by now
          const field = rows[next++]![at]!;
          target[filled++] = numberOf(field, moreMissing, before + next, name, { comment, ways: WAYS });
        }
      } catch (error) {
        throw named(error, String(path), where);
      }
      return filled;
    },
    async close() {
      closed = true;
      stopListening();
      end();
      batches.return(undefined).catch(() => {}); // a pipe may let it wait
    },
  };
}
