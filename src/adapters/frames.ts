/** Frames and results of other packages that a caller gives, recognised by what they can do: nodejs-polars and @duckdb/node-api. */
import { openArrow } from "./arrow/open";
import { isDuckResult, openDuckResult } from "./duckdb";
import type { TableReader } from "./format";

/** What frames of nodejs-polars can do: they write themselves as an Arrow file. */
interface PolarsFrame {
  readonly columns: readonly string[];
  getColumn(name: string): unknown;
  writeIPC(): Uint8Array;
}

/** A series can become a frame of one column, of its name. */
interface PolarsSeries {
  readonly name: string;
  readonly dtype: unknown;
  toFrame(): PolarsFrame;
}

const POLARS = "the Polars frame";

/** Whether a value is a DataFrame of nodejs-polars. Never throws, whatever it is given. */
export function isPolarsFrame(value: unknown): value is PolarsFrame {
  return has(value, ["getColumn", "writeIPC", "vstack"]);
}

/** Whether a value is a Series of nodejs-polars: one column. Never throws. */
export function isPolarsSeries(value: unknown): value is PolarsSeries {
  return has(value, ["toFrame", "argSort", "toTypedArray"]);
}

/** Whether openFrame() reads a value. Never throws. */
export function isFrame(value: unknown): boolean {
  return isPolarsFrame(value) || isPolarsSeries(value) || isDuckResult(value);
}

/** The values are copied. @throws (as a rejected promise) UnsupportedType, and what the package throws */
export async function openFrame(value: unknown): Promise<TableReader> {
  if (isDuckResult(value)) return openDuckResult(value);
  const bytes = (isPolarsSeries(value) ? value.toFrame() : (value as PolarsFrame)).writeIPC();
  const slice = async (begin: number, end: number) => bytes.subarray(begin, end);
  async function* stream() {
    yield bytes;
  }
  return openArrow({ name: POLARS, size: bytes.length, slice, stream });
}

function has(value: unknown, methods: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  try {
    return methods.every((method) => typeof (value as Record<string, unknown>)[method] === "function");
  } catch {
    return false; // a proxy, or a getter that throws
  }
}
