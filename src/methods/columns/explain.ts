/** What becomes of a formula over columns: its steps, and the kernels of those that are of numbers. */
import type { Explanation } from "../../call/types";
import { Column } from "../../columns/column";
import { Table } from "../../columns/table";
import { choosePlace } from "../../engines/cost";
import { readyForJs } from "../../engines/ready";
import { POSITIONAL } from "../../expression/formula";
import type { FormulaPlan } from "../../expression/typed/planning";
import { explainOn, textOf } from "../explain";
import type { ColumnHost } from "./host";
import { isNumeric } from "./inputs";
import { formulaIn, textOver } from "./map";

/** Of a formula over a table, an object of columns, or columns in order. @throws what a call with these would */
export function explainColumns(host: ColumnHost, source: unknown, args: readonly unknown[]): Explanation {
  const { instance } = host;
  const columns = columnsIn(args);
  const rows = [...columns.values()].find((column) => column !== undefined)?.length ?? 0;
  const text = Column.is(args[0]) ? formulaIn(source)?.text : textOver(source, [...columns.keys()]);
  if (text === undefined) return explainOn(instance, source, { elements: rows });
  const engine = instance.open();
  const { planOver, linesOf } = host.formulas();
  const plan = planOver(text, columns, "explain");
  const lowered = programsOf(plan).map(({ program, operands }) => {
    const kinds = operands.map((operand) => ("input" in operand ? kindOf(columns.get(plan.inputs[operand.input]!)) : "float64"));
    return (engine ? engine.lower(program, kinds) : readyForJs(program, kinds)).lowered;
  });
  const { engine: asked, maxWorkers } = instance.settings;
  const hasKernels = engine !== undefined && asked !== "js";
  const [alone] = plan.steps.length === 1 ? lowered : [];
  const cost = alone?.cost ?? 0;
  const wanted = asked === "auto" && alone ? choosePlace({ count: rows, cost, copies: 0, workers: maxWorkers }) : asked;
  return {
    source: textOf(source),
    inputs: [...plan.inputs],
    compiled: true,
    reason: null,
    steps: linesOf(plan),
    kernels: hasKernels ? [...new Set(lowered.flatMap(({ kernels }) => kernels))] : [],
    fused: hasKernels ? [...new Set(lowered.flatMap(({ fused }) => fused))] : [],
    engine: alone ? instance.engines.placeFor(wanted === "auto" ? "inline" : wanted) : "inline",
    nsPerElement: alone ? cost : null,
    tile: alone?.tile ?? 0,
    scratchBytes: alone ? alone.flat.registers * alone.tile * 8 : 0,
  };
}

function columnsIn(args: readonly unknown[]): Map<string, Column | undefined> {
  const [given] = args;
  if (Table.is(given)) {
    const first = given.isLazy ? given.head(0) : given;
    return new Map(first.columns.map((name) => [name, first.column(name)]));
  }
  if (Column.is(given)) return new Map(args.filter(Column.is).map((column, i) => [POSITIONAL[i] ?? `input ${i}`, column]));
  return new Map(Object.entries(given as object).map(([name, value]) => [name, Column.is(value) ? value : undefined]));
}

const kindOf = (column: Column | undefined) => (column && isNumeric(column) && column.type === "float32" ? "float32" : "float64");

type ProgramStep = Extract<FormulaPlan["steps"][number], { does: "program" }>;
const programsOf = ({ steps }: FormulaPlan) => steps.filter((step): step is ProgramStep => step.does === "program");
