/** `autoflux kernels`: what the catalog has. */
import Table from "cli-table3";
import { catalog, type Row } from "../catalog/index";
import { type Arguments, bold, columns, type Command } from "./command";
import { operationNamed } from "./operation";

export const kernels: Command = {
  name: "kernels",
  summary: "Lists the operations, or shows one.",
  usage: "kernels [name] [--json]",
  positionals: [0, 1],
  options: { json: { type: "boolean", help: "as JSON" } },
  notes: ["An error bound is in units in the last place, the final rounding included; a composition's is that of each of its steps."],
  examples: ["autoflux kernels", "autoflux kernels exp", "autoflux kernels --json"],
  async run(args: Arguments) {
    const [name] = args.positionals;
    const row = name === undefined ? undefined : operationNamed(name);
    if (args.values["json"]) console.log(JSON.stringify(row ? described(row) : catalog.map(described), null, 2));
    else console.log(row ? detail(row) : list());
    return 0;
  },
};

function described({ name, arity, formula, domain, maxUlp, cost, steps }: Row) {
  return { name, arity, formula, domain, maxUlp, nsPerElement: cost, ...(steps && { steps: steps.map(([operation]) => operation) }) };
}

function list(): string {
  const table = new Table({ head: ["operation", "computes", "inputs", "finite for", "error, at most ulp"], style: { head: [], border: [], compact: true } });
  for (const { name, formula, arity, domain, maxUlp } of catalog) table.push([name, formula, arity, domain, String(maxUlp)]);
  return `${table.toString()}\n${catalog.length} operations, each for float64 and float32. One in detail: autoflux kernels exp`;
}

function detail(row: Row): string {
  const { name, formula, arity, domain, maxUlp, cost, steps } = row;
  const rows: [string, string][] = [
    ["computes", formula],
    ["inputs", ["one", "two; either may be a number", "three; up to two may be numbers"][arity - 1]!],
    ["finite for", domain],
    ["error", `at most ${maxUlp} ulp${steps ? " in each step" : ""}`],
    ["about", `${cost} ns an element on one thread (an estimate that scheduling uses; measure with: autoflux bench)`],
    ["dtypes", "float64; float32 where every array is one"],
    ["in code", `await flux.map("${name}", ${["x", "a, b", "a, b, c"][arity - 1]})`],
    ["in a file", `autoflux map ${name} --in data.csv --column NAME${" --number 2".repeat(arity - 1)}`],
  ];
  if (steps) rows.splice(1, 0, ["steps", `${steps.map(([operation]) => operation).join(", then ")}: exactly their bits`]);
  return [bold(name), ...columns(rows)].join("\n");
}
