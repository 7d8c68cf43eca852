/** A process that runs callers' functions: for code that may crash. The only importer of tinypool. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { deserialize, serialize } from "node:v8";
import type Tinypool from "tinypool";
import { clearInterval, setInterval } from "../clock";

/** One process. It starts with its first task, and again after it was lost. */
export class FunctionProcess {
  private pool: Promise<Tinypool> | undefined;
  private gone: Promise<void> | undefined;

  /** `onExit` is told when what the process knew is gone. */
  constructor(private readonly filename: string, private readonly onExit: () => void) {}

  /** Rejects where the task cannot be sent, or the process is lost, or ended. */
  async run(task: unknown): Promise<unknown> {
    const bytes = serialized(task);
    const pool = (this.pool ??= openPool(this.filename, () => this.lost()));
    try {
      const opened = await pool;
      if (this.pool !== pool) throw new Error("the process was ended");
      return deserialize((await opened.run(bytes)) as Uint8Array);
    } catch (error) {
      if (this.pool === pool) this.lost();
      throw error;
    }
  }

  /** Ends the process, whatever it does; settles when it is gone. */
  async end(): Promise<void> {
    const { pool } = this;
    this.pool = undefined;
    if (pool) this.gone = pool.then(ended, () => {}); // one that could not be opened is gone
    await this.gone;
  }

  private lost(): void {
    this.end().catch(() => {});
    this.onExit();
  }
}

function serialized(task: unknown): Uint8Array {
  try {
    return serialize(task);
  } catch (error) {
    throw Object.assign(new Error((error as Error).message), { name: "DataCloneError" });
  }
}

/** An idle process keeps this one from nothing, so its end would not be waited for: this does. */
async function ended(pool: Tinypool): Promise<void> {
  const waiting = setInterval(() => {}, 1000);
  try {
    await pool.destroy();
  } finally {
    clearInterval(waiting);
  }
}

/** Tinypool, loaded on first use: it is an ES module, which no bundler need follow. */
async function openPool(filename: string, onError: () => void): Promise<Tinypool> {
  const { Tinypool } = (await import(pathToFileURL(createRequire(filename).resolve("tinypool")).href)) as typeof import("tinypool");
  const pool = new Tinypool({
    filename, name: "runSerialized", runtime: "child_process", serialization: "advanced", minThreads: 1, maxThreads: 1, idleTimeout: 0x7fffffff, execArgv: [],
    env: process.env as Record<string, string>,
  });
  pool.on("error", onError);
  return pool;
}
