import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Column } from "../../../src/columns/column";
import type { FunctionArgument } from "../../../src/columns/functions/interface";
import { coded, dates, durations, numbers, plain, times } from "../columns";
import { call, results } from "./calls";

const both = [["a text a row", plain], ["a dictionary", coded]] as const;

describe.each(both)("functions of text, with %s", (_how, column) => {
  it.each<[name: string, texts: (string | null)[], rest: FunctionArgument[], wanted: unknown[]]>([
    ["length", ["", "abc", "né", "😀x", null, "abc"], [], [0, 3, 2, 2, null, 3]],
    ["lower", ["ABC", "abc", null, "ÀÉ", "ΑΣ", ""], [], ["abc", "abc", null, "àé", "ας", ""]],
    ["upper", ["abc", "Abc", null, "straße", "x".repeat(300)], [], ["ABC", "ABC", null, "STRASSE", "X".repeat(300)]],
    ["trim", ["  a b\t\n", "a b", null, "\u00a0é\u2003", "   ", "\u00a0 x"], [], ["a b", "a b", null, "é", "", "x"]],
    ["replace", ["a-b-c", "-", "", null, "aaa"], ["-", "+"], ["a+b+c", "+", "", null, "aaa"]],
    ["replace", ["aaaa", "aaa", null], ["aa", "b"], ["bb", "ba", null]],
    ["replace", ["a.c", "abc", "é.é"], [".", "é"], ["aéc", "abc", "ééé"]],
    ["replace", ["abc"], ["", "-"], ["abc"]],
    ["replace", ["abcb"], ["b", ""], ["ac"]],
    ["contains", ["abcd", "bcc", "", null, "bc"], ["bc"], [true, true, false, null, true]],
    ["contains", ["aab", "b"], ["ab"], [true, false]],
    ["contains", ["a", ""], [""], [true, true]],
    ["startsWith", ["abc", "ab", "a", null, "xab"], ["ab"], [true, true, false, null, false]],
    ["endsWith", ["cab", "ab", "b", null, "abx"], ["ab"], [true, true, false, null, false]],
    ["split", ["a,b,c", "a", "", ",x", null], [",", 1], ["b", null, null, "x", null]],
    ["split", ["a,b,c", "a", "", ",x"], [",", 0], ["a", "a", "", ""]],
    ["split", ["a,b,c", "a", "", "x,"], [",", -1], ["c", "a", "", ""]],
    ["split", ["a,b,c", "a,b", "aaa"], [",", -3], ["a", null, null]],
    ["split", ["aaa", "é<>x"], ["aa", 1], ["a", null]],
    ["matches", ["GET /a 200", "get", null, "POST"], ["^(?i)get\\b"], [true, true, null, false]],
    ["extract", ["id=12", "id=", null, "x id=3 id=4"], ["id=(\\d+)"], ["12", null, null, "3"]],
    ["extract", ["é 12:30", "none"], ["(\\d+):(\\d+)", 2], ["30", null]],
    ["extract", ["12:30", "7:05"], ["(\\d+):(?P<minute>\\d+)", "minute"], ["30", "05"]],
    ["extract", ["12:30", "x"], ["(\\d+):(\\d+)", 0], ["12:30", null]],
    ["extract", ["a1", "b"], ["[a-z]\\d"], ["a1", null]],
    ["extract", ["a", "b"], ["(a)|(b)", 2], [null, "b"]],
    ["concat", ["a", null, "b"], ["-", 1], ["a-1", null, "b-1"]],
    ["text", ["a", null, "b"], [], ["a", null, "b"]],
  ])("%s of %j and %j", (name, texts, rest, wanted) => {
    expect(results(name, column(...texts), ...rest)).toEqual(wanted);
  });

  it.each<[name: string, first: (string | null)[], others: (string | null)[][], wanted: unknown[]]>([
    ["contains", ["abc", "abc", null, "abc"], [["b", "x", "b", null]], [true, false, null, null]],
    ["startsWith", ["abc", "abc"], [["ab", "bc"]], [true, false]],
    ["endsWith", ["abc", "abc"], [["ab", "bc"]], [false, true]],
    ["replace", ["abc", "abc", "abc"], [["a", "b", null], ["1", "22", "3"]], ["1bc", "a22c", null]],
    ["concat", ["a", "b", null, "d"], [["x", "y", "z", null], ["x", "y", "z", "w"]], ["axx", "byy", null, null]],
  ])("%s of %j and other columns, %j", (name, first, others, wanted) => {
    expect(results(name, column(...first), ...others.map((texts) => column(...texts)))).toEqual(wanted);
    expect(results(name, column(...first), ...others.map((texts) => plain(...texts)))).toEqual(wanted);
  });

  it("works on slices, whose memory has more than their rows", () => {
    const texts = column("skip", "Ab ", null, " cD", "skip", "Ab ").slice(1, 4);
    expect(results("lower", texts)).toEqual(["ab ", null, " cd"]);
    expect(results("trim", texts)).toEqual(["Ab", null, "cD"]);
    expect(results("length", texts)).toEqual([3, null, 3]);
    expect(results("contains", texts, "b")).toEqual([true, null, false]);
    expect(results("extract", texts, "([A-D])")).toEqual(["A", null, "D"]);
    expect(results("concat", texts, "!")).toEqual(["Ab !", null, " cD!"]);
    expect(results("number", column("x", "12", null).slice(1))).toEqual([12, null]);
  });

  it("changes the case of every ASCII letter, and of no other byte, at every length and place", () => {
    const all = String.fromCharCode(...Array.from({ length: 128 }, (_, i) => i));
    const texts = Array.from({ length: 140 }, (_, i) => (all + all).slice(i, i + ((i * 7) % 130)));
    for (const given of [column(...texts), column(...texts).slice(3), column(...texts, "é", "Ω".repeat(40), `${"A".repeat(70)}é`)]) {
      const strings = given.toArray() as string[];
      expect(results("lower", given)).toEqual(strings.map((text) => text.toLowerCase()));
      expect(results("upper", given)).toEqual(strings.map((text) => text.toUpperCase()));
      expect(results("length", given)).toEqual(strings.map((text) => [...text].length));
    }
  });

  it("does what JavaScript does with strings", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 12 });
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "é"), maxLength: 8 });
    fc.assert(fc.property(fc.array(text, { minLength: 1 }), (texts) => {
      expect(results("lower", column(...texts))).toEqual(texts.map((one) => one.toLowerCase()));
      expect(results("upper", column(...texts))).toEqual(texts.map((one) => one.toUpperCase()));
      expect(results("trim", column(...texts))).toEqual(texts.map((one) => one.trim()));
      expect(results("length", column(...texts))).toEqual(texts.map((one) => [...one].length));
    }));
    fc.assert(fc.property(fc.array(letters, { minLength: 1 }), letters, letters, fc.integer({ min: -3, max: 3 }), (texts, part, to, index) => {
      const given = column(...texts);
      expect(results("contains", given, part)).toEqual(texts.map((one) => one.includes(part)));
      expect(results("startsWith", given, part)).toEqual(texts.map((one) => one.startsWith(part)));
      expect(results("endsWith", given, part)).toEqual(texts.map((one) => one.endsWith(part)));
      if (part === "") return;
      expect(results("replace", given, part, to)).toEqual(texts.map((one) => one.replaceAll(part, to)));
      expect(results("split", given, part, index)).toEqual(texts.map((one) => one.split(part).at(index) ?? null).map((one, i) =>
        index >= 0 || -index <= texts[i]!.split(part).length ? one : null));
    }));
  });
});

