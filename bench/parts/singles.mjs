/** What lanes of float32 gain: a Float32Array against the same numbers as a Float64Array, on one thread over arena arrays. */
import { compare } from "../compare.mjs";
import { digits } from "../format.mjs";
import { openFlux } from "../instance.mjs";
import { operations } from "../operations.mjs";
import { seeded } from "../random.mjs";
import { median, ratio } from "../statistics.mjs";

const ELEMENTS = 1e6;
/** A sample: atan, which has no lanes of float32, is done in float64 between conversions. */
const SAMPLE = ["add", "sqrt", "less", "exp", "log", "sin", "cos", "tanh", "atan"];

export async function run({ rounds }, progress) {
  const fx = await openFlux();
  const random = seeded(1);
  const cells = [];
  for (const { name: operation, arity, draws } of operations.filter(({ name }) => SAMPLE.includes(name))) {
    progress(`singles: ${operation}`);
    const columns = Array.from({ length: arity }, () => Float32Array.from({ length: ELEMENTS }, () => draws.main(random)));
    const sides = {
      float64: columns.map((values) => fx.array(Float64Array.from(values))),
      float32: columns.map((values) => fx.array(values)),
    };
    const results = await compare(Object.entries(sides).map(([name, inputs]) => {
      const out = fx.empty(ELEMENTS, { dtype: name });
      return { name, async: true, run: () => fx.map(operation, ...inputs, { out, engine: "inline" }) };
    }), { rounds });
    cells.push({
      operation, float64Ns: digits(median(results.float64) / ELEMENTS, 3), float32Ns: digits(median(results.float32) / ELEMENTS, 3),
      faster: ratio(results.float64, results.float32),
    });
  }
  await fx.close();
  return { elements: ELEMENTS, cells };
}

export function tables({ cells }) {
  return [
    {
      title: "one thread over arena arrays, 1e6 elements: float32 against float64",
      head: ["operation", "float64 ns/element", "float32 ns/element", "faster", "95 %"],
      rows: cells.map((c) => [
        c.operation,
        c.float64Ns,
        c.float32Ns,
        digits(c.faster.median, 3),
        `${digits(c.faster.low, 3)} to ${digits(c.faster.high, 3)}`,
      ]),
      notes: [],
    },
  ];
}
