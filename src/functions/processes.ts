/** A process that runs callers' functions: for code that may crash. The only importer of tinypool. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { deserialize, serialize } from "node:v8";
import type Tinypool from "tinypool";
import { clearInterval, setInterval } from "../clock";

/** One process. It starts with its first task, and again after it was lost. */
export class FunctionProcess {
  private pool: Tinypool | undefined;
  private gone: Promise<void> | undefined;

  /** `onExit` is told when what the process knew is gone. */
  constructor(private readonly filename: string, private readonly onExit: () => void) {}

  /** Rejects where the task cannot be sent, or the process is lost. */
  async run(task: unknown): Promise<unknown> {
    const bytes = serialize(task);
    this.pool ??= await openPool(this.filename, () => this.lost());
    try {
      return deserialize((await this.pool.run(bytes)) as Uint8Array);
    } catch (error) {
      this.lost();
      throw error;
    }
  }

  /** Ends the process, whatever it does; settles when it is gone. */
  async end(): Promise<void> {
    const { pool } = this;
    this.pool = undefined;
    if (pool) this.gone = ended(pool);
    await this.gone;
  }

  private lost(): void {
    void this.end();
    this.onExit();
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
