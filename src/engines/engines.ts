/** The engines of an instance: started on first use; which of them a call runs on, and why not on a better one. */
import { NO_ARENA, whyNoThreads } from "#platform";
import { now } from "../clock";
import { buildFor } from "../kernels/load";
import type { Arena } from "../memory/arena";
import type { Build } from "../program";
import { type Engine, type EngineOptions, STARVED, startEngine } from "./engine";

/** On the pool, by kernels on the calling thread, or by JavaScript there. */
export type EngineKind = "threads" | "inline" | "js";

export interface EnginesOptions extends Omit<EngineOptions, "threadsAsked" | "faults"> {
  /** For calls that do not ask for one. */
  engine: EngineKind | "auto";
}

/** What there is to report of the engines. */
export interface EnginesStatus {
  /** Where calls run when their size asks for it; and why it is not the engine that was asked for. */
  engine: EngineKind;
  fallbackReason: string | null;
  /** null without WebAssembly. */
  build: Build | null;
  workersActive: number;
  queued: number;
  memory: { arenaBytes: number; freeBytes: number; stagingBytes: number; limitBytes: number; arrays: number };
}

export class Engines {
  private engine: Engine | undefined;
  private startFailure: string | null = null;
  readonly faults = { threadsLost: 0, chunksRunAgain: 0 };

  constructor(
    private readonly options: EnginesOptions,
    private readonly say: (level: "debug" | "info" | "warn", message: string) => void,
  ) {}

  /** What has been started: undefined before, and where only JavaScript is left. */
  get started(): Engine | undefined {
    return this.engine;
  }

  /** Whether workers have just been at work. (Made once: every call of a certain size asks.) */
  readonly areAwake = () => this.engine?.scheduler.isAwake === true;

  /** Where callers' arrays can live, once it is started. */
  get arena(): Arena | undefined {
    return this.engine?.arrays;
  }

  /** Starts what every call needs: memory and kernels, but no thread. Without WebAssembly, or shared memory, only JavaScript is left. */
  start(): Engine | undefined {
    if (this.engine || this.startFailure !== null) return this.engine;
    const { options, threadsAsked, faults, say } = this;
    try {
      this.engine = startEngine({ ...options, threadsAsked, faults }, say);
      const { maxWorkers, limitBytes } = options;
      say("info", `started: the ${this.engine.build} build, ${maxWorkers} workers at most, ${limitBytes} bytes at most`);
    } catch (error) {
      this.startFailure = `no WebAssembly kernels: ${(error as Error).message}`;
      say("warn", this.startFailure);
    }
    return this.engine;
  }

  /** The engine that there is, for the one that is wanted. */
  placeFor(wanted: EngineKind): EngineKind {
    if (wanted === "js" || this.startFailure !== null) return "js";
    return wanted === "threads" && this.whyNoThreads() === null ? "threads" : "inline";
  }

  status(): EnginesStatus {
    const { engine, startFailure, options } = this;
    const { engine: asked, limitBytes, arithmetic } = options;
    const isStarved = engine?.scheduler.isStarved === true;
    const whyNoThreads = asked === "auto" || asked === "threads" ? (this.whyNoThreads() ?? (isStarved ? STARVED : null)) : null;
    const arena = engine?.arena;
    return {
      engine: isStarved ? "inline" : this.placeFor(asked === "auto" ? "threads" : asked),
      fallbackReason: startFailure ?? whyNoThreads ?? (engine && !engine.arrays ? NO_ARENA : null),
      build: startFailure === null ? (engine?.build ?? buildFor(arithmetic)) : null,
      workersActive: engine?.scheduler.workersActive ?? 0,
      queued: engine?.scheduler.queued ?? 0,
      memory: {
        arenaBytes: arena?.arenaBytes ?? 0,
        freeBytes: arena?.freeBytes ?? 0,
        stagingBytes: arena?.stagingBytes ?? 0,
        limitBytes,
        arrays: arena?.arrays ?? 0,
      },
    };
  }

  /** Ends the threads and lets the memory go. */
  async shutDown(): Promise<void> {
    await this.engine?.scheduler.shutDown();
    this.engine = undefined;
  }

  private whyNoThreads(): string | null {
    const { engine } = this;
    if (!engine) return whyNoThreads(this.threadsAsked, this.options.maxWorkers);
    if (engine.fallbackReason !== null && now() >= engine.retryAt) engine.retry();
    return engine.fallbackReason;
  }

  private get threadsAsked(): boolean {
    return this.options.workersGiven || this.options.engine === "threads";
  }
}
