/** Where a source can be changed so that its tests should notice: found in its syntax tree, never in types or comments. */
import { readFileSync } from "node:fs";
import { parse } from "@babel/parser";

const SWAPPED = {
  "<": "<=", "<=": "<", ">": ">=", ">=": ">", "===": "!==", "!==": "===", "+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "**": "*",
  "<<": ">>", ">>": "<<", ">>>": "<<", "&": "|", "|": "&", "&&": "||", "||": "&&", "??": "&&",
  "+=": "-=", "-=": "+=", "*=": "/=", "|=": "&=", "&=": "|=", ">>=": "<<=", ">>>=": "<<=", "||=": "&&=", "??=": "=", "++": "--", "--": "++",
};
const NAMES = {
  min: "max", max: "min", floor: "ceil", ceil: "floor", some: "every", every: "some", push: "unshift", shift: "pop", pop: "shift",
};
/** Calls that may be left out: of what they are called on, in the same order and form. */
const LEFT_OUT = new Set(["filter", "reverse", "slice", "sort"]);
/** Calls whose order among others is what a protocol is made of. */
const ORDERED = /^(this\.)?(words|Atomics)\./;
/** Statements that may be missing; declarations may not. */
const STATEMENTS = new Set([
  "ExpressionStatement", "IfStatement", "ReturnStatement", "ContinueStatement", "BreakStatement", "ThrowStatement",
]);
/** Classes whose arguments are messages, which tests of errors look at. */
const ERRORS = new Set(["Error", "RangeError", "TypeError"]);
const errors = readFileSync(new URL("../../src/errors.ts", import.meta.url), "utf8");
for (const [, name] of errors.matchAll(/^export class (\w+)/gm)) ERRORS.add(name);
/** Nodes of TypeScript with an expression of JavaScript within. */
const WRAPPERS = new Set(["TSNonNullExpression", "TSAsExpression", "TSSatisfiesExpression"]);

/**
 * @typedef {object} Point
 * @property {number} start where `text` replaces what is there, up to `end`
 * @property {number} end
 * @property {string} text
 * @property {number} line
 * @property {string} code the line it is in
 * @property {string} change what was there, and what is there instead: with a number from the second such one of a line on
 */

/** All points of a source, in order. @returns {Point[]} */
export function pointsOf(source) {
  const lines = source.split("\n");
  const points = [];
  const add = (start, end, text, shown) => {
    const before = source.slice(shown.start, shown.end);
    const after = source.slice(shown.start, start) + text + source.slice(end, shown.end);
    const line = source.slice(0, start).split("\n").length;
    points.push({ start, end, text, line, code: lines[line - 1].trim(), change: `${shortened(before)} → ${shortened(after)}` });
  };
  walk(parsed(source).program, undefined, undefined, (node, parent, key) => {
    changeWithin(node, parent, source, add);
    changeStatements(node, key, source, add);
  });
  points.sort((a, b) => a.start - b.start || a.end - b.end);
  const seen = new Map();
  for (const point of points) {
    const key = `${point.line} ${point.change}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    if (seen.get(key) > 1) point.change += ` (${seen.get(key)})`; // the same change more than once in a line
  }
  return points;
}

/** The source with one change, or undefined where that is no program. */
export function mutated(source, { start, end, text }) {
  const changed = source.slice(0, start) + text + source.slice(end);
  try {
    parsed(changed);
    return changed;
  } catch {
    return undefined;
  }
}

/** Operators, literals, conditions, returned values, names of methods. */
function changeWithin(node, parent, source, add) {
  const nearby = parent && parent.end - parent.start <= 60 ? parent : node;
  const swap = (from, to) => {
    const at = source.indexOf(node.operator, from);
    if (SWAPPED[node.operator] && at >= 0 && at < to) add(at, at + node.operator.length, SWAPPED[node.operator], node);
  };
  switch (node.type) {
    case "BinaryExpression": case "LogicalExpression": case "AssignmentExpression":
      swap(node.left.end, node.right.start);
      break;
    case "UpdateExpression":
      if (node.prefix) swap(node.start, node.argument.start);
      else swap(node.argument.end, node.end);
      break;
    case "UnaryExpression":
      if ("!-~".includes(node.operator)) add(node.start, node.argument.start, "", node);
      break;
    case "NumericLiteral":
      add(node.start, node.end, `${node.value + 1}`, nearby);
      if (node.value !== 0) add(node.start, node.end, `${node.value - 1}`, nearby);
      break;
    case "BooleanLiteral":
      add(node.start, node.end, `${!node.value}`, nearby);
      break;
    case "StringLiteral":
      if (node.value !== "") add(node.start, node.end, '""', nearby);
      break;
    case "IfStatement": case "ConditionalExpression": case "WhileStatement": {
      const { test } = node;
      // An operator that is swapped for its contrary is such a point already.
      if (!["===", "!==", "!"].includes(test.operator)) add(test.start, test.end, `!(${source.slice(test.start, test.end)})`, test);
      break;
    }
    case "CallExpression": case "OptionalCallExpression": {
      const { property, object } = node.callee;
      if (Object.hasOwn(NAMES, property?.name ?? "")) add(property.start, property.end, NAMES[property.name], node);
      if (LEFT_OUT.has(property?.name)) add(object.end, node.end, "", node);
      break;
    }
    case "ReturnStatement":
      if (node.argument && !isWord(node.argument)) add(node.argument.start, node.argument.end, "undefined", node);
      break;
  }
}

/** Whether a returned value is a word already: true and false are changed as such. */
function isWord({ type, name }) {
  return type === "BooleanLiteral" || name === "undefined";
}

/** Statements that are missing, or come after the next one. */
function changeStatements(node, key, source, add) {
  // Without `return undefined` at its end a function returns the same; super() must be called.
  const isNeeded = node.expression?.callee?.type === "Super" || (node.type === "ReturnStatement" && node.argument?.name === "undefined");
  if (STATEMENTS.has(node.type) && !isNeeded) add(node.start, node.end, key === "alternate" ? "{}" : ";", node);
  const list = node.type === "BlockStatement" ? node.body : node.type === "SwitchCase" ? node.consequent : [];
  for (const [i, { start, end }] of list.slice(0, -1).entries()) {
    const next = list[i + 1], text = source.slice(start, end);
    const swapped = source.slice(next.start, next.end) + source.slice(end, next.start) + text;
    if (ORDERED.test(text)) add(start, next.end, swapped, { start, end: next.end });
  }
}

/** Visits all of JavaScript within a node: neither types, nor imports, nor messages of errors. */
function walk(node, parent, key, visit) {
  if (node.type.startsWith("TS") && !WRAPPERS.has(node.type)) return;
  if (node.type === "ImportDeclaration" || node.type === "ExportAllDeclaration") return;
  if (node.type === "NewExpression" && ERRORS.has(node.callee.name)) return;
  visit(node, parent, key);
  for (const [name, child] of Object.entries(node)) {
    if (name.endsWith("Comments")) continue;
    for (const inner of Array.isArray(child) ? child : [child]) {
      if (inner && typeof inner.type === "string") walk(inner, node, name, visit);
    }
  }
}

/** What each node is, where, and what it is made of. */
function parsed(source) {
  return parse(source, { sourceType: "module", plugins: ["typescript"] });
}

function shortened(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length <= 80 ? line : `${line.slice(0, 50)} ... ${line.slice(-25)}`;
}
