/**
 * The grammar of expressions, by precedence. One grammar serves formulas, over numbers or columns, and the expressions in functions: a
 * builder makes what is read. Where a function has what it does not know, it is JavaScript's to run.
 *
 *   ?:   || or   && and   not   == != === !==   < <= > >= in   + -   * / %   unary - + !   **
 */
import { FormulaTooDeep, FormulaTooLong, WrongArity } from "../errors";
import { described, type Token, type Tokens } from "./tokens";
import type { Vocabulary, Word } from "./words";

/** Makes the values of an expression, operands first. `Callable` is what stands before parentheses. */
export interface Builder<Value, Callable> {
  /** JavaScript's words and signs alone have a meaning. */
  readonly isStrict: boolean;
  readonly words: Vocabulary;
  /** How many values were made. */
  readonly size: number;
  /** An input or a constant of the caller's: looked up before the words. */
  find(name: Token): Value | undefined;
  /** @throws for a name that is nothing */
  unknown(name: string, at: number): never;
  number(value: number, at: number): Value;
  boolean(value: boolean, at: number): Value;
  /** Text, a duration or null, which only formulas have. */
  literal(token: Token): Value;
  sign(sign: "-" | "+" | "!", operand: Value, at: number): Value;
  binary(sign: Token, operation: string, a: Value, b: Value): Value;
  choose(condition: Value, a: Value, b: Value, at: number): Value;
  isAmong(of: Value, among: readonly Value[], at: number): Value;
  /** @throws for a name that no function has */
  callable(name: Token, functions: ReadonlyMap<string, Word>): Callable;
  call(callable: Callable, name: Token, given: Value[]): Value;
}

/** Parentheses, calls and signs within each other. */
const MOST_DEPTH = 256;
/** More values than a program that is not too long has: what follows need not be read. */
const MOST_VALUES = 4096;

type Operator = readonly [precedence: number, operation: string];

const SIGNS = new Map<string, Operator>([
  ["||", [1, "or"]], ["&&", [2, "and"]],
  ["==", [3, "equal"]], ["!=", [3, "not_equal"]], ["===", [3, "equal"]], ["!==", [3, "not_equal"]],
  ["<", [4, "less"]], ["<=", [4, "less_equal"]], [">", [4, "greater"]], [">=", [4, "greater_equal"]],
  ["+", [5, "add"]], ["-", [5, "subtract"]], ["*", [6, "multiply"]], ["/", [6, "divide"]], ["%", [6, "remainder"]],
]);
/** Words between operands, in formulas. */
const OPERATOR_WORDS = new Map<string, Operator>([["or", [1, "or"]], ["and", [2, "and"]], ["in", [4, "in"]], ["not", [4, "not in"]]]);
const COMPARISONS = [3, 4];
const LOOSEST = 1;
const TIGHTEST = 7;
const NO_OPERATOR: Operator = [0, ""];
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
  "??": "asks for null, which no number is: for NaN write isnan(x) ? y : x, for null in columns coalesce(x, y)",
  "[": "takes elements, and a formula is of whole arrays: leave the index out",
};

/**
 * Reads one expression from `tokens`. @throws FormulaSyntax, FormulaTooDeep, FormulaTooLong, WrongArity, and what the builder throws
 */