describe("functions of text", () => {
  it("keep a dictionary whose texts differ, in order of first appearance", () => {
    const { data, nullCount } = call("lower", coded("B", "b", "A", null, "a", "B"));
    expect(data.type === "text" && data.codes).toEqual(Uint32Array.of(0, 0, 1, 0, 1, 0));
    expect(data.type === "text" && [...data.texts.offsets]).toEqual([0, 1, 2]);
    expect(nullCount).toBe(1);
    const extracted = call("extract", coded("x", "id=1", "x", "id=1"), "id=(.)").data;
    expect(extracted.type === "text" && extracted.texts.offsets.length).toBe(2);
    const joined = call("concat", coded("a", "b", "a"), "!").data;
    expect(joined.type === "text" && joined.codes).toEqual(Uint32Array.of(0, 1, 0));
  });

  it("are null where an argument is", () => {
    for (const [name, ...rest] of [["contains", "a"], ["replace", "a", "b"], ["concat", "a"], ["split", ",", 0]] as const) {
      expect(results(name, null, ...rest), name).toEqual([null, null]);
    }
    expect(results("lower", null)).toEqual([null, null]);
    expect(results("contains", plain("a", "b"), null)).toEqual([null, null]);
    expect(results("matches", plain("a", "b"), null)).toEqual([null, null]);
  });

  it("take the same text in every row", () => {
    expect(results("lower", "ABC")).toEqual(["abc", "abc"]);
    expect(results("contains", "abc", plain("b", "x"))).toEqual([true, false]);
    expect(results("concat", "a", 1, true)).toEqual(["a1true", "a1true"]);
  });

  it("write any value as text", () => {
    expect(results("text", numbers(1.5, Number.NaN, null, -0))).toEqual(["1.5", "NaN", null, "0"]);
    const single = new Column({ type: "float32", values: Float32Array.of(0.1, 1 / 3, 16_777_217, 3.4e38) }, 4);
    expect(results("text", single)).toEqual(["0.1", "0.33333334", "16777216", "3.4e+38"]);
    const int64 = new Column({ type: "int64", values: BigInt64Array.of(9_007_199_254_740_993n) }, 1);
    expect(results("text", int64)).toEqual(["9007199254740993"]);
    const booleans = new Column({ type: "boolean", values: Uint8Array.of(1, 0, 1) }, 3);
    expect(results("text", booleans)).toEqual(["true", "false", "true"]);
    expect(results("text", dates("2020-01-31", null))).toEqual(["2020-01-31", null]);
    expect(results("text", times("ms", "America/Sao_Paulo", "2020-01-31T15:30:00.250Z"))).toEqual(["2020-01-31T12:30:00.25-03:00"]);
    expect(results("text", durations("ms", 129_600_000n, -500n, 0n, 61_000n))).toEqual(["PT36H", "-PT0.5S", "PT0S", "PT1M1S"]);
  });

  it.each<[name: string, args: FunctionArgument[], message: RegExp]>([
    ["split", [plain("a"), "", 0], /separator is empty/],
    ["split", [plain("a"), ",", 1.5], /expected a whole number for the part, got 1.5/],
    ["extract", [plain("a"), "(a)", 2], /expected a group of the pattern \(0 for all of the match, to 1\), got 2/],
    ["extract", [plain("a"), "(a)", "name"], /got "name"/],
  ])("%s says what is wrong with what is written", (name, args, message) => {
    expect(() => call(name, ...args)).toThrow(message);
  });
});

