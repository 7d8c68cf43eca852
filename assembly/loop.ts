/**
 * The only loops and the only tails. Two vectors an iteration where it pays (independent chains hide latency); the tail runs the same op
 * on one element in all lanes, so a result depends neither on its position nor on the length or the alignment of the array.
 *
 * An operand's stride is 1, or 0 for a scalar: then its pointer leads to one vector that holds the scalar in every lane.
 * Pointers may be equal (in place): each iteration loads all its operands before it stores.
 */
import { Binary, BinaryFlagging, Flagging, Ternary, TernaryFlagging, Unary } from "./op";

/** How elements are stored, and what a vector of them is. */
export class Format {
  /** log2 of an element's bytes, and of a vector's. */
  @inline shift(): usize { return 0; }
  @inline vectorShift(): usize { return 0; }
  @inline load(p: usize): v128 { return f64x2.splat(0); }
  @inline store(p: usize, x: v128): void {}
  @inline loadOne(p: usize): v128 { return f64x2.splat(0); }
  @inline storeOne(p: usize, x: v128): void {}
}

/** Float64Array, as it is. */
export class F64 extends Format {
  @inline shift(): usize { return 3; }
  @inline vectorShift(): usize { return 4; }
  @inline load(p: usize): v128 { return v128.load(p); }
  @inline store(p: usize, x: v128): void { v128.store(p, x); }
  @inline loadOne(p: usize): v128 { return v128.load64_splat(p); }
  @inline storeOne(p: usize, x: v128): void { v128.store64_lane(p, x, 0); }
}

/** Float32Array, four lanes of f32. */
export class F32 extends Format {
  @inline shift(): usize { return 2; }
  @inline vectorShift(): usize { return 4; }
  @inline load(p: usize): v128 { return v128.load(p); }
  @inline store(p: usize, x: v128): void { v128.store(p, x); }
  @inline loadOne(p: usize): v128 { return v128.load32_splat(p); }
  @inline storeOne(p: usize, x: v128): void { v128.store32_lane(p, x, 0); }
}

/** Float32Array for ops on f64, through promoting loads and demoting stores. */
export class Wide32 extends Format {
  @inline shift(): usize { return 2; }
  @inline vectorShift(): usize { return 3; }
  @inline load(p: usize): v128 { return f64x2.promote_low_f32x4(v128.load64_zero(p)); }
  @inline store(p: usize, x: v128): void { v128.store64_lane(p, f32x4.demote_f64x2_zero(x), 0); }
  @inline loadOne(p: usize): v128 { return f64x2.promote_low_f32x4(v128.load32_splat(p)); }
  @inline storeOne(p: usize, x: v128): void { v128.store32_lane(p, f32x4.demote_f64x2_zero(x), 0); }
}

export class Loop<T extends Format> {
  /** Bytes of a vector, and of an element. */
  @inline step(): usize { return 1 << changetype<T>(0).vectorShift(); }
  @inline one(): usize { return 1 << changetype<T>(0).shift(); }
  @inline end(out: usize, count: usize): usize { return out + (count << changetype<T>(0).shift()); }
  /** Where whole groups of `vectors` vectors end. */
  @inline groups(out: usize, count: usize, vectors: usize): usize {
    const t = changetype<T>(0);
    return out + ((count << t.shift()) & ~((vectors << t.vectorShift()) - 1));
  }

  @inline unary<Op extends Unary>(x: usize, out: usize, count: usize): void {
    const t = changetype<T>(0), op = changetype<Op>(0), step = this.step(), one = this.one();
    const end = this.end(out, count), twice = this.groups(out, count, 2);
    while (out < twice) {
      const a = t.load(x), b = t.load(x + step);
      t.store(out, op.fast(a));
      t.store(out + step, op.fast(b));
      x += step << 1;
      out += step << 1;
    }
    while (out < end) {
      t.storeOne(out, op.fast(t.loadOne(x)));
      x += one;
      out += one;
    }
  }

