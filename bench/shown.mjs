/** What the chart and README.md show of the peers, and how a side is called there. */

/** A sample, in the order of the chart's panels: compositions, and two operations that are bound by memory; docs/measured.md has all. */
export const SHOWN = ["exp_sqrt", "sin_exp", "log_sqrt1", "sin_plus_cos", "sqrt", "square"];

const OURS = new Set(["inline", "two workers", "auto, ordinary arrays"]);

/** Whether a side is the package itself. */
export function isOurs(name) {
  return OURS.has(name);
}

export function labelOf(name) {
  return isOurs(name) ? `autoflux, ${name === "inline" ? "one thread" : name}` : name;
}
