/** The peers' speeds as an SVG that follows the reader's light or dark: how many times faster than the plain loop, losses left of it. */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { digits } from "./format.mjs";
import { isOurs, labelOf, SHOWN } from "./shown.mjs";

const LOOP = "JavaScript loop";

/** Colours by their role, in light and in dark; both are readable on GitHub's pages. */
const STYLE = `
  svg { color: #1f2328; --ours: #0969da; --peer: #818b98; font-family: system-ui, sans-serif; }
  @media (prefers-color-scheme: dark) { svg { color: #e6edf3; --ours: #4493f8; --peer: #7d8590; } }`;

/** @param results one run's, with the part "peers"; undefined where no peer was measured */
export function chartOf({ versions, machine, date, parts }) {
  const sides = parts.peers?.sides.filter((side) => side.cells && side.name !== LOOP) ?? [];
  if (sides.length === 0) return undefined;
  const { document } = parseHTML("<html><body></body></html>");
  const cells = sides.flatMap(({ name, cells: measured, timeOverLoop }) =>
    measured.filter((cell) => SHOWN.includes(cell.operation)).map((cell) => ({
      side: labelOf(name), ours: isOurs(name), timeOverLoop, ...cell, faster: cell.fasterThanLoop.median,
    })));
  const most = Math.max(...cells.map((c) => c.faster));
  const colour = (cell) => (cell.ours ? "var(--ours)" : "var(--peer)");
  const plot = Plot.plot({
    document,
    width: 1160,
    height: 84 + sides.length * 24,
    style: { fontSize: "12px" },
    marginLeft: 250,
    marginRight: 10,
    marginTop: 44,
    marginBottom: 40,
    x: {
      type: "log",
      domain: [Math.min(0.2, ...cells.map((c) => c.faster)), most * 2.4],
      label: "line: times faster than the plain loop; number: ns an element",
      labelArrow: "none",
      ticks: [1, 10],
      tickFormat: String,
    },
    y: { domain: [...sides].sort((a, b) => a.timeOverLoop - b.timeOverLoop).map((side) => labelOf(side.name)), label: null, tickSize: 0 },
    fx: { domain: SHOWN, label: null, padding: 0.06 },
    marks: [
      Plot.ruleX([1], { stroke: "currentColor", strokeOpacity: 0.5 }),
      Plot.ruleY(cells, { x1: 1, x2: "faster", y: "side", fx: "operation", stroke: colour, strokeWidth: 3 }),
      Plot.dot(cells, { x: "faster", y: "side", fx: "operation", r: 4.5, fill: colour }),
      Plot.text(cells, {
        x: (c) => Math.max(c.faster, 1),
        y: "side",
        fx: "operation",
        text: (c) => `${digits(c.ns, 2)}${c.agrees ? "" : " ✗"}`,
        dx: 9,
        textAnchor: "start",
        fill: "currentColor",
        fontSize: 11,
      }),
    ],
  });
  plot.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  plot.setAttribute("role", "img");
  plot.removeAttribute("class");
  for (const style of plot.querySelectorAll("style")) style.remove();
  plot.insertAdjacentHTML(
    "afterbegin",
    `<title>ns an element, 1e6 float64 in [0, 6]: Node ${versions.node} (${versions.build} build), ${machine.cores} cores of ` +
      `${machine.cpu}, ${date}</title><style>${STYLE}</style>`,
  );
  for (const text of plot.querySelectorAll("text")) if (text.textContent.startsWith("autoflux")) text.setAttribute("font-weight", "bold");
  return `${plot.outerHTML}\n`;
}
