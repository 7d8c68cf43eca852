/** CSV, read by plain JavaScript. */
import { openCsv } from "../adapters/csv/reader";
import type { CsvReadOptions } from "../adapters/csv/options";
import { plainParsing } from "../adapters/csv/plain";
import type { ByteSource, TableReader } from "../adapters/format";

export function openCsvTable(source: ByteSource, options: CsvReadOptions): Promise<TableReader> {
  return openCsv(source, options, plainParsing);
}