describe("regular expressions", () => {
  it.each([
    ["(a)\\1", /back-references/], ["(?=a)", /lookahead/], ["(?<=a)b", /lookbehind/], ["(?<!a)b", /lookbehind/], ["(?>a)", /refused/], ["(", /missing closing \)/],
    ["a{1001}", /invalid repeat count/], ["x".repeat(2001), /too large: 2001 characters/], ["(?:a{0,500}){0,2}", /too large: 2003 instructions/],
    ["a**", /invalid nested repetition/],
  ])("%s is a BadPattern", (pattern, message) => {
    for (const name of ["matches", "extract"]) {
      expect(() => call(name, plain("a"), pattern)).toThrow(message);
      expect(() => call(name, plain("a"), pattern)).toThrow(expect.objectContaining({ code: "BadPattern" }));
    }
  });

  it("take time that is linear in the text: an attack on a backtracking engine ends at once", () => {
    const line = `${"a".repeat(100_000)}!`;
    const began = performance.now();
    expect(results("matches", plain(line), "(a+)+$")).toEqual([false]);
    expect(results("extract", plain(line), "(a+)+$")).toEqual([null]);
    expect(results("extract", plain(line), "(a|aa)+!$")).toEqual(["a"]);
    expect(results("matches", plain(line), "(.*)(.*)(.*)(.*)(.*)=")).toEqual([false]);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
