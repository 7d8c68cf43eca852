/**
 * An expression to a graph, by precedence. One grammar serves formulas and the expressions in functions: where a function has what it
 * does not know, it is JavaScript's to run.
 *
 *   ?:   ||   &&   == != === !==   < <= > >=   + -   * / %   unary - + !   **
 */
import { rowOf } from "../catalog/index";
import { nearest } from "../nearest";
import { FormulaTooDeep, FormulaTooLong, UnknownOperation, WrongArity } from "../errors";
import type { Graph, NodeId } from "./graph";
import { described, type Token, type Tokens } from "./tokens";
import type { Word, Vocabulary } from "./words";

/** What an expression may refer to. */
export interface NameScope {
  words: Vocabulary;
  /** An input or a constant of the caller's: looked up before the words. */
  find(name: string): NodeId | undefined;
  /** @throws for a name that is nothing */
  unknown(name: string, at: number): never;
  /** In a function: `===` tells a boolean from a number, as JavaScript does. */
  strict: boolean;
}

/** Parentheses, calls and signs within each other. */
const MOST_DEPTH = 256;
/** More values than a program that is not too long has: what follows need not be read. */
const MOST_NODES = 4096;

const BINARY = new Map<string, [precedence: number, operation: string]>([
  ["||", [1, "or"]], ["&&", [2, "and"]],
  ["==", [3, "equal"]], ["!=", [3, "not_equal"]], ["===", [3, "equal"]], ["!==", [3, "not_equal"]],
  ["<", [4, "less"]], ["<=", [4, "less_equal"]], [">", [4, "greater"]], [">=", [4, "greater_equal"]],
  ["+", [5, "add"]], ["-", [5, "subtract"]], ["*", [6, "multiply"]], ["/", [6, "divide"]], ["%", [6, "remainder"]],
]);
const COMPARISONS = [3, 4];
/** Signs of other languages, or of JavaScript's integers, and what to write instead. */
const HINTS: Record<string, string> = {
  "^": "is no power here: write x ** y",
  "=": "assigns nothing here: compare with ==",
  "&": "means integers: for a condition write &&",
  "|": "means integers: for a condition write ||",
  "~": "means integers: for a condition write !",
  "<<": "means integers: multiply by a power of 2",
  ">>": "means integers: floor(x / 2 ** n)",
  ">>>": "means integers: floor(x / 2 ** n)",
  "++": "changes its operand: write + 1",
  "--": "changes its operand: write - 1",
  "??": "asks for null, which no number is: for NaN write isnan(x) ? y : x",
  "[": "takes elements, and a formula is of whole arrays: leave the index out",
};

/**
 * Reads one expression from `tokens` into `graph`. @throws FormulaSyntax, FormulaTooDeep, UnknownOperation, WrongArity, what scope.unknown
 * throws
 */
