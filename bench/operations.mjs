/**
 * Every operation of the catalog as JavaScript has it, of x, y and z, and where it is measured: its row says so (`javascript`, `measured`
 * in src/catalog/row.ts). y and z are from -3 to 3. Functions that JavaScript lacks are what a reader would take: the catalog's references.
 */
import { catalog } from "./catalog.mjs";
import { SPECIAL, SPECIAL_SHARE, WIDE_ANGLE } from "./inputs.mjs";
import { elementOf } from "./loops.mjs";

/** name, arity, from, to, numbers, the loop over arrays, and how an element is drawn in each range; of every operation of the catalog. */
export const operations = catalog.map((row) => {
  const { main: [from, to] = [-6, 6], whole: [least, most] = [2 ** -500, 2 ** 500], isPositive, numbers = [], sineOf } = row.measured ?? {};
  const low = Math.log(least);
  const width = Math.log(most) - low;
  const draws = {
    main: (random) => from + random() * (to - from),
    whole: (random) => Math.min(most, Math.exp(low + random() * width)) * (!isPositive && random() < 0.5 ? -1 : 1),
    special: (random) => {
      const ordinary = from + random() * (to - from);
      return random() < SPECIAL_SHARE ? SPECIAL[Math.floor(random() * SPECIAL.length)] : ordinary;
    },
    ...(sineOf === "x" && { trig6: (random) => WIDE_ANGLE * (2 * random() - 1) }),
    ...(sineOf === "exp(x)" && { trig6: (random) => Math.log(WIDE_ANGLE * (1 - random())) }),
  };
  return { name: row.name, from, to, arity: row.arity - numbers.length, numbers, draws, loop: loopOf(row) };
});

/** What the kernels' means are of. */
export const MEAN_OF = catalog.filter(({ measured }) => measured?.inMean).map(({ name }) => name);

/** A loop of its own for each formula, as a reader would write it: one that called a function would measure the call. */
function loopOf(row) {
  return new Function("call", `return (xs, ys, zs, out) => {
    for (let i = 0; i < xs.length; i++) { const x = xs[i], y = ys[i], z = zs[i]; out[i] = ${elementOf(row)}; }
  }`)(row.reference);
}
