/**
 * Whether a function's result is all that it does, as far as its text tells: then nobody can tell where it ran, or whether it was begun
 * before. What is not sure counts as an effect.
 */
import type { Tree } from "./tree";

/** Globals that change nothing, and behave the same wherever they run. */
const HARMLESS = new Set(
  [
    "undefined NaN Infinity isNaN isFinite parseFloat parseInt decodeURI decodeURIComponent encodeURI encodeURIComponent Math JSON",
    "Array ArrayBuffer DataView String Number Boolean BigInt Object Symbol Map Set WeakMap WeakSet Date RegExp Intl Error",
    "AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError Float64Array Float32Array Float16Array Int8Array",
    "Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array structuredClone",
    "TextEncoder TextDecoder URL URLSearchParams atob btoa __name"
  ].join(" ").split(" "),
);
const VALUES = new Set(["undefined", "NaN", "Infinity"]);
/** They may be handed over: .map(Number), .filter(Boolean). */
const CALLBACKS = new Set(["Number", "String", "Boolean", "BigInt", "Symbol", "parseInt", "parseFloat", "isNaN", "isFinite"]);
/** Properties that lead to what all functions share. */
const LEADS_OUT = new Set([
  "constructor",
  "prototype",
  "__proto__",
  "getPrototypeOf",
  "setPrototypeOf",
  "captureStackTrace",
  "prepareStackTrace",
  "stackTraceLimit",
  "stack",
  "caller",
  "callee",
  "__defineGetter__",
  "__defineSetter__",
]);

/** `inner` are the names that are declared in it; `ownName` the one that it has itself. */
export function isPure(tree: Tree, inner: ReadonlySet<string>, ownName: string | undefined, outer: readonly string[]): boolean {
  return (
    tree["async"] !== true &&
    [...(tree["params"] as Tree[]), tree["body"] as Tree].every((child) => isHarmless(child, undefined, "", { inner, ownName, outer }))
  );
}

interface KnownNames {
  inner: ReadonlySet<string>;
  ownName: string | undefined;
  outer: readonly string[];
}

function isHarmless(node: Tree, parent: Tree | undefined, key: string, names: KnownNames): boolean {
  const { type } = node;
  if (type === "AwaitExpression" || type === "ImportExpression" || type === "MetaProperty" || node["async"] === true) return false;
  if (type === "Identifier") return isHarmlessName(node["name"] as string, parent, key, names);
  if (type === "MemberExpression" && LEADS_OUT.has(nameOf(node["property"] as Tree))) return false;
  if (type === "Property" && parent?.type === "ObjectPattern" && LEADS_OUT.has(nameOf(node["key"] as Tree))) return false;
  const target =
    type === "AssignmentExpression"
      ? node["left"]
      : type === "UpdateExpression" || (type === "UnaryExpression" && node["operator"] === "delete")
        ? node["argument"]
        : undefined;
  if (target && !isOwn(target as Tree, names)) return false;
  for (const [child, value] of Object.entries(node)) {
    if ((child === "property" || child === "key") && !node["computed"]) continue;
    if (child === "label") continue;
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === "object" && one !== null && typeof (one as Tree).type === "string" && !isHarmless(one as Tree, node, child, names))
        return false;
    }
  }
  return true;
}

function nameOf(property: Tree): string {
  return String(property["name"] ?? property["value"] ?? "");
}

function isHarmlessName(name: string, parent: Tree | undefined, key: string, { inner, ownName, outer }: KnownNames): boolean {
  // What it keeps as properties of itself outlives the call.
  if (name === ownName) return parent?.type === "CallExpression" && key === "callee";
  if (inner.has(name)) return true;
  if (outer.includes(name)) return true;
  if (!HARMLESS.has(name)) return false;
  if (VALUES.has(name)) return true;
  switch (parent?.type) {
    case "MemberExpression":
      return key === "object";
    case "CallExpression":
      return key === "callee" || (CALLBACKS.has(name) && nameOf(((parent["callee"] as Tree)["object"] as Tree) ?? {}) !== "Object");
    case "NewExpression":
      return key === "callee";
    case "BinaryExpression":
      return key === "right" && parent["operator"] === "instanceof";
    case "ClassDeclaration":
    case "ClassExpression":
      return key === "superClass";
    case "UnaryExpression":
      return parent["operator"] === "typeof";
    default:
      return false;
  }
}

/** Whether what is changed was made in the function, or is its batch. */
function isOwn(target: Tree, names: KnownNames): boolean {
  if (target.type === "MemberExpression") return isOwn(target["object"] as Tree, names);
  if (target.type === "Identifier") return names.inner.has(target["name"] as string) && target["name"] !== names.ownName;
  if (target.type === "ArrayPattern" || target.type === "ObjectPattern") return patternTargets(target).every((one) => isOwn(one, names));
  return true; // of what a call or an expression gave
}

function patternTargets(pattern: Tree): Tree[] {
  const parts = (pattern["elements"] ?? pattern["properties"]) as (Tree | null)[];
  return parts.flatMap((part) => {
    if (!part) return [];
    let target = part.type === "Property" ? (part["value"] as Tree) : part.type === "RestElement" ? (part["argument"] as Tree) : part;
    if (target.type === "AssignmentPattern") target = target["left"] as Tree;
    return target.type === "ArrayPattern" || target.type === "ObjectPattern" ? patternTargets(target) : [target];
  });
}
