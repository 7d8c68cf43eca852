/** Results of maps as columns: with the nulls of their inputs, truth values as booleans. */
import type { Output } from "../../call/output";
import { Column } from "../../columns/column";
import type { Validity } from "../../columns/types";
import type { ValidRows } from "../../columns/valid-rows";
import type { Dtype, FloatArray } from "../../dtype";
import type { Sink } from "../../engines/work";
import type { Writer } from "../../memory/ports";
import type { Program } from "../../program";
import { rowOf } from "../../catalog/index";
import { dtypeOf, setInto } from "../../typed-array";
import { markNulls } from "./marked-nulls";

/** A column over the array of the usual output. */
export class ColumnOutput implements Output {
  readonly view: FloatArray;
  readonly allocation: Output["allocation"];
  readonly fresh: boolean;
  readonly sink: Sink;

  /** `rows`: results are of valid rows alone, and go to their places among all. `isGiven`: the array is the caller's. */
  constructor(
    { view, allocation, fresh, sink }: Output,
    private readonly validity: Validity | undefined,
    rows: ValidRows | undefined,
    private readonly isGiven: boolean,
  ) {
    this.view = view!;
    this.allocation = allocation;
    this.fresh = fresh;
    this.sink = rows ? spreading(this.view, rows) : sink;
  }

  result(): Column {
    const values = this.view;
    if (this.isGiven && this.validity) markNulls(values, this.validity);
    return new Column({ type: dtypeOf(values), values }, values.length, this.validity);
  }
}

function spreading(view: FloatArray, rows: ValidRows): Writer {
  return { at: "ordinary", dtype: dtypeOf(view), write: (begin, _end, source) => rows.spread(source, begin, view), check: () => {} };
}

/** A new column of booleans, of results that are 1 or 0. */
export function booleans(dtype: Dtype, length: number, validity: Validity | undefined): Output {
  const values = new Uint8Array(length);
  const sink: Writer = { at: "ordinary", dtype, write: (begin, _end, source) => setInto(values, source, begin), check: () => {} };
  return { sink, result: () => new Column({ type: "boolean", values }, length, validity), fresh: true };
}

/** Whether a program's results are truth values: comparisons, and what && || ! ?: make of them. */
export function isTruth({ steps, result }: Program): boolean {
  const truths: boolean[] = [];
  const isOf = (operand: Program["result"] | undefined) => operand !== undefined && "register" in operand && truths[operand.register]!;
  for (const { operation, operands } of steps) {
    truths.push(rowOf(operation).isTruth === true || (operation === "where" && isOf(operands[1]) && isOf(operands[2])));
  }
  return isOf(result);
}