  /** One branch for both vectors; it is seldom taken. */
  @inline flagging<Op extends Flagging>(x: usize, out: usize, count: usize): void {
    const t = changetype<T>(0), op = changetype<Op>(0), step = this.step(), one = this.one();
    const end = this.end(out, count), twice = this.groups(out, count, 2);
    while (out < twice) {
      const a = t.load(x), b = t.load(x + step);
      let first = op.fast(a), second = op.fast(b);
      if (v128.any_true(v128.or(op.flags(a), op.flags(b)))) {
        first = op.mend(a, first);
        second = op.mend(b, second);
      }
      t.store(out, first);
      t.store(out + step, second);
      x += step << 1;
      out += step << 1;
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
    const t = changetype<T>(0), op = changetype<Op>(0), step = this.step(), one = this.one(), aStep = step * aStride, bStep = step * bStride;
    const end = this.end(out, count), twice = this.groups(out, count, 2);
    while (out < twice) {
      const a0 = t.load(a), b0 = t.load(b), a1 = t.load(a + aStep), b1 = t.load(b + bStep);
      t.store(out, op.apply(a0, b0));
      t.store(out + step, op.apply(a1, b1));
      a += aStep << 1;
      b += bStep << 1;
      out += step << 1;
    }
    while (out < end) {
      t.storeOne(out, op.apply(t.loadOne(a), t.loadOne(b)));
      a += one * aStride;
      b += one * bStride;
      out += one;
    }
  }

  @inline binaryFlagging<Op extends BinaryFlagging>(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
    const t = changetype<T>(0), op = changetype<Op>(0), step = this.step(), one = this.one();
    const end = this.end(out, count), whole = this.groups(out, count, 1);
    while (out < whole) {
      const x = t.load(a), y = t.load(b);
      let z = op.fast(x, y);
      if (v128.any_true(op.flags(x, y))) z = op.mend(x, y, z);
      t.store(out, z);
      a += step * aStride;
      b += step * bStride;
      out += step;
    }
    while (out < end) {
      const x = t.loadOne(a), y = t.loadOne(b);
      let z = op.fast(x, y);
      if (v128.any_true(op.flags(x, y))) z = op.mend(x, y, z);
      t.storeOne(out, z);
      a += one * aStride;
      b += one * bStride;
      out += one;
    }
  }

  @inline ternary<Op extends Ternary>(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize): void {
    const t = changetype<T>(0), op = changetype<Op>(0), step = this.step(), one = this.one();
    const end = this.end(out, count), whole = this.groups(out, count, 1);
    while (out < whole) {
      t.store(out, op.apply(t.load(a), t.load(b), t.load(c)));
      a += step * aStride;
      b += step * bStride;
      c += step * cStride;
      out += step;
    }
    while (out < end) {
      t.storeOne(out, op.apply(t.loadOne(a), t.loadOne(b), t.loadOne(c)));
      a += one * aStride;
      b += one * bStride;
      c += one * cStride;
      out += one;
    }
  }

  @inline ternaryFlagging<Op extends TernaryFlagging>(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize): void {
    const t = changetype<T>(0), op = changetype<Op>(0), step = this.step(), one = this.one();
    const end = this.end(out, count), whole = this.groups(out, count, 1);
    while (out < whole) {
      const x = t.load(a), y = t.load(b), z = t.load(c);
      let r = op.fast(x, y, z);
      if (v128.any_true(op.flags(x, y, z))) r = op.mend(x, y, z, r);
      t.store(out, r);
      a += step * aStride;
      b += step * bStride;
      c += step * cStride;
      out += step;
    }
    while (out < end) {
      const x = t.loadOne(a), y = t.loadOne(b), z = t.loadOne(c);
      let r = op.fast(x, y, z);
      if (v128.any_true(op.flags(x, y, z))) r = op.mend(x, y, z, r);
      t.storeOne(out, r);
      a += one * aStride;
      b += one * bStride;
      c += one * cStride;
      out += one;
    }
  }
}

/** Copies from one format to the other, both of two lanes. */
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
