/** Numbers as they are shown. */

/** A number of `count` significant digits; nothing where there is no number. */
export function digits(value, count) {
  return value === undefined || value === null ? "" : Number(value.toPrecision(count));
}

/** 1000000 as 1e6. */
export function power(size) {
  return size >= 1000 && Number.isInteger(Math.log10(size)) ? `1e${Math.log10(size)}` : String(size);
}

/** Nanoseconds, in a unit that suits. */
export function duration(ns) {
  if (ns < 1e3) return `${digits(ns, 3)} ns`;
  return ns < 1e6 ? `${digits(ns / 1e3, 3)} µs` : `${digits(ns / 1e6, 3)} ms`;
}
