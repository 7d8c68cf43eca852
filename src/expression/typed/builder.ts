/** What the grammar reads of a formula over columns: nodes with types, checked as they are made. */
import { rowOf } from "../../catalog/index";
import type { Comparison } from "../../columns/functions/compare";
import type { ColumnFunction, ValueType } from "../../columns/functions/interface";
import { BadPattern } from "../../data-errors";
import { WrongArity } from "../../errors";
import type { NodeId } from "../graph";
import { ELSEWHERE } from "../elsewhere";
import { unknownFunction } from "../numbers";
import { type Builder, checkArity } from "../parse";
import type { Token, Tokens } from "../tokens";
import { formulaWords, type Word } from "../words";
import { CheckedNodes } from "./checks";
import { durationStep } from "./durations";
import type { TypedNode } from "./nodes";
import { durationLiteral } from "./time-literals";
import { BOOLEAN, calledType, type FormulaInput, type FunctionLibrary, isNumeric, isTime, NUMBER, TEXT } from "./types";
import { unknownColumn } from "../../columns/unknown-column";

type Called = Word | ColumnFunction;

/** Characters of a number that are looked at. */
const MOST_WRITTEN = 1000;
/** The catalog's comparisons. */
const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ["equal", "=="], ["not_equal", "!="], ["less", "<"], ["less_equal", "<="], ["greater", ">"], ["greater_equal", ">="],
]);

export class TypedBuilder extends CheckedNodes implements Builder<NodeId, Called> {
  readonly isStrict = false;
  readonly words = formulaWords;
  /** The columns that are used, in the order of their first use. */
  readonly columns: string[] = [];

  constructor(
    private readonly inputs: ReadonlyMap<string, FormulaInput>,
    library: FunctionLibrary,
    tokens: Tokens,
    private readonly where: string,
  ) {
    super(library, tokens);
  }

  get size(): number {
    return this.nodes.length;
  }

  find({ text: name, at }: Token): NodeId | undefined {
    const input = this.inputs.get(name);
    if (!input) return undefined;
    const { isNullable, ...type } = input;
    let position = this.columns.indexOf(name);
    if (position < 0) position = this.columns.push(name) - 1;
    return this.add({ is: "input", input: position, name, type, isNullable, at });
  }

  unknown(name: string, at: number): never {
    throw unknownColumn(this.where, name, [...this.inputs.keys()], `, at character ${at + 1}`);
  }

  number(value: number, at: number): NodeId {
    return this.constant(NUMBER, value, at, this.digitsAt(at, value));
  }

  /** A number as it is written, without the marks between its digits; undefined of hexadecimal ones and the like. */
  private digitsAt(at: number, value: number): string | undefined {
    const [written = ""] = /^[\d._]*(?:[eE][+-]?[\d_]+)?/.exec(this.tokens.text.slice(at, at + MOST_WRITTEN)) ?? [];
    const digits = written.replaceAll("_", "");
    return digits !== "" && Number(digits) === value ? digits : undefined;
  }

  boolean(value: boolean, at: number): NodeId {
    return this.constant(BOOLEAN, value, at);
  }

  literal({ is, text, at }: Token): NodeId {
    if (is === "text") return this.constant(TEXT, text, at);
    // What null is, what stands beside it says: until then it is text.
    if (is === "name") return this.constant(TEXT, null, at);
    const duration = durationLiteral(text);
    return typeof duration === "string" ? this.fail(duration, at) : this.constant({ kind: "duration" }, duration, at);
  }

  sign(sign: "-" | "+" | "!", operand: NodeId, at: number): NodeId {
    if (sign === "!") return this.not(operand, at);
    const node = this.get(operand);
    const { type } = node;
    if (node.is === "constant" && typeof node.value === "number") {
      const { value, digits } = node;
      if (sign === "+") return operand;
      return this.constant(NUMBER, -value, at, digits?.startsWith("-") ? digits.slice(1) : digits && `-${digits}`);
    }
    if (type.kind === "duration" && sign === "-") return durationStep(this, "multiply", operand, this.number(-1, at), at)!;
    return this.kernel(sign === "-" ? "negate" : "number", [this.numeric(operand, sign)], at);
  }

  private not(operand: NodeId, at: number): NodeId {
    const { type } = this.get(operand);
    if (type.kind === "number" || this.isKernel(operand)) return this.kernel("not", [this.numeric(operand, "not")], at);
    return this.step({ does: "not" }, BOOLEAN, [this.ofKind(operand, ["boolean"], "not")], at);
  }

