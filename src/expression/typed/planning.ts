/** Nodes to steps that are run one after the other: what kernels do goes into programs as large as can be. */
import type { ValueType } from "../../columns/functions/interface";
import { FormulaTooLong } from "../../errors";
import type { Program } from "../../program";
import { Graph, type NodeId } from "../graph";
import { MOST_STEPS, programOf } from "../linearize";
import { applied } from "../numbers";
import { distinctNodes, type Doing, type TypedNode } from "./nodes";
import type { ConstantValue } from "./types";

export type PlanOperand = { readonly input: number } | { readonly step: number } | { readonly constant: ConstantValue };

export type PlanStep = {
  readonly operands: readonly PlanOperand[];
  readonly type: ValueType;
  /** Where it is in the formula, in characters. */
  readonly at: number;
} & ({ readonly does: "program"; readonly program: Program } | Exclude<Doing, { does: "kernel" }>);

/** What a formula over columns does. */
export interface FormulaPlan {
  readonly text: string;
  /** The inputs' names, in their order. */
  readonly inputs: readonly string[];
  readonly steps: readonly PlanStep[];
  readonly result: PlanOperand;
  readonly type: ValueType;
}

type StepNode = TypedNode & { is: "step" };
type KernelNode = StepNode & { does: "kernel" };

/** @throws FormulaTooLong */
export function planOf(
  made: readonly TypedNode[], last: NodeId, inputs: readonly string[], text: string, where: string,
): FormulaPlan {
  const { distinct: nodes, idOf } = distinctNodes(made);
  const root = idOf[last]!;
  const steps: PlanStep[] = [];
  const numbers = new Map<NodeId, number>();
  const operandOf = (id: NodeId): PlanOperand => {
    const node = nodes[id]!;
    if (node.is === "input") return { input: node.input };
    return node.is === "constant" ? { constant: { type: node.type, value: node.value, digits: node.digits } } : { step: numbers.get(id)! };
  };
  const needed = stepsNeeded(nodes, root);
  if (needed === undefined) {
    throw new FormulaTooLong(`${where}: more than ${MOST_STEPS} steps. Compute a part first, and give its result as a column`);
  }
  for (const id of needed) {
    const node = nodes[id]! as StepNode;
    if (node.does === "kernel") {
      const { program, leaves } = programFrom(nodes, id, text, where);
      steps.push({ does: "program", program, operands: leaves.map(operandOf), type: node.type, at: node.at });
    } else {
      const { is: _is, isNullable: _isNullable, operands, ...doing } = node;
      steps.push({ ...doing, operands: operands.map(operandOf) } as PlanStep);
    }
    numbers.set(id, steps.length - 1);
  }
  return { text, inputs, steps, result: operandOf(root), type: nodes[root]!.type };
}

/** The nodes whose values are needed whole: not those between the kernels of one program. Undefined where they are too many. */
function stepsNeeded(nodes: readonly TypedNode[], root: NodeId): NodeId[] | undefined {
  const needed = new Set<NodeId>();
  const waiting = [root];
  while (waiting.length > 0) {
    const id = waiting.pop()!;
    const node = nodes[id]!;
    if (node.is !== "step" || needed.has(id)) continue;
    needed.add(id);
    if (needed.size > MOST_STEPS) return undefined;
    waiting.push(...(node.does === "kernel" ? within(nodes, id).leaves : node.operands));
  }
  return [...needed].sort((a, b) => a - b);
}

const isKernel = (node: TypedNode): node is KernelNode => node.is === "step" && node.does === "kernel";

/** The kernels that a kernel's value is made of, operands first, and what they are given, in the order of its making. */
function within(nodes: readonly TypedNode[], root: NodeId): { kernels: NodeId[]; leaves: NodeId[] } {
  const kernels = new Set<NodeId>();
  const leaves = new Set<NodeId>();
  const waiting = [root];
  while (waiting.length > 0) {
    const id = waiting.pop()!;
    const node = nodes[id]!;
    if (isKernel(node)) {
      if (kernels.has(id)) continue;
      kernels.add(id);
      waiting.push(...node.operands);
    } else if (node.is !== "constant") leaves.add(id);
  }
  const inOrder = (ids: Set<NodeId>) => [...ids].sort((a, b) => a - b);
  return { kernels: inOrder(kernels), leaves: inOrder(leaves) };
}

function programFrom(
  nodes: readonly TypedNode[], root: NodeId, text: string, where: string,
): { program: Program; leaves: NodeId[] } {
  const { kernels, leaves } = within(nodes, root);
  const graph = new Graph();
  const made = new Map<NodeId, NodeId>();
  for (const [i, leaf] of leaves.entries()) {
    made.set(leaf, graph.input(i, nodes[leaf]!.type.kind === "boolean" ? "boolean" : "number"));
  }
  const operandOf = (id: NodeId): NodeId => {
    const node = nodes[id]!;
    return node.is === "constant" ? graph.number(Number(node.value), node.type.kind === "boolean" ? "boolean" : "number") : made.get(id)!;
  };
  for (const id of kernels) {
    const { operation, operands } = nodes[id]! as KernelNode;
    made.set(id, appliedTo(graph, operation, operands.map(operandOf)));
  }
  return { program: programOf(graph, made.get(root)!, leaves.length, text, where), leaves };
}

function appliedTo(graph: Graph, operation: string, operands: readonly NodeId[]): NodeId {
  const [a, b, c] = operands as [NodeId, NodeId, NodeId];
  switch (operation) {
    case "truth":
      return graph.truth(a);
    case "not":
      return graph.not(a);
    case "and":
      return graph.choose(a, b, a);
    case "or":
      return graph.choose(a, a, b);
    case "number":
      return graph.asNumber(a);
    case "choose":
      return graph.choose(a, b, c);
    default:
      return applied(graph, operation, operands);
  }
}