export function parseExpression<Value, Callable>(tokens: Tokens, builder: Builder<Value, Callable>, where: string): Value {
  const { isStrict } = builder;
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

  const conditional = (): Value => nested(() => {
    const choices: [condition: Value, value: Value, at: number][] = [];
    let value = binary(LOOSEST);
    for (let { at } = tokens.next; tokens.takeSign("?"); { at } = tokens.next) {
      choices.push([value, conditional(), at]);
      tokens.expect(":", " of the condition's other side");
      value = binary(LOOSEST);
    }
    return choices.reduceRight((otherwise, [condition, a, at]) => builder.choose(condition, a, otherwise, at), value);
  });

  const binary = (least: number): Value => {
    let left = unary(least);
    let compared = false;
    for (;;) {
      const sign = tokens.next;
      const [precedence, operation] = operatorAt(sign);
      if (precedence < least || precedence === 0) return left;
      const compares = COMPARISONS.includes(precedence);
      if (compares && compared) {
        tokens.fail("comparisons cannot be chained: write a < b && b < c, or put one of them in parentheses", sign.at);
      }
      tokens.take();
      if (sign.is === "name" && precedence === COMPARISONS[1]) left = among(left, sign);
      else {
        // Both kinds of comparison are of one rank for what stands between them: a < b == c is chained too.
        const right = binary(compares ? COMPARISONS[1]! + 1 : precedence + 1);
        left = builder.binary(sign, operation, left, right);
      }
      compared = compares;
    }
  };

  const operatorAt = ({ is, text }: Token): Operator =>
    (is === "sign" ? SIGNS.get(text) : is === "name" && !isStrict ? OPERATOR_WORDS.get(text) : undefined) ?? NO_OPERATOR;

  const isNot = (): boolean => {
    const { next } = tokens;
    return !isStrict && next.text === "not" && next.is === "name" && builder.find(next) === undefined;
  };

  /** What follows `not`: as far as a comparison goes. */
  const negated = (least: number): Value => {
    const { at } = tokens.take();
    if (least > COMPARISONS[0]!) tokens.fail("not reads a whole comparison: put it in parentheses, (not a), or write !a", at);
    return builder.sign("!", nested(() => binary(COMPARISONS[0]!)), at);
  };

  /** `in (a, b)`, and `not in (a, b)`, of which the first word was taken. */
  const among = (of: Value, word: Token): Value => {
    const isIn = word.text === "in" || (tokens.next.is === "name" && tokens.take().text === "in");
    if (!isIn) tokens.fail("between two values, not stands only in: a not in (b, c)", word.at);
    tokens.expect("(", ` after ${word.text === "in" ? "in" : "not in"}`);
    if (tokens.isSign(")")) tokens.fail("in () is of nothing: give at least one value", word.at);
    const is = builder.isAmong(of, list("in"), word.at);
    return word.text === "in" ? is : builder.sign("!", is, word.at);
  };

  /** Values up to the closing parenthesis, of which the opening one was taken. */
  const list = (name: string): Value[] => {
    const given: Value[] = [];
    while (!tokens.isSign(")")) {
      given.push(conditional());
      if (!tokens.takeSign(",")) break;
    }
    tokens.expect(")", ` after what ${name} is given`);
    return given;
  };

  const unary = (least = TIGHTEST): Value => {
    if (isNot()) return negated(least);
    const { is, text, at } = tokens.next;
    if (is !== "sign" || (text !== "-" && text !== "+" && text !== "!")) return power();
    tokens.take();
    return builder.sign(text, nested(() => unary()), at);
  };

  const power = (): Value => {
    const base = primary();
    const sign = tokens.next;
    return tokens.takeSign("**") ? builder.binary(sign, "pow", base, nested(() => unary())) : base;
  };

  const primary = (): Value => {
    const token = tokens.take();
    if (builder.size > MOST_VALUES) {
      throw new FormulaTooLong(
        `${where}: more operations than a program may have, at character ${token.at + 1}. Compute a part first, and give its result as ` +
          "an input",
      );
    }
    switch (token.is) {
      case "number":
        return builder.number(Number(token.text.replaceAll("_", "")), token.at);
      case "name":
        return named(token);
      case "quoted name":
        return builder.find(token) ?? builder.unknown(token.text, token.at);
      case "text":
      case "duration":
        return builder.literal(token);
      default:
        if (token.is === "end" || token.text !== "(") return refuse(token, 'expected a number, a name or "("');
        return parenthesised(token);
    }
  };

  const parenthesised = (opening: Token): Value => {
    const inner = conditional();
    tokens.expect(")", ` of the one at character ${opening.at + 1}`);
    return inner;
  };

  const named = (name: Token): Value => {
    const { text } = name;
    const isCalled = tokens.isSign("(");
    // No input can be called: in a formula, what is called is a function, though an input has its name.
    const found = !isStrict && isCalled ? undefined : builder.find(name);
    if (found !== undefined) return found;
    if ((text === "true" || text === "false") && !isCalled) return builder.boolean(text === "true", name.at);
    if (text === "null" && !isStrict && !isCalled) return builder.literal(name);
    const isMember = (text === "Math" || text === "Number") && tokens.takeSign(".");
    const member = isMember ? tokens.take() : name;
    const { functions, constants } = isMember ? builder.words.members[text] : builder.words;
    if (tokens.isSign("(")) return called(member, functions);
    const constant = constants.get(member.text);
    if (constant !== undefined) return builder.number(constant, name.at);
    if (functions.has(member.text)) tokens.fail(`${member.text} is a function: write ${member.text}(...)`, member.at);
    return builder.unknown(isMember ? `${text}.${member.text}` : text, name.at);
  };

  const called = (name: Token, functions: ReadonlyMap<string, Word>): Value => {
    const callable = builder.callable(name, functions);
    tokens.expect("(");
    return builder.call(callable, name, list(name.text));
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

/** @throws WrongArity */
export function checkArity({ arity, spread }: Word, name: Token, given: number, where: string): void {
  if (spread ? given >= arity : given === arity) return;
  const takes = `${arity} argument${arity === 1 ? "" : "s"}${spread ? " or more" : ""}`;
  throw new WrongArity(`${where}: ${name.text} takes ${takes}, got ${given}, at character ${name.at + 1}`);
}
