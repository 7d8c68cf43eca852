/** Results as Markdown: the section of README.md, and the page docs/measured.md. */
import { measuredText, verdictOf } from "./bars.mjs";
import { familiesOf, readmeFamilies } from "./families/pages.mjs";
import { digits, duration } from "./format.mjs";
import { interval, markdown } from "./markdown.mjs";
import { firstCacheOf, workersOf } from "./native-pages.mjs";
import { rangeOf } from "./parts/kernels.mjs";
import { figure } from "./parts/native.mjs";
import { readingOf } from "./parts/reading.mjs";
import { isOurs, labelOf, SHOWN } from "./shown.mjs";

/** Errors from here on are shown as powers of ten. */
const MANY_ULP = 1e4;

export function readmeSection(results) {
  if (results.length === 0) return "Not measured yet: `npm run bench`, then `node bench/table.mjs`.";
  const newest = results.at(-1);
  return [
    newest.parts.peers && "![How many times faster than the plain loop: autoflux and its peers](docs/speed.svg)",
    // The others are in docs/measured.md.
    titleOf(newest), peersTable(newest.parts.peers, SHOWN),
    "Nanoseconds an element, 1e6 float64 uniform in [0, 6], and in brackets the largest error of a step in ulp; ✗: results are wrong.",
    readmeFormulas(newest),
    readmeFamilies(newest),
    `${bars(results)} `
      + "[All figures, every bar, and every size where the plain loop wins](docs/measured.md).",
  ].filter(Boolean).join("\n\n");
}

export function measuredPage(results) {
  return `${[
    "# Measured",
    "<!-- Written by `node bench/table.mjs` from bench/results: do not edit. -->",
    "Each figure is from one run of `npm run bench` (`-- --node 26` runs it under that Node): sides by turns in one process or beside it, "
      + "medians; speed-ups are over the plain JavaScript loop. Losses stand beside wins.",
    ...results.map(section),
  ].join("\n\n")}\n`;
}

function section(result) {
  const { bars, parts, commit, loadBefore } = result;
  return [
    `## Node ${result.versions.node}`,
    `${titleOf(result)}${commit ? `, at ${commit}` : ""}, load before ${loadBefore}.`,
    "### Bars",
    markdown(
      ["", "bar", "measured", ""],
      bars.map((b) => [b.name, b.goal ? `${b.bar} (goal: ${b.goal})` : b.bar, measuredText(b), verdictOf(b)]),
    ),
    "### Peers",
    "Nanoseconds an element, 1e6 float64 uniform in [0, 6], and in brackets the largest error of a step in ulp; ✗: results are wrong.",
    ...peers(parts.peers),
    "### By the range of the input",
    markdown(
      ["operation", "range", "plain loop, ns", "one thread, ns", "faster", "95 %"],
      parts.ranges.cells.map((c) => [
        `\`${c.operation}\``,
        c.range,
        digits(c.loopNs, 3),
        digits(c.inlineNs, 3),
        digits(c.faster.median, 3),
        interval(c.faster),
      ]),
    ),
    "### Every kernel",
    "One thread, arena arrays: x uniform on the main range; log-uniform on the whole useful one; with 1 % of specials; up to 1e6. Slower " +
      `than the plain loop: ${parts.kernels.slower.map((name) => `\`${name}\``).join(", ") || "none"}.`,
    markdown(
      ["operation", "x", "plain loop, ns", "one thread, ns", "faster", "95 %"],
      parts.kernels.cells.map((c) => [
        `\`${c.operation}\``,
        rangeOf(c),
        c.loopNs,
        c.inlineNs,
        digits(c.faster.median, 3),
        interval(c.faster),
      ]),
    ),
    "### Against C",
    "One thread, arena arrays, against gcc -O3 -ffast-math with libmvec: nanoseconds an element, in brackets the largest error in ulp.",
    native(parts.native),
    ...(parts.native.cached ? firstCacheOf(parts.native.cached) : []),
    ...(parts.threads.yardstick ? ["### Two workers", ...workersOf(parts.threads)] : []),
    ...(parts.singles
      ? [
          "### float32",
          "One thread, arena arrays, the same numbers in either format.",
          markdown(
            ["operation", "float64, ns", "float32, ns", "faster", "95 %"],
            parts.singles.cells.map((c) => [
              `\`${c.operation}\``,
              c.float64Ns,
              c.float32Ns,
              digits(c.faster.median, 3),
              interval(c.faster),
            ]),
          ),
        ]
      : []),
    ...(parts.expressions ? ["### Formulas", ...expressions(parts.expressions)] : []),
    ...(parts.families?.cells ? ["### Statistics and series", ...familiesOf(parts.families)] : []),
    ...(parts.reading?.sides ? ["### Reading files", ...readingOf(parts.reading)] : []),
    "### CPython",
    cpython(parts.python),
    ...(parts.runtime ? ["### The runtime", ...runtime(parts.runtime, parts.loop)] : []),
    "### Where the plain loop wins",
    ...lostCells(parts.grid),
  ].join("\n\n");
}

