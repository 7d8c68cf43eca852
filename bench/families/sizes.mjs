/** Large columns: two workers over arena arrays, the loop, and the peers, by turns. */
import { compare } from "../compare.mjs";
import { digits } from "../format.mjs";
import { present, unlessLost } from "../peers/sides.mjs";
import { median, ratio } from "../statistics.mjs";
import { FUNCTIONS, outFor } from "./functions.mjs";
import { column } from "./inputs.mjs";

const OURS = "two workers";
const LOOP = "loop";
/** Results that are summed in another order agree to so much, relative. */
const TOLERANCE = 1e-9;

/** Functions whose speed in NumPy may hang on wide vectors; of the others it is measured as it is. */
const OF_ALL_PEERS = ["sort", "quantile"];
/** Kinds of elements that sort is measured on beside float64: how they are made of it, as the driver in Python makes them. */
const KINDS = {
  float32: { Kind: Float32Array, of: (x) => Float32Array.from(x) },
  int32: { Kind: Int32Array, of: (x) => Int32Array.from(x, (value) => value * 1e6) },
};

/**
 * Every function over uniform columns of each size, sort over other distributions too, and at the first size over other kinds.
 *
 * @returns cells { function, distribution, kind, size, ns, overs, wrong }: nanoseconds an element of each side, and how many times faster
 * ours is than each other one
 */
export async function overSizes(fx, peers, sizes, rounds, progress) {
  const cells = [];
  for (const [i, size] of sizes.entries()) {
    for (const distribution of ["uniform", "normal", "log-normal"]) {
      const values = column(distribution, size);
      for (const peer of present(peers)) await unlessLost(peer, () => peer.input(values));
      const isMain = distribution === "uniform";
      const most = isMain ? rounds[i] : Math.ceil(rounds[i] / 2);
      const names = isMain ? Object.keys(FUNCTIONS) : ["sort"];
      for (const name of names.filter((name) => name !== "rollingLong" || size > 1e6)) {
        progress(`families: ${name}, ${distribution}, ${size} elements`);
        const about = { function: name, distribution, kind: "float64", size };
        cells.push({ ...about, ...(await timed(fx, FUNCTIONS[name], name, values, peersOf(name, peers), most)) });
      }
      if (i > 0 || !isMain) continue;
      for (const [kind, { of }] of Object.entries(KINDS)) {
        progress(`families: sort, ${kind}, ${size} elements`);
        const about = { function: "sort", distribution, kind, size };
        cells.push({ ...about, ...(await timed(fx, FUNCTIONS.sort, `sort_${kind}`, of(values), peers, rounds[i])) });
      }
    }
  }
  return cells;
}

function peersOf(name, peers) {
  return OF_ALL_PEERS.includes(name) ? peers : peers.slice(0, 1);
}

async function timed(fx, row, command, values, peers, rounds) {
  const isInteger = values instanceof Int32Array;
  const x = isInteger ? values : fx.array(values); // integers have no place in the arena
  const given = outFor(row, values.length, (length) => (isInteger ? new Int32Array(length) : fx.empty(length, { dtype: dtypeOf(values) })));
  const ours = () => row.ours(fx, x, { ...given, engine: "threads" });
  const loopOut = outFor(row, values.length, (length) => new values.constructor(length)).out;
  const result = await ours();
  const wrong = [];
  for (const peer of present(peers)) {
    const off = await unlessLost(peer, async () => disagreement(result, await peer.result(command)));
    if (off) wrong.push({ name: peer.name, ...off });
  }
  const sides = [
    { name: OURS, async: true, run: ours },
    ...(row.also ? [{ name: row.also.name, async: true, run: () => row.also.ours(fx, x, { ...given, engine: "threads" }) }] : []),
    ...present(peers).map((peer) => (
      { name: peer.name, async: true, timesItself: true, run: () => unlessLost(peer, () => peer.milliseconds(command)) }
    )),
    ...(values.length <= (row.most ?? Number.POSITIVE_INFINITY)
      ? [{ name: LOOP, every: row.every, run: () => row.loop(values, loopOut) }]
      : []),
  ];
  const results = await compare(sides, { rounds, samples: 1 });
  if (!isInteger) for (const array of [x, ...(row.result === "same" ? [given.out] : [])]) fx.free(array);
  const measured = sides.map(({ name }) => name).filter((name) => !peers.some((peer) => peer.name === name && peer.skipped));
  const overOurs = measured.filter((name) => name !== OURS).map((name) => [name, ratio(results[name], results[OURS])]);
  return {
    ns: Object.fromEntries(measured.map((name) => [name, digits(median(taken(results[name])) / values.length, 4)])),
    overs: Object.fromEntries(overOurs),
    wrong,
  };
}

/** Times of the rounds in which a side ran. */
function taken(times) {
  return times.filter((time) => time !== undefined);
}

function dtypeOf(values) {
  return values instanceof Float32Array ? "float32" : "float64";
}

/** The first element in which a peer's result is another than ours, if there is one. */
function disagreement(ours, theirs) {
  if (theirs === null || theirs.length !== ours.length) return { at: -1, ours: ours.length, theirs: theirs?.length ?? null };
  for (let at = 0; at < ours.length; at++) {
    const [a, b] = [ours[at], theirs[at]];
    const agrees = a === b || Math.abs(a - b) <= TOLERANCE * Math.abs(a) || (Number.isNaN(a) && Number.isNaN(b));
    if (!agrees) return { at, ours: a, theirs: b };
  }
  return undefined;
}
