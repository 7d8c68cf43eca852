/** Numbers that are read a piece at a time: what a stream, or a column of a file, is to a call. */
import type { Dtype, FloatArray } from "../dtype";
import { BadFile } from "../errors";

export interface Feed {
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
export function orderly(feed: Feed): Feed {
  let reading: Promise<unknown> = Promise.resolve();
  return {
    ...feed,
    read(target, isImpatient) {
      const read = feed.read(target, isImpatient);
      reading = read.catch(() => {});
      return read;
    },
    async close() {
      await reading;
      await feed.close();
    },
  };
}

/** What is wrong with a file, as an error of the call. */
export function named(error: unknown, name: string, where: string): unknown {
  return error instanceof Error && "ofFile" in error ? new BadFile(`${where}: ${name} ${error.message}`) : error;
}
