import { describe, expect, it } from "vitest";
import { FormulaTooLong } from "../../src/errors";
import { parseFormula } from "../../src/expression/formula";
import { Graph } from "../../src/expression/graph";
import { MOST_STEPS, programOf } from "../../src/expression/linearize";
import type { Operand, Program } from "../../src/program";

const numeral = (value: number) => (Object.is(value, -0) ? "-0" : `${value}`);
const shown = (o: Operand) => ("input" in o ? "xyzw"[o.input]! : "register" in o ? `#${o.register}` : numeral(o.constant));
function listed({ steps, result }: Program): string[] {
  return [...steps.map(({ operation, operands }) => `${operation} ${operands.map(shown).join(" ")}`), shown(result)];
}
const programOfText = (text: string) => parseFormula(text, "positional", "test").program;

describe("a formula's program: its steps in order, then its result", () => {
  it.each<[string, string[]]>([
    ["x", ["x"]],
    ["3", ["3"]],
    ["x + y", ["add x y", "#0"]],
    ["y - x", ["subtract y x", "#0"]],
    // Common subexpressions are one step.
    ["sin(x) * sin(x)", ["sin x", "square #0", "#1"]],
    ["(x + y) * (y + x)", ["add x y", "square #0", "#1"]],
    ["(x - y) * (y - x)", ["subtract x y", "subtract y x", "multiply #0 #1", "#2"]],
    ["exp(x) + exp(x) * y", ["exp x", "multiply #0 y", "add #0 #1", "#2"]],
    // Operands of what commutes: numbers first, then in the order of making.
    ["x + 1", ["add 1 x", "#0"]], ["x * 2", ["multiply 2 x", "#0"]], ["x - 1", ["subtract x 1", "#0"]], ["x == 1", ["equal 1 x", "#0"]],
    ["min(x, 1)", ["minimum 1 x", "#0"]],
    ["x < 1", ["less x 1", "#0"]], ["x + x", ["add x x", "#0"]],
    // Squares, and no other power.
    ["x ** 2", ["square x", "#0"]], ["x * x", ["square x", "#0"]], ["pow(x, 2)", ["square x", "#0"]], ["x ** 3", ["pow x 3", "#0"]],
    ["2 ** x", ["pow 2 x", "#0"]],
    ["x ** 0.5", ["pow x 0.5", "#0"]], ["x ** -2", ["pow x -2", "#0"]],
    // Division by a power of two is multiplication where its reciprocal is a normal number.
    ["x / 2", ["multiply 0.5 x", "#0"]], ["x / -4", ["multiply -0.25 x", "#0"]], ["x / 0.5", ["multiply 2 x", "#0"]],
    ["x / 1", ["multiply 1 x", "#0"]],
    ["x / 3", ["divide x 3", "#0"]], ["x / 0", ["divide x 0", "#0"]], ["2 / x", ["divide 2 x", "#0"]],
    ["x / Infinity", ["divide x Infinity", "#0"]],
    [`x / ${2 ** 1022}`, [`multiply ${2 ** -1022} x`, "#0"]], [`x / ${2 ** 1023}`, [`divide x ${2 ** 1023}`, "#0"]],
    [`x / ${2 ** -1022}`, [`multiply ${2 ** 1022} x`, "#0"]], [`x / ${2 ** -1023}`, [`divide x ${2 ** -1023}`, "#0"]],
    ["x / 1.0000000000000002", ["divide x 1.0000000000000002", "#0"]],
    // A negative number is a number; -0 is not 0.
    ["x * -3", ["multiply -3 x", "#0"]], ["x + -0 + 0", ["add -0 x", "add 0 #0", "#1"]], ["-x", ["negate x", "#0"]],
    ["- -x", ["negate x", "negate #0", "#1"]],
    // Truth as JavaScript has it: of numbers, not of comparisons.
    ["x ? y : 3", ["abs x", "less 0 #0", "where #1 y 3", "#2"]], ["x < y ? x : y", ["less x y", "where #0 x y", "#1"]],
    ["x ? y : y", ["y"]],
    ["!x", ["abs x", "less 0 #0", "equal 0 #1", "#2"]], ["!(x < y)", ["less x y", "equal 0 #0", "#1"]],
    ["x && y", ["abs x", "less 0 #0", "where #1 y x", "#2"]],
    ["x || y", ["abs x", "less 0 #0", "where #1 x y", "#2"]], ["isnan(x) ? 0 : x", ["isnan x", "where #0 0 x", "#1"]],
    ["(x ? y < 1 : y > 2) ? 3 : 4", ["abs x", "less 0 #0", "less y 1", "greater y 2", "where #1 #2 #3", "where #4 3 4", "#5"]],
    // Named operations are their steps.
    ["exp_sqrt(x)", ["sqrt x", "exp #0", "#1"]], ["log_sqrt1(x) + 1", ["sqrt x", "add 1 #0", "log #1", "add 1 #2", "#3"]],
    // What needs most registers goes first.
    ["sin(x) + cos(sin(y) * exp(y))", ["sin y", "exp y", "multiply #0 #1", "cos #2", "sin x", "add #4 #3", "#5"]],
    ["cos(sin(y * x) * exp(y)) + sin(x)", ["multiply y x", "sin #0", "exp y", "multiply #1 #2", "cos #3", "sin x", "add #4 #5", "#6"]],
    ["exp(x) - exp(y)", ["exp x", "exp y", "subtract #0 #1", "#2"]],
    ["fma(exp(x), exp(y), exp(x) * exp(y) / exp(x + y))", ["exp x", "exp y", "multiply #0 #1", "add x y", "exp #3", "divide #2 #4",
      "fma #0 #1 #5", "#6"]],
  ])("%s", (text, want) => {
    expect(listed(programOfText(text))).toEqual(want);
  });
});

