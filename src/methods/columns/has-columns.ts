/** Whether a call is given columns: what is for them alone is loaded when one is. */
import { isPlainObject } from "../../call/arguments";
import { areColumnsMade, Column } from "../../columns/column";
import { Table } from "../../columns/table";

export function hasColumns(values: readonly unknown[]): boolean {
  if (!areColumnsMade()) return false; // a small call does not pay for looking
  for (let i = 0; i < values.length; i++) if (isColumnar(values[i])) return true;
  return false;
}

/** Whether a plain object has a column among its values, or behind a getter; which is not called. */
export function hasColumnIn(object: unknown): boolean {
  if (!areColumnsMade() || !isPlainObject(object)) return false;
  try {
    return Object.values(Object.getOwnPropertyDescriptors(object)).some(({ value, get }) => get !== undefined || isColumnar(value));
  } catch {
    return false; // a revoked proxy, or one that throws
  }
}

export const isColumnar = (value: unknown): value is Column | Table => areColumnsMade() && (Column.is(value) || Table.is(value));
