import { describe, expect, it } from "vitest";
import { linesOf } from "../../src/expression/typed/plan-text";
import { booleans, dates, durations, evaluated, type Inputs, numbers, planOver, texts, timestamps } from "../columns/formula-columns";

const inputs: Inputs = {
  x: numbers([1]), y: numbers([1]), xn: numbers([1, null]), yn: numbers([1, null]), id: numbers([1n], "int64"), p: booleans([true]), q: booleans([false]), name: texts(["a"]),
  day: dates(["2020-01-31"]), end: dates(["2020-02-29"]), at: timestamps(["2020-01-31T00:00:00"]), zoned: timestamps(["2020-01-31T00:00:00"], "s", "America/New_York"),
  utc: timestamps(["2020-01-31T00:00:00"], "us", "UTC"), took: durations([5n], "ms"), "max temp": numbers([1]), k: 7,
};
const named: Inputs = { not: numbers([2]), year: numbers([3]), and: texts(["b"]), day: dates(["2020-01-31"]), in: numbers([1]), null: numbers([1]), if: booleans([true]), shout: texts(["c"]) };

describe("a plan: programs for kernels as large as can be, and what is no number beside them", () => {
  it.each<[string, string[]]>([
    ["x", ["x: number"]],
    ["name", ["name: text"]],
    ["x * k + `max temp`", ["#0 = kernels [r0 = multiply(x, k), r1 = add(max temp, r0)]: number"]],
    ["sqrt(x) > 1 and y < 2 or not (x == y)", ["#0 = kernels [r0 = sqrt(x), r1 = greater(r0, 1), r2 = less(y, 2), r3 = where(r1, r2, r1), r4 = equal(x, y), r5 = equal(0, r4), r6 = where(r3, r3, r5)]: boolean"]],
    ["if(x > 1, x, y)", ["#0 = kernels [r0 = greater(x, 1), r1 = where(r0, x, y)]: number"]],
    ["x ? 1 : 2", ["#0 = kernels [r0 = abs(x), r1 = less(0, r0), r2 = where(r1, 1, 2)]: number"]],
    ["max(x, y, 3)", ["#0 = kernels [r0 = maximum(x, y), r1 = maximum(3, r0)]: number"]],
    // What may be null takes more than kernels: a null is false in no condition.
    ["xn > 1 and y < 2", ["#0 = kernels [r0 = greater(xn, 1)]: boolean", "#1 = kernels [r0 = less(y, 2)]: boolean", "#2 = #0 and #1: boolean"]],
    ["xn * 2 + yn", ["#0 = kernels [r0 = multiply(2, xn), r1 = add(yn, r0)]: number"]],
    ["if(x > 1, xn, y)", ["#0 = kernels [r0 = greater(x, 1)]: boolean", "#1 = if(#0, xn, y): number"]],
    ["coalesce(x, y)", ["x: number"]],
    ["coalesce(xn, yn, 0) * 2", ["#0 = isNull(yn): boolean", "#1 = if(#0, 0, yn): number", "#2 = isNull(xn): boolean", "#3 = if(#2, #1, xn): number", "#4 = kernels [r0 = multiply(2, #3)]: number"]],
    ["p + 1", ["#0 = kernels [r0 = add(1, p)]: number"]],
    ["p and x > 1", ["#0 = kernels [r0 = greater(x, 1)]: boolean", "#1 = p and #0: boolean"]],
    ["not p", ["#0 = not(p): boolean"]], ["p == q", ["#0 = p == q: boolean"]],
    // Each value once.
    ["shout(name) == shout(name)", ["#0 = shout(name): text", "#1 = #0 == #0: boolean"]],
    ["name in ('a', \"b\") or name == 'c'", ["#0 = name in (\"a\", \"b\"): boolean", "#1 = name == \"c\": boolean", "#2 = #0 or #1: boolean"]],
    ["x not in (1, 2)", ["#0 = x in (1, 2): boolean", "#1 = not(#0): boolean"]],
    ["x in (1, y)", ["#0 = kernels [r0 = equal(1, x)]: boolean", "#1 = kernels [r0 = equal(x, y)]: boolean", "#2 = #0 or #1: boolean"]],
    ["day in ('2020-01-31')", ["#0 = day in (\"2020-01-31\"): boolean"]],
    ["day + 30d", ["#0 = day + 30d: date"]], ["1mo + day", ["#0 = 1mo + day: date"]], ["day - 1y", ["#0 = day - 12mo: date"]],
    ["at + 500ms", ["#0 = at + 500ms: timestamp (ms)"]], ["zoned + 500ms", ["#0 = zoned + 500ms: timestamp (ms, America/New_York)"]],
    ["day + (1mo + 2d)", ["#0 = day + 1mo 2d: date"]], ["day + 2 * 1w", ["#0 = day + 14d: date"]], ["day + 12h", ["#0 = day + 43200000ms: timestamp (us)"]], ["day + x * 1d", ["#0 = 1d * x: duration", "#1 = day + #0: timestamp (us)"]], ["took + 1.5ms - took", ["#0 = took + 1.5ms: duration", "#1 = #0 - took: duration"]], ["day + -1d", ["#0 = day + -1d: date"]],
    ["(end - day) / 1d + x", ["#0 = end - day: duration", "#1 = #0 / 1d: number", "#2 = kernels [r0 = add(#1, x)]: number"]],
    ["at - day", ["#0 = at - day: duration"]], ["took * 1.5", ["#0 = took * 1.5: duration"]], ["took / x", ["#0 = took / x: duration"]], ["took < 1s", ["#0 = took < 1000ms: boolean"]],
    ["day >= '2020-01-01'", ["#0 = day >= 2020-01-01: boolean"]],
    ["at < '2020-01-01T12:30:00.5'", ["#0 = at < 2020-01-01T12:30:00.5: boolean"]],
    ["zoned < '2020-07-01'", ["#0 = zoned < 2020-07-01T00:00:00-04:00: boolean"]],
    ["zoned < '2020-07-01T00:00Z'", ["#0 = zoned < 2020-06-30T20:00:00-04:00: boolean"]],
    ["'2020-01-01' < day", ["#0 = 2020-01-01 < day: boolean"]],
    ["end - '2020-01-01'", ["#0 = end - 2020-01-01: duration"]],
    ["year('2020-02-03') + x", ["#0 = year(2020-02-03): number (int32)", "#1 = kernels [r0 = add(#0, x)]: number"]],
    ["if(p, day, '2020-01-01')", ["#0 = if(p, day, 2020-01-01): date"]], ["if(p, name, null)", ["#0 = if(p, name, null): text"]],
  ])("%s", (text, lines) => {
    expect(linesOf(planOver(text, inputs))).toEqual(lines);
  });

  it.each<[string, string[]]>([
    ["not + year + `year`", ["#0 = kernels [r0 = add(not, year), r1 = add(year, r0)]: number"]],
    ["and == 'b' and year(day) > year", ["#0 = and == \"b\": boolean", "#1 = year(day): number (int32)", "#2 = kernels [r0 = greater(#1, year)]: boolean", "#3 = #0 and #2: boolean"]],
    ["if(if, shout(shout), shout(shout))", ["#0 = shout(shout): text", "#1 = if(if, #0, #0): text"]],
    ["not in (in, null)", ["#0 = kernels [r0 = equal(not, in)]: boolean", "#1 = kernels [r0 = equal(not, null)]: boolean", "#2 = #0 or #1: boolean"]],
  ])("words and functions may be the names of columns: %s", (text, lines) => {
    expect(linesOf(planOver(text, named))).toEqual(lines);
  });

  it("names the columns that are used, in the order of their first use", () => {
    expect(planOver("y + x * y + `max temp`", inputs).inputs).toEqual(["y", "x", "max temp"]);
  });
});

