/** What an instance's face shows of reading and writing. Loaded when it is first used. */
import { Call } from "../call/call";
import { checkPhasedOptions } from "../call/options";
import { reduceRequest } from "../call/request";
import { now } from "../clock";
import type { DescribeOptions, Table, TableHost } from "../columns/table";
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
  const moments = (values: Float64Array) => instance().run(reduceRequest, "reduce", MOMENTS, [values]) as Promise<NumberMoments>;
  const described = async (table: Table, options: DescribeOptions = {}) => {
    const { settings } = instance();
    checkPhasedOptions("describe", options, settings, ["signal", "timeout"]);
    const call = new Call("describe", "describe", options, options.timeout ?? settings.timeout, 0, now());
    const stop = new AbortController();
    call.onStop(() => stop.abort());
    call.arm();
    try {
      const check = () => call.check();
      check();
      return await describeTable(table, { moments, quantiles: quantile, check, stop: stop.signal }, tables);
    } catch (error) {
      call.check(); // a call that was stopped tells why itself
      throw error;
    } finally {
      call.disarm();
    }
  };
  const tables: TableHost = {
    describe: described,
    shown: (table, options) => tableText(table, options),
  };
  return {
    read: (source: unknown, options?: object): Promise<Table> => readOn(host(), source, options),
    from: (given: unknown, options?: object): Promise<Table> => fromOn(host(), given, options),
    write: (table: unknown, ...args: unknown[]): Promise<unknown> => writeOn(host(), table, ...args),
  };
}
