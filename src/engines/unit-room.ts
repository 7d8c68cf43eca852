/**
 * The calling thread's own memory as a room for what is one unit of one phase: no lease, no look at the clock, no job. Such a call takes
 * little more time than a map.
 */
import type { Families } from "../kernels/families";
import type { Phase } from "../threads/phase";
import { writeFrame } from "./frame";
import type { Bench } from "./inline";

export class UnitRoom {
  readonly pointer: number;

  constructor(
    private readonly bench: Bench,
    /** What there is from where pieces of ordinary arrays lie. */
    readonly bytes: number,
    private readonly families: Families,
  ) {
    this.pointer = bench.pieces;
  }

  get isReading(): boolean {
    return this.bench.isReading;
  }

  set isReading(value: boolean) {
    this.bench.isReading = value;
  }

  buffer(): ArrayBufferLike {
    return this.bench.buffer();
  }

  run({ kernel, frame }: Phase, scratch: number): void {
    const { bench } = this;
    const { module, index } = this.families.kernel(kernel);
    bench.stored = undefined; // the frame takes the place of a call's numbers
    writeFrame(bench.buffer(), bench.numbers, frame);
    bench.kernels.family(module)[index]!(bench.numbers, 0, 1, scratch);
  }
}
