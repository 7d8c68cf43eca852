/** A graph to a program: the steps that the result needs, in an order that keeps few registers alive. */
import { FormulaTooLong } from "../errors";
import type { Operand, Program } from "../program";
import type { Graph, NodeId } from "./graph";

/** A program has no more steps: what a job's slot holds (threads/job-table.ts), and registers of eight elements. */
export const MOST_STEPS = 384;

/** @throws FormulaTooLong */
export function programOf(graph: Graph, root: NodeId, inputs: number, name: string, where: string): Program {
  const needs = registersNeeded(graph, root);
  const steps: Program["steps"] = [];
  const registers = new Map<NodeId, number>();
  const operandOf = (id: NodeId): Operand => {
    const node = graph.nodes[id]!;
    return node.is === "input" ? { input: node.input } : node.is === "number" ? { constant: node.value } : { register: registers.get(id)! };
  };
  const waiting: NodeId[] = [root];
  while (waiting.length > 0) {
    const id = waiting.at(-1)!;
    const node = graph.nodes[id]!;
    const missing =
      node.is === "step" && !registers.has(id) ? node.operands.filter((o) => graph.nodes[o]!.is === "step" && !registers.has(o)) : [];
    if (missing.length > 0) {
      // What needs most registers goes first, while nothing else is kept, else what is written first: that is pushed last.
      waiting.push(...missing.reverse().sort((a, b) => needs[a]! - needs[b]!));
      continue;
    }
    waiting.pop();
    if (node.is !== "step" || registers.has(id)) continue;
    if (steps.length === MOST_STEPS) {
      throw new FormulaTooLong(`${where}: more than ${MOST_STEPS} operations. Compute a part first, and give its result as an input`);
    }
    registers.set(id, steps.push({ operation: node.operation, operands: node.operands.map(operandOf) }) - 1);
  }
  return { name, inputs, steps, result: operandOf(root) };
}

/** How many registers computing each node takes at least, were nothing shared (Sethi and Ullman's numbers): 0 where it is no step. */
function registersNeeded(graph: Graph, root: NodeId): number[] {
  const needs: number[] = [];
  for (let id = 0; id <= root; id++) {
    const node = graph.nodes[id]!;
    if (node.is !== "step") needs[id] = 0;
    else {
      const sorted = node.operands.map((o) => needs[o]!).sort((a, b) => b - a);
      needs[id] = Math.max(1, ...sorted.map((need, kept) => need + kept));
    }
  }
  return needs;
}
