/** A thread that runs callers' functions, and never kernels. */
import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from "node:worker_threads";
import { held, setImmediate } from "../clock";
import { type Piscina, piscinaFor } from "../platform/node/piscina";
import { inheritedByThread, withOptions } from "./exec-argv";
import { type FunctionRunner, Unsent, Untaken } from "./runner";
import type { SentTask } from "./task";

/** What piscina sends the thread: there is a task at the port, which comes with the first one, and a count of the tasks it has taken. */
export interface Summons {
  port?: MessagePort;
  taken?: Int32Array;
}

interface Line {
  piscina: Piscina;
  port: MessagePort;
  far: MessagePort | undefined;
  sent: number;
  taken: Int32Array;
  /** The reply that had arrived when the line was closed. */
  last?: unknown;
}

/**
 * One thread. It starts with its first task, and again after it was lost. Tasks and replies go through a port of their own, on which a
 * value that cannot be sent is found where it is sent from: the task fails, and the thread goes on.
 */
export class FunctionThread implements FunctionRunner {
  private line: Line | undefined;
  private gone: Promise<void> | undefined;
  private watched: Worker | undefined;

  /** `onExit` is told when what the thread knew is gone. */
  constructor(
    private readonly filename: string,
    private readonly onExit: () => void,
  ) {}

  /** Settles when there is a thread that can take a task: its start is not part of a batch's time. Rejects where threads are denied. */
  async start(): Promise<void> {
    if (this.line) return;
    const line = this.open();
    this.line = line;
    try {
      await this.summon(line, "ready");
    } catch (error) {
      const inherited = inheritedByThread() ?? { execArgv: process.execArgv ?? [], env: process.env };
      throw new Error(`${(error as Error).message} while it started${withOptions(inherited)}`, { cause: error });
    }
  }

  /** Rejects with Unsent where the task cannot be sent; else the thread is lost: with Untaken where it had not taken the task. */
  async run(task: SentTask, transferList: ArrayBuffer[]): Promise<unknown> {
    const line = (this.line ??= this.open());
    try {
      line.port.postMessage(task, transferList);
    } catch (error) {
      throw new Unsent(error);
    }
    line.sent++;
    try {
      await this.summon(line, "default");
    } catch (error) {
      if (Atomics.load(line.taken, 0) < line.sent) throw new Untaken(error as Error);
      // A timer or a rejection of an earlier function may end the thread after it has sent its reply, and the error may arrive first.
      this.exited(line);
      if (line.last === undefined) throw error;
      return line.last;
    }
    return receiveMessageOnPort(line.port)?.message;
  }

  /** Ends the thread, whatever it does; settles when it is gone. */
  async end(): Promise<void> {
    const { line } = this;
    this.line = undefined;
    if (line) {
      line.last = receiveMessageOnPort(line.port)?.message;
      line.port.close();
      this.gone = held(line.piscina.destroy());
    }
    await this.gone;
  }

  /** Has the thread call the export `name` of the worker's file. */
  private summon(line: Line, name: string): Promise<void> {
    const { piscina, far } = line;
    line.far = undefined;
    return new Promise((resolve, reject) => {
      // A thread that exits before it took its task leaves the task queued, for another thread that may never start, or start too late.
      let why: Error | undefined;
      const failed = (error: Error) => {
        why = error;
      };
      const exited = (code: number) => {
        why ??= new Error(`the thread exited with code ${code}`);
        this.end().catch(() => {});
        setImmediate(() => reject(why)); // where piscina does not reject
      };
      const summons: Summons = far ? { port: far, taken: line.taken } : {};
      piscina
        .run(summons, { name, transferList: far ? [far] : [] })
        .then(resolve, (error) => reject(why ?? error))
        .finally(() => thread?.removeListener("error", failed).removeListener("exit", exited));
      const [thread] = piscina.threads;
      if (!thread) return;
      thread.once("error", failed).once("exit", exited);
      if (thread !== this.watched) (this.watched = thread).once("exit", () => this.exited(line));
    });
  }

  /** Nobody is at the other end of the port any more: the next task gets a new thread, and a new port. */
  private exited(line: Line): void {
    if (this.line === line) this.end().catch(() => {});
    this.onExit();
  }

  private open(): Line {
    const { port1: port, port2: far } = new MessageChannel();
    port.unref();
    // The options of this process (--import, --require, --conditions) hold in the thread too: without execArgv they are inherited, as they
    // stand. Without atomics an idle thread's event loop turns: what a function has not awaited goes on there, as it does in a process.
    const piscina = new (piscinaFor(this.filename))({
      filename: this.filename,
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: Number.POSITIVE_INFINITY,
      concurrentTasksPerWorker: 1,
      recordTiming: false,
      atomics: "disabled",
      name: "default",
      ...inheritedByThread(),
    });
    piscina.on("error", () => {}); // a task that fails says so itself
    return { piscina, port, far, sent: 0, taken: new Int32Array(new SharedArrayBuffer(4)) };
  }
}
