/** A process that runs callers' functions: for code that may crash. The only importer of tinypool. */
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type Tinypool from "tinypool";
import { clearTimeout, held, setTimeout } from "../clock";
import { mainRealm } from "../realm";
import { deserialized } from "../platform/node/serializer";
import { serialized } from "./clone";
import { inheritedByProcess, withOptions } from "./exec-argv";
import { importModule } from "./modules";
import { PARENT, TAKEN } from "./parent";
import { type FunctionRunner, Unsent, Untaken } from "./runner";
import type { SentTask } from "./task";

/** What an ended process has sent is read within this time, unless a process of its own holds the channel open. */
const MOST_WAIT_MS = 1000;

/** Why this host has no such processes, if so. */
export function whyNoProcesses(filename: string | undefined): string | null {
  if (filename === undefined || !existsSync(filename))
    return "the function worker's file is not beside the package: bundled? Mark autoflux external";
  for (const host of ["bun", "deno"]) if (host in process.versions) return `${host} has no processes as Node has them`;
  return null;
}

/** One process. It starts with its first task, and again after it was lost. */
export class FunctionProcess implements FunctionRunner {
  private pool: Promise<Tinypool> | undefined;
  private gone: Promise<void> | undefined;
  /** Tasks that processes have taken. */
  private taken = 0;

  /** `onExit` is told when what the process knew is gone. */
  constructor(
    private readonly filename: string,
    private readonly onExit: () => void,
  ) {}

  /** Settles when there is a process that can take a task: its start is not part of a batch's time. Rejects where it cannot be had. */
  async start(): Promise<void> {
    if (this.pool) return;
    try {
      await this.send("ready", undefined);
    } catch (error) {
      throw new Error(`${(error as Error).message} while it started${withOptions(inheritedByProcess())}`, { cause: error });
    }
  }

  /** Rejects with Unsent where the task cannot be sent; else the process is lost, or was ended: with Untaken where it had not taken it. */
  async run(task: SentTask): Promise<unknown> {
    let bytes: Uint8Array;
    try {
      bytes = serialized(task);
    } catch (error) {
      throw new Unsent(error);
    }
    const { taken } = this;
    return deserialized((await this.send("runSerialized", bytes, () => this.taken === taken)) as Uint8Array);
  }

  private async send(name: string, bytes: Uint8Array | undefined, isUntaken = () => false): Promise<unknown> {
    const pool = (this.pool ??= openPool(this.filename, () => this.lost(), () => this.taken++));
    let child: ChildProcess | undefined;
    try {
      const opened = await pool;
      if (this.pool !== pool) throw new Error("the process was ended");
      child = childOf(opened);
      return await opened.run(bytes ?? {}, { name });
    } catch (error) {
      if (this.pool === pool) this.lost();
      const heardAll = await allHeard(child);
      const why = endOf(child) ?? (error as Error);
      throw heardAll && isUntaken() ? new Untaken(why) : why;
    }
  }

  /** Ends the process, whatever it does; settles when it is gone. */
  async end(): Promise<void> {
    const { pool } = this;
    this.pool = undefined;
    if (pool) this.gone = pool.then((opened) => held(opened.destroy()), () => {}); // one that could not be opened is gone
    await this.gone;
  }

  private lost(): void {
    this.end().catch(() => {});
    this.onExit();
  }
}

/** What a process has sent may be read only after its exit is known. Whether all of it has been read. */
async function allHeard(child: ChildProcess | undefined): Promise<boolean> {
  if (!child?.connected) return true;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), MOST_WAIT_MS);
    child.once("disconnect", () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

/** How a process ended that has ended by itself. */
function endOf(child: ChildProcess | undefined): Error | undefined {
  if (!child) return undefined;
  const { exitCode, signalCode } = child;
  if (signalCode) return new Error(`the process was ended by ${signalCode}`);
  return exitCode === null ? undefined : new Error(`the process exited with code ${exitCode}`);
}

/** Tinypool, loaded on first use: it is an ES module, which no bundler need follow. */
async function openPool(filename: string, onError: () => void, onTaken: () => void): Promise<Tinypool> {
  const address = pathToFileURL(createRequire(filename).resolve("tinypool")).href;
  const { Tinypool } = (await importModule(address)) as unknown as typeof import("tinypool");
  const { execArgv, env } = inheritedByProcess();
  const pool = new Tinypool({
    filename,
    name: "ready",
    runtime: "child_process",
    serialization: "advanced",
    minThreads: 1,
    maxThreads: 1,
    idleTimeout: 0x7fffffff,
    execArgv,
    env: { ...env, [PARENT]: String(process.pid) } as Record<string, string>,
  });
  pool.on("error", onError);
  const child = childOf(pool);
  child?.on("message", (message) => {
    if (message === TAKEN) onTaken();
  });
  endWithParent(child);
  return pool;
}

function childOf(pool: Tinypool): ChildProcess | undefined {
  return (pool.threads[0] as unknown as { process?: ChildProcess } | undefined)?.process;
}

const children = new Set<ChildProcess>();
let watches = false;

/** A process that exits takes its children along. (One that is killed cannot: parent.ts, in the child, sees that.) */
function endWithParent(child: ChildProcess | undefined): void {
  if (!child) return;
  children.add(child);
  child.once("exit", () => children.delete(child));
  if (watches) return;
  watches = true;
  mainRealm().process.on("exit", () => {
    for (const one of children) one.kill("SIGKILL");
  });
}
