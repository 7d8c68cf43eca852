/**
 * Functions of families: sort, quantiles, sums and windows against NumPy, bottleneck and the loops; what a barrier costs; how soon calls
 * end that must.
 */
import { barriers } from "../families/barrier.mjs";
import { familyEndings } from "../families/endings.mjs";
import { LABELS, SHORT_WINDOW } from "../families/functions.mjs";
import { beside, nameOf, sideNote, windowNote } from "../families/pages.mjs";
import { overSizes } from "../families/sizes.mjs";
import { overLoops } from "../families/small.mjs";
import { digits, power } from "../format.mjs";
import { openFlux } from "../instance.mjs";
import { FAMILY_PEERS } from "../peers/peers.mjs";
import { openPeers } from "../peers/sides.mjs";

export async function run({ families: settings }, progress) {
  const fx = await openFlux({ maxWorkers: 2 });
  const small = await overLoops(fx, settings.smallRounds, progress);
  const barrier = await barriers(settings.barrierRounds, progress);
  const ended = await familyEndings(fx, settings.endings, progress);
  const peers = await openPeers(progress, FAMILY_PEERS);
  const cells = await overSizes(fx, peers, settings.sizes, settings.rounds, progress);
  for (const { close } of peers) await close?.();
  await fx.close();
  const sides = peers.map(({ name, version, note, skipped }) => (skipped === undefined ? { name, version, note } : { name, skipped }));
  return { sides, cells, small, slower: slowerThanLoop(cells, small), barrier, ended };
}

/** What is slower than its loop, from 1,000 elements on. */
function slowerThanLoop(cells, small) {
  const large = cells.filter((c) => c.overs.loop && c.kind === "float64").map((c) => ({ ...c, faster: c.overs.loop, home: "arena" }));
  return [...small, ...large].filter(({ faster }) => faster.high < 1)
    .map((c) => `${LABELS[c.function]}, ${power(c.size)}, ${c.home} (${digits(1 / c.faster.median, 3)} x)`);
}

export function tables({ sides, cells, small, slower, barrier, ended, skipped }) {
  if (skipped) return [{ title: "families", head: [], rows: [], notes: [`left out: ${skipped}`] }];
  const there = sides.filter((side) => side.skipped === undefined).map(({ name }) => name);
  return [
    {
      title: "families, two workers over arena arrays: ns an element (how many times faster ours is; *: other results)",
      head: ["", "elements", "ours", "loop", ...there],
      rows: cells.map((c) => [
        nameOf(c), power(c.size), c.ns["two workers"], ...["loop", ...there].map((name) => beside(c, name, " *")),
      ]),
      notes: [...cells.filter((c) => c.overs[SHORT_WINDOW]).map(windowNote), ...sides.map(sideNote)],
    },
    {
      title: "small columns: auto against the loop with the same allocation",
      head: ["", "elements", "home", "loop ns/element", "auto ns/element", "faster", "95 %"],
      rows: small.map((c) => [
        LABELS[c.function], power(c.size), c.home, c.loopNs, c.autoNs, digits(c.faster.median, 3),
        `${digits(c.faster.low, 3)} to ${digits(c.faster.high, 3)}`,
      ]),
      notes: [`slower than the loop: ${slower.join("; ") || "none"}`],
    },
    {
      title: "a barrier beyond its work, two workers, µs",
      head: ["work", "yielded", "95 %", "chained", "95 %"],
      rows: barrier.map((b) => [b.work, ...[b.yielded, b.chained].flatMap(({ median, low, high }) => (
        [digits(median, 3), `${digits(low, 3)} to ${digits(high, 3)}`]
      ))]),
    },
    {
      title: `until a call over ${power(ended.elements)} elements has ended, ms`,
      head: ["", "abort, median", "p99", "beyond timeout, median", "p99"],
      rows: ended.rows.map(({ name, abort, timeout }) => [
        name, ...[abort, timeout].flatMap(({ medianMs, p99Ms }) => [digits(medianMs, 3), digits(p99Ms, 3)]),
      ]),
    },
  ];
}
