/** Whether a call is given columns: what is for them alone is loaded when one is. */
import { Column } from "../../columns/column";
import { Table } from "../../columns/table";

export function hasColumns(values: readonly unknown[]): boolean {
  if (!Column.areMade) return false; // a small call does not pay for looking
  for (let i = 0; i < values.length; i++) if (isColumnar(values[i])) return true;
  return false;
}

/** Whether an object has a column among its values; its getters are not called. */
export function hasColumnIn(object: unknown): boolean {
  if (typeof object !== "object" || object === null) return false;
  if (isColumnar(object)) return true;
  try {
    return Object.values(Object.getOwnPropertyDescriptors(object)).some(({ value }) => isColumnar(value));
  } catch {
    return false; // a revoked proxy, or one that throws
  }
}

export const isColumnar = (value: unknown): value is Column | Table => Column.areMade && (Column.is(value) || Table.is(value));
