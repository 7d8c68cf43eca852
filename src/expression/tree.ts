/** A function as acorn reads it. */
import type { Node } from "acorn";

export type Tree = Node & Record<string, unknown>;

/** A function of an element's numbers; or of a batch, which may be async. */
export type FunctionKind = "element" | "batch";
