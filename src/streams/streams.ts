/**
 * Maps and reductions over streams and files: {@link Flux.mapStream}, {@link Flux.reduceStream}, {@link Flux.mapFile},
 * {@link Flux.reduceFile}.
 */
import { openWriter } from "../adapters/file-writer";
import { Call } from "../call/call";
import { type Compiled, compileSource } from "../call/compiled";
import type { Instance } from "../instance/instance";
import type { Parts } from "../instance/parts";
import { checkCallOptions, knownKeys } from "../call/options";
import { type GivenReducingOptions, type Reducing, type ReductionRun, reducingOf, runFor } from "../call/reductions";
import { OF_ONE, OF_TWO } from "../call/request";
import { trackStream } from "../methods/streaming";
import type { FileInput, FileOutput, StreamOptions } from "../call/types";
import { now } from "../clock";
import type { FloatArray } from "../dtype";
import { WrongArity } from "../errors";
import { Merger } from "../engines/partials";
import { isList, isRevoked } from "../typed-array";
import type { Feed } from "./feed";
import { openFile } from "./files";
import { openIterable } from "./iterable";
import { outputOf } from "./output";
import { isPath } from "./paths";
import { type FeedWork, type Piece, pieces } from "./pieces";

const KEYS = ["signal", "timeout", "engine", "onProgress"];
const REDUCE_KEYS = [...KEYS, "skipNaN", "ddof"];

type GivenStreamOptions = StreamOptions & GivenReducingOptions;

/** The results as they come, a copy each. */
export async function* mapStreamOn(
  instance: Instance, source: unknown, given: unknown, options: StreamOptions = {},
): AsyncGenerator<FloatArray> {
  const compiled = compileSource(source, {}, "mapStream");
  const where = `mapStream(${compiled.label})`;
  const inputs = feedsOf(given, compiled, where);
  const call = callOf(instance, where, compiled.name, options, undefined, Number.POSITIVE_INFINITY);
  let elements = 0;
  instance.open();
  const results = async function* (parts: Parts) {
    for await (const { count, result } of pieces(instance, feedWork(where, call, parts, compiled, inputs, options))) {
      call.progress((elements += count));
      yield result.slice();
    }
    call.lastProgressAt(elements);
  };
  yield* trackStream(instance, call, [], results);
}

export async function reduceStreamOn(instance: Instance, reduction: unknown, args: unknown[]): Promise<unknown> {
  const { where, compiled, reducing, rest } = reductionOf("reduceStream", reduction, args);
  const [given, options = {}] = rest as [unknown, GivenStreamOptions?];
  const inputs = feedsOf(given, compiled, where);
  const asked = askedOf(reducing, options, where);
  return whole(instance, callOf(instance, where, `${reducing.title}(${compiled.name})`, options, asked), async (call, parts) =>
    reduced(instance, feedWork(where, call, parts, compiled, inputs, options), asked),
  );
}

export async function mapFileOn(
  instance: Instance, source: unknown, given: unknown, output: FileOutput, options: StreamOptions = {},
): Promise<{ elements: number }> {
  const compiled = compileSource(source, {}, "mapFile");
  const where = `mapFile(${compiled.label})`;
  const to = outputOf(output, where);
  return whole(instance, callOf(instance, where, compiled.name, options), async (call, parts, stop) => {
    const inputs = await openAll(given, compiled, where, stop);
    const file = await openWriter(to.path, { stop, suffix: ".part" }).catch(closing(inputs));
    let elements = 0;
    try {
      call.elements = lengthOf(inputs);
      const csv = to.column === undefined ? undefined : (require("../adapters/csv") as typeof import("../adapters/csv"));
      const header = csv?.lineOf([csv.bytesOfText(to.column!)], { delimiter: to.delimiter, comment: "" });
      if (header !== undefined) await file.write(Buffer.from(header, "latin1")).catch(closing(inputs));
      for await (const piece of pieces(instance, feedWork(where, call, parts, compiled, inputs, options))) {
        if (csv) for (const text of textsOf(piece, csv.textOf)) await file.write(text);
        else await file.write(bytesOf(piece));
        call.progress((elements += piece.count));
      }
      call.lastProgressAt(elements);
      await file.finish();
    } catch (error) {
      await file.discard();
      throw error;
    }
    return { elements };
  });
}

export async function reduceFileOn(instance: Instance, reduction: unknown, args: unknown[]): Promise<unknown> {
  const { where, compiled, reducing, rest } = reductionOf("reduceFile", reduction, args);
  const [given, options = {}] = rest as [unknown, GivenStreamOptions?];
  const asked = askedOf(reducing, options, where);
  return whole(instance, callOf(instance, where, `${reducing.title}(${compiled.name})`, options, asked), async (call, parts, stop) => {
    const inputs = await openAll(given, compiled, where, stop);
    call.elements = lengthOf(inputs);
    return reduced(instance, feedWork(where, call, parts, compiled, inputs, options), asked);
  });
}

/** What pieces are reduced to, and what is made of their records; its options are read once. */
interface Asked {
  reducing: Reducing;
  reducingOptions: GivenReducingOptions;
  run: ReductionRun;
}

/** @throws BadOption */
function askedOf(reducing: Reducing, options: GivenStreamOptions, where: string): Asked {
  knownKeys(where, options, REDUCE_KEYS);
  const { skipNaN, ddof } = options;
  return { reducing, reducingOptions: { skipNaN, ddof }, run: runFor(reducing, { skipNaN, ddof }, where) };
}

