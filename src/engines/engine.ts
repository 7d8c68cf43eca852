/** Everything an instance runs on: module, arena, scheduler, and why something is missing. Started on first use. */
import { openPool, processors, sharedBuffer, whyNoThreads } from "#platform";
import { COUNTERS } from "../catalog/engine-kernels";
import { type Folding, MOST_RECORD } from "../catalog/folds";
import { now } from "../clock";
import { instantiate } from "../kernels/instantiate";
import { type KernelInstance, kernelNames } from "../kernels/kernel";
import { Families, STATICS_END } from "../kernels/families";
import { moduleFor } from "../kernels/load";
import { Arena } from "../memory/arena";
import { defaultWorkers } from "../memory/limit";
import { MemoryQueue } from "../memory/memory-queue";
import type { Arithmetic, Build, Program } from "../program";
import { Batches } from "./batches";
import { Thread } from "../threads/drain";
import { sharedWords } from "../threads/words";
import { type Bench, STEP } from "./inline";
import { PROGRAM_WORDS } from "../kernels/job";
import type { InputKind } from "../lowering/kinds";
import { BLOCK_ELEMENTS, MOST_INPUTS, SCRATCH_BYTES } from "../kernels/refs";
import { type Ready, readyFor } from "./ready";
import { kernelRunner } from "./runner";
import { Scheduler } from "../threads/scheduler";
import type { Faults } from "../threads/ticket";
import { layoutFor, THREADS } from "../threads/job-table";
import { UnitRoom } from "./unit-room";
import type { WorkerData } from "./worker";

export interface EngineOptions {
  arithmetic: Arithmetic;
  maxWorkers: number;
  /** maxWorkers was given, not a default: it is granted whatever other instances have. */
  workersGiven: boolean;
  /** Threads were asked for, by maxWorkers or by the engine's name. */
  threadsAsked: boolean;
  memorySafe: boolean;
  limitBytes: number;
  enableGc: boolean;
  faults: Faults;
}

/** Pieces of ordinary arrays: as many elements as stay in the L2 cache, and a block of the most inputs there may be. */
const PIECE_BYTES = 128 * 1024;
const PIECES_BYTES = (MOST_INPUTS + 1) * BLOCK_ELEMENTS * 8;
const NUMBERS_BYTES = 32 * 1024;
const RECORDS_BYTES = Math.ceil(((STEP / BLOCK_ELEMENTS) * MOST_RECORD * 8) / 64) * 64;
/** Where threads could not be started, they are tried again after that long, which doubles each time. */
const RETRY_MS = 5000;
const MOST_RETRY_MS = 300_000;

/** What the scheduler needs of the memory before the first array fits. */
export function reservedBytes(maxWorkers: number): number {
  return STATICS_END + PIECES_BYTES + NUMBERS_BYTES + RECORDS_BYTES + (maxWorkers + 1) * SCRATCH_BYTES;
}

export interface Engine {
  build: Build;
  /** The memory; and where callers' arrays live in it, unless this runtime cannot give them a buffer each. */
  arena: Arena;
  arrays: Arena | undefined;
  /** Calls that wait for room in it. */
  memoryQueue: MemoryQueue;
  bench: Bench;
  scheduler: Scheduler;
  batches: Batches;
  /** The kernels of families, and the seats that run them: that of the calling thread, and one for each worker. */
  families: Families;
  room: UnitRoom;
  seats: number;
  lower(program: Program, kinds: InputKind[], folding?: Folding): Ready;
  /** Why threads cannot be had, once that is known; and when to try again, where that may change. */
  fallbackReason: string | null;
  retryAt: number;
  /** Tries again. */
  retry(): void;
}

