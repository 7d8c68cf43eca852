/** `autoflux kernels`: what the catalog has. */
import Table from "cli-table3";
import { catalog, type Row } from "../catalog/index";
import { COLUMN_WORDS } from "../expression/column-words";
import { type Arguments, bold, columns, type Command } from "./command";
import measured from "./measured.json";
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
    if (name !== undefined && COLUMN_WORDS.has(name)) {
      console.log(`${bold(name)} is a function of formulas over columns. ${OF_COLUMNS}`);
      return 0;
    }
    const row = name === undefined ? undefined : operationNamed(name);
    if (args.values["json"]) console.log(JSON.stringify(row ? described(row) : catalog.map(described), null, 2));
    else console.log(row ? detail(row) : list());
    return 0;
  },
};

const OF_COLUMNS = "What it takes and gives: docs/api.md, Functions of formulas over columns";

interface Figures {
  /** The largest error seen, and its inputs. */
  ulp?: number;
  at?: number[];
  /** By Node, as measured.nodes. */
  ns: (number | null)[];
}

const figuresOf = (name: string): Figures | undefined => (measured.rows as Record<string, Figures>)[name];

function described({ name, arity, formula, domain, maxUlp, relativeTo, method, cost, steps }: Row) {
  const { ulp, at, ns } = figuresOf(name) ?? {};
  return {
    name,
    arity,
    formula,
    domain,
    maxUlp,
    ...(relativeTo && { ulpOf: relativeTo.text }),
    method,
    nsPerElement: cost,
    ...(steps && { steps: steps.map(([operation]) => operation) }),
    ...(ulp !== undefined && { largestSeen: { ulp, at } }),
    ...(ns && { measured: Object.fromEntries(ns.map((value, i) => [measured.nodes[i], value])) }),
  };
}

function list(): string {
  const table = new Table({
    head: ["operation", "computes", "inputs", "finite for", "error, at most ulp"],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, formula, arity, domain, maxUlp } of catalog) table.push([name, formula, arity, domain, String(maxUlp)]);
  return `${table.toString()}\n${catalog.length} operations, each for float64 and float32. One in detail: autoflux kernels exp
Formulas over columns have besides: ${[...COLUMN_WORDS].sort().join(" ")}. ${OF_COLUMNS}`;
}

function detail(row: Row): string {
  const { name, formula, arity, domain, maxUlp, relativeTo, method, cost, steps } = row;
  const rows: [string, string][] = [
    ["computes", formula],
    ...(steps ? [["steps", `${steps.map(([operation]) => operation).join(", then ")}: exactly their bits`] as [string, string]] : []),
    ["method", method],
    ["inputs", ["one", "two; either may be a number", "three; up to two may be numbers"][arity - 1]!],
    ["finite for", domain],
    ["error", `at most ${maxUlp} ulp${relativeTo ? ` of ${relativeTo.text}` : ""}${steps ? " in each step" : ""}${seen(name)}`],
    ["speed", speed(name, cost)],
    ["dtypes", "float64; float32 where every array is one"],
    ["in code", `await flux.map("${name}", ${["x", "a, b", "a, b, c"][arity - 1]})`],
    ["in a file", `autoflux map ${name} --in data.csv --column NAME${" --number 2".repeat(arity - 1)}`],
  ];
  return [bold(name), ...columns(rows)].join("\n");
}

function seen(name: string): string {
  const { ulp, at } = figuresOf(name) ?? {};
  return ulp === undefined ? "" : `; the largest seen in ten million inputs is ${ulp}, at ${at!.join(", ")}`;
}

function speed(name: string, cost: number): string {
  const { ns = [] } = figuresOf(name) ?? {};
  const texts = ns.flatMap((value, i) => (value === null ? [] : [`${value} ns an element on ${measured.nodes[i]}`]));
  if (texts.length === 0) return `about ${cost} ns an element on one thread (an estimate; measure with: autoflux bench)`;
  return `${texts.join("; ")} (one thread, ${measured.machine}; on yours: autoflux bench)`;
}