export function parseExpression(tokens: Tokens, graph: Graph, scope: NameScope, where: string): NodeId {
  let depth = 0;
  const nested = <T>(read: () => T): T => {
    if (++depth > MOST_DEPTH) {
      throw new FormulaTooDeep(
        `${where}: more than ${MOST_DEPTH} parentheses, calls or signs within each other, at character ${tokens.next.at + 1}. Name parts ` +
          "of it, and compute them first",
      );
    }
    const result = read();
    depth--;
    return result;
  };

  const conditional = (): NodeId => nested(() => {
    const choices: [condition: NodeId, value: NodeId][] = [];
    let value = binary(1);
    while (tokens.takeSign("?")) {
      choices.push([value, conditional()]);
      tokens.expect(":", " of the condition's other side");
      value = binary(1);
    }
    return choices.reduceRight((otherwise, [condition, a]) => graph.choose(condition, a, otherwise), value);
  });

  const binary = (least: number): NodeId => {
    let left = unary();
    let compared = false;
    for (;;) {
      const sign = tokens.next;
      const [precedence, operation] = (sign.is === "sign" && BINARY.get(sign.text)) || [0, ""];
      if (precedence < least || precedence === 0) return left;
      const compares = COMPARISONS.includes(precedence);
      if (compares && compared) {
        tokens.fail("comparisons cannot be chained: write a < b && b < c, or put one of them in parentheses", sign.at);
      }
      tokens.take();
      // Both kinds of comparison are of one rank for what stands between them: a < b == c is chained too.
      const right = binary(compares ? COMPARISONS[1]! + 1 : precedence + 1);
      left = combined(sign, operation, left, right);
      compared = compares;
    }
  };

  const combined = (sign: Token, operation: string, a: NodeId, b: NodeId): NodeId => {
    if (operation === "or") return graph.choose(a, a, b);
    if (operation === "and") return graph.choose(a, b, a);
    if (scope.strict && sign.text.length === 3 && (graph.kindOf(a) !== graph.kindOf(b) || graph.kindOf(a) === "either")) {
      tokens.fail(`${sign.text} compares a boolean with a number`, sign.at);
    }
    return graph.apply(operation, a, b);
  };

  const unary = (): NodeId => {
    const { is, text } = tokens.next;
    if (is !== "sign" || !["-", "+", "!"].includes(text)) return power();
    tokens.take();
    const operand = nested(unary);
    if (text === "!") return graph.not(operand);
    return text === "-" ? graph.apply("negate", operand) : graph.asNumber(operand);
  };

  const power = (): NodeId => {
    const base = primary();
    return tokens.takeSign("**") ? graph.apply("pow", base, nested(unary)) : base;
  };

  const primary = (): NodeId => {
    const token = tokens.take();
    if (graph.nodes.length > MOST_NODES) {
      throw new FormulaTooLong(
        `${where}: more operations than a program may have, at character ${token.at + 1}. Compute a part first, and give its result as ` +
          "an input",
      );
    }
    if (token.is === "number") return graph.number(Number(token.text.replaceAll("_", "")));
    if (token.is === "name") return named(token);
    if (token.is === "sign" && token.text === "(") {
      const inner = conditional();
      tokens.expect(")", ` of the one at character ${token.at + 1}`);
      return inner;
    }
    return refuse(token, 'expected a number, a name or "("');
  };

  const named = (name: Token): NodeId => {
    const { text } = name;
    // No input can be called: in a formula, what is called is a function, though an input has its name.
    const found = !scope.strict && tokens.isSign("(") ? undefined : scope.find(text);
    if (found !== undefined) return found;
    if ((text === "true" || text === "false") && !tokens.isSign("(")) return graph.number(Number(text === "true"), "boolean");
    const isMember = (text === "Math" || text === "Number") && tokens.takeSign(".");
    const member = isMember ? tokens.take() : name;
    const { functions, constants } = isMember ? scope.words.members[text] : scope.words;
    if (tokens.isSign("(")) return called(member, functions.get(member.text), functions);
    const constant = constants.get(member.text);
    if (constant !== undefined) return graph.number(constant);
    if (functions.has(member.text)) tokens.fail(`${member.text} is a function: write ${member.text}(...)`, member.at);
    return scope.unknown(isMember ? `${text}.${member.text}` : text, name.at);
  };

  const called = (name: Token, word: Word | undefined, functions: ReadonlyMap<string, Word>): NodeId => {
    if (!word) {
      const near = nearest(name.text, [...functions.keys()]);
      throw new UnknownOperation(
        `${where}: unknown function ${described(name)}, at character ${name.at + 1}${near ? `; did you mean "${near}"?` : "."} List them ` +
          "with: npx autoflux kernels",
      );
    }
    tokens.expect("(");
    const given: NodeId[] = [];
    while (!tokens.isSign(")")) {
      given.push(conditional());
      if (!tokens.takeSign(",")) break;
    }
    tokens.expect(")", ` after what ${name.text} is given`);
    if (word.spread ? given.length < word.arity : given.length !== word.arity) {
      const takes = `${word.arity} argument${word.arity === 1 ? "" : "s"}${word.spread ? " or more" : ""}`;
      throw new WrongArity(`${where}: ${name.text} takes ${takes}, got ${given.length}, at character ${name.at + 1}`);
    }
    if (scope.strict && word.ofNumbersOnly) {
      const kind = graph.kindOf(given[0]!);
      if (kind === "boolean") return graph.number(0, "boolean");
      if (kind === "either") tokens.fail(`${name.text} is given what may be a boolean or a number`, name.at);
    }
    return word.spread ? graph.asNumber(given.reduce((a, b) => graph.apply(word.operation, a, b))) : applied(graph, word.operation, given);
  };

  const refuse = (token: Token, expected: string): never => {
    const hint = token.is === "sign" ? HINTS[token.text.replace(/^(.+[^=])=$/, "$1")] : undefined;
    return tokens.fail(hint ? `"${token.text}" ${hint}` : `${expected}, got ${described(token)}`, token.at);
  };

  const root = conditional();
  const { next } = tokens;
  const hasHint = next.is === "sign" && HINTS[next.text.replace(/^(.+[^=])=$/, "$1")] !== undefined;
  if (hasHint) refuse(next, "");
  return root;
}

/** An operation of the catalog; a named one as the steps it consists of. */
function applied(graph: Graph, operation: string, given: NodeId[]): NodeId {
  const { steps } = rowOf(operation);
  if (!steps) return graph.apply(operation, ...given);
  const results: NodeId[] = [];
  for (const [name, ...operands] of steps) {
    results.push(
      graph.apply(
        name,
        ...operands.map((o) => (typeof o === "number" ? graph.number(o) : o === "x" ? given[0]! : results[Number(o.slice(1))]!)),
      ),
    );
  }
  return results.at(-1)!;
}
