/** Where bytes come from: a path, bytes in memory, a Blob, a stream of any kind, a Response. */
import { isBuffer, isList, isRevoked, isShared, kindOf } from "../typed-array";
import { BadOption, DetachedBuffer, shown, UnsupportedInput } from "../errors";
import { isPath } from "../streams/paths";
import { FileOrigin } from "./file-source";
import { BlobOrigin, BytesOrigin } from "./memory-source";
import type { Origin } from "./origin";
import { StreamOrigin } from "./stream-source";

const KINDS =
  "a path, a file: URL, a Buffer, Uint8Array or ArrayBuffer, a Blob, a stream (Readable, ReadableStream, an iterable of bytes) or a " +
  "Response";

/** Whether a value can only mean bytes. */
export function isBytes(given: unknown): boolean {
  return bytesIn(given) !== undefined || isBlob(given) || isResponse(given) || isWebStream(given) || isReadable(given);
}

/** @throws UnsupportedInput, BadOption, DetachedBuffer */
export function originOf(given: unknown, where: string): Origin {
  if (isPath(given)) return ofPath(given, where);
  const bytes = bytesIn(given);
  if (bytes) {
    if (bytes === "detached") throw new DetachedBuffer(`${where}: the bytes were transferred: their buffer is detached`);
    return new BytesOrigin(bytes);
  }
  if (isBlob(given)) return new BlobOrigin(given);
  if (isResponse(given)) return ofResponse(given, where);
  if (isWebStream(given)) {
    if (given.locked) throw new UnsupportedInput(`${where}: the stream is locked: another reader has it. Give a stream that nobody reads`);
    return new StreamOrigin("the stream", () => given.getReader(), where);
  }
  if (isReadable(given) && given.destroyed) {
    throw new UnsupportedInput(`${where}: ${nameOfStream(given)} was destroyed, or read to its end, before. Open it again`);
  }
  if (isReadable(given) || isIterable(given)) return new StreamOrigin(nameOfStream(given), () => given, where);
  throw new UnsupportedInput(`${where}: must be ${KINDS}, got ${shown(given)}. Arrays and tables of other packages take flux.from`);
}

function ofPath(given: string | URL, where: string): Origin {
  const text = String(given);
  if (typeof given === "string") {
    if (given === "" || /[\n\0]/.test(given)) {
      throw new BadOption(`${where}: must be a path, got ${shown(given)}. For text itself give its bytes: Buffer.from(text)`);
    }
    if (!/^[a-z][a-z\d+.-]+:\/\//i.test(given)) return new FileOrigin(given, given, where);
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return new FileOrigin(text, text, where);
  }
  if (url.protocol === "file:") return new FileOrigin(url, text, where);
  throw new BadOption(`${where}: reads no URLs of ${url.protocol} (${shown(text)}). Give what fetch gives: flux.read(await fetch(url))`);
}

interface ResponseLike {
  readonly ok: boolean;
  readonly status: number;
  readonly url: string;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly bodyUsed: boolean;
}

/** @throws UnsupportedInput */
function ofResponse(given: ResponseLike, where: string): Origin {
  const name = given.url === "" ? "the response" : given.url.replace(/[?#].*$/s, "");
  if (!given.ok) throw new UnsupportedInput(`${where}: ${name} answered with status ${given.status}, so it has no data`);
  const isTaken = given.bodyUsed || given.body?.locked;
  if (isTaken) throw new UnsupportedInput(`${where}: the body of ${name} was read before. Give the response unread`);
  const { body } = given;
  return body ? new StreamOrigin(name, () => body.getReader(), where) : new BytesOrigin(new Uint8Array(0), name);
}

/** Bytes in memory as a view; undefined for anything else, arrays of wider elements too. */
function bytesIn(given: unknown): Uint8Array | "detached" | undefined {
  if (typeof given !== "object" || given === null || isRevoked(given)) return undefined;
  const kind = kindOf(given);
  try {
    if (kind === "Uint8Array" || kind === "Uint8ClampedArray" || isBuffer(given)) {
      const view = given as Uint8Array;
      return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    }
    if (given instanceof DataView) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
    const tag = Object.prototype.toString.call(given);
    if (tag === "[object ArrayBuffer]" || isShared(given as ArrayBufferLike)) return new Uint8Array(given as ArrayBufferLike);
  } catch {
    return "detached";
  }
  return undefined;
}

function has(given: unknown, ...methods: string[]): boolean {
  if (typeof given !== "object" || given === null || isRevoked(given)) return false;
  return methods.every((name) => typeof (given as Record<string, unknown>)[name] === "function");
}

function isBlob(given: unknown): given is Blob {
  return has(given, "arrayBuffer", "slice", "stream") && typeof (given as Blob).size === "number";
}

function isResponse(given: unknown): given is ResponseLike {
  return has(given, "arrayBuffer", "json") && "body" in (given as object) && "ok" in (given as object);
}

function isWebStream(given: unknown): given is ReadableStream<Uint8Array> {
  return has(given, "getReader", "cancel");
}

/** A Readable of Node's. */
function isReadable(given: unknown): given is AsyncIterable<unknown> & { path?: unknown; destroyed?: boolean } {
  return has(given, "pipe", "read", "destroy") && Symbol.asyncIterator in (given as object);
}

function isIterable(given: unknown): given is AsyncIterable<unknown> | Iterable<unknown> {
  if (typeof given !== "object" || given === null || isRevoked(given) || kindOf(given) !== undefined) return false;
  if (isList(given)) return given.length > 0 && given.every((one) => bytesIn(one) !== undefined);
  return Symbol.asyncIterator in given || Symbol.iterator in given;
}

/** A stream of a file knows its path. */
function nameOfStream(given: object): string {
  const { path } = given as { path?: unknown };
  return typeof path === "string" && path !== "" ? path : "the stream";
}
