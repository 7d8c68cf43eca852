/** What is wrong with Arrow data, told without their name; and as an error with it. */
import { AutofluxError, BadFile } from "../../errors";

/** Data that break Arrow's format: a sentence's end. */
export class Malformed extends Error {}

/** @throws Malformed */
export function demand(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Malformed(what);
}

/**
 * Runs what decodes. Whatever damaged data make it throw is told as BadFile.
 * @throws BadFile, and the errors of this package
 */
export function decoding<T>(name: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof AutofluxError) throw error;
    const what = error instanceof Malformed ? error.message : `it cannot be decoded (${error instanceof Error ? error.message : error})`;
    throw new BadFile(`${name}: the Arrow data are damaged: ${what}. Write them again`);
  }
}
