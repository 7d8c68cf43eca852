/** The plain loop and the package's own ways, as sides that look like a peer: { name, version, note, input, result, run }. */
import { loops } from "../loops.mjs";
import { versions } from "../machine.mjs";

export const LOOP = "JavaScript loop";
export const TWO_WORKERS = "two workers";

/** @param fx an instance with two workers */
export function ownSides(fx) {
  const { node, autoflux, build } = versions();
  const version = `autoflux ${autoflux}, ${build} build`;
  return [
    { ...loopSide(), version: `Node ${node}`, note: "ordinary arrays, out given" },
    { ...fluxSide(fx, "inline", { engine: "inline" }, true), version, note: "one thread, arena arrays, out given" },
    { ...fluxSide(fx, TWO_WORKERS, { engine: "threads" }, true), version, note: "two threads, arena arrays, out given" },
    { ...fluxSide(fx, "auto, ordinary arrays", {}, false), version, note: "whatever it takes, Float64Array in, out given" },
  ];
}

function loopSide() {
  let x;
  let out;
  return {
    name: LOOP,
    input: (values) => {
      x = values;
      out = new Float64Array(values.length);
    },
    run: (operation) => loops[operation](x, out),
    result: (operation) => {
      loops[operation](x, out);
      return out;
    },
  };
}

function fluxSide(fx, name, options, arena) {
  let x;
  let out;
  const run = (operation) => fx.map(operation, x, { ...options, out });
  return {
    name,
    async: true,
    input: (values) => {
      if (arena && x !== undefined) for (const array of [x, out]) fx.free(array);
      x = arena ? fx.array(values) : values;
      out = arena ? fx.empty(values.length) : new Float64Array(values.length);
    },
    run,
    result: run,
  };
}
