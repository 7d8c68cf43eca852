/**
 * A formula as a graph: each distinct value is one node, made once, after what it is made of. So common subexpressions are shared, and
 * nothing that walks the graph ever recurses.
 *
 * Only what keeps every bit is simplified: operands of commutative operations in one order, x ** 2 and x * x as a square, division by a
 * power of two as multiplication.
 */

import { rowOf } from "../catalog/index";

/** The position of a node. */
export type NodeId = number;

/** What a value is in JavaScript's eyes: what `===` tells apart. */
export type NodeKind = "number" | "boolean" | "either";

export type Node =
  | { is: "input"; input: number; kind: NodeKind }
  | { is: "number"; value: number; kind: NodeKind }
  | { is: "step"; operation: string; operands: NodeId[]; kind: NodeKind };

export class Graph {
  readonly nodes: Node[] = [];
  private readonly known = new Map<string, NodeId>();

  input(input: number, kind: NodeKind = "number"): NodeId {
    return this.add(`x${input}`, { is: "input", input, kind });
  }

  number(value: number, kind: NodeKind = "number"): NodeId {
    return this.add(`${kind} ${Object.is(value, -0) ? "-0" : value}`, { is: "number", value, kind });
  }

  /** The value of an operation of the catalog. */
  apply(operation: string, ...operands: NodeId[]): NodeId {
    const [a, b] = operands as [NodeId, NodeId];
    const right = operands.length === 2 ? this.valueOf(b) : undefined;
    if (operation === "pow" && right === 2) return this.apply("square", a);
    if (operation === "multiply" && a === b) return this.apply("square", a);
    if (operation === "divide" && right !== undefined && isPowerOfTwo(right)) return this.apply("multiply", a, this.number(1 / right));
    if (operation === "negate" && this.nodes[a]!.is === "number") return this.number(-this.valueOf(a)!);
    const { isCommutative, isTruth } = rowOf(operation);
    if (isCommutative && this.comesAfter(a, b)) operands = [b, a];
    return this.step(operation, operands, isTruth ? "boolean" : "number");
  }

  /** `a` where `condition` is true in JavaScript's eyes, else `b`. */
  choose(condition: NodeId, a: NodeId, b: NodeId): NodeId {
    if (a === b) return a;
    const [first, second] = [this.nodes[a]!.kind, this.nodes[b]!.kind];
    return this.step("where", [this.truth(condition), a, b], first === second ? first : "either");
  }

  /** 1 where a value is true in JavaScript's eyes, else 0: for 0, -0 and NaN. */
  truth(of: NodeId): NodeId {
    return this.isTruth(of) ? of : this.apply("less", this.number(0), this.apply("abs", of));
  }

  not(of: NodeId): NodeId {
    return this.apply("equal", this.number(0), this.truth(of));
  }

  /** The same value, a number in JavaScript's eyes. */
  asNumber(of: NodeId): NodeId {
    return this.kindOf(of) === "number" ? of : this.apply("multiply", this.number(1), of);
  }

  kindOf(node: NodeId): NodeKind {
    return this.nodes[node]!.kind;
  }

  /** Whether a value is 1 or 0, and nothing else. */
  private isTruth(node: NodeId): boolean {
    return this.nodes[node]!.kind === "boolean";
  }

  private valueOf(id: NodeId): number | undefined {
    const node = this.nodes[id]!;
    return node.is === "number" ? node.value : undefined;
  }

  /** Numbers first, then in the order of making. */
  private comesAfter(a: NodeId, b: NodeId): boolean {
    const [first, second] = [a, b].map((id) => (this.nodes[id]!.is === "number" ? -1 : id)) as [number, number];
    return first === second ? a > b : first > second;
  }

  private step(operation: string, operands: NodeId[], kind: NodeKind): NodeId {
    return this.add(`${operation}(${operands})`, { is: "step", operation, operands, kind });
  }

  private add(key: string, node: Node): NodeId {
    let id = this.known.get(key);
    if (id === undefined) {
      id = this.nodes.push(node) - 1;
      this.known.set(key, id);
    }
    return id;
  }
}

/** Whether dividing by it is multiplying by its reciprocal, to the last bit: both are powers of two within the normal numbers. */
function isPowerOfTwo(value: number): boolean {
  const magnitude = Math.abs(value);
  return (
    magnitude >= 2 ** -1022 && magnitude <= 2 ** 1022 && Number.isInteger(Math.log2(magnitude)) && 2 ** Math.log2(magnitude) === magnitude
  );
}
