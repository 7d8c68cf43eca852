/** Where bytes that are written go: a file, which appears when it is whole; a stream; memory. */
import { openWriter } from "../adapters/file-writer";
import { BadOption, BadOutput, shown } from "../errors";
import { isPath } from "../streams/paths";

export interface WriteSink {
  /** Bytes so far. */
  readonly count: number;
  write(bytes: Uint8Array): Promise<void>;
  /** All is written. */
  finish(): Promise<void>;
  /** What was written is not to be taken for a whole. */
  discard(error: unknown): Promise<void>;
  /** Of memory: all of them. */
  bytes?(): Uint8Array;
}

type Target = Pick<WriteSink, "write" | "finish" | "discard">;

/** @throws BadOption, BadOutput, and what the system throws */
export async function sinkOf(target: unknown, stop: AbortSignal, where: string): Promise<WriteSink> {
  const chunks: Uint8Array[] = [];
  const to = target === undefined ? memory(chunks) : await targetOf(target, stop, where);
  let count = 0;
  return {
    get count() {
      return count;
    },
    async write(bytes) {
      await to.write(bytes);
      count += bytes.length;
    },
    finish: () => to.finish(),
    discard: (error) => to.discard(error),
    ...(target === undefined && { bytes: () => new Uint8Array(Buffer.concat(chunks)) }),
  };
}

/** Whoever writes may use the memory of its bytes again. */
function memory(chunks: Uint8Array[]): Target {
  return {
    async write(bytes) {
      chunks.push(bytes.slice());
    },
    async finish() {},
    async discard() {},
  };
}

async function targetOf(target: unknown, stop: AbortSignal, where: string): Promise<Target> {
  if (isPath(target)) {
    if (target === "") throw new BadOption(`${where}: the target must be a path, got ""`);
    const path = typeof target === "string" && /^file:\/\//i.test(target) ? new URL(target) : target;
    return openWriter(path, { stop, suffix: ".part" });
  }
  if (has(target, "getWriter")) {
    const stream = target as WritableStream<Uint8Array>;
    if (stream.locked) throw new BadOutput(`${where}: the stream is locked: another writer has it. Release that, or give another stream`);
    return ofWeb(stream.getWriter());
  }
  if (has(target, "write", "end", "once")) {
    const stream = target as NodeJS.WritableStream;
    if (!stream.writable && "writable" in stream) throw closedStream(where, "before");
    return ofNode(stream, stop, where);
  }
  throw new BadOption(`${where}: the target must be a path, a file: URL or a stream to write to, got ${shown(target)}`);
}

function closedStream(where: string, when: string): BadOutput {
  return new BadOutput(`${where}: the stream to write to was closed ${when}. Give one that stays open until all is written`);
}

function has(target: unknown, ...methods: string[]): boolean {
  return typeof target === "object" && target !== null && methods.every((name) => typeof (target as never)[name] === "function");
}

function ofWeb(writer: WritableStreamDefaultWriter<Uint8Array>): Target {
  return {
    async write(bytes) {
      await writer.ready;
      await writer.write(bytes.slice());
    },
    finish: () => writer.close(),
    discard: (error) => writer.abort(error).catch(() => {}),
  };
}

/** The standard output stays open, as others may write to it. */
function ofNode(stream: NodeJS.WritableStream, stop: AbortSignal, where: string): Target {
  const isStandard = stream === process.stdout || stream === process.stderr;
  let failure: unknown;
  const failed = (error: unknown) => {
    failure ??= error;
  };
  stream.on("error", failed);
  const done = (begin: (settle: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve, reject) => {
      if (failure) return reject(failure);
      const settle = (error?: unknown) => {
        stream.off("close", closed);
        stop.removeEventListener("abort", aborted);
        if (error) reject(error);
        else resolve();
      };
      const closed = () => settle(failure ?? closedStream(where, "before all was written"));
      const aborted = () => settle(stop.reason);
      stream.once("close", closed);
      stop.addEventListener("abort", aborted);
      begin(settle);
    });
  return {
    write: (bytes) => done((settle) => stream.write(bytes.slice(), settle)),
    async finish() {
      if (!isStandard) await done((settle) => stream.end(() => settle(failure as Error | undefined)));
      stream.off("error", failed);
    },
    async discard(error) {
      if (!isStandard && "destroy" in stream) (stream as { destroy(error?: unknown): void }).destroy(error);
    },
  };
}
