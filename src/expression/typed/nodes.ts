/** A formula over columns as a list of nodes with types, so that nothing that walks them recurses. */
import type { Comparison } from "../../columns/functions/compare";
import type { ColumnFunction, ColumnScalar, ValueKind, ValueType } from "../../columns/functions/interface";
import type { NodeId } from "../graph";

/** What a step does with its operands. */
export type Doing =
  /** An operation of the catalog, or one of the graph's own: it becomes part of a program. */
  | { readonly does: "kernel"; readonly operation: string }
  | { readonly does: "compare"; readonly operation: Comparison }
  /** Of decimals, integers and what is written in the formula. */
  | { readonly does: "compare decimals"; readonly operation: Comparison }
  /** Three-valued, as in SQL. */
  | { readonly does: "and" | "or" | "not" }
  /** The second where the first is true, the third where it is false. */
  | { readonly does: "choose" }
  | { readonly does: "isNull" }
  /** Whether the operand is one of some numbers, days or texts. */
  | { readonly does: "among"; readonly kind: ValueKind; readonly values: readonly (number | string)[] }
  /** Whether a decimal is one of some. */
  | { readonly does: "among decimals"; readonly digits: readonly string[] }
  /** A sum or difference of dates, timestamps and durations. */
  | { readonly does: "add"; readonly sign: 1 | -1 }
  /** A duration times a number, or divided by it. */
  | { readonly does: "scale"; readonly divides: boolean }
  /** How often the second duration goes into the first. */
  | { readonly does: "ratio" }
  | { readonly does: "call"; readonly function: ColumnFunction };

export type TypedNode = {
  readonly type: ValueType;
  readonly isNullable: boolean;
  /** Where it is in the formula, in characters. */
  readonly at: number;
} & (
  | { readonly is: "input"; readonly input: number; readonly name: string }
  /** `digits`: of a number, as it is written. */
  | { readonly is: "constant"; readonly value: ColumnScalar; readonly digits?: string | undefined }
  | ({ readonly is: "step"; readonly operands: readonly NodeId[] } & Doing)
);

/** Nodes in the order of their making: operands come before what is made of them. */
export class TypedNodes {
  readonly nodes: TypedNode[] = [];

  get(id: NodeId): TypedNode {
    return this.nodes[id]!;
  }

  add(node: TypedNode): NodeId {
    return this.nodes.push(node) - 1;
  }
}

/** The nodes that differ by more than their place, and which of them another one is. */
export function distinctNodes(nodes: readonly TypedNode[]): { distinct: TypedNode[]; idOf: NodeId[] } {
  const known = new Map<string, NodeId>();
  const distinct: TypedNode[] = [];
  const idOf: NodeId[] = [];
  for (const node of nodes) {
    const renamed = node.is === "step" ? { ...node, operands: node.operands.map((operand) => idOf[operand]!) } : node;
    const key = keyOf(renamed);
    let id = known.get(key);
    if (id === undefined) {
      id = distinct.push(renamed) - 1;
      known.set(key, id);
    }
    idOf.push(id);
  }
  return { distinct, idOf };
}

function keyOf(node: TypedNode): string {
  if (node.is === "input") return `input ${node.input}`;
  const { kind, unit = "", zone = "" } = node.type;
  const type = `${kind} ${unit} ${zone}`;
  if (node.is === "constant") return `constant ${type} ${keyOfValue(node.value)} ${node.digits ?? ""}`;
  const { does, operands } = node;
  const what = "operation" in node ? node.operation : does === "call" ? node.function.name : "";
  const lists = does === "among" ? JSON.stringify(node.values) : does === "among decimals" ? node.digits.join() : "";
  const more = "sign" in node ? String(node.sign) : "divides" in node ? String(node.divides) : lists;
  return `${does} ${what}(${operands.join()}) ${more} ${type}`;
}

function keyOfValue(value: ColumnScalar): string {
  if (typeof value === "object" && value !== null) return `${value.months} months ${value.days} days ${value.ns} ns`;
  return `${typeof value} ${Object.is(value, -0) ? "-0" : String(value)}`;
}
