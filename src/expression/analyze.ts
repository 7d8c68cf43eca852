/** What a function that is no program is: why, and whether its source alone is enough to run it elsewhere. */
import { CyclicFormula, NotCompilable } from "../errors";
import { isPure } from "./effects";
import { freeVariable } from "./free";
import { withoutCounters } from "./function";
import { isGlobal } from "./globals";
import type { FunctionKind, Tree } from "./tree";

export interface Analysis {
  /** Why it is not compiled, in a few words. */
  reason: string;
  /** An expression that makes the function anew. */
  expression: string;
  /** Parameters that a call must give, those before a default or the rest, by their names where they have one. */
  parameters: string[];
  /** Names of the caller's that it uses. */
  captured: string[];
  /** Its result is all that it does. */
  isPure: boolean;
}

/** What a function gets of its own where it is made anew: esbuild's way to keep names. */
const GIVEN = "__name";

const REASONS: Record<string, string> = {
  ForStatement: "it has a loop",
  ForInStatement: "it has a loop",
  ForOfStatement: "it has a loop",
  WhileStatement: "it has a loop",
  DoWhileStatement: "it has a loop",
  IfStatement: "it has a branch (if): with ? : it would be compiled",
  SwitchStatement: "it has a branch (switch)",
  TryStatement: "it catches errors",
  ThrowStatement: "it throws",
  AssignmentExpression: "it assigns to a variable",
  UpdateExpression: "it changes a variable",
  AssignmentPattern: "a parameter has a default",
  RestElement: "it takes any number of arguments",
  ObjectPattern: "it takes an object apart",
  ArrayPattern: "it takes an array apart",
  ObjectExpression: "it makes an object",
  ArrayExpression: "it makes an array",
  ArrowFunctionExpression: "it has a function in it",
  FunctionExpression: "it has a function in it",
  FunctionDeclaration: "it has a function in it",
  NewExpression: "it makes an object",
  TemplateLiteral: "it has text in it",
  MemberExpression: "it reads a property",
  CallExpression: "it calls a function that has no kernel",
  SequenceExpression: "it has a sequence",
  ExpressionStatement: "it has a statement of its own",
};

/**
 * Looks a function over. `outer` are names that it may use beside its parameters.
 *
 * @throws NotCompilable for what cannot run from its source alone, FreeVariable for a name that is nobody's, CyclicFormula
 */
export function analyzeFunction(source: string, outer: readonly string[], where: string, kind: FunctionKind = "element"): Analysis {
  try {
    return analyze(source, outer, where, kind);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refuse(where, "it is nested too deeply, or too long, to be read");
  }
}

/** @throws RangeError where it is nested too deeply */
function analyze(source: string, outer: readonly string[], where: string, kind: FunctionKind): Analysis {
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) {
    refuse(where, "its source is not to be had: it is native or bound. Wrap it: (x) => f(x), if it is one of Math's");
  }
  const text = withoutCounters(source);
  const { tree, expression } = parsed(text, where);
  if (tree.type === "ClassExpression") refuse(where, "it is a class");
  if (tree["async"] && kind === "element") refuse(where, "it is async: what it gives is a promise, not a number");
  if (tree["generator"]) refuse(where, "it is a generator");
  const seen = nothingSeen();
  const ownName = (tree["id"] as Tree | null)?.["name"] as string | undefined;
  if (ownName !== undefined) seen.declared.add(ownName);
  const params = tree["params"] as Tree[];
  for (const param of params) walk(param, seen, false, true);
  walk(tree["body"] as Tree, seen, false, false);
  const free = [...seen.used.keys()].filter(
    (name) => !seen.declared.has(name) && (outer.includes(name) || (name !== GIVEN && !isGlobal(name))),
  );
  const missing = free.find((name) => !outer.includes(name));
  // A compiler's helper is often given `this`: the helper is what is to be told.
  if (seen.refusal && !(missing?.startsWith("__") && tree["async"] !== true)) refuse(where, seen.refusal);
  checkOrder(tree["body"] as Tree, where);
  if (missing !== undefined) throw freeVariable({ name: missing, ...seen.used.get(missing)! }, where, kind);
  const optional = params.findIndex((param) => param.type === "AssignmentPattern" || param.type === "RestElement");
  const parameters = params
    .slice(0, optional < 0 ? params.length : optional)
    .map((param, i) => (param["name"] as string | undefined) ?? `argument ${i}`);
  return {
    reason: seen.reason || "it has what no kernel does",
    expression,
    parameters,
    captured: free,
    isPure: isPure(tree, seen.declared, ownName, outer),
  };
}

/** What stands before an expression for it to be read as the strict code that it will be. */
const STRICT = '"use strict";(';

