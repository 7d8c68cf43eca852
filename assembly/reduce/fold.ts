/**
 * A block of at most 1,024 float64 reduced to a partial result: what blocks are merged of (src/engines/partials.ts).
 *
 * Element i belongs to lane i % 8, and the eight lanes are merged in a fixed order: the bits depend on nothing but the values.
 */
import { Own, Products, Terms } from "./terms";

/** Merges a vector, or a lane's partial, into another. Each partial is a value and, where there are any, a rest. */
export class Fold {
  /** The value that changes nothing; `first` is the block's first element in all lanes. */
  @inline neutral(first: v128): v128 { return first; }
  @inline value(a: v128, b: v128): v128 { return a; }
  /** Whether values are rounded, and what is lost is kept beside them. */
  @inline hasRest(): bool { return false; }
  /** What value(a, b) lost by rounding. */
  @inline rest(a: v128, b: v128, value: v128): v128 { return f64x2.splat(0); }
}

/** Compensated: each rounding is kept (Knuth's two-sum), so the sum of a block is as if in twice the precision. */
export class Sum extends Fold {
  @inline neutral(first: v128): v128 { return f64x2.splat(0); }
  @inline value(a: v128, b: v128): v128 { return f64x2.add(a, b); }
  @inline hasRest(): bool { return true; }
  @inline rest(a: v128, b: v128, sum: v128): v128 {
    const part = f64x2.sub(sum, a);
    return f64x2.add(f64x2.sub(a, f64x2.sub(sum, part)), f64x2.sub(b, part));
  }
}

/** Of values alone. */
export class Exact extends Fold {
  @inline hasRest(): bool { return false; }
  @inline rest(a: v128, b: v128, value: v128): v128 { return f64x2.splat(0); }
}

export class Product extends Exact {
  @inline neutral(first: v128): v128 { return f64x2.splat(1); }
  @inline value(a: v128, b: v128): v128 { return f64x2.mul(a, b); }
}

/** Reduces `count` elements at `x`, at least one, to a partial at `out`: a value and, where the fold has one, a rest. */
export class Block<F extends Fold, T extends Terms> {
  @inline run(x: usize, by: usize, scale: v128, out: usize, count: usize): void {
    const f = changetype<F>(0), t = changetype<T>(0);
    const neutral = f.neutral(v128.load64_splat(x));
    let a = neutral, b = neutral, c = neutral, d = neutral;
    let restA = f64x2.splat(0), restB = restA, restC = restA, restD = restA;
    const end = x + (count << 3), whole = x + ((count << 3) & ~63);
    while (x < end) {
      // The last group is filled up with what changes nothing.
      const isWhole = x < whole;
      const p = isWhole ? t.whole(x, by, scale) : this.some(x, by, scale, end, neutral);
      const q = isWhole ? t.whole(x + 16, by, scale) : this.some(x + 16, by, scale, end, neutral);
      const r = isWhole ? t.whole(x + 32, by, scale) : this.some(x + 32, by, scale, end, neutral);
      const s = isWhole ? t.whole(x + 48, by, scale) : this.some(x + 48, by, scale, end, neutral);
      const nextA = f.value(a, p), nextB = f.value(b, q), nextC = f.value(c, r), nextD = f.value(d, s);
      restA = f64x2.add(restA, f.rest(a, p, nextA));
      restB = f64x2.add(restB, f.rest(b, q, nextB));
      restC = f64x2.add(restC, f.rest(c, r, nextC));
      restD = f64x2.add(restD, f.rest(d, s, nextD));
      a = nextA; b = nextB; c = nextC; d = nextD;
      x += 64;
    }
    const ac = f.value(a, c), bd = f.value(b, d);
    const restAC = f64x2.add(f.rest(a, c, ac), f64x2.add(restA, restC)), restBD = f64x2.add(f.rest(b, d, bd), f64x2.add(restB, restD));
    const both = f.value(ac, bd), restBoth = f64x2.add(f.rest(ac, bd, both), f64x2.add(restAC, restBD));
    const other = v128.shuffle<u64>(both, both, 1, 0), otherRest = v128.shuffle<u64>(restBoth, restBoth, 1, 0);
    const value = f.value(both, other), rest = f64x2.add(f.rest(both, other, value), f64x2.add(restBoth, otherRest));
    v128.store64_lane(out, value, 0);
    if (f.hasRest()) v128.store64_lane(out, rest, 0, 8);
  }

  /** Two terms at `x`, or as many as there are before `end`. */
  @inline some(x: usize, by: usize, scale: v128, end: usize, neutral: v128): v128 {
    const t = changetype<T>(0);
    return x + 16 <= end ? t.whole(x, by, scale) : x < end ? t.one(x, by, scale, neutral) : neutral;
  }
}

/** A block of the elements themselves. */
export class Elements<F extends Fold> {
  @inline run(x: usize, out: usize, count: usize): void { changetype<Block<F, Own>>(0).run(x, 0, i64x2.splat(0), out, count); }
}

/** A block of the products of two columns. */
export class Dot {
  @inline run(x: usize, y: usize, out: usize, count: usize): void {
    changetype<Block<Sum, Products>>(0).run(x, y - x, i64x2.splat(0), out, count);
  }
}
