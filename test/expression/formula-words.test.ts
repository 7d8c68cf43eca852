import { describe, expect, it } from "vitest";
import { columnFunctions } from "../../src/columns/functions/index";
import { COLUMN_WORDS } from "../../src/expression/column-words";
import { compileFunction } from "../../src/expression/function";
import { type InputNames, parseFormula } from "../../src/expression/formula";

function programOf(text: string, names: InputNames = "positional") {
  const { name: _, ...program } = parseFormula(text, names, "test").program;
  return program;
}

describe("words in formulas over arrays are the operations that signs are", () => {
  it.each([
    ["x > 0 and y < 1", "x > 0 && y < 1"],
    ["x or y and z", "x || (y && z)"],
    ["x and y or z", "(x && y) || z"],
    ["x && y or z", "x && y || z"],
    ["not x", "!x"],
    ["not x == y", "!(x == y)"],
    ["not x < y and z", "!(x < y) && z"],
    ["x and not y or z", "x && !y || z"],
    ["not not x", "!!x"],
    ["not -x + 1", "!(-x + 1)"],
    ["!x == y", "(!x) == y"],
    ["x in (1)", "x == 1"],
    ["x in (1, y, 3)", "x == 1 || x == y || x == 3"],
    ["x + 1 in (1, 2) and y", "(x + 1 == 1 || x + 1 == 2) && y"],
    ["x not in (1, 2)", "!(x == 1 || x == 2)"],
    ["not x in (1, 2)", "!(x == 1 || x == 2)"],
    ["x in (1, 2) ? y : z", "x == 1 || x == 2 ? y : z"],
    ["if(x > 1, y, z)", "x > 1 ? y : z"],
    ["if(x, if(y, 1, 2), 3)", "x ? y ? 1 : 2 : 3"],
    ["`x` + `y`", "x + y"],
    ["x\nand\ny", "x && y"],
    ["x in(1,2,)", "x == 1 || x == 2"],
  ])("%s is %s", (words, signs) => {
    expect(programOf(words)).toEqual(programOf(signs));
  });

  it("no number is null: coalesce is its first, and isNull is false", () => {
    expect(programOf("coalesce(x, y) + y")).toEqual(programOf("x + y"));
    expect(programOf("isNull(x)").result).toEqual({ constant: 0 });
    expect(programOf("isNull(x) ? 1 : x + 1").inputs).toBe(1);
  });
});

it("not reads a whole comparison, so it stands where one may begin", () => {
  for (const text of ["x + not y", "x == not y", "- not x", "!not x", "x ** not y"]) {
    expect(() => programOf(text), text).toThrow(/not reads a whole comparison: put it in parentheses/);
  }
  expect(programOf("x + (not y)")).toEqual(programOf("x + !y"));
});

describe("a word that is an input's name is that input", () => {
  it.each([
    ["and + or", "a + b", ["and", "or"], ["a", "b"]],
    ["and and or", "a && b", ["and", "or"], ["a", "b"]],
    ["not * 2", "a * 2", ["not"], ["a"]],
    ["- not in (1)", "-a == 1", ["not"], ["a"]],
    ["in in (in, 2)", "a == a || a == 2", ["in"], ["a"]],
    ["if + coalesce + isNull", "a + b + c", ["if", "coalesce", "isNull"], ["a", "b", "c"]],
    ["if(if, 1, 2)", "a ? 1 : 2", ["if"], ["a"]],
    ["null + true", "a + b", ["null", "true"], ["a", "b"]],
    ["d + 30 * mo", "a + 30 * b", ["d", "mo"], ["a", "b"]],
    ["`sin` + sin(`sin`)", "a + sin(a)", ["sin"], ["a"]],
    ["`max temp (°C)` - `a``b`", "a - b", ["max temp (°C)", "a`b"], ["a", "b"]],
  ])("%s", (text, plain, names, letters) => {
    expect(programOf(text, { given: names })).toEqual(programOf(plain, { given: letters }));
  });

  it("names that nobody gave are inputs in backquotes, whatever they are, and words are not", () => {
    expect(parseFormula("`pi` + pi + `not` + and", "any", "test").names).toEqual(["pi", "not", "and"]);
    expect(parseFormula("not + x", "any", "test").names).toEqual(["x"]);
    expect(() => parseFormula("null", "any", "test")).toThrow(/null has no meaning/);
  });
});

it("functions of text and dates need a column: which they are is told by their names", () => {
  expect([...COLUMN_WORDS].sort()).toEqual([...columnFunctions.keys()].sort());
  for (const name of COLUMN_WORDS) {
    const message = new RegExp(`${name}\\(\\.\\.\\.\\) has no meaning among arrays of numbers: it needs a column`);
    expect(() => programOf(`x + ${name}(x)`), name).toThrow(expect.objectContaining({ code: "FormulaSyntax", position: 4, message: expect.stringMatching(message) }));
    expect(programOf(`${name} + 1`, { given: [name] })).toEqual(programOf("a + 1", { given: ["a"] }));
  }
  expect(() => programOf("Math.year(x)")).toThrow(/unknown function/);
});

it("functions keep JavaScript's grammar: words of formulas, text, durations and backquotes are not of it", () => {
  for (const body of ["x and x", "not x", "x in (1, 2)", "if(x, 1, 2)", "coalesce(x)", "isNull(x)", "`x`", "'1' + x", "x + 30d", "null"]) {
    expect(compileFunction(`(x) => ${body}`, [], "test"), body).toBeUndefined();
  }
  expect(compileFunction("(and, not) => and * not", [], "test")?.parameters).toEqual(["and", "not"]);
});
