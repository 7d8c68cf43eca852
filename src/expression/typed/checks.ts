/** Which values of formulas over columns go together, and what an error says of those that do not. */
import type { ColumnScalar, DurationValue, ValueKind, ValueType } from "../../columns/functions/interface";
import { FormulaType } from "../../data-errors";
import type { NodeId } from "../graph";
import type { Tokens } from "../tokens";
import { type Doing, type TypedNode, TypedNodes } from "./nodes";
import { timeLiteral } from "./time-literals";
import { calledKinds, calledType, finer, type FunctionLibrary, isNumeric, isTime, NUMBER, wayOut } from "./types";

export class CheckedNodes extends TypedNodes {
  constructor(
    protected readonly library: FunctionLibrary,
    protected readonly tokens: Tokens,
  ) {
    super();
  }

  constant(type: ValueType, value: ColumnScalar, at: number, digits?: string): NodeId {
    return this.add({ is: "constant", type, value, isNullable: value === null, at, digits });
  }

  step(doing: Doing, type: ValueType, operands: readonly NodeId[], at: number, isNullable?: boolean): NodeId {
    const mayBeNull = isNullable ?? operands.some((one) => this.get(one).isNullable);
    return this.add({ is: "step", ...doing, operands, type, isNullable: mayBeNull, at } as TypedNode);
  }

  isNull(id: NodeId): boolean {
    const node = this.get(id);
    return node.is === "constant" && node.value === null;
  }

  /** A decimal, an integer, or a number that is written in the formula. */
  protected isExact(id: NodeId): boolean {
    const node = this.get(id);
    if (node.is === "constant") return typeof node.value === "number" && Number.isFinite(node.value);
    const { type } = node.type;
    return type === "decimal" || type?.includes("int") === true;
  }

  protected isKernel(id: NodeId): boolean {
    const node = this.get(id);
    return node.is === "step" && node.does === "kernel";
  }

  /** A value that is a number to kernels. */
  protected numeric(id: NodeId, of: string): NodeId {
    return this.ofKind(id, ["number", "boolean"], of, ["number"]);
  }

  /** @throws FormulaType where the value is of no such kind */
  ofKind(id: NodeId, kinds: readonly ValueKind[], of: string, named = kinds): NodeId {
    const { type, at } = this.get(id);
    if (this.isNull(id)) this.fail(`${of} of null is null in every row: leave it out, or write if, coalesce or isNull`, at);
    if (kinds.includes(type.kind)) return id;
    return this.fail(`${of} takes ${calledKinds(named)}, got ${calledType(type)}${wayOut(type, named, this.called(id), this.library)}`, at);
  }

  /** Text that is written beside a date or timestamp is read as one. */
  asTime(id: NodeId, beside: ValueType): NodeId {
    const node = this.get(id);
    if (!isTime(beside) || node.is !== "constant" || node.type.kind !== "text" || node.value === null) return id;
    const time = timeLiteral(node.value as string, beside);
    return typeof time === "string" ? this.fail(time, node.at) : this.constant(time.type, time.value, node.at);
  }

  /** A value of which another may stand in the place: null has its type, text may be a date. */
  protected beside(id: NodeId, other: NodeId): NodeId {
    if (this.isNull(id)) return this.constant(this.get(other).type, null, this.get(id).at);
    return this.asTime(id, this.get(other).type);
  }

  protected mismatch(of: string, a: NodeId, b: NodeId): never {
    const [left, right] = [this.get(a), this.get(b)];
    // A literal is what is easier to change.
    const [wrong, wanted] = left.is === "constant" && right.is !== "constant" ? [left, right] : [right, left];
    const [text, other] = left.type.kind === "text" ? [a, right] : [b, left];
    const way = wayOut(this.get(text).type, [other.type.kind], this.called(text), this.library);
    return this.fail(`${of} is of ${calledType(wanted.type)} and ${calledType(wrong.type)}, which do not go together${way}`, wrong.at);
  }

  /** @throws FormulaType for a moment beside the time of a clock on a wall that nobody knows where is */
  checkZones(of: string, a: NodeId, b: NodeId): void {
    const [left, right] = [this.get(a), this.get(b)];
    if (left.type.kind !== "timestamp" || right.type.kind !== "timestamp") return;
    const isMixed = (left.type.zone === undefined) !== (right.type.zone === undefined);
    if (isMixed || (of === "a choice" && left.type.zone !== right.type.zone)) {
      this.fail(`${of} is of ${calledType(left.type)} and ${calledType(right.type)}: give both the same zone`, right.at);
    }
  }

  /** @throws FormulaType for a month or year, which have no fixed length */
  refuseMonths(id: NodeId): void {
    const node = this.get(id);
    if (node.is !== "constant" || node.type.kind !== "duration" || node.value === null) return;
    const { months } = node.value as DurationValue;
    if (months !== 0) this.fail("months and years have no fixed length: write days, such as 30d", node.at);
  }

  /** The type of a value that is one of two. */
  protected common(a: NodeId, b: NodeId): ValueType {
    const [left, right] = [this.get(a).type, this.get(b).type];
    if (left.kind !== right.kind) {
      if (isNumeric(left) && isNumeric(right)) return NUMBER;
      this.mismatch("a choice", a, b);
    }
    this.checkZones("a choice", a, b);
    for (const one of [a, b]) this.refuseMonths(one);
    const { kind, zone } = left;
    if (kind === "timestamp") return { kind, unit: finer(left.unit, right.unit), zone };
    return kind === "duration" ? { kind, unit: finer(left.unit, right.unit) } : { kind };
  }

  /** A value as a message suggests to write it. */
  called(id: NodeId): string {
    const node = this.get(id);
    if (node.is === "input") return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(node.name) ? node.name : `\`${node.name}\``;
    return node.is === "constant" && node.type.kind !== "duration" ? JSON.stringify(node.value) : "...";
  }

  fail(what: string, at: number): never {
    throw new FormulaType(this.tokens.pointing(what, at), at);
  }
}
