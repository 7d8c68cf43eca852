/** All rows. */
import { activation } from "./activation";
import { arithmetic } from "./arithmetic";
import { comparison } from "./comparison";
import { exponential } from "./exponential";
import { hyperbolic } from "./hyperbolic";
import { named } from "./named";
import type { Row } from "./row";
import { special } from "./special";
import { trigonometric } from "./trigonometric";

export const elementary = [
  ...arithmetic, ...comparison, ...exponential, ...trigonometric, ...hyperbolic, ...special, ...activation,
] as const satisfies readonly Row[];

/** Compositions, with exactly the bits of their steps. */
export const compositions = named satisfies readonly Row[];
