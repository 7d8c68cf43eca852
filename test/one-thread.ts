/** Runs an algorithm over a memory of its own, with one thread: each phase whole, or unit by unit, backwards, each twice. */
import { readFileSync } from "node:fs";
import type { Algorithm, Lease, Phase, Stage } from "../src/threads/phase";

type Kernel = (frame: number, begin: number, end: number, scratch: number) => number | undefined;
const START = 65_536;
/** What a seat has in any case. */
const TILES_BYTES = 4096;
const compiled = new Map<string, WebAssembly.Module>();

function moduleOf(family: string): WebAssembly.Module {
  let module = compiled.get(family);
  if (!module) compiled.set(family, (module = new WebAssembly.Module(readFileSync(new URL(`../build/${family}.wasm`, import.meta.url)))));
  return module;
}

export class OneThread {
  readonly memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536, shared: true });
  /** Bytes leased since the last run began. */
  leased = 0;
  phases = 0;
  #exports = new Map<string, WebAssembly.Exports>();
  #top = START;

  /** `seen` is told of each phase before it runs. */
  constructor(
    readonly isHarsh = false,
    readonly seen: (phase: Phase) => void = () => {},
  ) {}

  take(bytes: number): number {
    const at = this.#top;
    this.#top += Math.ceil(bytes / 64) * 64;
    const missing = this.#top - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / 65_536));
    return at;
  }

  reset(): void { this.#top = START; }

  #lease(): Lease {
    const column = <A>(length: number, bytes: number, make: (at: number) => A) => {
      this.leased += Math.ceil(bytes / 64) * 64;
      const pointer = this.take(bytes);
      if (this.isHarsh) new Uint8Array(this.memory.buffer, pointer, bytes).fill(0xa5);
      return { pointer, length, view: () => make(pointer) };
    };
    return {
      f64: (n) => column(n, n * 8, (at) => new Float64Array(this.memory.buffer, at, n)),
      u32: (n) => column(n, n * 4, (at) => new Uint32Array(this.memory.buffer, at, n)),
      bytes: (n) => column(n, n, (at) => new Uint8Array(this.memory.buffer, at, n)),
      at: (pointer, n) => new Uint8Array(this.memory.buffer, pointer, n),
    };
  }

  /** Of its module, which is instantiated when one of its kernels is first used. */
  #kernel(name: string): Kernel {
    const [family, kernel] = name.split(".") as [string, string];
    let exports = this.#exports.get(family);
    if (!exports) {
      exports = new WebAssembly.Instance(moduleOf(family), { env: { memory: this.memory } }).exports;
      this.#exports.set(family, exports);
    }
    return exports[kernel] as Kernel;
  }

  phase(phase: Phase): number {
    const { kernel, frame, units, scratchBytes = 0, once } = phase;
    this.seen(phase);
    this.phases += 1;
    const run = this.#kernel(kernel);
    const top = this.#top;
    const words = Object.values(frame).flat();
    const at = this.take(words.length * 4), scratch = this.take(Math.max(TILES_BYTES, scratchBytes));
    new Uint32Array(this.memory.buffer, at, words.length).set(words);
    let sum = 0;
    if (!this.isHarsh) sum = run(at, 0, units, scratch) ?? 0;
    else {
      for (let unit = units - 1; unit >= 0; unit--) {
        new Uint8Array(this.memory.buffer, scratch, scratchBytes).fill(0x5a);
        if (!once) run(at, unit, unit + 1, scratch);
        sum += run(at, unit, unit + 1, scratch) ?? 0;
      }
    }
    this.#top = top;
    return sum;
  }

  #step(step: Stage): number {
    if ("run" in step) {
      step.run(0, step.slices);
      return 0;
    }
    const phases = "chain" in step ? step.chain : "kernel" in step ? [step] : step;
    return phases.reduce((sum, phase) => sum + this.phase(phase), 0);
  }

  run<R>(algorithm: (lease: Lease) => Algorithm<R>): R {
    this.leased = this.phases = 0;
    const generator = algorithm(this.#lease());
    let next = generator.next();
    while (!next.done) next = generator.next(this.#step(next.value));
    return next.value;
  }
}