  binary(sign: Token, operation: string, a: NodeId, b: NodeId): NodeId {
    const { text, at } = sign;
    if (operation === "and" || operation === "or") return this.logic(sign, operation, a, b);
    if (COMPARISONS.has(operation)) return this.compared(text, operation, a, b, at);
    const step = durationStep(this, operation, a, b, at);
    const someText = [a, b].find((one) => this.get(one).type.kind === "text" && !this.isNull(one));
    if (operation === "add" && someText !== undefined && step === undefined) {
      const both = `${this.called(a)}, ${this.called(b)}`;
      this.fail(`+ takes number, got text: write concat(${both}) for text, or number(...) for numbers`, this.get(someText).at);
    }
    return step ?? this.kernel(operation, [this.numeric(a, text), this.numeric(b, text)], at);
  }

  /** Of numbers by their truth: 0 and NaN are false. */
  private logic({ text, at }: Token, does: "and" | "or", a: NodeId, b: NodeId): NodeId {
    const truths = [a, b].map((operand) => {
      const { type, at: place } = this.get(this.ofKind(operand, ["boolean", "number"], text, ["boolean"]));
      return type.kind === "number" ? this.kernel("truth", [operand], place) : operand;
    });
    const isWhole = truths.every((operand) => this.isKernel(operand) && !this.get(operand).isNullable);
    return isWhole ? this.kernel(does, truths, at) : this.step({ does }, BOOLEAN, truths, at);
  }

  /** A comparison of two values of kinds that go together. */
  compared(sign: string, operation: string, first: NodeId, second: NodeId, at: number): NodeId {
    for (const operand of [first, second]) {
      if (this.isNull(operand)) this.fail(`nothing is ${sign} null: write isNull(...), or not isNull(...)`, this.get(operand).at);
    }
    const a = this.asTime(first, this.get(second).type);
    const b = this.asTime(second, this.get(first).type);
    const [left, right] = [this.get(a).type, this.get(b).type];
    const hasDecimal = left.type === "decimal" || right.type === "decimal";
    if (hasDecimal && this.isExact(a) && this.isExact(b)) {
      return this.step({ does: "compare decimals", operation: COMPARISONS.get(operation)! }, BOOLEAN, [a, b], at);
    }
    const areKernels = left.kind === "number" || right.kind === "number" || (this.isKernel(a) && this.isKernel(b));
    if (isNumeric(left) && isNumeric(right) && areKernels) return this.kernel(operation, [a, b], at);
    const go = left.kind === right.kind || (isTime(left) && isTime(right));
    if (!go) this.mismatch(sign, a, b);
    this.checkZones(sign, a, b);
    for (const one of [a, b]) this.refuseMonths(one);
    return this.step({ does: "compare", operation: COMPARISONS.get(operation)! }, BOOLEAN, [a, b], at);
  }

  choose(condition: NodeId, first: NodeId, second: NodeId, at: number, isNullable?: boolean): NodeId {
    const { type: asked, at: place } = this.get(condition);
    if (this.isNull(condition) || !isNumeric(asked)) {
      this.fail(`a condition is a boolean, got ${this.isNull(condition) ? "null" : calledType(asked)}`, place);
    }
    const a = this.beside(first, second);
    const b = this.beside(second, first);
    const type = this.common(a, b);
    const isWhole = [condition, a, b].every((one) => !this.get(one).isNullable);
    if (isWhole && type.kind === "number" && (this.isKernel(condition) || asked.kind === "number")) {
      return this.kernel("choose", [condition, a, b], at);
    }
    const truth = asked.kind === "number" ? this.kernel("truth", [condition], place) : condition;
    return this.step({ does: "choose" }, type, [truth, a, b], at, isNullable);
  }

  isAmong(operand: NodeId, among: readonly NodeId[], at: number): NodeId {
    const nothing = among.find((one) => this.isNull(one));
    if (nothing !== undefined) this.fail("null is no value that in could find: leave it out, or write isNull(...)", this.get(nothing).at);
    const { type } = this.get(operand);
    const values = among.map((one) => this.get(this.asTime(one, type)));
    const { kind } = type;
    const isSimple = ["number", "text", "date"].includes(kind) && values.every((one) => one.is === "constant" && one.type.kind === kind);
    if (isSimple) {
      const constants = values.map((one) => (one as TypedNode & { is: "constant" }).value as number | string);
      if (type.type === "decimal") {
        const digits = values.map((one, i) => (one as TypedNode & { is: "constant" }).digits ?? String(constants[i]));
        return this.step({ does: "among decimals", digits }, BOOLEAN, [operand], at);
      }
      return this.step({ does: "among", kind, values: constants }, BOOLEAN, [operand], at);
    }
    const equals = among.map((one) => this.compared("==", "equal", operand, one, at));
    return equals.reduce((a, b) => this.step({ does: "or" }, BOOLEAN, [a, b], at));
  }

