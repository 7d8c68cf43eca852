/**
 * The only loops and the only tails. Two vectors an iteration (independent chains hide latency); the tail runs the same op on
 * one element in both lanes, so a result depends neither on its position nor on the length or the alignment of the array.
 *
 * An operand's stride is 1, or 0 for a scalar: then its pointer leads to one vector that holds the scalar in every lane.
 * Pointers may be equal (in place): each iteration loads all its operands before it stores.
 */
import { Binary, BinaryFlagging, Flagging, Ternary, Unary } from "./op";

/** How elements are stored. */
export class Format {
  @inline shift(): usize { return 0; }
  @inline load(p: usize): v128 { return f64x2.splat(0); }
  @inline store(p: usize, x: v128): void {}
  @inline loadOne(p: usize): v128 { return f64x2.splat(0); }
  @inline storeOne(p: usize, x: v128): void {}
}

/** Float64Array, as it is. */
export class F64 extends Format {
  @inline shift(): usize { return 3; }
  @inline load(p: usize): v128 { return v128.load(p); }
  @inline store(p: usize, x: v128): void { v128.store(p, x); }
  @inline loadOne(p: usize): v128 { return v128.load64_splat(p); }
  @inline storeOne(p: usize, x: v128): void { v128.store64_lane(p, x, 0); }
}

/** Float32Array, through promoting loads and demoting stores. */
export class F32 extends Format {
  @inline shift(): usize { return 2; }
  @inline load(p: usize): v128 { return f64x2.promote_low_f32x4(v128.load64_zero(p)); }
  @inline store(p: usize, x: v128): void { v128.store64_lane(p, f32x4.demote_f64x2_zero(x), 0); }
  @inline loadOne(p: usize): v128 { return f64x2.promote_low_f32x4(v128.load32_splat(p)); }
  @inline storeOne(p: usize, x: v128): void { v128.store32_lane(p, f32x4.demote_f64x2_zero(x), 0); }
}

export class Loop<T extends Format> {
  @inline unary<Op extends Unary>(x: usize, out: usize, count: usize): void {
    const t = changetype<T>(0), op = changetype<Op>(0);
    const pair: usize = 2 << t.shift(), one: usize = 1 << t.shift();
    const end = out + (count << t.shift()), twice = out + ((count & ~3) << t.shift());
    while (out < twice) {
      const a = t.load(x), b = t.load(x + pair);
      t.store(out, op.fast(a));
      t.store(out + pair, op.fast(b));
      x += pair << 1;
      out += pair << 1;
    }
    while (out < end) {
      t.storeOne(out, op.fast(t.loadOne(x)));
      x += one;
      out += one;
    }
  }

  /** One branch for both vectors; it is seldom taken. */
  @inline flagging<Op extends Flagging>(x: usize, out: usize, count: usize): void {
    const t = changetype<T>(0), op = changetype<Op>(0);
    const pair: usize = 2 << t.shift(), one: usize = 1 << t.shift();
    const end = out + (count << t.shift()), twice = out + ((count & ~3) << t.shift());
    while (out < twice) {
      const a = t.load(x), b = t.load(x + pair);
      let first = op.fast(a), second = op.fast(b);
      if (v128.any_true(v128.or(op.flags(a), op.flags(b)))) {
        first = op.mend(a, first);
        second = op.mend(b, second);
      }
      t.store(out, first);
      t.store(out + pair, second);
      x += pair << 1;
      out += pair << 1;
    }
    while (out < end) {
      const a = t.loadOne(x);
      let y = op.fast(a);
      if (v128.any_true(op.flags(a))) y = op.mend(a, y);
      t.storeOne(out, y);
      x += one;
      out += one;
    }
  }

  @inline binary<Op extends Binary>(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
    const t = changetype<T>(0), op = changetype<Op>(0);
    const pair: usize = 2 << t.shift(), one: usize = 1 << t.shift();
    const aPair = pair * aStride, bPair = pair * bStride, aOne = one * aStride, bOne = one * bStride;
    const end = out + (count << t.shift()), twice = out + ((count & ~3) << t.shift());
    while (out < twice) {
      const a0 = t.load(a), b0 = t.load(b), a1 = t.load(a + aPair), b1 = t.load(b + bPair);
      t.store(out, op.apply(a0, b0));
      t.store(out + pair, op.apply(a1, b1));
      a += aPair << 1;
      b += bPair << 1;
      out += pair << 1;
    }
    while (out < end) {
      t.storeOne(out, op.apply(t.loadOne(a), t.loadOne(b)));
      a += aOne;
      b += bOne;
      out += one;
    }
  }

  @inline binaryFlagging<Op extends BinaryFlagging>(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
    const t = changetype<T>(0), op = changetype<Op>(0);
    const pair: usize = 2 << t.shift();
    const aPair = pair * aStride, bPair = pair * bStride;
    const end = out + (count << t.shift()), whole = out + ((count & ~1) << t.shift());
    while (out < whole) {
      const x = t.load(a), y = t.load(b);
      let z = op.fast(x, y);
      if (v128.any_true(op.flags(x, y))) z = op.mend(x, y, z);
      t.store(out, z);
      a += aPair;
      b += bPair;
      out += pair;
    }
    if (out < end) {
      const x = t.loadOne(a), y = t.loadOne(b);
      let z = op.fast(x, y);
      if (v128.any_true(op.flags(x, y))) z = op.mend(x, y, z);
      t.storeOne(out, z);
    }
  }

  @inline ternary<Op extends Ternary>(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize): void {
    const t = changetype<T>(0), op = changetype<Op>(0);
    const pair: usize = 2 << t.shift(), one: usize = 1 << t.shift();
    const aPair = pair * aStride, bPair = pair * bStride, cPair = pair * cStride;
    const end = out + (count << t.shift()), whole = out + ((count & ~1) << t.shift());
    while (out < whole) {
      t.store(out, op.apply(t.load(a), t.load(b), t.load(c)));
      a += aPair;
      b += bPair;
      c += cPair;
      out += pair;
    }
    if (out < end) t.storeOne(out, op.apply(t.loadOne(a), t.loadOne(b), t.loadOne(c)));
  }
}

/** Copies from one format to the other. */
export class Convert<From extends Format, To extends Format> {
  @inline run(x: usize, out: usize, count: usize): void {
    const from = changetype<From>(0), to = changetype<To>(0);
    for (; count >= 2; count -= 2) {
      to.store(out, from.load(x));
      x += <usize>2 << from.shift();
      out += <usize>2 << to.shift();
    }
    if (count) to.storeOne(out, from.loadOne(x));
  }
}