function titleOf({ machine, versions, date }) {
  return `**Node ${versions.node}** (${versions.build} build), autoflux ${versions.autoflux}, ${date}: ${machine.cores} cores of ` +
    `${cpuOf(machine)}, ${machine.memoryGiB} GiB, ${machine.os}`;
}

/** The model as the system names it, its numbers where it gives them, and what other sides' speed depends on. */
function cpuOf({ cpu, cpuid, flags }) {
  return cpuid ? `${cpu} (${[cpuid, ...flags].join(", ")})` : cpu;
}

function bars(results) {
  const texts = results.map(
    ({ versions, bars }) =>
      `${bars.filter((b) => b.met).length} of ${bars.filter((b) => b.met !== null).length} on Node ${versions.node.split(".")[0]}`,
  );
  return `Of what is promised, ${texts.join(" and ")} is met.`;
}

function peersTable({ sides }, operations) {
  const measured = sides.filter((side) => side.cells).sort((a, b) => a.timeOverLoop - b.timeOverLoop);
  return markdown(["", ...operations.map((o) => `\`${o}\``)], measured.map(({ name, cells }) => [
    isOurs(name) ? `**${labelOf(name)}**` : name,
    ...operations.map((operation) => {
      const cell = cells.find((c) => c.operation === operation);
      return cell === undefined ? "" : `${digits(cell.ns, 3)}${cell.agrees ? "" : " ✗"} (${ulpText(cell.ulp)})`;
    }),
  ]));
}

function peers({ sides, operations }) {
  return [
    peersTable({ sides }, operations),
    sides.filter((side) => side.cells).map(({ name, version, note }) => `- ${name}: ${version}; ${note}`).join("\n"),
    ...sides.filter((side) => side.skipped).map(({ name, skipped }) => `Skipped: ${name}, ${skipped}.`),
  ];
}

function ulpText(ulp) {
  return ulp < MANY_ULP ? digits(ulp, 2) : ulp.toExponential(0);
}

function native({ cells, sides }) {
  const measured = sides.filter((side) => side.skipped === undefined);
  const rows = cells.map((c) => [
    `\`${c.operation}\``,
    figure(c),
    ...c.peers.flatMap((peer) => [figure(peer), digits(peer.oursFaster.median, 3)]),
  ]);
  const means = ["geometric mean", "", ...measured.flatMap(({ mean }) => ["", digits(mean, 3)])];
  return [
    markdown(["operation", "one thread", ...measured.flatMap(({ name }) => [name, "ours faster"])], [...rows, means]),
    ...sides.filter((side) => side.skipped).map(({ name, skipped }) => `Skipped: ${name}, ${skipped}.`),
  ].join("\n\n");
}

/** Nanoseconds an element of every side, and geometric means. */
function expressions({ sizes, peers, lost, formulas, firstUseMs }) {
  const there = peers.filter((peer) => peer.skipped === undefined).map((peer) => peer.name);
  return [
    "Arena arrays, two workers (`auto`), against the loop that a reader would write; nanoseconds an element; ✗: results are wrong.",
    ...sizes.flatMap(({ size, cells, means }) => [
      formulaTable(cells, there, `${size.toExponential(0).replace("+", "")} elements`),
      `Geometric mean over the loop ${digits(means.loop, 3)}; over ` +
        `${there.map((name) => `${name} ${digits(means.peers[name], 3)}`).join(", ")}; of the sums alone, over ` +
          `${there.map((name) => `${name} ${digits(means.reductions[name], 3)}`).join(", ")}.`,
    ]),
    lost.length === 0
      ? "No formula is slower than its loop, from 1 to 1e7 elements."
      : `Slower than their loop: ${lost.map((c) => `${c.name} at ${c.size} (${c.autoOverLoop} x)`).join(", ")}.`,
    `The first use of a formula (${firstUseMs.text}, three thousand characters) takes ${firstUseMs.median} ms, the very first ones of a ` +
      `process up to ${firstUseMs.largest} ms.`,
    peers
      .map(({ name, version, note, skipped }) =>
        skipped === undefined ? `- ${name}: ${version}; ${note}` : `- skipped: ${name}, ${skipped}`,
      )
      .join("\n"),
    formulas
      .filter(({ name }) => name.startsWith("drawn"))
      .map(({ name, text }) => `- ${name}: \`${text}\``)
      .join("\n"),
  ];
}

function formulaTable(cells, there, title) {
  return markdown([title, "loop", "one thread", "`auto`", "faster than loop", ...there], cells.map((c) => [
    c.name.startsWith("drawn") ? c.name : `\`${c.name}\``, c.ns.loop, c.ns.inline, `**${c.ns.auto}**`, digits(c.fasterThanLoop.median, 3),
    ...there.map((name) => (c.ns[name] === undefined ? "" : `${c.ns[name]}${c.wrong.includes(name) ? " ✗" : ""}`)),
  ]));
}

