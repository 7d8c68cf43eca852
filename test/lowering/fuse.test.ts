import { describe, expect, it } from "vitest";
import { fuse } from "../../src/lowering/fuse";
import type { Fusion } from "../../src/program";
import { operandOf, shown, stepsOf } from "./programs";

function fusion(name: string, inputs: number, ...steps: string[]): Fusion {
  return { kernels: { float64: name }, steps: stepsOf(...steps), inputs, cost: 1 };
}

const LOG_SQRT1 = fusion("log_sqrt1", 1, "sqrt x", "add 1 #0", "log #1");
const EXP_SQRT = fusion("exp_sqrt", 1, "sqrt x", "exp #0");
const SIN_PLUS_COS = fusion("sin_plus_cos", 1, "sin x", "cos x", "add #0 #1");
const MADD = fusion("madd", 3, "multiply x y", "add #0 z");
const NORM = fusion("norm", 2, "square x", "square y", "add #0 #1", "sqrt #2");
const MINUS = fusion("minus", 2, "negate y", "subtract x #0");
const ALL = [NORM, LOG_SQRT1, EXP_SQRT, SIN_PLUS_COS, MADD, MINUS];

interface Given {
  fusions?: Fusion[];
  result?: string;
  /** Steps of numbers alone. */
  skip?: number[];
  /** Kernels that do not fit. */
  refused?: string[];
}

/** The passes as "2: kernel(operands)". */
function passesOf(steps: string[], { fusions = ALL, result = `#${steps.length - 1}`, skip = [], refused = [] }: Given = {}): string[] {
  const fits = (found: Fusion) => !refused.includes(found.kernels.float64!);
  return fuse(stepsOf(...steps), operandOf(result), fusions, (i) => !skip.includes(i), fits).map((pass) => {
    const kernel = pass.fusion?.kernels.float64 ?? steps[pass.register]!.split(" ")[0];
    return `${pass.register}: ${kernel}(${pass.operands.map(shown).join(", ")})`;
  });
}

