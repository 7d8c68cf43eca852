/** CSV, parsed by kernels where there are some, and written: loaded when it is first used. */
import type { CsvReadOptions } from "../adapters/csv/options";
import { plainParsing } from "../adapters/csv/plain";
import { openCsv } from "../adapters/csv/reader";
import type { ByteSource, TableReader } from "../adapters/format";
import type { Instance } from "../instance/instance";
import { type CsvCall, kernelParsing } from "./csv-kernels";

export { writeCsv } from "../adapters/csv/writer";

export async function openCsvTable(source: ByteSource, options: CsvReadOptions, instance: Instance, call: CsvCall): Promise<TableReader> {
  const kernels = kernelParsing(instance, call);
  try {
    const reader = await openCsv(source, options, kernels ?? plainParsing);
    const close = async () => {
      await reader.close();
      kernels?.end();
    };
    return {
      names: reader.names, numRows: reader.numRows, close,
      whole: (wanted) => reader.whole(wanted),
      parts: (wanted) => reader.parts(wanted),
    };
  } catch (error) {
    kernels?.end();
    throw error;
  }
}
