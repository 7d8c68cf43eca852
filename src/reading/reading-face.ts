/** What an instance's face shows of reading and writing. Loaded when it is first used. */
import { reduceRequest } from "../call/request";
import type { Table, TableHost } from "../columns/table";
import type { Instance } from "../instance/instance";
import { describeTable, type NumberMoments } from "./describe";
import { fromOn } from "./from";
import { knownFormats } from "./known-formats";
import { readOn } from "./read";
import type { Formulas, ReadingHost } from "./reading";
import { tableText } from "./show";
import { writeOn } from "./write";

/** What reading takes of other files that are loaded late. */
export interface ReadingParts {
  formulas(): Formulas;
  quantile(values: Float64Array, at: readonly number[]): Promise<Float64Array>;
}

const MOMENTS = ["mean", "std", "min", "max"];

export function readingOn(instance: () => Instance, { formulas, quantile }: ReadingParts) {
  let made: ReadingHost | undefined;
  const host = (): ReadingHost => (made ??= { instance: instance(), formats: knownFormats, formulas, tables });
  const using = {
    moments: (values: Float64Array) => instance().run(reduceRequest, "reduce", MOMENTS, [values]) as Promise<NumberMoments>,
    quantiles: quantile,
  };
  const tables: TableHost = {
    describe: (table) => describeTable(table, using, tables),
    shown: (table, options) => tableText(table, options),
  };
  return {
    read: (source: unknown, options?: object): Promise<Table> => readOn(host(), source, options),
    from: (given: unknown, options?: object): Promise<Table> => fromOn(host(), given, options),
    write: (table: unknown, ...args: unknown[]): Promise<unknown> => writeOn(host(), table, ...args),
  };
}
