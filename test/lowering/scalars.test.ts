import { describe, expect, it } from "vitest";
import type { InputKind } from "../../src/lowering/kinds";
import { evaluateScalars, givenSteps, isGiven, scalarSteps } from "../../src/lowering/scalars";
import { programOf } from "./programs";

const array = "float64" as const;
const spread = { dtype: array, length: 2, inner: 1 };

describe("steps of numbers alone", () => {
  // Which steps, whether there is any, whether all of those are of the program's own constants; and how they are evaluated.
  it.each<[formula: string, kinds: InputKind[], steps: boolean[], constant: boolean, evaluated: string[]]>([
    ["x + 1", [array], [false], true, []],
    ["x * sqrt(2)", [array], [true, false], true, ["sqrt(2, 0, 0) = 100"]],
    ["x * sqrt(2 * pi)", [array], [true, true, false], true, [`multiply(2, ${Math.PI}, 0) = 100`, "sqrt(100, 0, 0) = 101"]],
    ["x * sqrt(y)", [array, 3], [true, false], false, ["sqrt(3, 0, 0) = 100"]],
    ["x * sqrt(y)", [array, { double: 3 }], [true, false], false, ["sqrt(3, 0, 0) = 100"]],
    ["x * sqrt(y)", [array, array], [false, false], true, []],
    ["x * sqrt(y)", [array, spread], [false, false], true, []],
    ["x * where(y, 2, z)", [array, 4, 5], [true, false], false, ["where(4, 2, 5) = 100"]],
    ["x - y + exp(2)", [array, 4], [false, true, false], true, ["exp(2, 0, 0) = 100"]],
    ["exp(x + y) * z", [1, 2, array], [true, true, false], false, ["add(1, 2, 0) = 100", "exp(100, 0, 0) = 101"]],
    ["x + y", [1, 2], [true], false, ["add(1, 2, 0) = 100"]],
  ])("of %s with %j are %j", (formula, kinds, steps, constant, evaluated) => {
    const program = programOf(formula);
    expect(scalarSteps(program, kinds)).toEqual({ steps, any: steps.includes(true), constant });
    const log: string[] = [];
    const values = evaluateScalars(program, kinds, steps, (operation, _, a, b, c) => {
      log.push(`${operation}(${a}, ${b}, ${c}) = ${100 + log.length}`);
      return 99 + log.length;
    });
    expect(log).toEqual(evaluated);
    let next = 100;
    expect(values).toEqual(steps.map((is) => (is ? next++ : undefined)));
  });
});

describe("numbers as given", () => {
  const one = { double: 3 };
  it.each<[formula: string, kinds: InputKind[], steps: boolean[]]>([
    ["x + y", [1, 2], [true]],
    ["x + y", [1, one], [false]],
    ["x + y", [1, array], [false]],
    ["x + y", [spread, 1], [false]],
    ["sqrt(x + y) + exp(2)", [1, one], [false, false, true, false]],
  ])("%s of %j: steps %j", (formula, kinds, steps) => {
    expect(givenSteps(programOf(formula), kinds)).toEqual(steps);
  });

  it.each<[formula: string, kinds: InputKind[], evaluated: string[]]>([
    ["pow(x, y)", [1, 2], ["pow by a number"]],
    ["pow(x, y)", [one, 2], ["pow by a number"]],
    ["pow(x, y)", [1, one], ["pow"]],
    ["pow(x, 2.5)", [one], ["pow by a number"]],
    ["pow(2, x - 1)", [one], ["subtract by a number", "pow"]],
    ["pow(2, x - 1)", [1], ["subtract by a number", "pow by a number"]],
    ["sqrt(x)", [1], ["sqrt"]],
  ])("%s of %j is evaluated by %j", (formula, kinds, evaluated) => {
    const program = programOf(formula);
    const log: string[] = [];
    evaluateScalars(program, kinds, scalarSteps(program, kinds).steps, (operation, byNumber) => {
      log.push(byNumber ? `${operation} by a number` : operation);
      return 1;
    });
    expect(log).toEqual(evaluated);
  });

  it("is an operand that is a constant, a number, or a step of such", () => {
    expect([{ constant: 1 }, { input: 0 }, { input: 1 }, { input: 2 }, { register: 0 }, { register: 1 }].map((o) =>
      isGiven(o, [1, one, array], [true, false]))).toEqual([true, true, false, false, true, false]);
  });
});
