import type { Algorithm, Lease } from "../threads/phase";
import type { Elements } from "./elements";
import { order, orderBytes } from "./sort";

/** The uint32 indices that sort the elements, to `out`: equal elements, as -0 and 0 are, keep their order; NaN are last in theirs. */
export function argsort(lease: Lease, x: Elements & { out: number }): Algorithm<void> {
  return order(lease, x, true);
}

export const argsortBytes = (x: Pick<Elements, "dtype" | "count">) => orderBytes(x, true);