/** Merges the records of pieces, which are whole blocks: the bits are those of an array with the same elements. */
async function reduced(instance: Instance, work: FeedWork, { reducing, reducingOptions, run }: Asked): Promise<unknown> {
  const { call, where } = work;
  const merger = new Merger(run.folding);
  let elements = 0;
  for await (const { count, result } of pieces(instance, { ...work, reducing, reducingOptions })) {
    merger.add(result as Float64Array);
    call.progress((elements += count));
  }
  call.lastProgressAt(elements);
  return run.conclude(merger, elements, where);
}

function feedWork(
  where: string, call: Call, parts: Parts, compiled: Compiled, inputs: FeedWork["inputs"], { engine }: StreamOptions,
): FeedWork {
  return { where, call, parts, compiled, inputs, reducing: undefined, reducingOptions: {}, engine };
}

function callOf(
  instance: Instance, where: string, operation: string, options: StreamOptions, asked?: Asked, timeout?: number,
): Call {
  if (!asked) knownKeys(where, options, KEYS);
  checkCallOptions(where, options, instance.settings, asked !== undefined);
  return new Call(where, operation, options, options.timeout ?? timeout ?? instance.settings.timeout, 0, now());
}

/** Elements, where a file's size tells; else 0. */
function lengthOf(inputs: FeedWork["inputs"]): number {
  return inputs.find((input): input is Feed => typeof input === "object" && input.length !== undefined)?.length ?? 0;
}

/** Runs `body` as one call of the instance; `stop` is aborted when the call is to end. */
async function whole<T>(
  instance: Instance, call: Call, body: (call: Call, parts: Parts, stop: AbortSignal) => Promise<T>,
): Promise<T> {
  instance.open();
  return instance.track(call, [], async (parts) => {
    const stop = new AbortController();
    call.onStop(() => stop.abort());
    try {
      return await body(call, parts, stop.signal);
    } catch (error) {
      call.check(); // a call that was stopped tells why itself
      throw error;
    }
  });
}

/** A source may be left out: then the columns themselves are reduced. */
function reductionOf(
  method: string, reduction: unknown, args: unknown[],
): { where: string; compiled: Compiled; reducing: Reducing; rest: unknown[] } {
  const reducing = reducingOf(reduction, method);
  // A path is no formula: a source is followed by its input, and options are an object.
  const hasSource = typeof args[0] === "function" || (typeof args[0] === "string" && args.length > 1 && isInput(args[1]));
  const ofPairs = reducing.inputs === 2;
  if (ofPairs && hasSource) throw new WrongArity(`${method}(${reducing.label}, ...): takes two columns and no source`);
  const compiled = hasSource ? compileSource(args[0], {}, method) : ofPairs ? OF_TWO : OF_ONE;
  const where = `${method}(${reducing.label}${hasSource ? `, ${compiled.label}` : ""})`;
  const most = hasSource ? 3 : 2;
  if (args.length > most) {
    throw new WrongArity(`${where}: takes its input and at most one options object, got ${args.length + 1} arguments`);
  }
  return { where, compiled, reducing, rest: hasSource ? args.slice(1) : args };
}

/** Whether it is a column, rather than options. */
function isInput(value: unknown): boolean {
  if (isPath(value) || isList(value)) return true;
  if (typeof value !== "object" || value === null || isRevoked(value)) return false;
  return "path" in value || Symbol.asyncIterator in value || Symbol.iterator in value;
}

function feedsOf(given: unknown, compiled: Compiled, where: string): (Feed | number)[] {
  return listOf(given, compiled, where, true).map((one) => (typeof one === "number" ? one : openIterable(one, where)));
}

async function openAll(given: unknown, compiled: Compiled, where: string, stop: AbortSignal): Promise<(Feed | number)[]> {
  const opened: (Feed | number)[] = [];
  for (const one of listOf(given, compiled, where, false)) {
    opened.push(typeof one === "number" ? one : await openFile(one as FileInput, where, stop).catch(closing(opened)));
  }
  return opened;
}

/** Passes a failure on when the columns are closed. */
function closing(opened: readonly (Feed | number)[]): (error: unknown) => Promise<never> {
  return async (error) => {
    for (const one of opened) if (typeof one !== "number") await one.close();
    throw error;
  };
}

/** Where a source takes several inputs they are given as a list. */
function listOf(given: unknown, { names }: Compiled, where: string, isStream: boolean): readonly unknown[] {
  const list = names.length === 1 && (isStream || !isList(given)) ? [given] : given;
  if (!isList(list) || list.length !== names.length) {
    const wanted = `${names.length} ${isStream ? "streams" : "files"}${names.length > 1 ? ` as a list, for ${names.join(", ")}` : ""}`;
    throw new WrongArity(`${where}: takes ${wanted}, got ${isList(list) ? list.length : "one"}`);
  }
  if (list.every((one) => typeof one === "number")) {
    throw new WrongArity(`${where}: at least one input must be a column, got numbers alone`);
  }
  return list;
}

function bytesOf({ result }: Piece): Uint8Array {
  return new Uint8Array(result.buffer, result.byteOffset, result.byteLength);
}

/** Numbers whose text is written at once: a whole piece's would hold the event loop for a tenth of a second. */
const TEXT_ROWS = 8192;

function* textsOf({ result }: Piece, textOf: (value: number) => string): Generator<Uint8Array> {
  for (let from = 0; from < result.length; from += TEXT_ROWS) {
    let text = "";
    for (const value of result.subarray(from, from + TEXT_ROWS)) text += `${textOf(value)}\n`;
    yield Buffer.from(text, "latin1");
  }
}
