/** How elements are stored, and what a vector of them is. */
export class Format {
  /** log2 of an element's bytes, and of a vector's. */
  @inline shift(): usize { return 0; }
  @inline vectorShift(): usize { return 0; }
  @inline load(p: usize): v128 { return f64x2.splat(0); }
  @inline store(p: usize, x: v128): void {}
  @inline loadOne(p: usize): v128 { return f64x2.splat(0); }
  @inline storeOne(p: usize, x: v128): void {}
  @inline isNaN(x: v128): v128 { return f64x2.ne(x, x); }
}

/** Float64Array, as it is. */
export class F64 extends Format {
  @inline shift(): usize { return 3; }
  @inline vectorShift(): usize { return 4; }
  @inline load(p: usize): v128 { return v128.load(p); }
  @inline store(p: usize, x: v128): void { v128.store(p, x); }
  @inline loadOne(p: usize): v128 { return v128.load64_splat(p); }
  @inline storeOne(p: usize, x: v128): void { v128.store64_lane(p, x, 0); }
  @inline isNaN(x: v128): v128 { return f64x2.ne(x, x); }
}

/** Float32Array, four lanes of f32. */
export class F32 extends Format {
  @inline shift(): usize { return 2; }
  @inline vectorShift(): usize { return 4; }
  @inline load(p: usize): v128 { return v128.load(p); }
  @inline store(p: usize, x: v128): void { v128.store(p, x); }
  @inline loadOne(p: usize): v128 { return v128.load32_splat(p); }
  @inline storeOne(p: usize, x: v128): void { v128.store32_lane(p, x, 0); }
  @inline isNaN(x: v128): v128 { return f32x4.ne(x, x); }
}

/** Float32Array for ops on f64, through promoting loads and demoting stores. */
export class Wide32 extends Format {
  @inline shift(): usize { return 2; }
  @inline vectorShift(): usize { return 3; }
  @inline load(p: usize): v128 { return f64x2.promote_low_f32x4(v128.load64_zero(p)); }
  @inline store(p: usize, x: v128): void { v128.store64_lane(p, f32x4.demote_f64x2_zero(x), 0); }
  @inline loadOne(p: usize): v128 { return f64x2.promote_low_f32x4(v128.load32_splat(p)); }
  @inline storeOne(p: usize, x: v128): void { v128.store32_lane(p, f32x4.demote_f64x2_zero(x), 0); }
  @inline isNaN(x: v128): v128 { return f64x2.ne(x, x); }
}
