/**
 * A generated kernel that folds its results to the partial of a sum: with the bits of `fold_sum` over them (assembly/reduce/fold.ts).
 *
 * Element i belongs to lane i % 8: of four vectors, each with a sum and what its roundings lost. Adding 0 changes neither, so each of the
 * last elements, fewer than eight, is added to all lanes, in all but its own as 0.
 */
import { AND, Emitter, I32, I32_ADD, I32_CONST, leb, LOCAL_GET, LOCAL_SET, STORE_LANE, SUBTRACT, V128 } from "./emitter";

const F64X2_ADD = 0xf0, [F64X2_SUBTRACT] = SUBTRACT, [STORE64_LANE] = STORE_LANE;
const V128_CONST = 0x0c, I8X16_SHUFFLE = 0x0d, I64X2_SPLAT = 0x12, I64X2_EQUAL = 0xd6, I64_EXTEND_I32_U = 0xad;
/** The lanes of one vector the other way round, as bytes. */
const SWAPPED = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
const VECTORS = [0, 1, 2, 3];

export class SumEmitter extends Emitter {
  /** The first of the sums, then their rests. */
  private readonly sums = this.keptToo + 1;
  private readonly rests = this.sums + VECTORS.length;
  private readonly term = this.rests + VECTORS.length;
  private readonly next = this.term + 1;
  private readonly part = this.next + 1;
  /** Which of the last elements it is. */
  private readonly index = this.part + 1;

  protected override locals(): number[] {
    const [, ...groups] = super.locals();
    return [4, ...groups, ...leb(2 * VECTORS.length + 3), V128, 1, I32];
  }

  protected override loops(): void {
    this.whole(64);
    this.loop(64, () => {
      for (const vector of VECTORS) {
        this.steps(16 * vector, false);
        this.result().op(LOCAL_SET, this.term);
        this.add(this.sums + vector, this.rests + vector);
      }
    });
    this.whole();
    this.loop(8, () => {
      this.steps(0, true);
      for (const vector of VECTORS) {
        this.result().op(LOCAL_GET, this.index).raw(I64_EXTEND_I32_U).simd(I64X2_SPLAT).lanes(2 * vector).simd(I64X2_EQUAL).simd(AND);
        this.op(LOCAL_SET, this.term);
        this.add(this.sums + vector, this.rests + vector);
      }
      this.op(LOCAL_GET, this.index).op(I32_CONST, 1).raw(I32_ADD).op(LOCAL_SET, this.index);
    });
    this.merge(0, 2);
    this.merge(1, 3);
    this.merge(0, 1);
    for (const from of [this.sums, this.rests]) {
      this.op(LOCAL_GET, from).op(LOCAL_GET, from).simd(I8X16_SHUFFLE).raw(...SWAPPED).op(LOCAL_SET, from + 1);
    }
    this.merge(0, 1);
    const out = this.body.operands.length;
    for (const [i, from] of [this.sums, this.rests].entries()) {
      this.op(LOCAL_GET, out).op(LOCAL_GET, from).simd(STORE64_LANE).memory(8 * i).raw(0);
    }
    this.op(I32_CONST, 0);
  }

  /** Merges one lane's partial into another's. */
  private merge(to: number, from: number): void {
    const { sums, rests } = this;
    this.op(LOCAL_GET, rests + to).op(LOCAL_GET, rests + from).simd(F64X2_ADD).op(LOCAL_SET, rests + to);
    this.op(LOCAL_GET, sums + from).op(LOCAL_SET, this.term);
    this.add(sums + to, rests + to);
  }

  /** Adds the term to a sum, and what is lost to its rest (Knuth's two-sum). */
  private add(sum: number, rest: number): void {
    const { term, next, part } = this;
    this.op(LOCAL_GET, sum).op(LOCAL_GET, term).simd(F64X2_ADD).op(LOCAL_SET, next);
    this.op(LOCAL_GET, next).op(LOCAL_GET, sum).simd(F64X2_SUBTRACT).op(LOCAL_SET, part);
    this.op(LOCAL_GET, rest);
    this.op(LOCAL_GET, sum).op(LOCAL_GET, next).op(LOCAL_GET, part).simd(F64X2_SUBTRACT).simd(F64X2_SUBTRACT);
    this.op(LOCAL_GET, term).op(LOCAL_GET, part).simd(F64X2_SUBTRACT).simd(F64X2_ADD);
    this.simd(F64X2_ADD).op(LOCAL_SET, rest);
    this.op(LOCAL_GET, next).op(LOCAL_SET, sum);
  }

  /** The two numbers from `first` on, as lanes of i64. */
  private lanes(first: number): this {
    return this.simd(V128_CONST).raw(...[first, first + 1].flatMap((lane) => [lane, 0, 0, 0, 0, 0, 0, 0]));
  }
}
