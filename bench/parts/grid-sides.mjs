/** The sides of one cell of the grid: everything that could map these arrays. */
import Piscina from "piscina";
import { PISCINA_WORKER } from "../files.mjs";
import { loops, maps } from "../loops.mjs";

const NEW_RESULT = "ordinary, new result";
export const HOMES = ["arena", "ordinary, out given", NEW_RESULT];
export const SIDES = ["loop", "map", "piscina", "inline", "threads", "js", "auto"];

/** Below this, posting slices to threads is nothing anybody would do. */
const LEAST_FOR_PISCINA = 1e4;
const PISCINA_THREADS = 2;
/**
 * From here on a round takes long: sides other than the two that the verdict is about run in every fourth round only, and those that
 * are the same for all homes, or nearly so, run for one home.
 */
const LONG = 1e6;

/** The pool that a reader would make, once. */
export function openPiscina() {
  return new Piscina({ filename: PISCINA_WORKER, minThreads: PISCINA_THREADS, maxThreads: PISCINA_THREADS });
}

/**
 * @param cell.home what of it the package's sides use: arena arrays in and out, or the ordinary ones that all other sides use
 * @param cell.few only the sides that say whether `auto` chose well
 * @param cell.arrays { inputs, out, arenaInputs, arenaOut }: the same values twice
 */
export function sidesOf({ operation, home, size, few, arrays, fx, pool }) {
  const { inputs, out, arenaInputs, arenaOut } = arrays;
  const target = home === NEW_RESULT ? () => new Float64Array(size) : () => out;
  const fluxInputs = home === "arena" ? arenaInputs : inputs;
  const fluxOut = { arena: { out: arenaOut }, "ordinary, out given": { out }, [NEW_RESULT]: {} }[home];
  const every = size >= LONG ? 4 : 1;

  const flux = (engine, rounds) => {
    const options = { ...fluxOut, engine };
    return { name: engine, async: true, every: rounds, run: () => fx.map(operation, ...fluxInputs, options) };
  };
  const sides = [
    { name: "loop", run: loopInto(operation, inputs, target) },
    flux("inline", every),
    flux("threads", every),
    flux("auto", 1),
  ];
  if (!few && (size < LONG || home === NEW_RESULT)) {
    sides.push({ name: "map", every, run: () => maps[operation](...inputs) }, flux("js", every));
    if (size >= LEAST_FOR_PISCINA) sides.push({ name: "piscina", async: true, every, run: slicesInto(operation, inputs, target, pool) });
  }
  return sides;
}

function loopInto(operation, inputs, target) {
  const loop = loops[operation];
  const [a, b] = inputs;
  return inputs.length === 1 ? () => loop(a, target()) : () => loop(a, b, target());
}

function slicesInto(operation, inputs, target, pool) {
  const size = inputs[0].length;
  const cuts = Array.from({ length: PISCINA_THREADS + 1 }, (_, i) => Math.floor((size * i) / PISCINA_THREADS));
  return async () => {
    const posted = cuts.slice(1).map((end, i) => pool.run({ operation, slices: inputs.map((x) => x.slice(cuts[i], end)) }));
    const parts = await Promise.all(posted);
    const result = target();
    for (const [i, part] of parts.entries()) result.set(part, cuts[i]);
    return result;
  };
}
