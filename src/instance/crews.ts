/** The threads and processes that run callers' functions for an instance: the host's, so they come from outside. */
import type { Seats } from "../functions/seats";

export interface Crews {
  seats(kind: "threads" | "process"): Seats;
  /** Why functions cannot have threads, if they cannot. */
  whyNoThreads(asked: boolean): string | null;
  /** Why functions cannot have processes, if they cannot. */
  whyNoProcesses(): string | null;
  /** How many there are now, and how many were lost so far. */
  readonly threads: number;
  readonly lost: number;
  close(): Promise<void>;
}

/** Crews that are made when one of them is first asked for. */
export class CrewsOnDemand implements Crews {
  private made: Crews | undefined;

  constructor(private readonly make: () => Crews) {}

  seats(kind: "threads" | "process"): Seats {
    return this.crews.seats(kind);
  }

  whyNoThreads(asked: boolean): string | null {
    return this.crews.whyNoThreads(asked);
  }

  whyNoProcesses(): string | null {
    return this.crews.whyNoProcesses();
  }

  get threads(): number {
    return this.made?.threads ?? 0;
  }

  get lost(): number {
    return this.made?.lost ?? 0;
  }

  async close(): Promise<void> {
    await this.made?.close();
  }

  private get crews(): Crews {
    return (this.made ??= this.make());
  }
}
