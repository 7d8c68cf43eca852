/**
 * Formulas: those that everybody knows, and twenty that are drawn, against the loop that a reader would write, numpy-ts, NumPy and
 * numexpr; over arena arrays on two workers. Then at every size against the loop, and what the first use of a formula costs.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { compare } from "../compare.mjs";
import { COLUMNS, columnsOf } from "../expressions/columns.mjs";
import { drawn, KNOWN } from "../expressions/formulas.mjs";
import { loopOf, pythonOf, stepsOf } from "../expressions/steps.mjs";
import { digits, duration, power } from "../format.mjs";
import { openFlux } from "../instance.mjs";
import { EXPRESSION_PEERS } from "../peers/peers.mjs";
import { openPeers, present, unlessLost } from "../peers/sides.mjs";
import { geometricMean, median, medianWithInterval, paired, ratio } from "../statistics.mjs";

const SEED = 20261125;
/** A result is another one where it differs by more than this, relative to the largest. */
const TOLERANCE = 1e-9;
const SMALL = [1, 10, 100, 1e3, 1e4, 1e5];
/** Lost: surely this much slower, and surely by more than a call's own cost (parts/grid.mjs). */
const LOST_RATIO = 1.05;
const LOST_NS = 2000;
/** A first pass, whose figures are dropped: compilers need thousands of calls. */
const WARM_UP = 500;
const NEW_FORMULAS = 60;
/** Calls of a side in a row, of which the median counts: threads that slept while others ran are slow in the first ones. */
const SAMPLES = 7;
const FEW_SAMPLES = 3;

export async function run({ quick, rounds }, progress) {
  const formulas = [...KNOWN, ...drawn(SEED)].slice(0, quick ? 12 : undefined);
  const fx = await openFlux({ maxWorkers: 2 });
  const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-expressions-"));
  const file = path.join(folder, "formulas.json");
  writeFileSync(
    file,
    JSON.stringify({
      columns: COLUMNS,
      formulas: Object.fromEntries(formulas.map(({ text, reduction }, i) => [i, described({ text, reduction })])),
    }),
  );
  const sizes = [];
  const peers = [];
  for (const size of quick ? [1e6] : [1e6, 1e7]) {
    const sides = await openPeers(progress, EXPRESSION_PEERS(file));
    sizes.push(await atSize(fx, formulas, size, sides, size > 1e6 ? 3 : Math.min(rounds, 9), progress));
    if (peers.length === 0) peers.push(...sides.map(({ name, version, note, skipped }) => ({ name, version, note, skipped })));
    for (const { close } of sides) await close?.();
  }
  rmSync(folder, { recursive: true });
  const lost = [
    ...(await lostAt(fx, formulas, quick ? [1, 1e4] : SMALL, progress)),
    ...sizes.flatMap((s) =>
      s.cells
        .filter((c) => c.fasterThanLoop.high < 1)
        .map((c) => ({ name: c.name, size: s.size, autoOverLoop: digits(1 / c.fasterThanLoop.median, 3) })),
    ),
  ];
  const firstUse = await firstUseOf(fx, progress);
  await fx.close();
  return {
    seed: SEED,
    formulas: formulas.map(({ name, text }) => ({ name, text: name.startsWith("drawn") ? text : name })),
    peers,
    sizes,
    lost,
    firstUseMs: firstUse,
  };
}

/** A formula as peers need it: for Python statements and one expression, for numpy-ts its steps. */
function described({ text, reduction = null }) {
  const { steps, result: last } = stepsOf(text);
  return { ...pythonOf(text), steps, last, reduction };
}

