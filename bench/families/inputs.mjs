/** Columns that families are measured on: uniform in [0, 1), and two distributions that a sort may find harder. */
import { seeded } from "../random.mjs";

/** Standard normal: Box and Muller. */
const normal = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const DRAWS = { uniform: (random) => random(), normal, "log-normal": (random) => Math.exp(2 * normal(random)) };

export const DISTRIBUTIONS = Object.keys(DRAWS);

export function column(distribution, length) {
  const random = seeded(length);
  const draw = DRAWS[distribution];
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = draw(random);
  return values;
}
