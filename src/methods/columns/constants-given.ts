/** Inputs of formulas over columns that are the same in each row: text, booleans and moments, beside numbers. */
import { isDate } from "../../columns/temporal";
import { isWellFormed } from "../../columns/texts";
import { shown, UnsupportedInput } from "../../errors";
import { BOOLEAN, type ConstantValue, TEXT } from "../../expression/typed/types";

/** Undefined for what is none, such as numbers and arrays. @throws UnsupportedInput */
export function constantGiven(input: unknown): ConstantValue | undefined {
  if (typeof input === "boolean") return { type: BOOLEAN, value: input };
  if (typeof input === "string") {
    if (!isWellFormed(input)) throw new UnsupportedInput(`text must have whole characters, and ${shown(input)} has a lone surrogate`);
    return { type: TEXT, value: input };
  }
  if (typeof input !== "object" || input === null || !isDate(input)) return undefined;
  const ms = Date.prototype.getTime.call(input);
  if (Number.isNaN(ms)) throw new UnsupportedInput("a moment must be a valid Date");
  return { type: { kind: "timestamp", unit: "ms", zone: "UTC" }, value: BigInt(ms) };
}
