/** What a block of a reduction adds up: the elements, or something of them. `by` and `scale` are what the terms take beside. */

export class Terms {
  /** Two at `x`. */
  @inline whole(x: usize, by: usize, scale: v128): v128 { return v128.load(x); }
  /** One at `x`, and of `neutral` the second. */
  @inline one(x: usize, by: usize, scale: v128, neutral: v128): v128 { return neutral; }
}

/** The elements themselves. */
export class Own extends Terms {
  @inline whole(x: usize, by: usize, scale: v128): v128 { return v128.load(x); }
  @inline one(x: usize, by: usize, scale: v128, neutral: v128): v128 { return v128.load64_lane(x, neutral, 0); }
}

/** Each element times the one `by` bytes behind it: those of another array. */
export class Products extends Terms {
  @inline whole(x: usize, by: usize, scale: v128): v128 { return f64x2.mul(v128.load(x), v128.load(x + by)); }
  @inline one(x: usize, by: usize, scale: v128, neutral: v128): v128 {
    const product = f64x2.mul(v128.load64_splat(x), v128.load64_splat(x + by));
    return v128.shuffle<u64>(product, neutral, 0, 3);
  }
}

/** The squares of the elements times `scale`. */
export class Squares extends Terms {
  @inline whole(x: usize, by: usize, scale: v128): v128 {
    const scaled = f64x2.mul(v128.load(x), scale);
    return f64x2.mul(scaled, scaled);
  }
  @inline one(x: usize, by: usize, scale: v128, neutral: v128): v128 {
    const scaled = f64x2.mul(v128.load64_splat(x), scale);
    return v128.shuffle<u64>(f64x2.mul(scaled, scaled), neutral, 0, 3);
  }
}