  callable(name: Token, functions: ReadonlyMap<string, Word>): Called {
    const own = functions === formulaWords.functions ? this.library.get(name.text) : undefined;
    const found = functions.get(name.text) ?? own;
    if (found) return found;
    const elsewhere = functions === formulaWords.functions ? ELSEWHERE.get(name.text.toLowerCase()) : undefined;
    throw unknownFunction(name, [...functions.keys(), ...this.library.keys()], this.where, elsewhere);
  }

  call(called: Called, name: Token, given: NodeId[]): NodeId {
    if ("run" in called) return this.callFunction(called, name, given);
    const { at } = name;
    checkArity(called, name, given.length, this.where);
    const [first] = given as [NodeId];
    if (called.form === "if") return this.choose(first, given[1]!, given[2]!, at);
    if (called.form === "isNull") return this.step({ does: "isNull" }, BOOLEAN, [first], at, false);
    if (called.form === "coalesce") return given.reduceRight((otherwise, one) => this.orElse(one, otherwise, at));
    const numbers = given.map((one) => this.numeric(one, name.text));
    if (!called.spread) return this.kernel(called.operation, numbers, at);
    return this.kernel("number", [numbers.reduce((a, b) => this.kernel(called.operation, [a, b], at))], at);
  }

  private orElse(value: NodeId, otherwise: NodeId, at: number): NodeId {
    const asked = this.beside(value, otherwise);
    if (!this.get(asked).isNullable) {
      this.common(asked, this.beside(otherwise, asked));
      return asked;
    }
    const isMissing = this.step({ does: "isNull" }, BOOLEAN, [asked], at, false);
    return this.choose(isMissing, otherwise, asked, at, this.get(otherwise).isNullable);
  }

  private callFunction(of: ColumnFunction, name: Token, given: readonly NodeId[]): NodeId {
    const { parameters } = of;
    const least = parameters.filter(({ isOptional }) => !isOptional).length;
    if (given.length < least || given.length > parameters.length) {
      const takes = parameters.map((one) => (one.isOptional ? `${one.name}?` : one.name)).join(", ");
      throw new WrongArity(`${this.where}: ${name.text}(${takes}) got ${given.length} arguments, at character ${name.at + 1}`);
    }
    const operands = given.map((one, i) => {
      const { kinds, isLiteral, name: called } = parameters[i]!;
      const { is, at } = this.get(one);
      if (isLiteral && is !== "constant") this.fail(`${name.text}: ${called} must be written in the formula, as text or a number`, at);
      if (this.isNull(one)) return this.constant({ kind: kinds[0]! }, null, at);
      const time = kinds.find((kind) => isTime({ kind }));
      const read = time !== undefined && !kinds.includes("text") ? this.asTime(one, { kind: time }) : one;
      return this.ofKind(read, kinds, name.text);
    });
    const nodes = operands.map((one) => this.get(one));
    let type: ValueType;
    try {
      type = of.gives(nodes.map((node) => node.type), nodes.map((node) => (node.is === "constant" ? node.value : undefined)));
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof BadPattern) throw new BadPattern(this.tokens.pointing(message, nodes[1]!.at));
      return this.fail(message.startsWith(`${name.text}:`) ? message : `${name.text}: ${message}`, name.at);
    }
    return this.step({ does: "call", function: of }, type, operands, name.at, true);
  }

  private kernel(operation: string, operands: readonly NodeId[], at: number): NodeId {
    const isTruth = LOGIC.includes(operation) || (!OF_NUMBERS.includes(operation) && rowOf(operation).isTruth);
    const type = isTruth ? BOOLEAN : NUMBER;
    return this.step({ does: "kernel", operation }, type, operands, at);
  }
}

/** Operations of the graph that the catalog does not have. */
const LOGIC = ["truth", "not", "and", "or"];
const OF_NUMBERS = ["number", "choose"];
