/**
 * The only loops and the only tails, but for powers to a number, which says what a loop does (power-loop.ts). Two vectors an
 * iteration where it pays (independent chains hide latency); the tail runs the same op on one element in all lanes, so a result depends
 * neither on its position nor on the length or the alignment of the array.
 *
 * An operand's stride is 1, or 0 for a scalar: then its pointer leads to one vector that holds the scalar in every lane.
 * Pointers may be equal (in place): each iteration loads all its operands before it stores.
 */
import { Format } from "./format";
import { Binary, BinaryFlagging, Flagging, Ternary, TernaryFlagging, Unary } from "./op";

/** Whether a loop looks for NaN among its results: what each of them adds to what was found. */
export class Look<T extends Format> {
  @inline see(found: v128, y: v128): v128 { return found; }
}

export class Quiet<T extends Format> extends Look<T> {
  @inline see(found: v128, y: v128): v128 { return found; }
}

export class Watchful<T extends Format> extends Look<T> {
  @inline see(found: v128, y: v128): v128 { return v128.or(found, changetype<T>(0).isNaN(y)); }
}

/** Each returns whether a result is NaN, if it looks. */
export class Loop<T extends Format, L extends Look<T>> {
  /** Bytes of a vector, and of an element. */
  @inline step(): usize { return 1 << changetype<T>(0).vectorShift(); }
  @inline one(): usize { return 1 << changetype<T>(0).shift(); }
  @inline see(found: v128, y: v128): v128 { return changetype<L>(0).see(found, y); }
  @inline end(out: usize, count: usize): usize { return out + (count << changetype<T>(0).shift()); }
  /** Where whole groups of `vectors` vectors end. */
  @inline groups(out: usize, count: usize, vectors: usize): usize {
    const t = changetype<T>(0);
    return out + ((count << t.shift()) & ~((vectors << t.vectorShift()) - 1));
  }

  @inline unary<Op extends Unary>(x: usize, out: usize, count: usize): bool {
    const t = changetype<T>(0), op = changetype<Op>(0), step = this.step(), one = this.one();
    let found = i64x2.splat(0);
    const end = this.end(out, count), twice = this.groups(out, count, 2);
    while (out < twice) {
      const a = t.load(x), b = t.load(x + step);
      const r = op.fast(a);
      t.store(out, r);
      found = this.see(found, r);
      const q = op.fast(b);
      t.store(out + step, q);
      found = this.see(found, q);
      x += step << 1;
      out += step << 1;
    }
    while (out < end) {
      const r = op.fast(t.loadOne(x));
      t.storeOne(out, r);
      found = this.see(found, r);
      x += one;
      out += one;
    }
    return v128.any_true(found);
  }

  /** One branch for both vectors; it is seldom taken. */
  @inline flagging<Op extends Flagging>(x: usize, out: usize, count: usize): bool {
    const t = changetype<T>(0), op = changetype<Op>(0), step = this.step(), one = this.one();
    let found = i64x2.splat(0);
    const end = this.end(out, count), twice = this.groups(out, count, 2);
    while (out < twice) {
      const a = t.load(x), b = t.load(x + step);
      let first = op.fast(a), second = op.fast(b);
      if (v128.any_true(v128.or(op.flags(a), op.flags(b)))) {
        first = op.mend(a, first);
        second = op.mend(b, second);
      }
      t.store(out, first);
      found = this.see(found, first);
      t.store(out + step, second);
      found = this.see(found, second);
      x += step << 1;
      out += step << 1;
    }
    while (out < end) {
      const a = t.loadOne(x);
      let y = op.fast(a);
      if (v128.any_true(op.flags(a))) y = op.mend(a, y);
      t.storeOne(out, y);
      found = this.see(found, y);
      x += one;
      out += one;
    }
    return v128.any_true(found);
  }

  /** One vector an iteration: for bodies so long that a second one gains nothing. */
  @inline longUnary<Op extends Unary>(x: usize, out: usize, count: usize): bool {
    const t = changetype<T>(0), op = changetype<Op>(0), step = this.step(), one = this.one();
    let found = i64x2.splat(0);
    const end = this.end(out, count), whole = this.groups(out, count, 1);
    while (out < whole) {
      const r = op.fast(t.load(x));
      t.store(out, r);
      found = this.see(found, r);
      x += step;
      out += step;
    }
    while (out < end) {
      const r = op.fast(t.loadOne(x));
      t.storeOne(out, r);
      found = this.see(found, r);
      x += one;
      out += one;
    }
    return v128.any_true(found);
  }

