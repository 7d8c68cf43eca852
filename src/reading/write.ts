/** {@link Flux.write}: a table as a file, into a stream, or as bytes. */
import type { NamedColumn, TablePart } from "../adapters/format";
import { Call } from "../call/call";
import { bad, type CallOptions, checkPhasedOptions } from "../call/options";
import { now } from "../clock";
import { Table } from "../columns/table";
import { BadOption, shown } from "../errors";
import { isPath } from "../streams/paths";
import { isList } from "../typed-array";
import { FORMATS, type FormatName, formatOfName } from "./detect";
import type { FormatOptions, Formats } from "./formats";
import { packedInto, packingOfName } from "./pack";
import type { ReadingHost } from "./reading";
import { type WriteSink, sinkOf } from "./sinks";
import type { Packing } from "./unpack";

type GivenWriteOptions = Pick<CallOptions, "signal" | "timeout" | "onProgress"> & { format?: unknown };

const KEYS = ["format", "signal", "timeout", "onProgress"];
const WHERE = "write";

/** How a table is to be written. */
interface Written {
  target: unknown;
  format: FormatName;
  packing: Packing | undefined;
  options: GivenWriteOptions;
  ofFormat: FormatOptions;
}

/** To `target`; without one, the bytes. */
export async function writeOn(host: ReadingHost, table: unknown, ...args: unknown[]): Promise<unknown> {
  const { instance } = host;
  instance.open();
  if (!Table.is(table)) {
    throw new BadOption(`${WHERE}: must be given a table, got ${shown(table)}. Make one of it with flux.from`);
  }
  const written = writtenOf(host, args);
  const { options, target } = written;
  const name = isPath(target) ? String(target) : written.format;
  const call = new Call(`${WHERE}(${name})`, WHERE, options, options.timeout ?? instance.settings.timeout, 0, now());
  const stop = new AbortController();
  call.onStop(() => stop.abort());
  if (!table.isLazy) call.elements = table.numRows;
  return instance.track(call, [], async () => {
    const sink = await sinkOf(target, stop.signal, WHERE);
    try {
      const rows = await writeInto(sink, table, written, host.formats, call);
      call.lastProgressAt(rows);
      await sink.finish();
      return sink.bytes ? sink.bytes() : { rows, bytes: sink.count };
    } catch (error) {
      await sink.discard(error);
      call.check(); // a call that was stopped tells why itself
      throw error;
    }
  });
}

/** How many rows. */
async function writeInto(
  sink: WriteSink, table: Table, { format, packing, ofFormat }: Written, formats: Formats, call: Call,
): Promise<number> {
  let rows = 0;
  const parts = async function* (): AsyncGenerator<TablePart> {
    for await (const part of table) {
      call.check();
      yield part.columns.map((name): NamedColumn => [name, part.column(name)]);
      rows += part.numRows;
      call.progress(rows);
    }
  };
  const out = async (bytes: Uint8Array) => {
    call.check();
    await sink.write(bytes);
  };
  const packer = packing && packedInto(packing, out, WHERE);
  try {
    await formats[format].write!(parts(), packer?.write ?? out, ofFormat);
    await packer?.finish();
  } finally {
    packer?.end();
  }
  return rows;
}

/** @throws BadOption */
function writtenOf({ formats, instance }: ReadingHost, args: readonly unknown[]): Written {
  const [target, options = {}] = isOptions(args[0]) && args.length < 2 ? [undefined, args[0]] : args;
  if (args.length > 2) throw new BadOption(`${WHERE}: takes a table, a target and at most one options object`);
  const name = isPath(target) ? String(target).replace(/[?#].*$/s, "") : "";
  const packing = packingOfName(name);
  const plain = packing ? name.replace(/\.[^.]*$/, "") : name;
  const { format = formatOfName(plain) } = (options ?? {}) as GivenWriteOptions;
  const known = FORMATS.filter((one) => formats[one].write);
  if (format === undefined) {
    const what = name === "" ? "the target" : shown(name);
    throw new BadOption(`${WHERE}: ${what} does not say in which format: give format, one of ${known.join(", ")}`);
  }
  if (!known.includes(format as FormatName)) bad(WHERE, "format", `one of ${known.join(", ")}`, format);
  const { writeKeys } = formats[format as FormatName];
  checkPhasedOptions(WHERE, options as CallOptions, instance.settings, [...KEYS, ...writeKeys]);
  const given = Object.entries(options as object).filter(([key, value]) => writeKeys.includes(key) && value !== undefined);
  const ofFormat = { ...(isStreamName(plain) && format === "arrow" && { container: "stream" }), ...Object.fromEntries(given) };
  return { target, format: format as FormatName, packing, options: options as GivenWriteOptions, ofFormat };
}

/** An Arrow stream rather than a file. */
function isStreamName(name: string): boolean {
  return /\.arrows$/i.test(name);
}

/** An object that is no target. */
function isOptions(given: unknown): boolean {
  if (typeof given !== "object" || given === null || isList(given) || isPath(given)) return false;
  return !("write" in given) && !("getWriter" in given);
}
