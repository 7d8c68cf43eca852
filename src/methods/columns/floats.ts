/** Columns of numbers as floats for functions of families. */
import type { Reader } from "../../memory/ports";
import { ReadInput } from "../../call/borrowed";
import { FlatInput } from "../../call/flat";
import { recognise } from "../../call/inputs";
import type { Column } from "../../columns/column";
import { ValidRows } from "../../columns/valid-rows";
import { type NumberArray, viewOf } from "../../dtype";
import type { Asking } from "../asking";
import { inputFor, withoutNulls } from "./inputs";

/** What a function is given for a column: its array where it can read that, else an input with nulls left out, or as NaN. */
export function floatsFor(column: Column, { where, settings }: Asking, nulls: "left out" | "NaN"): FlatInput | NumberArray {
  const rules = { ...settings, arena: undefined };
  const given = inputFor(column, where);
  const { validity, length } = column;
  if (!validity && !ReadInput.is(given)) return given;
  const rows = validity && new ValidRows(validity, length);
  const input = rows && nulls === "left out" ? withoutNulls(given, rows, where, rules) : given;
  const { source, length: count, view, borrowed } = recognise(input, where, rules);
  const { dtype } = source as Reader;
  return new FlatInput(dtype, count, undefined, borrowed, view, (begin, end, buffer, pointer) => {
    const target = viewOf(dtype, buffer, pointer, end - begin);
    (source as Reader).check();
    (source as Reader).read(begin, end, target);
    if (rows && nulls === "NaN") for (let row = begin; row < end; row++) if (!rows.isValid(row)) target[row - begin] = Number.NaN;
  });
}
