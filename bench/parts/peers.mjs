/** What else maps a million numbers: other packages, NumPy and its kin, and C, each checked against our results, and timed beside them. */
import { NAMED } from "../catalog.mjs";
import { compare } from "../compare.mjs";
import { digits } from "../format.mjs";
import { narrowValues } from "../inputs.mjs";
import { openFlux } from "../instance.mjs";
import { disagreement, largestErrors, OPERATIONS, prepareErrors } from "../peers/accuracy.mjs";
import { LOOP, ownSides, TWO_WORKERS } from "../peers/own.mjs";
import { openPeers, present, unlessLost } from "../peers/sides.mjs";
import { geometricMean, median, ratio } from "../statistics.mjs";

const ELEMENTS = 1e6;
/** Calls of each operation that a peer makes before it is timed: its compilers need them, and its memory. */
const WARM_UPS = 3;
/** Calls of a side in a row, of which the median counts: threads that slept while others ran are slow in the first ones. */
const SAMPLES = 7;
/** From here on an error is shown as a power of ten. */
const MANY_ULP = 1e4;

export async function run({ pythonRounds }, progress) {
  const fx = await openFlux({ maxWorkers: 2 });
  const values = narrowValues(ELEMENTS, 1);
  const sides = [...ownSides(fx), ...(await openPeers(progress))].map((side) => ({ ...side, cells: [] }));
  progress("peers: the reference");
  const errors = await prepareErrors(values, (...args) => fx.map(...args));
  const ours = new Map();
  for (const operation of OPERATIONS) ours.set(operation, await fx.map(operation, values));
  for (const side of present(sides)) {
    progress(`peers: the results of ${side.name}`);
    await unlessLost(side, async () => {
      side.checks = await checksOf(side, values, ours, errors);
    });
  }
  for (const operation of OPERATIONS) {
    progress(`peers: ${operation}`);
    await timeOperation(operation, sides, pythonRounds);
  }
  for (const { close } of sides) await close?.();
  await fx.close();
  return { elements: ELEMENTS, operations: OPERATIONS, sides: sides.map(described) };
}

/** What is known of the results, by operation, of those that the side has; afterwards `values` are the input. */
async function checksOf(side, values, ours, errors) {
  const ulp = await largestErrors(side, errors);
  await side.input(values);
  const checks = {};
  for (const operation of OPERATIONS) {
    const result = await side.result(operation);
    if (result === null || Number.isNaN(ulp[operation])) continue;
    const wrong = disagreement(operation, values, ours.get(operation), result, side.single);
    checks[operation] = { ulp: digits(ulp[operation], 3), agrees: wrong === undefined, ...(wrong && { wrong }) };
  }
  return checks;
}

async function timeOperation(operation, sides, rounds) {
  const having = () => present(sides).filter(({ checks }) => checks[operation]);
  for (const side of having()) {
    for (let i = 0; i < WARM_UPS; i++) await unlessLost(side, () => side.run(operation));
  }
  const run = having();
  const results = await compare(run.map((side) => ({
    name: side.name,
    async: side.async,
    timesItself: side.timesItself,
    run: side.timesItself ? () => unlessLost(side, () => side.run(operation)) : () => side.run(operation),
  })), { rounds, samples: SAMPLES });
  for (const { name, cells, checks } of present(run)) {
    cells.push({
      operation,
      ns: digits(median(results[name]) / ELEMENTS, 4),
      ...checks[operation],
      fasterThanLoop: rounded(ratio(results[LOOP], results[name])),
      oursFaster: rounded(ratio(results[name], results[TWO_WORKERS])),
    });
  }
}

function rounded(interval) {
  return Object.fromEntries(Object.entries(interval).map(([key, value]) => [key, digits(value, 4)]));
}

function described({ name, version, note, skipped, cells }) {
  if (skipped !== undefined) return { name, skipped };
  const named = cells.filter((c) => NAMED.includes(c.operation));
  return { name, version, note, cells, timeOverLoop: geometricMean(named.map((c) => 1 / c.fasterThanLoop.median)) };
}

export function tables({ operations, sides }) {
  const measured = present(sides);
  const skipped = sides.filter((side) => side.skipped !== undefined);
  const wrong = measured.flatMap(({ name, cells }) => cells.filter((c) => !c.agrees).map((c) => ({ name, ...c })));
  return [{
    title: "peers, 1e6 elements uniform in [0, 6]: ns an element, and the largest error of a step in ulp of float64 (*: results are wrong)",
    head: ["", ...operations, "mean over loop"],
    rows: measured.map(({ name, cells, timeOverLoop }) => [
      name, ...operations.map((operation) => cellText(cells.find((c) => c.operation === operation))), digits(timeOverLoop, 3),
    ]),
    notes: [
      "mean over loop: time over the loop's, geometric mean of the named operations that a side has",
      ...measured.map(({ name, version, note }) => `${name}: ${version}; ${note}`),
      ...skipped.map(({ name, skipped }) => `skipped: ${name}, ${skipped}`),
      ...wrong.map(({ name, operation, wrong: { off, x, got, ours } }) => (
        `wrong: ${name}, ${operation}(${x}) is ${got}, ours is ${ours}: ${digits(off, 2)} times what is tolerated`
      )),
    ],
  }];
}

/** Nothing where the side has no such operation. */
function cellText(cell) {
  return cell === undefined ? "" : `${digits(cell.ns, 3)}${cell.agrees ? "" : " *"} (${ulpText(cell.ulp)})`;
}

function ulpText(ulp) {
  return ulp < MANY_ULP ? digits(ulp, 2) : ulp.toExponential(0);
}