describe("steps that one kernel does", () => {
  it.each<[string, string[], string[]]>([
    ["none: each is a pass of its own", ["sqrt x", "sin #0"], ["0: sqrt(x)", "1: sin(#0)"]],
    ["two, of an input", ["sqrt x", "exp #0"], ["1: exp_sqrt(x)"]],
    ["two, of a number", ["sqrt 2", "exp #0"], ["1: exp_sqrt(2)"]],
    ["two, of another step's result", ["sin x", "sqrt #0", "exp #1"], ["0: sin(x)", "2: exp_sqrt(#0)"]],
    ["three, with a number", ["sqrt x", "add 1 #0", "log #1"], ["2: log_sqrt1(x)"]],
    ["with operands of a sum in either order", ["sqrt x", "add #0 1", "log #1"], ["2: log_sqrt1(x)"]],
    ["no other number", ["sqrt x", "add 2 #0", "log #1"], ["0: sqrt(x)", "1: add(2, #0)", "2: log(#1)"]],
    ["no input for a number", ["sqrt x", "add y #0", "log #1"], ["0: sqrt(x)", "1: add(y, #0)", "2: log(#1)"]],
    ["twice in one program", ["sqrt x", "exp #0", "sqrt y", "exp #2", "divide #1 #3"],
      ["1: exp_sqrt(x)", "3: exp_sqrt(y)", "4: divide(#1, #3)"]],
    ["one within the operands of another", ["sqrt x", "exp #0", "sqrt #1", "exp #2"], ["1: exp_sqrt(x)", "3: exp_sqrt(#1)"]],
    ["of one value, used twice", ["sin x", "cos x", "add #0 #1"], ["2: sin_plus_cos(x)"]],
    ["of one value, in the other order", ["cos x", "sin x", "add #0 #1"], ["2: sin_plus_cos(x)"]],
    ["of one number, used twice", ["sin 3", "cos 3", "add #0 #1"], ["2: sin_plus_cos(3)"]],
    ["of one step's result, used twice", ["exp x", "sin #0", "cos #0", "add #1 #2"], ["0: exp(x)", "3: sin_plus_cos(#0)"]],
    ["not of two inputs where the pattern has one", ["sin x", "cos y", "add #0 #1"], ["0: sin(x)", "1: cos(y)", "2: add(#0, #1)"]],
    ["not of two numbers where the pattern has one", ["sin 0", "cos -0", "add #0 #1"], ["0: sin(0)", "1: cos(-0)", "2: add(#0, #1)"]],
    ["not of an input and a number", ["sin x", "cos 1", "add #0 #1"], ["0: sin(x)", "1: cos(1)", "2: add(#0, #1)"]],
    ["not of a step and an input", ["exp x", "sin #0", "cos x", "add #1 #2"], ["0: exp(x)", "1: sin(#0)", "2: cos(x)", "3: add(#1, #2)"]],
    ["not of two steps", ["exp x", "log x", "sin #0", "cos #1", "add #2 #3"],
      ["0: exp(x)", "1: log(x)", "2: sin(#0)", "3: cos(#1)", "4: add(#2, #3)"]],
    ["not of a number and a step", ["exp x", "sin 1", "cos #0", "add #1 #2"], ["0: exp(x)", "1: sin(1)", "2: cos(#0)", "3: add(#1, #2)"]],
    ["not what something else needs too", ["sqrt x", "exp #0", "add #0 #1"], ["0: sqrt(x)", "1: exp(#0)", "2: add(#0, #1)"]],
    ["with three operands, in their order", ["multiply x 3", "add #0 y"], ["1: madd(x, 3, y)"]],
    ["with three operands, the product on the right", ["multiply x 3", "add y #0"], ["1: madd(x, 3, y)"]],
    ["the left product of two", ["multiply x y", "multiply z w", "add #0 #1"], ["1: multiply(z, w)", "2: madd(x, y, #1)"]],
    ["four, with two arms", ["square x", "square y", "add #0 #1", "sqrt #2"], ["3: norm(x, y)"]],
    ["four, the outermost before one within", ["square x", "square y", "add #0 #1", "sqrt #2", "exp #3"],
      ["0: square(x)", "1: square(y)", "2: add(#0, #1)", "4: exp_sqrt(#2)"]],
    ["operands of a difference in their order", ["negate y", "subtract x #0"], ["1: minus(x, y)"]],
    ["not a difference the other way round", ["negate y", "subtract #0 x"], ["0: negate(y)", "1: subtract(#0, x)"]],
    ["a result that goes on", ["sqrt x", "exp #0", "sin #1"], ["1: exp_sqrt(x)", "2: sin(#1)"]],
    ["a first arm that matches before the second does not", ["sin x", "sin y", "add #0 #1"], ["0: sin(x)", "1: sin(y)", "2: add(#0, #1)"]],
    ["an order that is given up leaves nothing behind", ["cos y", "sin y", "add #0 #1", "sin x", "cos x", "add #4 #3", "multiply #2 #5"],
      ["2: sin_plus_cos(y)", "5: sin_plus_cos(x)", "6: multiply(#2, #5)"]],
  ])("%s", (_, steps, want) => {
    expect(passesOf(steps)).toEqual(want);
  });

  it("are not what is the result itself", () => {
    expect(passesOf(["sqrt x", "exp #0"], { result: "#0" })).toEqual(["0: sqrt(x)", "1: exp(#0)"]);
    expect(passesOf(["sqrt x", "exp #0"], { result: "x" })).toEqual(["1: exp_sqrt(x)"]);
  });

  it("are none of those that are not run, and what those read does not count", () => {
    expect(passesOf(["sqrt 2", "exp #0", "multiply x #1"], { skip: [0, 1], fusions: [EXP_SQRT] })).toEqual(["2: multiply(x, #1)"]);
    expect(passesOf(["sqrt 2", "exp #0", "multiply x #1"], { skip: [0] })).toEqual(["1: exp(#0)", "2: multiply(x, #1)"]);
    expect(passesOf(["sqrt x", "sin #0", "exp #0"], { skip: [1] })).toEqual(["2: exp_sqrt(x)"]);
  });

  it("are done one by one where a kernel does not fit what it would be given, or by the next that does", () => {
    const steps = ["square x", "square y", "add #0 #1", "sqrt #2"];
    expect(passesOf(["sqrt x", "exp #0"], { refused: ["exp_sqrt"] })).toEqual(["0: sqrt(x)", "1: exp(#0)"]);
    const shorter = fusion("root_of_sum", 2, "add x y", "sqrt #0");
    expect(passesOf(steps, { fusions: [NORM, shorter] })).toEqual(["3: norm(x, y)"]);
    expect(passesOf(steps, { fusions: [shorter, NORM] })).toEqual(["0: square(x)", "1: square(y)", "3: root_of_sum(#0, #1)"]);
    expect(passesOf(steps, { fusions: [NORM, shorter], refused: ["norm"] })).toEqual(["0: square(x)", "1: square(y)",
      "3: root_of_sum(#0, #1)"]);
  });

  it("match whatever was tried before in vain: what an order bound is forgotten with it", () => {
    // The first order binds x to a, then fails; kept, it would be refused in the second.
    const pattern = fusion("pair", 2, "sin x", "multiply #0 y", "add #1 x");
    expect(passesOf(["sin x", "multiply y #0", "add #1 x"], { fusions: [pattern] })).toEqual(["2: pair(x, y)"]);
    expect(passesOf(["sin x", "multiply #0 y", "add x #1"], { fusions: [pattern] })).toEqual(["2: pair(x, y)"]);
    const plusSin = fusion("plus_sin", 2, "sin y", "add x #0");
    expect(passesOf(["sin z", "add #0 w"], { fusions: [plusSin] })).toEqual(["1: plus_sin(w, z)"]);
    expect(passesOf(["exp y", "sin z", "add #1 #0"], { fusions: [plusSin] })).toEqual(["0: exp(y)", "2: plus_sin(#0, z)"]);
    const inner = fusion("inner", 2, "sin x", "cos x", "multiply #0 #1", "negate #2");
    expect(passesOf(["cos x", "sin x", "multiply #0 #1", "negate #2"], { fusions: [inner] })).toEqual(["3: inner(x)"]);
    const twice = fusion("twice", 3, "sin x", "exp y", "cos z", "add #1 #2", "add #0 #3");
    expect(passesOf(["exp y", "cos z", "add #0 #1", "sin x", "add #2 #3"], { fusions: [twice] })).toEqual(["4: twice(x, y, z)"]);
  });
});