async function atSize(fx, formulas, size, sides, rounds, progress) {
  const values = columnsOf(size);
  const columns = Object.fromEntries(COLUMNS.map((name, i) => [name, values.subarray(i * size, (i + 1) * size)]));
  const arena = Object.fromEntries(COLUMNS.map((name) => [name, fx.array(columns[name])]));
  const out = new Float64Array(size);
  const arenaOut = fx.empty(size);
  for (const side of present(sides)) await unlessLost(side, () => side.input(values));
  const cells = [];
  for (const [key, { name, text, reduction }] of formulas.entries()) {
    progress(`expressions: ${power(size)} elements, ${name}`);
    const { inputs } = stepsOf(text);
    const own = ownSides(fx, { text, reduction, inputs, columns, arena, out, arenaOut, size });
    own.loop.run();
    const reference = reduction ? out.slice(0, 1) : out.slice();
    await own.auto.run();
    const wrong = {};
    for (const side of present(sides)) {
      const got = await unlessLost(side, () => side.result(key));
      if (side.skipped === undefined && !agrees(reference, got)) wrong[side.name] = true;
    }
    const timed = present(sides).map((side) => ({ ...side, run: () => unlessLost(side, () => side.milliseconds(key)) }));
    const results = await compare([own.loop, own.inline, own.auto, ...timed], { rounds, samples: size > 1e6 ? FEW_SAMPLES : SAMPLES });
    cells.push({
      name, wrong: Object.keys(wrong),
      ns: Object.fromEntries(Object.entries(results).map(([side, times]) => [side, digits(median(times) / size, 4)])),
      fasterThanLoop: rounded(ratio(results.loop, results.auto)),
      fasterThan: Object.fromEntries(present(sides).map((side) => [side.name, digits(ratio(results[side.name], results.auto).median, 4)])),
    });
  }
  for (const array of [...Object.values(arena), arenaOut]) fx.free(array);
  return { size, cells, means: meansOf(cells, formulas) };
}

function rounded(interval) {
  return Object.fromEntries(Object.entries(interval).map(([key, value]) => [key, digits(value, 4)]));
}

/** Geometric means over all formulas; and over the reductions alone. */
function meansOf(cells, formulas) {
  const reductions = cells.filter((_, i) => formulas[i].reduction);
  const peers = Object.keys(cells[0].fasterThan);
  const mean = (some, of) => (some.length > 0 ? geometricMean(some.map(of)) : undefined);
  return {
    loop: mean(cells, (c) => c.fasterThanLoop.median),
    peers: Object.fromEntries(
      peers.map((name) => [
        name,
        mean(
          cells.filter((c) => c.fasterThan[name] && !c.wrong.includes(name)),
          (c) => c.fasterThan[name],
        ),
      ]),
    ),
    reductions: Object.fromEntries(
      peers.map((name) => [
        name,
        mean(
          reductions.filter((c) => c.fasterThan[name] && !c.wrong.includes(name)),
          (c) => c.fasterThan[name],
        ),
      ]),
    ),
  };
}

function ownSides(fx, { text, reduction, inputs, columns, arena, out, arenaOut, size }) {
  const loop = loopOf(text, reduction);
  const ordinary = inputs.map((name) => columns[name]);
  const given = Object.fromEntries(inputs.map((name) => [name, arena[name]]));
  const positional = inputs.map((name) => arena[name]);
  const side = (name, engine) => ({
    name,
    async: true,
    run: reduction
      ? () => fx.reduce(reduction, renamed(text, inputs), ...positional, { engine })
      : () => fx.evaluate(text, given, { out: arenaOut, engine }),
  });
  return { loop: { name: "loop", run: () => loop(...ordinary, out, size) }, inline: side("inline", "inline"), auto: side("auto", "auto") };
}

/** Reductions take x, y, z, w. */
function renamed(text, inputs) {
  return text.replace(/\b[a-z]\b/g, (name) => (inputs.includes(name) ? "xyzw"[inputs.indexOf(name)] : name));
}

function agrees(reference, got) {
  if (!got || got.length < reference.length) return false;
  const largest = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return reference.every(
    (value, i) =>
      Math.abs(value - got[i]) <= TOLERANCE * Math.max(largest, Math.abs(value)) || (Number.isNaN(value) && Number.isNaN(got[i])),
  );
}

