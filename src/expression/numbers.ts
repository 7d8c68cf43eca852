/** Expressions of numbers: what the grammar reads becomes a graph. */
import { rowOf } from "../catalog/index";
import { FormulaSyntax, UnknownOperation } from "../errors";
import { nearest } from "../nearest";
import { COLUMN_WORDS } from "./column-words";
import type { Graph, NodeId } from "./graph";
import { type Builder, checkArity } from "./parse";
import { namesIn } from "./syntax";
import { described, type Token, type Tokens } from "./tokens";
import { formulaWords, type Vocabulary, type Word } from "./words";

/** A formula that has a meaning over columns alone. */
export class NeedsColumn extends FormulaSyntax {}

/** What an expression may refer to. */
export interface NameScope {
  words: Vocabulary;
  /** An input or a constant of the caller's: looked up before the words. */
  find(name: Token): NodeId | undefined;
  /** @throws for a name that is nothing */
  unknown(name: string, at: number): never;
  /** In a function: `===` tells a boolean from a number, as JavaScript does. */
  strict: boolean;
}

export class NumberBuilder implements Builder<NodeId, Word> {
  readonly isStrict: boolean;
  readonly words: Vocabulary;

  constructor(
    private readonly graph: Graph,
    private readonly scope: NameScope,
    private readonly tokens: Tokens,
    private readonly where: string,
  ) {
    this.isStrict = scope.strict;
    this.words = scope.words;
  }

  get size(): number {
    return this.graph.nodes.length;
  }

  find(name: Token): NodeId | undefined {
    return this.scope.find(name);
  }

  unknown(name: string, at: number): never {
    return this.scope.unknown(name, at);
  }

  number(value: number): NodeId {
    return this.graph.number(value);
  }

  boolean(value: boolean): NodeId {
    return this.graph.number(Number(value), "boolean");
  }

  /** No array of numbers has it. */
  literal(token: Token): never {
    const what = token.is === "text" ? "text in quotes" : token.is === "duration" ? `the duration ${token.text}` : "null";
    return this.needsColumn(what, token.at);
  }

  private needsColumn(what: string, at: number): never {
    namesIn(this.tokens.text, this.where); // what cannot be read at all is told first
    const told = `${what} has no meaning among arrays of numbers: it needs a column (flux.from, flux.read)`;
    throw new NeedsColumn(this.tokens.pointing(told, at), at);
  }

  sign(sign: "-" | "+" | "!", operand: NodeId): NodeId {
    if (sign === "!") return this.graph.not(operand);
    return sign === "-" ? this.graph.apply("negate", operand) : this.graph.asNumber(operand);
  }

  binary(sign: Token, operation: string, a: NodeId, b: NodeId): NodeId {
    const { graph } = this;
    if (operation === "or") return graph.choose(a, a, b);
    if (operation === "and") return graph.choose(a, b, a);
    if (this.isStrict && sign.text.length === 3 && (graph.kindOf(a) !== graph.kindOf(b) || graph.kindOf(a) === "either")) {
      this.tokens.fail(`${sign.text} compares a boolean with a number`, sign.at);
    }
    return graph.apply(operation, a, b);
  }

  choose(condition: NodeId, a: NodeId, b: NodeId): NodeId {
    return this.graph.choose(condition, a, b);
  }

  isAmong(of: NodeId, among: readonly NodeId[]): NodeId {
    const { graph } = this;
    return among.map((one) => graph.apply("equal", of, one)).reduce((a, b) => graph.choose(a, a, b));
  }

  callable(name: Token, functions: ReadonlyMap<string, Word>): Word {
    const found = functions.get(name.text);
    if (found) return found;
    if (functions === formulaWords.functions && COLUMN_WORDS.has(name.text)) this.needsColumn(`${name.text}(...)`, name.at);
    throw unknownFunction(name, [...functions.keys()], this.where);
  }

  call(word: Word, name: Token, given: NodeId[]): NodeId {
    const { graph } = this;
    checkArity(word, name, given.length, this.where);
    const [first] = given as [NodeId];
    // No number is null.
    if (word.form === "if") return graph.choose(first, given[1]!, given[2]!);
    if (word.form === "coalesce") return first;
    if (word.form === "isNull") return this.boolean(false);
    if (this.isStrict && word.ofNumbersOnly) {
      const kind = graph.kindOf(first);
      if (kind === "boolean") return this.boolean(false);
      if (kind === "either") this.tokens.fail(`${name.text} is given what may be a boolean or a number`, name.at);
    }
    return word.spread ? graph.asNumber(given.reduce((a, b) => graph.apply(word.operation, a, b))) : applied(graph, word.operation, given);
  }
}

/** `meant`: what the name of another language is called here. */
export function unknownFunction(name: Token, known: readonly string[], where: string, meant?: string): UnknownOperation {
  const near = meant ?? nearest(name.text, known);
  return new UnknownOperation(
    `${where}: unknown function ${described(name)}, at character ${name.at + 1}${near ? `; did you mean "${near}"?` : "."} List them ` +
      "with: npx autoflux kernels",
  );
}

/** An operation of the catalog; a named one as the steps it consists of. */
export function applied(graph: Graph, operation: string, given: readonly NodeId[]): NodeId {
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
