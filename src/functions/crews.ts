/** The threads and processes of an instance that run callers' functions: none until there is one to run. */
import { defaultWorkers } from "../memory/limit";
import { workerFile } from "../platform/node/files";
import { IS_BUN_BEFORE_1_4 } from "../platform/node/piscina";
import { whyNoThreads } from "../platform/node/threads";
import { FunctionProcess, whyNoProcesses } from "./processes";
import { Seats } from "./seats";
import { FunctionThread } from "./threads";

interface FunctionCrewsOptions {
  maxWorkers: number;
  /** maxWorkers was given, not a default: it is granted whatever other instances have. */
  workersGiven: boolean;
}

export class FunctionCrews {
  private readonly open: Partial<Record<"threads" | "process", Seats>> = {};

  constructor(private readonly options: FunctionCrewsOptions) {}

  seats(kind: "threads" | "process"): Seats {
    const { maxWorkers, workersGiven } = this.options;
    const Runner = kind === "threads" ? FunctionThread : FunctionProcess;
    return (this.open[kind] ??= new Seats(
      maxWorkers,
      workersGiven ? Number.POSITIVE_INFINITY : defaultWorkers(),
      (onExit) => new Runner(workerFile("function-worker")!, onExit),
    ));
  }

  /** Why functions cannot have threads, if they cannot. */
  whyNoThreads(asked: boolean): string | null {
    if (IS_BUN_BEFORE_1_4) return "Bun before 1.4 crashes where functions over batches run in threads";
    return whyNoThreads(asked || this.options.workersGiven, 1);
  }

  /** Why functions cannot have processes, if they cannot. */
  whyNoProcesses(): string | null {
    return whyNoProcesses(workerFile("function-worker"));
  }

  get threads(): number {
    return this.sum((seats) => seats.threads());
  }

  get lost(): number {
    return this.sum((seats) => seats.lost);
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.open).map((seats) => seats.close()));
  }

  private sum(of: (seats: Seats) => number): number {
    return Object.values(this.open).reduce((sum, seats) => sum + of(seats), 0);
  }
}
