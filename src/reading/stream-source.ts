/** Streams of bytes, of any kind: each can be gone through once. */
import { onAbort } from "../call/aborts";
import { LazyTable } from "../data-errors";
import { BadIterator, shown, UnsupportedInput } from "../errors";
import { isBuffer, isShared, kindOf } from "../typed-array";
import type { OpenSource, Origin } from "./origin";

type StreamSteps = Pick<ReadableStreamDefaultReader<unknown>, "read" | "cancel" | "releaseLock">;
type Streamed = StreamSteps | AsyncIterable<unknown> | Iterable<unknown>;

export class StreamOrigin implements Origin {
  readonly isRepeatable = false;
  private isTaken = false;

  constructor(
    readonly name: string,
    private readonly begin: () => Streamed,
    private readonly where: string,
  ) {}

  async open(stop: AbortSignal): Promise<OpenSource> {
    const { name, where } = this;
    if (this.isTaken) {
      throw new LazyTable(
        `${where}: ${name} is a stream, which can be gone through once, and was. Write it to a file, and read that as often as you like`,
      );
    }
    this.isTaken = true;
    const steps = stepsOf(this.begin(), name, where);
    let isLeft = false;
    const leave = async () => {
      if (isLeft) return;
      isLeft = true;
      await steps.leave();
    };
    return {
      name, size: undefined, slice: undefined,
      async *stream() {
        try {
          for (;;) {
            stop.throwIfAborted();
            const { value, done } = await untilStopped(steps.next(), stop);
            if (done) {
              isLeft = true;
              return;
            }
            const bytes = bytesOf(value, name, where);
            if (bytes.length > 0) yield bytes;
          }
        } finally {
          // A source that is waited for may never answer: whoever is stopped does not wait for it to be left.
          const left = leave();
          if (stop.aborted) left.catch(() => {});
          else await left;
        }
      },
      async close() {
        const left = leave();
        left.catch(() => {});
        if (!stop.aborted) await left.catch(() => {});
      },
    };
  }
}

interface StepsOfAny {
  next(): Promise<{ value?: unknown; done?: boolean }>;
  /** Nobody wants more. */
  leave(): Promise<unknown>;
}

function stepsOf(streamed: Streamed, name: string, where: string): StepsOfAny {
  if ("releaseLock" in streamed) return { next: () => streamed.read(), leave: () => streamed.cancel() };
  const begin = (streamed as AsyncIterable<unknown>)[Symbol.asyncIterator] ?? (streamed as Iterable<unknown>)[Symbol.iterator];
  const iterator = begin.call(streamed as AsyncIterable<unknown>) as AsyncIterator<unknown>;
  const { destroy } = streamed as { destroy?: unknown };
  return {
    async next() {
      const step: unknown = await iterator.next();
      if (typeof step === "object" && step !== null) return step as { value?: unknown; done?: boolean };
      throw new BadIterator(`${where}: next() of ${name} gave ${shown(step)}, no object`);
    },
    async leave() {
      // What a Readable waits for ends with it; its iterator would wait for that.
      if (typeof destroy === "function") (streamed as unknown as { destroy(): void }).destroy();
      await iterator.return?.();
    },
  };
}

/** Settles as `work` does, or rejects when the call is to end. */
function untilStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopListening = onAbort(stop, () => reject(stop.reason));
    work.then(resolve, reject).finally(stopListening);
  });
}

const encoder = new TextEncoder();

/** @throws UnsupportedInput */
function bytesOf(chunk: unknown, name: string, where: string): Uint8Array {
  if (typeof chunk === "string") return encoder.encode(chunk);
  const kind = kindOf(chunk);
  if (kind === "Uint8Array" || isBuffer(chunk)) {
    const { buffer, byteOffset, byteLength } = chunk as Uint8Array;
    const view = new Uint8Array(buffer, byteOffset, byteLength);
    return isShared(buffer) ? view.slice() : view;
  }
  if (Object.prototype.toString.call(chunk) === "[object ArrayBuffer]") return new Uint8Array(chunk as ArrayBuffer);
  throw new UnsupportedInput(`${where}: ${name} must give bytes (Uint8Array, Buffer) or text, and gave ${shown(chunk)}`);
}