describe("a graph", () => {
  it("has each distinct value once, and 0 apart from -0, a number apart from a truth", () => {
    const graph = new Graph();
    const [x, zero] = [graph.input(0), graph.number(0)];
    expect([graph.input(0), graph.number(0)]).toEqual([x, zero]);
    expect(new Set([x, zero, graph.input(1), graph.number(-0), graph.number(0, "boolean"), graph.number(Number.NaN)]).size).toBe(6);
    expect(graph.apply("add", x, zero)).toBe(graph.apply("add", zero, x));
    expect(graph.apply("subtract", x, zero)).not.toBe(graph.apply("subtract", zero, x));
    expect(graph.nodes.map((node) => node.is)).toEqual(["input", "number", "input", "number", "number", "number", "step", "step", "step"]);
  });

  it("knows what a value is in JavaScript's eyes", () => {
    const graph = new Graph();
    const [x, y] = [graph.input(0), graph.input(1)];
    const less = graph.apply("less", x, y);
    expect([x, less, graph.apply("add", less, less), graph.not(x), graph.choose(x, less, less), graph.choose(x, less, y),
      graph.choose(x, x, y)].map((node) => graph.kindOf(node)))
      .toEqual(["number", "boolean", "number", "boolean", "boolean", "either", "number"]);
    expect(graph.asNumber(x)).toBe(x);
    expect(graph.nodes[graph.asNumber(less)]).toMatchObject({ operation: "multiply", operands: [graph.number(1), less] });
    expect(graph.truth(less)).toBe(less);
  });

  it("leaves out of a program what its result does not need, and no step is done twice however often it is used", () => {
    const graph = new Graph();
    const x = graph.input(0);
    graph.apply("exp", x);
    let value = graph.apply("sin", x);
    for (let i = 0; i < 50; i++) value = graph.apply("subtract", value, graph.apply("add", value, value)); // 2^50 paths
    expect(programOf(graph, value, 1, "", "test").steps).toHaveLength(101);
  });

  it("is refused as a program from its 385th step on", () => {
    const graph = new Graph();
    let value = graph.input(0);
    for (let i = 0; i < MOST_STEPS; i++) value = graph.apply("sin", value);
    expect(programOf(graph, value, 1, "", "test").steps).toHaveLength(384);
    expect(() => programOf(graph, graph.apply("sin", value), 1, "", "test")).toThrow(FormulaTooLong);
  });
});
