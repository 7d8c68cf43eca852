/** CSV, parsed by kernels where there are some, and written: loaded when it is first used. */
import type { CsvReadOptions } from "../adapters/csv/options";
import { plainParsing } from "../adapters/csv/plain";
import { openCsv } from "../adapters/csv/reader";
import type { CsvFields, CsvParsing } from "../adapters/csv-parsing";
import type { ByteSource, TableReader } from "../adapters/format";
import { ArenaFull } from "../errors";
import type { Instance } from "../instance/instance";
import { type CsvCall, type KernelParsing, kernelParsing } from "./csv-kernels";

export { writeCsv } from "../adapters/csv/writer";

export async function openCsvTable(source: ByteSource, options: CsvReadOptions, instance: Instance, call: CsvCall): Promise<TableReader> {
  const kernels = kernelParsing(instance, call);
  try {
    const reader = await openCsv(source, options, kernels ? whereItFits(kernels) : plainParsing);
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

/** By kernels; a block for which the arena has no room is parsed in ordinary memory, with the same results. */
function whereItFits(kernels: KernelParsing): CsvParsing {
  const ordinary = new WeakSet<CsvFields>();
  return {
    blockBytes: kernels.blockBytes,
    async fields(block, layout, isLast) {
      try {
        return await kernels.fields(block, layout, isLast);
      } catch (error) {
        if (!(error instanceof ArenaFull)) throw error;
      }
      const fields = await plainParsing.fields(block, layout, isLast);
      ordinary.add(fields);
      return fields;
    },
    async column(block, fields, at, type, layout) {
      if (!ordinary.has(fields)) {
        try {
          return await kernels.column(block, fields, at, type, layout);
        } catch (error) {
          if (!(error instanceof ArenaFull)) throw error;
        }
      }
      return plainParsing.column(block, fields, at, type, layout);
    },
  };
}
