/**
 * One thread against C: gcc -O3 -ffast-math with the vector functions of libmvec, at our lane width and at twice that, errors beside
 * times; and the kernels alone, at our lane width.
 */
import * as reference from "../../examples/reference.mjs";
import { compare } from "../compare.mjs";
import { inFirstCache, kernelsAgainstC } from "../first-cache.mjs";
import { digits } from "../format.mjs";
import { openFlux } from "../instance.mjs";
import { MEAN_OF, operations } from "../operations.mjs";
import { openPeer } from "../peers/child.mjs";
import { PEERS } from "../peers/peers.mjs";
import { seeded } from "../random.mjs";
import { geometricMean, median, ratio } from "../statistics.mjs";

const ELEMENTS = 1e6;
/** Elements of which the error is measured; of a composition it is that of its steps, which are there by themselves. */
const SAMPLE = 2000;
const SAMPLES = 5;
const OURS = "inline";
const OUR_WIDTH = "gcc, SSE4.2";
const SIDES = [OUR_WIDTH, "gcc, AVX2"];

export async function run({ rounds }, progress) {
  const fx = await openFlux();
  const peers = [];
  for (const { name, start } of PEERS.filter((peer) => SIDES.includes(peer.name))) {
    progress(`native: starting ${name}`);
    peers.push({ name, ...(await openPeer({ start })) });
  }
  const present = peers.filter((peer) => peer.skipped === undefined);
  const random = seeded(1);
  const cells = [];
  for (const { name: operation, arity, draws } of operations.filter(({ name }) => MEAN_OF.includes(name))) {
    progress(`native: ${operation}`);
    const x = Float64Array.from({ length: ELEMENTS }, () => draws.main(random));
    const y = x.map((_, i) => x[ELEMENTS - 1 - i] - 3); // as the driver in C makes it
    const inputs = [x, y].slice(0, arity).map((values) => fx.array(values));
    const out = fx.empty(ELEMENTS);
    for (const peer of present) await peer.input(x);
    const ours = await fx.map(operation, ...inputs, { out, engine: "inline" });
    const errors = { [OURS]: errorOf(operation, x, y, ours) };
    for (const peer of present) errors[peer.name] = errorOf(operation, x, y, await peer.result(operation));
    const results = await compare([
      { name: OURS, async: true, run: () => fx.map(operation, ...inputs, { out, engine: "inline" }) },
      ...present.map((peer) => ({ name: peer.name, async: true, timesItself: true, run: () => peer.milliseconds(operation) })),
    ], { rounds, samples: SAMPLES });
    for (const array of [...inputs, out]) fx.free(array);
    cells.push({
      operation,
      ns: digits(median(results[OURS]) / ELEMENTS, 3),
      ulp: errors[OURS],
      peers: present.map(({ name }) => ({
        name,
        ns: digits(median(results[name]) / ELEMENTS, 3),
        ulp: errors[name],
        oursFaster: ratio(results[name], results[OURS]),
      })),
    });
  }
  const sameWidth = present.find(({ name }) => name === OUR_WIDTH);
  const cached = sameWidth && (await inFirstCache(sameWidth, rounds, progress));
  for (const peer of present) await peer.close();
  await fx.close();
  const mean = ({ name }) => geometricMean(cells.map((c) => c.peers.find((peer) => peer.name === name).oursFaster.median));
  return {
    elements: ELEMENTS,
    cells,
    ...(cached && { cached: { over: OUR_WIDTH, ...cached } }),
    sides: peers.map((peer) =>
      peer.skipped === undefined
        ? { name: peer.name, version: peer.version, note: peer.note, mean: mean(peer) }
        : { name: peer.name, skipped: peer.skipped },
    ),
  };
}

function errorOf(operation, x, y, results) {
  const exact = reference[operation];
  if (!exact) return null;
  let most = 0;
  for (let i = 0; i < SAMPLE; i++) {
    const at = Math.floor((i * x.length) / SAMPLE);
    most = Math.max(most, reference.errorInUlp(results[at], exact(x[at], y[at])));
  }
  return digits(most, 3);
}

export function tables({ cells, cached, sides }) {
  const measured = sides.filter((side) => side.skipped === undefined);
  const whole = {
    title: "one thread over arena arrays, 1e6 elements, against C: ns an element, and the largest error in ulp",
    head: ["operation", "inline", ...measured.flatMap(({ name }) => [name, "ours faster"])],
    rows: cells.map((c) => [c.operation, figure(c), ...c.peers.flatMap((peer) => [figure(peer), digits(peer.oursFaster.median, 3)])]),
    notes: [
      ...measured.map(({ name, version, note, mean }) => `over ${name}, geometric mean: ${digits(mean, 3)} (${version}; ${note})`),
      ...sides.filter((side) => side.skipped !== undefined).map(({ name, skipped }) => `skipped: ${name}, ${skipped}`),
    ],
  };
  if (!cached) return [whole];
  return [whole, {
    title: `kernels alone, ${cached.elements} elements in the first cache, against ${cached.over}: ns an element`,
    ...kernelsAgainstC(cached),
    notes: [`geometric mean: ${digits(cached.mean, 3)}`],
  }];
}

/** Time, and error where it is known. */
export function figure({ ns, ulp }) {
  return ulp === null ? String(ns) : `${ns} (${digits(ulp, 2)})`;
}
