/**
 * Named pipes and terminals, read and written through the event loop. Node opens and reads a file on one of a few threads, and a pipe
 * can hold such a thread for ever: whoever waits for it could not be stopped, and other files would have to wait too.
 */
import { constants, close as closeFile, createReadStream, open as openFile } from "node:fs";
import { stat } from "node:fs/promises";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const open = promisify(openFile);
const close = promisify(closeFile);
/** Not there on Windows, whose named pipes are no files. */
const { O_RDONLY, O_WRONLY, O_NONBLOCK = 0 } = constants;
/** Loaded for the first pipe: they take as long to load as much of this package. */
const net = () => require("node:net") as typeof import("node:net");
const tty = () => require("node:tty") as typeof import("node:tty");
/** So often is looked whether a pipe has a reader. */
const RETRY_MS = 5;
const STANDARD_INPUT = /^\/(dev\/stdin|dev\/fd\/0|proc\/self\/fd\/0)$/;

/** The bytes of a file, pipe or device as they come; `destroy` ends it at once. @throws what the system throws */
export async function readBytes(path: string | URL, chunkBytes: number): Promise<Readable> {
  const about = await stat(path);
  // A socket cannot be opened by its name; as the standard input it is open.
  if (about.isSocket() && STANDARD_INPUT.test(textOf(path))) return process.stdin;
  if (about.isFIFO()) return new (net().Socket)({ fd: await open(path, O_RDONLY | O_NONBLOCK), readable: true, writable: false });
  if (about.isCharacterDevice()) {
    const fd = await open(path, O_RDONLY | O_NONBLOCK);
    if (tty().isatty(fd)) return new (tty().ReadStream)(fd);
    await close(fd);
  }
  return createReadStream(path, { highWaterMark: chunkBytes });
}

function textOf(path: string | URL): string {
  return typeof path === "string" ? path : fileURLToPath(path);
}

export class PipeWriter {
  private failure: Error | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on("error", (error) => {
      this.failure = error;
    });
  }

  /** Waits for a reader, until `stop` is aborted. @throws what the system throws */
  static async open(path: string | URL, stop: AbortSignal): Promise<PipeWriter> {
    for (;;) {
      stop.throwIfAborted();
      try {
        const writer = new PipeWriter(new (net().Socket)({ fd: await open(path, O_WRONLY | O_NONBLOCK), readable: false, writable: true }));
        const end = () => void writer.socket.destroy();
        stop.addEventListener("abort", end, { once: true });
        writer.socket.once("close", () => stop.removeEventListener("abort", end));
        return writer;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENXIO") throw error;
      }
      await new Promise((resume) => setTimeout(resume, RETRY_MS));
    }
  }

  async write(data: Uint8Array): Promise<void> {
    await this.done((settle) => this.socket.write(data, settle));
  }

  async finish(): Promise<void> {
    await this.done((settle) => this.socket.end(settle));
  }

  async discard(): Promise<void> {
    this.socket.destroy();
  }

  private done(begin: (settle: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const { socket } = this;
      const closed = () => settle(this.failure ?? new Error("the pipe was closed"));
      const settle = (error?: Error | null) => {
        socket.off("close", closed);
        if (error) reject(error);
        else resolve();
      };
      if (this.failure || socket.destroyed) return closed();
      socket.once("close", closed);
      begin(settle);
    });
  }
}
