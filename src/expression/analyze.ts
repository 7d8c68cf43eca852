/** What a function that is no program is: why, and whether its source alone is enough to run it elsewhere. */
import type { Node } from "acorn";
import { CyclicFormula, FreeVariable, NotCompilable } from "../errors";
import { withoutCounters } from "./function";

export interface Analysis {
  /** Why it is not compiled, in a few words. */
  reason: string;
  /** An expression that makes the function anew. */
  expression: string;
  /** Parameters that a call must give, those before a default or the rest, by their names where they have one. */
  parameters: string[];
  /** Names of the caller's that it uses. */
  captured: string[];
}

type Tree = Node & Record<string, unknown>;

/** What every JavaScript engine has, also where the function will run. */
const GLOBALS = new Set([
  "undefined", "NaN", "Infinity", "globalThis", "isNaN", "isFinite", "parseFloat", "parseInt", "decodeURI", "decodeURIComponent", "encodeURI",
  "encodeURIComponent", "Array", "ArrayBuffer", "Atomics", "BigInt", "BigInt64Array", "BigUint64Array", "Boolean", "DataView", "Date", "Error",
  "EvalError", "Float32Array", "Float64Array", "Int16Array", "Int32Array", "Int8Array", "Intl", "JSON", "Map", "Math", "Number", "Object", "Promise",
  "Proxy", "RangeError", "ReferenceError", "Reflect", "RegExp", "Set", "SharedArrayBuffer", "String", "Symbol", "SyntaxError", "TypeError",
  "URIError", "Uint16Array", "Uint32Array", "Uint8Array", "Uint8ClampedArray", "WeakMap", "WeakRef", "WeakSet", "WebAssembly", "console",
  "performance", "structuredClone", "arguments",
]);

/** What threads and processes of Node have beside that: for functions over batches. */
const NODE_GLOBALS = new Set([
  "process", "Buffer", "URL", "URLSearchParams", "TextEncoder", "TextDecoder", "fetch", "Headers", "Request", "Response", "FormData", "Blob",
  "AbortController", "AbortSignal", "Event", "EventTarget", "MessageChannel", "MessagePort", "BroadcastChannel", "setTimeout", "clearTimeout",
  "setInterval", "clearInterval", "setImmediate", "clearImmediate", "queueMicrotask", "crypto", "atob", "btoa", "escape", "unescape", "eval",
  "AggregateError", "FinalizationRegistry", "ReadableStream", "WritableStream", "TransformStream", "CompressionStream", "DecompressionStream",
]);

const REASONS: Record<string, string> = {
  ForStatement: "it has a loop", ForInStatement: "it has a loop", ForOfStatement: "it has a loop", WhileStatement: "it has a loop", DoWhileStatement: "it has a loop",
  IfStatement: "it has a branch (if): with ? : it would be compiled", SwitchStatement: "it has a branch (switch)", TryStatement: "it catches errors", ThrowStatement: "it throws",
  AssignmentExpression: "it assigns to a variable", UpdateExpression: "it changes a variable", AssignmentPattern: "a parameter has a default", RestElement: "it takes any number of arguments",
  ObjectPattern: "it takes an object apart", ArrayPattern: "it takes an array apart", ObjectExpression: "it makes an object", ArrayExpression: "it makes an array",
  ArrowFunctionExpression: "it has a function in it", FunctionExpression: "it has a function in it", FunctionDeclaration: "it has a function in it", NewExpression: "it makes an object", TemplateLiteral: "it has text in it",
  MemberExpression: "it reads a property", CallExpression: "it calls a function that has no kernel", SequenceExpression: "it has a sequence", ExpressionStatement: "it has a statement of its own",
};

/** A function of an element's numbers; or of a batch, which may be async and use what Node has. */
export type FunctionKind = "element" | "batch";

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
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) refuse(where, "its source is not to be had: it is native or bound. Wrap it: (x) => f(x), if it is one of Math's");
  const text = withoutCounters(source);
  const { tree, expression } = parsed(text, where);
  if (tree.type === "ClassExpression") refuse(where, "it is a class");
  if (tree["async"] && kind === "element") refuse(where, "it is async: what it gives is a promise, not a number");
  if (tree["generator"]) refuse(where, "it is a generator");
  const seen: Seen = { declared: new Set(), used: new Set(), reason: "" };
  const ownName = (tree["id"] as Tree | null)?.["name"];
  if (typeof ownName === "string") seen.declared.add(ownName);
  const params = tree["params"] as Tree[];
  for (const param of params) walk(param, seen, where, false, true);
  walk(tree["body"] as Tree, seen, where, false, false);
  checkOrder(tree["body"] as Tree, where);
  const isGlobal = (name: string) => GLOBALS.has(name) || (kind === "batch" && NODE_GLOBALS.has(name));
  const free = [...seen.used].filter((name) => !seen.declared.has(name) && (outer.includes(name) || !isGlobal(name)));
  const missing = free.find((name) => !outer.includes(name));
  if (missing !== undefined) {
    const other = kind === "batch" ? `a module: { imports: { ${missing}: "the module's name" } }` : `as an input: evaluate("...", { ${missing} })`;
    throw new FreeVariable(
      `${where}: ${missing} is not defined in the function, and functions run elsewhere, by their source alone. Give its value: { context: { ${missing} } }, or ${other}`,
      missing,
    );
  }
  const optional = params.findIndex((param) => param.type === "AssignmentPattern" || param.type === "RestElement");
  const parameters = params.slice(0, optional < 0 ? params.length : optional).map((param, i) => (param["name"] as string | undefined) ?? `argument ${i}`);
  return { reason: seen.reason || "it has what no kernel does", expression, parameters, captured: free };
}