describe("a formula over columns that is wrong says where, what it expected, what it got and the way out", () => {
  it.each<[string, string, number, RegExp]>([
    ["x + name", "FormulaType", 4, /^test: \+ takes number, got text: write concat\(x, name\) for text, or number\(\.\.\.\) for numbers, at character 5\n {2}x \+ name\n {6}\^$/],
    ["sqrt(day)", "FormulaType", 5, /sqrt takes number, got date/], ["x * (end - day)  * 'a'", "FormulaType", 17, /duration \* text has no meaning/],
    ["took + 1", "FormulaType", 5, /duration \+ number has no meaning/], ["day + 30", "FormulaType", 4, /date \+ number has no meaning: a duration has a unit, such as 30d/],
    ["day * 2", "FormulaType", 4, /date \* number/], ["day + end", "FormulaType", 4, /date \+ date has no meaning/], ["sqrt(took)", "FormulaType", 5, /got duration: write took \/ 1d/],
    ["name == 1", "FormulaType", 8, /== is of text and number, which do not go together: write number\(name\)/], ["1 == name", "FormulaType", 0, /write number\(name\)/],
    ["name == day", "FormulaType", 8, /== is of text and date.*: write date\(name, "DD\/MM\/YYYY"\)/], ["day == name", "FormulaType", 7, /date\(name, "DD\/MM\/YYYY"\)/], ["x == day", "FormulaType", 5, /number and date/],
    ["x == null", "FormulaType", 5, /nothing is == null: write isNull/], ["x + null", "FormulaType", 4, /\+ of null is null in every row/], ["x in (1, null)", "FormulaType", 9, /null is no value that in could find/],
    ["null", "FormulaType", 0, /null alone has no type/], ["3mo", "FormulaType", 0, /no fixed length/], ["took + 1mo", "FormulaType", 7, /no fixed length/], ["took / 1mo", "FormulaType", 7, /no fixed length/], ["x * 1y", "FormulaType", 4, /no fixed length/], ["took == 1mo", "FormulaType", 8, /no fixed length/], ["if(p, took, 1mo)", "FormulaType", 12, /no fixed length/], ["day - end < 1y", "FormulaType", 12, /no fixed length/],
    ["1.5mo + day", "FormulaType", 0, /months and years are whole/], ["day + 0.1ns", "FormulaSyntax", 6, /run into/], ["day + 0.0000001ms", "FormulaType", 6, /no whole number of nanoseconds/], ["day + 1e3ms", "FormulaType", 6, /a plain number and a unit/],
    ["day == '2020-13-01'", "FormulaType", 7, /expected a date such as.*got "2020-13-01"/], ["day == '2020-02-30'", "FormulaType", 7, /got "2020-02-30"/], ["day < '31/01/2020'", "FormulaType", 6, /expected a date such as "2020-01-31".*got "31\/01\/2020"/],
    ["at < '2020-01-01T25:00'", "FormulaType", 5, /got "2020-01-01T25:00"/], ["at < '2020-01-01T12:00Z'", "FormulaType", 5, /has an offset from UTC, and what it stands beside has no zone: leave it out/], ["day in ('2020-01-01', 'soon')", "FormulaType", 22, /got "soon"/],
    ["at == utc", "FormulaType", 6, /timestamp \(ms\) and timestamp \(us, UTC\): give both the same zone/], ["at - utc", "FormulaType", 5, /same zone/], ["if(p, zoned, utc)", "FormulaType", 13, /same zone/],
    ["name or p", "FormulaType", 0, /or takes boolean, got text/], ["not name", "FormulaType", 4, /not takes boolean, got text/],
    ["if(name, 1, 2)", "FormulaType", 3, /a condition is a boolean, got text/], ["if(null, 1, 2)", "FormulaType", 3, /got null/], ["if(p, 1, 'a')", "FormulaType", 9, /a choice is of number and text/], ["coalesce(x, 'a')", "FormulaType", 12, /number and text/],
    ["shout(x)", "FormulaType", 6, /shout takes text, got number/], ["year(name)", "FormulaType", 5, /year takes date or timestamp, got text: write date\(name, "DD\/MM\/YYYY"\)/], ["shout(name, name)", "FormulaType", 12, /after must be written in the formula/],
    ["date(name, 'QQ')", "FormulaType", 0, /^test: date: .*QQ/], ["year('soon')", "FormulaType", 5, /got "soon"/],
    ["nam == 'a'", "UnknownColumn", 0, /no column is named "nam", at character 1; did you mean "name"\? There are: "x", "y"/], ["`max tem` + 1", "UnknownColumn", 0, /did you mean "max temp"/], ["z + 1", "UnknownColumn", 0, /There are/],
    ["uppr(name)", "UnknownOperation", 0, /unknown function "uppr", at character 1; did you mean "upper"/], ["Math.shout(name)", "UnknownOperation", 0, /"shout"/], ["shout()", "WrongArity", 0, /shout\(text, after\?\) got 0 arguments/],
    ["shout(name, 'a', 'b')", "WrongArity", 0, /got 3 arguments/], ["if(p, 1)", "WrongArity", 0, /takes 3/], ["name == 'a", "FormulaSyntax", 8, /has no end/], ["x + 'a\nb'", "FormulaSyntax", 4, /has no end/], ["name == '\\ud83d'", "FormulaSyntax", 8, /half of a character/],
    ["x x", "FormulaSyntax", 2, /expected an operator or the end/], ["x + 5parsecs", "FormulaSyntax", 4, /run into/],
  ])("%s is a %s", (text, code, position, message) => {
    let failure: (Error & { code?: string; position?: number }) | undefined;
    try {
      planOver(text, inputs);
    } catch (error) {
      failure = error as Error;
    }
    expect(failure?.code, String(failure)).toBe(code);
    if (code.startsWith("FormulaT") || code === "FormulaSyntax") expect(failure!.position).toBe(position);
    expect(failure!.message).toMatch(message);
    expect(failure!.message).toMatch(/^test: /);
  });
});