  @inline longFlagging<Op extends Flagging>(x: usize, out: usize, count: usize): bool {
    const t = changetype<T>(0), op = changetype<Op>(0), step = this.step(), one = this.one();
    let found = i64x2.splat(0);
    const end = this.end(out, count), whole = this.groups(out, count, 1);
    while (out < whole) {
      const a = t.load(x);
      let y = op.fast(a);
      if (v128.any_true(op.flags(a))) y = op.mend(a, y);
      t.store(out, y);
      found = this.see(found, y);
      x += step;
      out += step;
    }
    while (out < end) {
      const a = t.loadOne(x);
      let y = op.fast(a);
      if (v128.any_true(op.flags(a))) y = op.mend(a, y);
      t.storeOne(out, y);
      found = this.see(found, y);
      x += one;
      out += one;
    }
    return v128.any_true(found);
  }

  @inline binary<Op extends Binary>(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): bool {
    const t = changetype<T>(0), op = changetype<Op>(0), step = this.step(), one = this.one();
    const aStep = step * aStride, bStep = step * bStride;
    let found = i64x2.splat(0);
    const end = this.end(out, count), twice = this.groups(out, count, 2);
    while (out < twice) {
      const a0 = t.load(a), b0 = t.load(b), a1 = t.load(a + aStep), b1 = t.load(b + bStep);
      const r = op.apply(a0, b0);
      t.store(out, r);
      found = this.see(found, r);
      const q = op.apply(a1, b1);
      t.store(out + step, q);
      found = this.see(found, q);
      a += aStep << 1;
      b += bStep << 1;
      out += step << 1;
    }
    while (out < end) {
      const r = op.apply(t.loadOne(a), t.loadOne(b));
      t.storeOne(out, r);
      found = this.see(found, r);
      a += one * aStride;
      b += one * bStride;
      out += one;
    }
    return v128.any_true(found);
  }

  @inline binaryFlagging<Op extends BinaryFlagging>(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): bool {
    const t = changetype<T>(0), op = changetype<Op>(0), step = this.step(), one = this.one();
    let found = i64x2.splat(0);
    const end = this.end(out, count), whole = this.groups(out, count, 1);
    while (out < whole) {
      const x = t.load(a), y = t.load(b);
      let z = op.fast(x, y);
      if (v128.any_true(op.flags(x, y))) z = op.mend(x, y, z);
      t.store(out, z);
      found = this.see(found, z);
      a += step * aStride;
      b += step * bStride;
      out += step;
    }
    while (out < end) {
      const x = t.loadOne(a), y = t.loadOne(b);
      let z = op.fast(x, y);
      if (v128.any_true(op.flags(x, y))) z = op.mend(x, y, z);
      t.storeOne(out, z);
      found = this.see(found, z);
      a += one * aStride;
      b += one * bStride;
      out += one;
    }
    return v128.any_true(found);
  }

  @inline ternary<Op extends Ternary>(
    a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize,
  ): bool {
    const t = changetype<T>(0), op = changetype<Op>(0), step = this.step(), one = this.one();
    let found = i64x2.splat(0);
    const end = this.end(out, count), whole = this.groups(out, count, 1);
    while (out < whole) {
      const r = op.apply(t.load(a), t.load(b), t.load(c));
      t.store(out, r);
      found = this.see(found, r);
      a += step * aStride;
      b += step * bStride;
      c += step * cStride;
      out += step;
    }
    while (out < end) {
      const r = op.apply(t.loadOne(a), t.loadOne(b), t.loadOne(c));
      t.storeOne(out, r);
      found = this.see(found, r);
      a += one * aStride;
      b += one * bStride;
      c += one * cStride;
      out += one;
    }
    return v128.any_true(found);
  }

  @inline ternaryFlagging<Op extends TernaryFlagging>(
    a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize,
  ): bool {
    const t = changetype<T>(0), op = changetype<Op>(0), step = this.step(), one = this.one();
    let found = i64x2.splat(0);
    const end = this.end(out, count), whole = this.groups(out, count, 1);
    while (out < whole) {
      const x = t.load(a), y = t.load(b), z = t.load(c);
      let r = op.fast(x, y, z);
      if (v128.any_true(op.flags(x, y, z))) r = op.mend(x, y, z, r);
      t.store(out, r);
      found = this.see(found, r);
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
      found = this.see(found, r);
      a += one * aStride;
      b += one * bStride;
      c += one * cStride;
      out += one;
    }
    return v128.any_true(found);
  }
}

/** Copies from one format to the other, both of two lanes, and tells whether there was a NaN. */
export class Convert<From extends Format, To extends Format> {
  @inline run(x: usize, out: usize, count: usize): bool {
    const from = changetype<From>(0), to = changetype<To>(0);
    let found = i64x2.splat(0);
    for (; count >= 2; count -= 2) {
      const a = from.load(x);
      to.store(out, a);
      found = v128.or(found, f64x2.ne(a, a));
      x += <usize>2 << from.shift();
      out += <usize>2 << to.shift();
    }
    if (count) {
      const a = from.loadOne(x);
      to.storeOne(out, a);
      found = v128.or(found, f64x2.ne(a, a));
    }
    return v128.any_true(found);
  }
}
