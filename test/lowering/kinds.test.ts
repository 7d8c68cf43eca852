import { describe, expect, it } from "vitest";
import { arrayDtype, elementAt, type InputKind, isNumber, numberOf, resultDtype, scalarDtype, signatureOf,
  spreadOf } from "../../src/lowering/kinds";

const spread = (dtype: "float64" | "float32") => ({ dtype, length: 3, inner: 2 });
const double = { double: 0.5 };

describe("a kind of input", () => {
  // Whether a number, the number, whether spread, an array's dtype; the signature in a result of float64, and of float32.
  it.each<[kind: InputKind, isNumber: boolean, value: number | undefined, spread: boolean, dtype: string | undefined, float64: string,
    float32: string]>([
    ["float64", false, undefined, false, "float64", "float64", "float64"],
    ["float32", false, undefined, false, "float32", "float32", "float32"],
    [0.5, true, 0.5, false, undefined, "float64 number", "float32 number"],
    [0.1, true, 0.1, false, undefined, "float64 number", "float64 number"],
    [double, true, 0.5, false, undefined, "double", "double"],
    [spread("float64"), false, undefined, true, "float64", "spread float64", "spread float64"],
    [spread("float32"), false, undefined, true, "float32", "spread float32", "spread float32"],
  ])("%j", (kind, number, value, isSpread, dtype, float64, float32) => {
    expect(isNumber(kind)).toBe(number);
    expect(numberOf({ input: 1 }, ["float64", kind], [])).toBe(value);
    expect(spreadOf(kind)).toBe(isSpread ? kind : undefined);
    if (dtype) expect(arrayDtype(kind)).toBe(dtype);
    expect(signatureOf(kind, "float64")).toBe(float64);
    expect(signatureOf(kind, "float32")).toBe(float32);
  });
});

it("a number is also a constant, or a step whose value is known", () => {
  expect(numberOf({ constant: -0 }, [], [])).toBe(-0);
  expect(numberOf({ register: 1 }, [], [7, 8])).toBe(8);
  expect(numberOf({ register: 0 }, [], [undefined, 8])).toBeUndefined();
  expect(numberOf({ register: 3 }, [], [])).toBeUndefined();
});

it.each<[InputKind[], string]>([
  [["float32"], "float32"], [["float64"], "float64"], [["float32", "float32"], "float32"], [["float32", "float64"], "float64"],
    [["float32", 0.1], "float32"],
  [["float32", double], "float64"], [[spread("float32"), "float32"], "float32"], [[spread("float64"), "float32"], "float64"],
    [[], "float32"],
])("the result of %j is of %s", (kinds, dtype) => {
  expect(resultDtype(kinds)).toBe(dtype);
});

it.each<[number, string]>([
  [0, "float32"], [-0, "float32"], [0.5, "float32"], [Number.NaN, "float32"], [Number.POSITIVE_INFINITY, "float32"], [16777216, "float32"],
    [2 ** -149, "float32"],
  [0.1, "float64"], [16777217, "float64"], [1e300, "float64"], [2 ** -150, "float64"], [5e-324, "float64"],
])("%d is an operand of %s in float32", (value, dtype) => {
  expect(scalarDtype(value, "float32")).toBe(dtype);
  expect(scalarDtype(value, "float64")).toBe("float64");
});

it("an array that is spread repeats each element `inner` times, and begins again after the last", () => {
  const read = (length: number, inner: number) => Array.from({ length: 9 }, (_, i) => elementAt({ dtype: "float64", length, inner }, i));
  expect(read(3, 1)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
  expect(read(3, 2)).toEqual([0, 0, 1, 1, 2, 2, 0, 0, 1]);
  expect(read(1, 4)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
});