/** The formulas that everybody knows, of the newest run. */
function readmeFormulas({ versions, parts }) {
  if (!parts.expressions) return undefined;
  const { peers, sizes } = parts.expressions;
  const there = peers.filter((peer) => peer.skipped === undefined).map((peer) => peer.name);
  const cells = sizes[0].cells.filter((c) => !c.name.startsWith("drawn"));
  return `Formulas over 1e6 float64 in the arena, two workers, Node ${versions.node.split(".")[0]}, nanoseconds an ` +
    `element:\n\n${formulaTable(cells, there, "")}`;
}

function cpython({ python, cells }) {
  if (python === null) return "Not measured: no python3.";
  return markdown(
    ["operation", "two workers, ns", `${python}, ns`, "faster", "95 %"],
    cells.map((c) => [`\`${c.operation}\``, digits(c.workersNs, 3), digits(c.pythonNs, 3), digits(c.faster.median, 3), interval(c.faster)]),
  );
}

/** The runtime as a service. */
function runtime({ ended, small, functions, heavy, streams, files, crowded, memory, watching, packedBytes, measured }, loop) {
  const ms = ({ medianMs, p99Ms, maxMs }) => [medianMs, p99Ms, maxMs].map((value) => digits(value, 3));
  return [
    measured && `(Measured at ${measured.commit} on ${measured.date}, Node ${measured.node}.)`,
    `Until a running map of ${ended.elements.toExponential(0).replace("+", "")} elements has ended, ${ended.times} times:`,
    markdown(
      ["", "median, ms", "p99, ms", "largest, ms"],
      [
        ["after `abort()`", ...ms(ended.abort)],
        ["beyond its `timeout`", ...ms(ended.timeout)],
      ],
    ),
    "Small calls on an idle instance, and beside huge ones:",
    markdown(
      ["", "idle, µs", "beside, µs", "p99, µs", "ratio"],
      small.map((s) => [s.name, digits(s.idleUs, 3), digits(s.besideUs, 3), digits(s.besideP99Us, 3), digits(s.ratio, 3)]),
    ),
    `\`parallel\` over ${functions.items.toLocaleString("en")} items of strings and objects, two processors:`,
    markdown(
      ["", "ms", "over the loop"],
      functions.sides.map((s) => [s.name, digits(s.ms, 3), digits(s.overLoop, 3)]),
    ),
    streams &&
      markdown(
        ["beside streams over sources that are always ready, p99, ms", "event loop", "first result", "after `abort()`"],
        streams.map((s) => [s.name, digits(s.gapP99Ms, 3), digits(s.firstP99Ms, 3), digits(s.abortP99Ms, 3)]),
      ),
    heavy &&
      `\`parallel\` over a heavy element after light ones, ${heavy.times} times: the event loop's gaps at the 99th percentile ` +
        `${digits(heavy.p99Ms, 3)} ms; the longest of a call, median ${digits(heavy.worstMedianMs, 3)} ms, largest ` +
          `${digits(heavy.worstMs, 3)} ms.`,
    loop?.homes &&
      markdown(
        ["event loop's delay while 1e8 elements are mapped", "idle, p99, ms", "mapping, p99, ms", "beyond idle, ms"],
        Object.entries(loop.homes).map(([home, h]) => [
          home,
          digits(h.idle.p99Ms, 3),
          digits(h.mapping.p99Ms, 3),
          digits(h.beyondIdleMs, 3),
        ]),
      ),
    `${crowded.count.toLocaleString("en")} calls of ${crowded.elements.toExponential(0).replace("+", "")} elements at once on ` +
      `${crowded.workers} workers: ${digits(crowded.perSecond, 3)} a second, the median after ${digits(crowded.medianMs, 3)} ms, the ` +
        `last after ${digits(crowded.maxMs, 3)}. ` +
      `A file of ${files.megabytes} MiB of doubles: mapped at ${digits(files.mapMbPerSecond, 3)} MiB/s, reduced at ` +
        `${digits(files.reduceMbPerSecond, 3)}. ` +
      `Resident memory over 100,000 maps: ${digits(memory.ratio * 100, 3)} % of its high-water mark before. Watching: ` +
      `${digits(watching.nsACall, 3)} ns a call. The package: ${digits(packedBytes / 1000, 4)} kB.`,
  ].filter(Boolean);
}

/** Where the default engine is clearly slower than a plain loop, if there is such a place: a line for each size and memory. */
function lostCells({ cells, losing }) {
  const measured = `Of ${cells.length} cells (operation, size, memory), \`auto\` loses`;
  if (losing.length === 0) return [`${measured} none to the plain loop.`];
  const places = new Map(losing.map((c) => [`${c.home}/${c.at}`, c]));
  const rows = [...places.values()].map(({ home, at }) => {
    const lost = losing.filter((c) => c.home === home && c.at === at);
    const times = lost.map((c) => `\`${c.operation}\` ${digits(c.autoOverLoop.median, 3)} x`);
    return [home, at, times.join(", "), duration(Math.max(...lost.map((c) => c.differenceNs.median)))];
  });
  return [`${measured} ${losing.length} to the plain loop:`, markdown(["memory", "elements", "auto takes", "longer by at most"], rows)];
}
