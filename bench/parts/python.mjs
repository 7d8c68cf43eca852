/** Two workers over arena arrays, against CPython's list comprehensions over the same values. */
import { compositions } from "../catalog.mjs";
import { compare } from "../compare.mjs";
import { digits } from "../format.mjs";
import { narrowValues } from "../inputs.mjs";
import { openFlux } from "../instance.mjs";
import { openPython } from "../python-child.mjs";
import { geometricMean, median, ratio } from "../statistics.mjs";

const ELEMENTS = 1e6;

export async function run({ pythonRounds }, progress) {
  const fx = await openFlux({ maxWorkers: 2 });
  const values = narrowValues(ELEMENTS, 1);
  const python = await openPython(values);
  const x = fx.array(values);
  const out = fx.empty(ELEMENTS);
  const cells = [];
  for (const { name: operation, javascript } of compositions) {
    progress(`python: ${operation}${python ? "" : " (no python3: two workers alone)"}`);
    const inPython = javascript.replaceAll("Math.", "math.");
    const sides = [{ name: "workers", async: true, run: () => fx.map(operation, x, { out, engine: "threads" }) }];
    if (python) sides.push({ name: "python", timesItself: true, async: true, run: () => python.milliseconds(inPython) });
    const results = await compare(sides, { rounds: pythonRounds });
    cells.push({
      operation,
      workersNs: digits(median(results.workers) / ELEMENTS, 4),
      pythonNs: python ? digits(median(results.python) / ELEMENTS, 4) : null,
      faster: python ? ratio(results.python, results.workers) : null,
    });
  }
  await python?.close();
  await fx.close();
  return {
    elements: ELEMENTS,
    python: python?.version ?? null,
    cells,
    mean: python ? geometricMean(cells.map((c) => c.faster.median)) : null,
  };
}

export function tables({ python, cells, mean }) {
  return [{
    title: `two workers over arena arrays, 1e6 elements, against ${python ?? "Python"}`,
    head: ["operation", "two workers ns/element", "CPython ns/element", "faster", "95 %"],
    rows: cells.map((c) => [
      c.operation, c.workersNs, c.pythonNs ?? "", digits(c.faster?.median, 3),
      c.faster ? `${digits(c.faster.low, 3)} to ${digits(c.faster.high, 3)}` : "",
    ]),
    notes: [python ? `geometric mean: ${digits(mean, 3)}` : "no python3 here: CPython was left out"],
  }];
}
