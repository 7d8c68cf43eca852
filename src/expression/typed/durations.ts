/** What + - * / mean of dates, timestamps and durations. */
import { arithmeticType } from "../../columns/functions/arithmetic";
import { lengthNs } from "../../columns/functions/duration-length";
import type { DurationValue } from "../../columns/functions/interface";
import type { NodeId } from "../graph";
import type { CheckedNodes } from "./checks";
import type { TypedNode } from "./nodes";
import { calledType, finer, isTime, NUMBER, unitOf } from "./types";

const SIGNS: Readonly<Record<string, string>> = { add: "+", subtract: "-", multiply: "*", divide: "/", remainder: "%", pow: "**" };
/** Parts of a duration are as fine as this. */
const PART_UNIT = "us";

/** A step of an operation of which an operand is a date, timestamp or duration; undefined where none is. @throws FormulaType */
export function durationStep(nodes: CheckedNodes, operation: string, first: NodeId, second: NodeId, at: number): NodeId | undefined {
  const isOther = (id: NodeId) => isTime(nodes.get(id).type) || nodes.get(id).type.kind === "duration";
  if (!isOther(first) && !isOther(second)) return undefined;
  const sign = SIGNS[operation] ?? operation;
  for (const one of [first, second]) if (nodes.isNull(one)) nodes.ofKind(one, [], sign);
  const a = nodes.asTime(first, nodes.get(second).type);
  const b = nodes.asTime(second, nodes.get(first).type);
  const [left, right] = [nodes.get(a), nodes.get(b)];
  const [kindA, kindB] = [left, right].map(({ type }) => (isTime(type) ? "time" : type.kind));
  switch (`${kindA} ${sign} ${kindB}`) {
    case "time + duration":
    case "duration + time":
    case "time - duration":
      return added(nodes, a, b, sign === "+" ? 1 : -1, at);
    case "time - time":
      nodes.checkZones(sign, a, b);
      return added(nodes, a, b, -1, at);
    case "duration + duration":
    case "duration - duration":
      return sum(nodes, a, b, sign === "+" ? 1 : -1, at);
    case "duration * number":
    case "duration / number":
      return scaled(nodes, a, b, sign === "/", at);
    case "number * duration":
      return scaled(nodes, b, a, false, at);
    case "duration / duration":
      for (const one of [a, b]) nodes.refuseMonths(one);
      return nodes.step({ does: "ratio" }, NUMBER, [a, b], at);
    default:
      return nodes.fail(`${calledType(left.type)} ${sign} ${calledType(right.type)} has no meaning${hintFor(left, right)}`, at);
  }
}

function hintFor(left: TypedNode, right: TypedNode): string {
  const isNumberBesideTime = [left, right].some(({ type }) => type.kind === "number") && [left, right].some(({ type }) => isTime(type));
  return isNumberBesideTime ? ": a duration has a unit, such as 30d, 12h or 1mo; x times 24 hours are x * 24h" : "";
}

const durationOf = (node: TypedNode): DurationValue | undefined =>
  node.is === "constant" && node.type.kind === "duration" ? (node.value as DurationValue) : undefined;

function unitOfNode(node: TypedNode) {
  const constant = durationOf(node);
  return constant ? unitOf(lengthNs(constant)) : node.type.unit;
}

function added(nodes: CheckedNodes, a: NodeId, b: NodeId, sign: 1 | -1, at: number): NodeId {
  const [left, right] = [nodes.get(a), nodes.get(b)];
  const type = arithmeticType(sign > 0 ? "+" : "-", left.type, right.type, durationOf(left), durationOf(right));
  return nodes.step({ does: "add", sign }, type, [a, b], at);
}

function sum(nodes: CheckedNodes, a: NodeId, b: NodeId, sign: 1 | -1, at: number): NodeId {
  const [first, second] = [durationOf(nodes.get(a)), durationOf(nodes.get(b))];
  if (first && second) {
    const [months, days] = [first.months + sign * second.months, first.days + sign * second.days];
    return nodes.constant({ kind: "duration" }, { months, days, ns: first.ns + BigInt(sign) * second.ns }, at);
  }
  for (const one of [a, b]) nodes.refuseMonths(one);
  return added(nodes, a, b, sign, at);
}

function scaled(nodes: CheckedNodes, duration: NodeId, by: NodeId, divides: boolean, at: number): NodeId {
  const [of, number] = [nodes.get(duration), nodes.get(by)];
  const constant = durationOf(of);
  if (constant && !divides && number.is === "constant" && Number.isSafeInteger(number.value)) {
    const times = number.value as number;
    const [months, days] = [constant.months * times, constant.days * times];
    if (![months, days].every(Number.isSafeInteger)) return nodes.fail("the duration is too long", at);
    return nodes.constant({ kind: "duration" }, { months, days, ns: constant.ns * BigInt(times) }, at);
  }
  nodes.refuseMonths(duration);
  return nodes.step({ does: "scale", divides }, { kind: "duration", unit: finer(PART_UNIT, unitOfNode(of)) }, [duration, by], at);
}