/** A function, or a method, as a tree. @throws NotCompilable, and RangeError where it is nested too deeply */
function parsed(text: string, where: string): { tree: Tree; expression: string } {
  const { parse } = require("acorn") as typeof import("acorn"); // on first use: most functions are read without it
  let why = "";
  const readOr = (expression: string, before = STRICT) => {
    try {
      const statement = parse(`${before}${expression}\n)`, { ecmaVersion: "latest" }).body.at(-1) as unknown as Tree;
      return statement["expression"] as Tree;
    } catch (error) {
      if (/stack/.test((error as Error).message)) throw new RangeError("nested too deeply");
      why ||= (error as Error).message.replace(/ \(\d+:\d+\)$/, "");
      return undefined;
    }
  };
  const tree = readOr(text);
  if (tree) return { tree, expression: text };
  // A method: what follows its name, whatever that is, is a function.
  const inClass = "class {";
  const ofObject = readOr(`{${text}}`);
  const ofClass = ofObject ? undefined : (readOr(`${inClass}${text}}`)?.["body"] as Tree | undefined);
  const [method] = (ofObject?.["properties"] ?? ofClass?.["body"] ?? []) as Tree[];
  const kind = method?.["kind"];
  if (kind === "get" || kind === "set") return refuse(where, `it is a ${kind}ter. Write it as a function, or as a method`);
  if (!method || (!method["method"] && kind !== "method")) {
    if (readOr(text, "(") ?? readOr(`{${text}}`, "(")) {
      return refuse(where, `it is not strict code, as functions run: ${why}. Write it as it would stand in an ES module`);
    }
    return refuse(where, `its source cannot be read: ${why}. Write it as a function: (batch) => ...`);
  }
  const value = method["value"] as Tree;
  const head = `${value["async"] ? "async " : ""}function${value["generator"] ? "*" : ""}`;
  const from = STRICT.length + (ofClass ? inClass.length : 1);
  const made = `${head} ${text.slice(value.start - from, value.end - from)}`;
  if (ofClass && !readOr(made)) return refuse(where, "it uses private names (#name) of its class. Write it as a function: (batch) => ...");
  return { tree: value, expression: made };
}

interface Use {
  isCalled: boolean;
  /** It is an argument of a call: it may be a value, or a function. */
  isHandedOver: boolean;
  property: string | undefined;
}

interface Seen {
  declared: Set<string>;
  used: Map<string, Use>;
  reason: string;
  /** Why it cannot be used at all. */
  refusal: string;
}

/** What a function has only by how it is called. */
const OF_CALLS: Readonly<Record<string, string>> = { ThisExpression: "this", Super: "super", MetaProperty: "a meta property" };

const nothingSeen = (): Seen => ({ declared: new Set(), used: new Map(), reason: "", refusal: "" });

/**
 * Collects what is declared and used, anywhere within, or with `shallow` anywhere but in functions within. (A name that is declared
 * anywhere counts as the function's own.)
 */
function walk(node: Tree, seen: Seen, ownThis: boolean, binds: boolean, shallow = false): void {
  const { type } = node;
  const ofCall = type === "Identifier" && node["name"] === "arguments" ? "arguments" : OF_CALLS[type];
  if (!ownThis && ofCall) seen.refusal ||= `it uses ${ofCall}: give what it needs as parameters`;
  if (type === "ImportExpression") seen.refusal ||= "it imports a module: name it in imports, where functions take a batch";
  seen.reason ||= REASONS[type] ?? "";
  if (type === "Identifier") {
    const name = node["name"] as string;
    if (binds) seen.declared.add(name);
    else use(seen, name);
    return;
  }
  // What a variable's type is may be asked of one that is nowhere.
  if (type === "UnaryExpression" && node["operator"] === "typeof" && (node["argument"] as Tree).type === "Identifier") return;
  noteUse(node, seen);
  const isFunction = /^(Function|Arrow|Class)/.test(type);
  if (isFunction && shallow) return;
  const inner = ownThis || (isFunction && type !== "ArrowFunctionExpression");
  for (const [key, value] of Object.entries(node)) {
    // A property's name refers to nothing; a label neither.
    if ((key === "property" || key === "key") && !node["computed"]) continue;
    if (key === "label") continue;
    const declares = bindsChild(type, key, binds);
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === "object" && child !== null && typeof (child as Tree).type === "string") {
        walk(child as Tree, seen, inner, declares, shallow);
      }
    }
  }
}

function use(seen: Seen, name: string): Use {
  let found = seen.used.get(name);
  if (!found) seen.used.set(name, (found = { isCalled: false, isHandedOver: false, property: undefined }));
  return found;
}

/** How a name is used: called, as an argument of a call, or for a property. */
function noteUse(node: Tree, seen: Seen): void {
  const isCall = node.type === "CallExpression" || node.type === "NewExpression";
  if (isCall) {
    for (const given of node["arguments"] as Tree[]) {
      if (given.type === "Identifier") use(seen, given["name"] as string).isHandedOver = true;
    }
  }
  const of = (isCall ? node["callee"] : node.type === "MemberExpression" ? node["object"] : undefined) as Tree | undefined;
  if (of?.type !== "Identifier") return;
  const found = use(seen, of["name"] as string);
  if (isCall) found.isCalled = true;
  else if (!node["computed"]) found.property ??= (node["property"] as Tree)["name"] as string;
}

/** Whether a child of a node is a name that is declared there. */
function bindsChild(type: string, key: string, binds: boolean): boolean {
  if (type === "VariableDeclarator" || /^(Function|Class)/.test(type)) return key === "id" || key === "params";
  if (type === "ArrowFunctionExpression") return key === "params";
  if (type === "CatchClause") return key === "param";
  return binds && !(type === "AssignmentPattern" && key === "right") && !(type === "Property" && key === "key");
}

/** Consts that are made of each other have no order in which they could be computed. @throws CyclicFormula */
function checkOrder(body: Tree, where: string): void {
  if (body.type !== "BlockStatement") return;
  const declarators = (body["body"] as Tree[])
    .filter((s) => s.type === "VariableDeclaration" && s["kind"] !== "var")
    .flatMap((s) => s["declarations"] as Tree[]);
  const later = new Set(declarators.map((d) => (d["id"] as Tree)["name"] as string));
  for (const { id, init } of declarators as unknown as { id: Tree; init: Tree | null }[]) {
    const seen = nothingSeen();
    if (init) walk(init, seen, true, false, true);
    const early = [...seen.used.keys()].find((name) => later.has(name));
    if (early !== undefined) throw new CyclicFormula(`${where}: ${early} is used before it is defined. Put its const first`);
    later.delete(id["name"] as string);
  }
}

function refuse(where: string, why: string): never {
  throw new NotCompilable(`${where}: the function cannot be used: ${why}`);
}
