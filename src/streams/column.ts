/** A column of numbers that is read a piece at a time. */
import type { Dtype, FloatArray } from "../dtype";
import { BadFile } from "../errors";

export interface Column {
  readonly dtype: Dtype;
  /** Elements, where that is known. */
  readonly length: number | undefined;
  /**
   * Fills `target` from its front as far as there are elements; with `isImpatient` those there are go on, if more take a while. How
   * many there were.
   */
  read(target: FloatArray, isImpatient?: boolean): Promise<number>;
  /** Settles when nothing is written to a target any more. */
  close(): Promise<void>;
}

/** Its end waits for a read that is under way. */
export function orderly(column: Column): Column {
  let reading: Promise<unknown> = Promise.resolve();
  return {
    ...column,
    read(target, isImpatient) {
      const read = column.read(target, isImpatient);
      reading = read.catch(() => {});
      return read;
    },
    async close() {
      await reading;
      await column.close();
    },
  };
}

/** What is wrong with a file, as an error of the call. */
export function named(error: unknown, name: string, where: string): unknown {
  return error instanceof Error && "ofFile" in error ? new BadFile(`${where}: ${name} ${error.message}`) : error;
}
