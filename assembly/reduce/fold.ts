/**
 * A block of at most 1,024 float64 reduced to a partial result, of two doubles: what blocks are merged of (src/engines/partials.ts).
 *
 * Element i belongs to lane i % 8, and the eight lanes are merged in a fixed order: the bits depend on nothing but the values.
 */

/** Merges a vector, or a lane's partial, into another. Each partial is a value and a rest. */
export class Fold {
  /** The value that changes nothing; `first` is the block's first element in all lanes. */
  @inline neutral(first: v128): v128 { return first; }
  @inline value(a: v128, b: v128): v128 { return a; }
  /** What value(a, b) lost by rounding. */
  @inline rest(a: v128, b: v128, value: v128): v128 { return f64x2.splat(0); }
}

/** Compensated: each rounding is kept (Knuth's two-sum), so the sum of a block is as if in twice the precision. */
export class Sum extends Fold {
  @inline neutral(first: v128): v128 { return f64x2.splat(0); }
  @inline value(a: v128, b: v128): v128 { return f64x2.add(a, b); }
  @inline rest(a: v128, b: v128, sum: v128): v128 {
    const part = f64x2.sub(sum, a);
    return f64x2.add(f64x2.sub(a, f64x2.sub(sum, part)), f64x2.sub(b, part));
  }
}

export class Product extends Fold {
  @inline neutral(first: v128): v128 { return f64x2.splat(1); }
  @inline value(a: v128, b: v128): v128 { return f64x2.mul(a, b); }
  @inline rest(a: v128, b: v128, value: v128): v128 { return f64x2.splat(0); }
}

/** NaN propagates, and -0 is less than 0. */
export class Smallest extends Fold {
  @inline neutral(first: v128): v128 { return first; }
  @inline value(a: v128, b: v128): v128 { return f64x2.min(a, b); }
  @inline rest(a: v128, b: v128, value: v128): v128 { return f64x2.splat(0); }
}

export class Largest extends Fold {
  @inline neutral(first: v128): v128 { return first; }
  @inline value(a: v128, b: v128): v128 { return f64x2.max(a, b); }
  @inline rest(a: v128, b: v128, value: v128): v128 { return f64x2.splat(0); }
}

/** Reduces `count` elements at `x`, at least one, to a partial at `out`. */
export class Block<F extends Fold> {
  @inline run(x: usize, out: usize, count: usize): void {
    const f = changetype<F>(0);
    const neutral = f.neutral(v128.load64_splat(x));
    let a = neutral, b = neutral, c = neutral, d = neutral;
    let restA = f64x2.splat(0), restB = restA, restC = restA, restD = restA;
    const end = x + (count << 3), whole = x + ((count << 3) & ~63);
    while (x < end) {
      // The last group is filled up with what changes nothing.
      const isWhole = x < whole;
      const p = isWhole ? v128.load(x) : this.some(x, end, neutral);
      const q = isWhole ? v128.load(x, 16) : this.some(x + 16, end, neutral);
      const r = isWhole ? v128.load(x, 32) : this.some(x + 32, end, neutral);
      const s = isWhole ? v128.load(x, 48) : this.some(x + 48, end, neutral);
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
    v128.store64_lane(out, rest, 0, 8);
  }

  /** Two elements at `x`, or as many as there are before `end`. */
  @inline some(x: usize, end: usize, neutral: v128): v128 {
    return x + 16 <= end ? v128.load(x) : x < end ? v128.load64_lane(x, neutral, 0) : neutral;
  }
}
