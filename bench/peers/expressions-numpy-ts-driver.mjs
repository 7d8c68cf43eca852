/** Formulas in numpy-ts: a call a step, as its documentation has it, and what lies between given back at once. */
import { readFileSync } from "node:fs";
import { need, serve } from "./serve.mjs";

const np = await need("numpy-ts");
const { columns: names, formulas } = JSON.parse(readFileSync(process.argv[2], "utf8"));

const BINARY = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "**": "power",
  "<": "less",
  ">": "greater",
  ">=": "greater_equal",
  "<=": "less_equal",
};
const UNARY = { "-": "negative", asin: "arcsin", atan: "arctan", abs: "absolute" };

function compute({ steps, last: result, reduction }, columns) {
  const results = [];
  const of = (operand) => (typeof operand === "string" ? columns[operand] : operand?.step !== undefined ? results[operand.step] : operand);
  for (const [operation, ...operands] of steps) {
    const [first, b, c] = operands.map(of);
    const a = typeof first === "number" ? np.array([first]) : first;
    if (operation === "?") results.push(np.where(a, b, c));
    else if (operands.length === 2) results.push(np[BINARY[operation]](a, b));
    else results.push(np[UNARY[operation] ?? operation](a));
  }
  const values = of(result);
  const value = reduction ? np.array([Number(np.sum(values))]) : values;
  for (const array of results) if (array !== value) array.dispose();
  return value;
}

await serve({
  version: `numpy-ts ${np.__version__}`,
  note: "SIMD WebAssembly, one thread, new results",
  kernels: (values) => {
    const elements = values.length / names.length;
    const columns = Object.fromEntries(names.map((name, i) => [name, np.array(values.subarray(i * elements, (i + 1) * elements))]));
    return Object.fromEntries(Object.entries(formulas).map(([key, formula]) => [key, () => compute(formula, columns)]));
  },
  numbers: (array) => Float64Array.from(array.data, Number),
  release: (array) => array.dispose(),
});