/** A function, or a method, as a tree. @throws RangeError where it is nested too deeply */
function parsed(text: string, where: string): { tree: Tree; expression: string } {
  const { parse } = require("acorn") as typeof import("acorn"); // on first use: most functions are read without it
  const read = (expression: string) => {
    const [statement] = parse(`(${expression})`, { ecmaVersion: "latest" }).body as unknown as [Tree];
    return statement["expression"] as Tree;
  };
  const readOr = (expression: string) => {
    try {
      return read(expression);
    } catch (error) {
      if (/stack/.test((error as Error).message)) throw new RangeError("nested too deeply");
      return undefined;
    }
  };
  const tree = readOr(text);
  if (tree) return { tree, expression: text };
  // A method: what follows its name, whatever that is, is a function.
  const [method] = (readOr(`{${text}}`)?.["properties"] ?? []) as Tree[];
  if (!method?.["method"]) return refuse(where, "its source cannot be read");
  const value = method["value"] as Tree;
  const head = `${value["async"] ? "async " : ""}function${value["generator"] ? "*" : ""}`;
  return { tree: value, expression: `${head} ${text.slice(value.start - 2, value.end - 2)}` };
}

type Seen = { declared: Set<string>; used: Set<string>; reason: string };

/**
 * Collects what is declared and used, anywhere within, or with `shallow` anywhere but in functions within. (A name that is declared
 * anywhere counts as the function's own.)
 */
function walk(node: Tree, seen: Seen, where: string, ownThis: boolean, binds: boolean, shallow = false): void {
  const { type } = node;
  if (!ownThis && (type === "ThisExpression" || type === "Super" || type === "MetaProperty" || (type === "Identifier" && node["name"] === "arguments"))) {
    refuse(where, `it uses ${type === "ThisExpression" ? "this" : type === "Super" ? "super" : type === "MetaProperty" ? "a meta property" : "arguments"}: give what it needs as parameters`);
  }
  if (type === "ImportExpression") refuse(where, "it imports a module: name it in imports, where functions take a batch");
  seen.reason ||= REASONS[type] ?? "";
  if (type === "Identifier") {
    const name = node["name"] as string;
    if (binds) seen.declared.add(name);
    else seen.used.add(name);
    return;
  }
  const isFunction = /^(Function|Arrow|Class)/.test(type);
  if (isFunction && shallow) return;
  const inner = ownThis || (isFunction && type !== "ArrowFunctionExpression");
  for (const [key, value] of Object.entries(node)) {
    // A property's name refers to nothing; a label neither.
    if ((key === "property" || key === "key") && !node["computed"]) continue;
    if (key === "label") continue;
    const declares = bindsChild(type, key, binds);
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === "object" && child !== null && typeof (child as Tree).type === "string") walk(child as Tree, seen, where, inner, declares, shallow);
    }
  }
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
  const declarators = (body["body"] as Tree[]).filter((s) => s.type === "VariableDeclaration" && s["kind"] !== "var").flatMap((s) => s["declarations"] as Tree[]);
  const later = new Set(declarators.map((d) => (d["id"] as Tree)["name"] as string));
  for (const { id, init } of declarators as unknown as { id: Tree; init: Tree | null }[]) {
    const seen: Seen = { declared: new Set(), used: new Set(), reason: "" };
    if (init) walk(init, seen, where, true, false, true);
    const early = [...seen.used].find((name) => later.has(name));
    if (early !== undefined) throw new CyclicFormula(`${where}: ${early} is used before it is defined. Put its const first`);
    later.delete(id["name"] as string);
  }
}

function refuse(where: string, why: string): never {
  throw new NotCompilable(`${where}: the function cannot be used: ${why}`);
}
