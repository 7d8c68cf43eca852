/**
 * Families of kernels: each is a WebAssembly module of its own over the same memory, loaded when one of its kernels is first used. Its
 * statics lie in a region below the arena, which regions.json assigns, and are written once, before any thread sees the module. Its bytes
 * lie in the memory too: a thread compiles them when it first meets a job that names them, as a parked one cannot be sent a module.
 */
import { familyBytes } from "#platform";
import { EngineUnavailable } from "../errors";
import { rounded } from "../memory/free-list";
import { type KernelInstance, kernelNames, type ModuleRef } from "./kernel";
import regions from "./regions.json";

export type Family = Exclude<keyof typeof regions, "core">;

const FAMILIES = Object.keys(regions).filter((name) => name !== "core") as Family[];
/** What build.mjs has moved the data segments to (scripts/family-modules.mjs). */
const DATA_SECTION = "autoflux.data";

/** Where the statics of all modules end: memory from here on is the engine's. */
export const STATICS_END = Math.max(...Object.values(regions).map(({ begin, bytes }) => begin + bytes));

/** A kernel of a family: its module, and its place among the module's exports. */
export interface FamilyKernel {
  module: ModuleRef;
  index: number;
}

interface LoadedFamily {
  module: ModuleRef;
  indices: Map<string, number>;
}

/** The families of one memory. */
export class Families {
  private readonly loaded = new Map<string, LoadedFamily>();
  private readonly found = new Map<string, FamilyKernel>();
  /** Read, and not loaded yet. */
  private readonly files = new Map<Family, Uint8Array<ArrayBuffer>>();

  /** `reserve`: gives memory that is never given back. */
  constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly reserve: (bytes: number) => number,
  ) {}

  /** The kernel "<family>.<export>". @throws ArenaFull, EngineUnavailable where this host has not the family's file */
  kernel(name: string): FamilyKernel {
    const known = this.found.get(name);
    if (known) return known;
    const [family, kernel] = name.split(".") as [Family, string];
    const { module, indices } = this.loaded.get(family) ?? this.load(family);
    const index = indices.get(kernel);
    if (index === undefined) throw new Error(`the module ${family} has no kernel ${kernel}`);
    const found = { module, index };
    this.found.set(name, found);
    return found;
  }

  /** Bytes that the family will take of the memory: none once it is there. @throws EngineUnavailable */
  bytesToLoad(family: Family): number {
    return this.loaded.has(family) ? 0 : rounded(this.fileOf(family).length);
  }

  /** Loads what a run will need, before it begins. @throws ArenaFull, EngineUnavailable */
  prepare(family: Family): void {
    if (!this.loaded.has(family)) this.load(family);
  }

  /** Read once: what it takes may be asked for often before it is loaded. */
  private fileOf(family: Family): Uint8Array<ArrayBuffer> {
    let bytes = this.files.get(family);
    if (bytes) return bytes;
    try {
      bytes = familyBytes(family);
    } catch (error) {
      throw new EngineUnavailable(`the kernels of "${family}" cannot be loaded: ${(error as Error).message}`);
    }
    this.files.set(family, bytes);
    return bytes;
  }

  private load(family: Family): LoadedFamily {
    const id = FAMILIES.indexOf(family);
    if (id < 0) throw new Error(`there is no family of kernels called ${family}`);
    const bytes = this.fileOf(family);
    const compiled = new WebAssembly.Module(bytes);
    const pointer = this.reserve(bytes.length);
    for (const section of WebAssembly.Module.customSections(compiled, DATA_SECTION)) writeStatics(this.memory, section);
    new Uint8Array(this.memory.buffer, pointer, bytes.length).set(bytes);
    const indices = new Map(kernelNames(compiled).map((name, i) => [name, i]));
    const loaded = { module: { id, pointer, bytes: bytes.length }, indices };
    this.loaded.set(family, loaded);
    this.files.delete(family);
    return loaded;
  }
}

/** For each segment its address, its length, its bytes. */
function writeStatics({ buffer }: WebAssembly.Memory, section: ArrayBuffer): void {
  const words = new DataView(section);
  for (let at = 0; at < section.byteLength; ) {
    const [address, length] = [words.getUint32(at, true), words.getUint32(at + 4, true)];
    new Uint8Array(buffer, address, length).set(new Uint8Array(section, at + 8, length));
    at += 8 + length;
  }
}

/** Compiles the modules of jobs in the thread that runs them, and keeps them. */
export function moduleKeeper(memory: WebAssembly.Memory): KernelInstance["family"] {
  const kept: (KernelInstance["list"] | undefined)[] = [];
  return ({ id, pointer, bytes }) => {
    const known = kept[id];
    if (known) return known;
    const module = new WebAssembly.Module(new Uint8Array(memory.buffer, pointer, bytes).slice());
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return (kept[id] = kernelNames(module).map((name) => exports[name] as KernelInstance["list"][number]));
  };
}