describe("text in quotes has JavaScript's escapes", () => {
  it.each([
    "'a'", '"a"', String.raw`'it\'s "so"'`, String.raw`"say \"x\" 'y'"`, String.raw`'\n\t\r\b\f\v\0\\'`, String.raw`'\x41\u0042\u{1F600}\u{000043}\q'`, "'a\\\nb'", "'a\\\r\nb'", "'é 😀 ` // /* not a comment */'",
    "''", String.raw`'\u{10ffff}'`,
  ])("%s", (literal) => {
    // biome-ignore lint/security/noGlobalEval: the literal is of this list, and JavaScript says what it means
    const want = (0, eval)(literal) as string;
    expect(evaluated(literal, { name: texts(["a"]) }).get(0)).toBe(want);
  });

  it.each([String.raw`'\x4'`, String.raw`'\u12'`, String.raw`'\u{110000}'`, String.raw`'\u{}'`, String.raw`'\1'`, String.raw`'\08'`, "'", "\"", "`", "'\\", String.raw`'\ud800'`])("%s is none", (literal) => {
    expect(() => planOver(literal, inputs)).toThrow(expect.objectContaining({ code: "FormulaSyntax" }));
  });
});

describe("a formula over columns from anyone can only compute", () => {
  it.each([
    "constructor", "__proto__", "toString", "upper.constructor", "shout(name).constructor('x')()", "this", "globalThis.process", "process.exit()", "require('fs')", "import('fs')", "eval(name)", "name.length", "name['a']", "`__proto__`", "`constructor`", "hasOwnProperty(name)", "x => x", "new Date()", "name; x",
  ])("%s is refused", (text) => {
    expect(() => planOver(text, inputs)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^(FormulaSyntax|UnknownColumn|UnknownOperation)$/) }));
  });

  it.each([
    ["parentheses", "(".repeat(30_000), "FormulaTooDeep"], ["nots", `${"not ".repeat(15_000)}p`, "FormulaTooDeep"], ["calls", `${"shout(".repeat(1000)}name${")".repeat(1000)}`, "FormulaTooDeep"], ["ifs", `${"if(p, 1, ".repeat(1000)}2${")".repeat(1000)}`, "FormulaTooDeep"],
    ["many choices", `${"p ? name : ".repeat(5000)}'a'`, "FormulaTooLong"], ["a long list", `x in (${Array.from({ length: 10_000 }, (_, i) => i).join()})`, "FormulaTooLong"], ["megabytes", "'a' + ".repeat(200_000), "FormulaTooLong"],
    ["text without end", `'${"\\x41".repeat(15_000)}`, "FormulaSyntax"], ["backquotes", "`".repeat(60_001), "FormulaSyntax"], ["a long duration", `day + ${"9".repeat(60_000)}d`, "FormulaType"], ["a long date", `day == '${"2".repeat(60_000)}'`, "FormulaType"],
    ["sums", Array.from({ length: 3000 }, (_, i) => `x*${i}.5`).join("+"), "FormulaTooLong"], ["many steps", Array.from({ length: 200 }, (_, i) => `xn > ${i}`).join(" and "), "FormulaTooLong"], ["steps enough", Array.from({ length: 190 }, (_, i) => `xn > ${i}`).join(" and "), ""], ["many programs", Array.from({ length: 1300 }, (_, i) => `xn > ${i}`).join(" and "), "FormulaTooLong"],
    ["programs in programs", Array.from({ length: 700 }, (_, i) => `coalesce(xn + ${i}, 0)`).join(" + "), "FormulaTooLong"],
  ])("%s are an error soon, or a plan", (_, text, code) => {
    const begun = performance.now();
    let got = "";
    try {
      planOver(text, inputs);
    } catch (error) {
      got = (error as { code: string }).code;
    }
    expect(got).toBe(code);
    expect(performance.now() - begun).toBeLessThan(2000); // bounded, not timed
  });
});