/** @throws where there is no WebAssembly with SIMD, no shared memory, or no address space for it */
export function startEngine(options: EngineOptions, log: (level: "debug" | "warn", message: string) => void): Engine {
  const { build, module } = moduleFor(options.arithmetic);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(reservedBytes(options.maxWorkers) / 65536), maximum: 65536, shared: true });
  const kernels = instantiate(module, memory);
  const names = new Map(kernelNames(module).map((name, i) => [name, i]));
  const counters = COUNTERS.map((name) => names.get(name)!);

  const bottom = STATICS_END;
  const scratch = bottom + TILES_AT;
  const seats = options.maxWorkers + 1;
  const arena = new Arena(memory, scratch + seats * SCRATCH_BYTES, options.limitBytes, options.enableGc, options.memorySafe);

  const atOnce = Math.max(options.maxWorkers, processors());
  const layout = layoutFor({ seats, atOnce, programWords: PROGRAM_WORDS });
  const control = new Int32Array(sharedBuffer(layout.words * 4));
  const data: WorkerData = { module, memory, control, seats, atOnce, scratch, scratchBytes: SCRATCH_BYTES };
  let wait = RETRY_MS;
  const engine = {
    build, arena, seats,
    memoryQueue: new MemoryQueue(arena),
    families: new Families(memory, (bytes) => arena.reserve(bytes)),
    arrays: sharesClones(memory, bottom) ? arena : undefined,
    fallbackReason: whyNoThreads(options.threadsAsked, options.maxWorkers),
    retryAt: Number.POSITIVE_INFINITY,
    retry: () => {
      if (!engine.scheduler.revive()) return;
      engine.fallbackReason = null;
      engine.retryAt = Number.POSITIVE_INFINITY;
    },
  } as Engine;
  engine.scheduler = new Scheduler({
    layout, control, log,
    faults: options.faults,
    threadLimit: options.workersGiven ? Number.POSITIVE_INFINITY : defaultWorkers(),
    words: sharedWords(control),
    main: new Thread(0, control, layout, kernelRunner(kernels, 0, scratch)),
    openPool: (events) => openPool({ workers: options.maxWorkers, data, threadIds: control.subarray(THREADS, THREADS + seats) }, events),
    onFallback: (reason) => {
      engine.fallbackReason ??= reason;
      engine.retryAt = now() + wait;
      wait = Math.min(2 * wait, MOST_RETRY_MS);
    },
  });
  engine.bench = benchAt(bottom, kernels, counters, arena);
  engine.batches = new Batches(arena, engine.scheduler, engine.bench, options.maxWorkers, options.enableGc);
  engine.room = new UnitRoom(engine.bench, PIECES_BYTES, engine.families);
  engine.lower = readyFor(names, engine.bench);
  log("debug", `${build} build, ${seats - 1} workers at most, memory limit ${options.limitBytes} bytes`);
  return engine;
}

/** Why there are no threads now, where there may be some later. */
export const STARVED =
  "other instances have all threads of this process's budget: until one is free, calls run on the calling thread. Give maxWorkers for " +
    "threads beyond it";

/** Whether a clone of the memory's buffer shows the same bytes: each array has one. `address`: of a word that may be written. */
function sharesClones(memory: WebAssembly.Memory, address: number): boolean {
  try {
    const [here, there] = [memory.buffer, structuredClone(memory.buffer)].map((buffer) => new Int32Array(buffer, address, 1)) as [
      Int32Array,
      Int32Array,
    ];
    here[0] = 0;
    there[0] = 1;
    return here[0] === 1;
  } catch {
    return false;
  }
}

/** The calling thread's memory, from the bottom: numbers, records, pieces, tiles. */
const RECORDS_AT = NUMBERS_BYTES;
const PIECES_AT = RECORDS_AT + RECORDS_BYTES;
const TILES_AT = PIECES_AT + PIECES_BYTES;

function benchAt(at: number, kernels: KernelInstance, counters: number[], arena: Arena): Bench {
  return {
    kernels, counters, isReading: false, pieceBytes: PIECE_BYTES,
    buffer: () => arena.memory.buffer,
    recordsAt: () => at + RECORDS_AT,
    numbers: at, records: at + RECORDS_AT, pieces: at + PIECES_AT, scratch: at + TILES_AT,
    apart: (use) => {
      const bytes = TILES_AT + SCRATCH_BYTES;
      const pointer = arena.lend(bytes);
      try {
        return use(benchAt(pointer, kernels, counters, arena));
      } finally {
        arena.giveBack(pointer, bytes);
      }
    },
  };
}
