/** What a caller may give as an input: recognised, measured, its memory's owner found; never copied here. */
import type { NumberArray } from "../dtype";
import { shown, UnsupportedInput } from "../errors";
import { isBuffer, isList, isTypedArray, kindOf, numbersIn } from "../typed-array";
import { type InputRules, FLAT, NOTHING, ofNumbers, ofTyped, ReadInput, type Recognised } from "./borrowed";
import { isRow, ofNested } from "./nested";
import { isShaped, ofShaped } from "./shaped";

/** @throws UnsupportedInput, RaggedArray, DetachedBuffer, FreedArray, NotEnoughMemory */
export function recognise(value: unknown, where: string, context: InputRules): Recognised {
  if (typeof value === "number") return { source: { at: "number", value }, length: -1, form: FLAT, borrowed: NOTHING };
  const view = numbersIn(value);
  if (view) return ofTyped(value as NumberArray, where, context, view);
  if (isList(value)) return ofList(value, where, context);
  if (isShaped(value)) {
    if (!context.flatten3d) throw new UnsupportedInput(`${where}: { data, shape } is not accepted with flatten3d: false. Give data itself`);
    return ofShaped(value, where, context);
  }
  if (ReadInput.is(value)) return value.recognised();
  return unsupported(value, where);
}

function ofList(list: readonly unknown[], where: string, context: InputRules): Recognised {
  if (isRow(list[0])) {
    if (!context.flatten3d) {
      throw new UnsupportedInput(
        `${where}: nested arrays are not accepted with flatten3d: false. Give one flat array`,
      );
    }
    return ofNested(list, where, context);
  }
  return ofNumbers(list, where, context);
}

function unsupported(value: unknown, where: string): never {
  const ways: [is: () => boolean, got: string, way: string][] = [
    [() => kindOf(value)?.startsWith("Big") === true, "a BigInt array", "convert it: Float64Array.from(x, Number)"],
    [
      () => isTypedArray(value) && isBuffer(value),
      "a Buffer",
      "say what its bytes are: new Float64Array(b.buffer, b.byteOffset, b.length / 8), or new Uint8Array(b)",
    ],
    [() => ArrayBuffer.isView(value), "a DataView", "make a Float64Array over its buffer"],
    [() => /Buffer\]$/.test(shown(value)), "a bare buffer", "make a Float64Array over it"],
    [() => typeof value === "bigint", "a bigint", "convert it with Number()"],
    [() => typeof value === "string", "a string", "numbers only; parse it first"],
    [() => value === undefined, "undefined", "give an array or a number"],
    [() => value === null, "null", "give an array or a number"],
  ];
  const [, got, way] = ways.find(([is]) => is()) ?? [
    undefined,
    typeof value === "object" ? `an object of class ${classOf(value)}` : `a ${typeof value}`,
    "give an array or a number",
  ];
  throw new UnsupportedInput(
    `${where}: must be a typed array of numbers, number[], nested arrays, { data, shape } or a number; got ${got}: ${way}`,
  );
}

function classOf(value: unknown): string {
  try {
    return String((value as object).constructor?.name ?? "none");
  } catch {
    return "none"; // a revoked proxy, or one that throws
  }
}