async function lostAt(fx, formulas, sizes, progress) {
  const lost = [];
  for (const size of [WARM_UP, ...sizes]) {
    progress(`expressions: ${power(size)} elements against the loop`);
    const values = columnsOf(size);
    const columns = Object.fromEntries(COLUMNS.map((name, i) => [name, values.slice(i * size, (i + 1) * size)]));
    const arena = Object.fromEntries(COLUMNS.map((name) => [name, fx.array(columns[name])]));
    const out = new Float64Array(size);
    const arenaOut = fx.empty(size);
    for (const { name, text, reduction } of formulas) {
      const own = ownSides(fx, { text, reduction, inputs: stepsOf(text).inputs, columns, arena, out, arenaOut, size });
      const { loop, auto } = await compare([own.loop, own.auto], { rounds: 7 });
      const over = ratio(auto, loop);
      const difference = medianWithInterval(paired(auto, loop, (a, b) => a - b));
      if (size !== WARM_UP && over.low > LOST_RATIO && difference.low > LOST_NS) {
        lost.push({ name, size, autoOverLoop: digits(over.median, 3) });
      }
    }
    for (const array of [...Object.values(arena), arenaOut]) fx.free(array);
  }
  return lost;
}

/** From a call with a formula that was never seen to its result over one element: all but nothing of it is the formula. */
async function firstUseOf(fx, progress) {
  progress("expressions: first use");
  const { text } = KNOWN.find(({ name }) => name.startsWith("Black"));
  const one = Object.fromEntries(stepsOf(text).inputs.map((name) => [name, fx.array([1])]));
  const times = [];
  for (let i = 0; i < NEW_FORMULAS; i++) {
    const begun = performance.now();
    fx.evaluateSync(`${text} + ${i}.5`, one);
    times.push(performance.now() - begun);
  }
  return { median: digits(median(times), 3), largest: digits(Math.max(...times), 3), text: "Black-Scholes price" };
}

export function tables({ formulas, peers, sizes, lost, firstUseMs }) {
  const there = peers.filter((peer) => peer.skipped === undefined).map((peer) => peer.name);
  return [
    ...sizes.map(({ size, cells, means }) => ({
      title: `formulas, ${power(size)} float64, arena arrays, two workers: ns an element (*: results are wrong)`,
      head: ["formula", "loop", "inline", "auto", "faster than loop", ...there],
      rows: cells.map((c) => [
        c.name,
        c.ns.loop,
        c.ns.inline,
        c.ns.auto,
        digits(c.fasterThanLoop.median, 3),
        ...there.map((name) => (c.ns[name] === undefined ? "" : `${c.ns[name]}${c.wrong.includes(name) ? " *" : ""}`)),
      ]),
      notes: [
        `geometric mean: ${digits(means.loop, 3)} times as fast as the loop; ` +
          `${there.map((name) => `${digits(means.peers[name], 3)} ${name}`).join(", ")}`,
        `sums: ${there.map((name) => `${digits(means.reductions[name], 3)} ${name}`).join(", ")}`,
      ],
    })),
    {
      title: "formulas that are slower than their loop, at any size",
      head: ["formula", "size", "auto over loop"],
      rows: lost.map((c) => [c.name, power(c.size), digits(c.autoOverLoop, 3)]),
      notes: [
        `first use of a formula (${firstUseMs.text}): ${duration(firstUseMs.median * 1e6)} (median), ` +
          `${duration(firstUseMs.largest * 1e6)} (largest)`,
        ...formulas.filter(({ name }) => name.startsWith("drawn")).map(({ name, text }) => `${name}: ${text}`),
        ...peers.map(({ name, version, note, skipped }) =>
          skipped === undefined ? `${name}: ${version}; ${note}` : `skipped: ${name}, ${skipped}`,
        ),
      ],
    },
  ];
}
