/** Rows for which a condition holds. */
import { UnequalLengths } from "../errors";
import type { Column } from "./column";
import { takeRows } from "./take";

/** The rows where a boolean column is true: neither false nor null. */
export function rowsWhere(condition: Column): Uint32Array {
  const { data, length } = condition;
  if (data.type !== "boolean") throw new TypeError(`a condition is a boolean column, got ${data.type}`);
  const rows = new Uint32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) if (data.values[row] === 1 && !condition.isNull(row)) rows[count++] = row;
  return rows.slice(0, count);
}

/** Columns of the rows where a boolean column is true. @throws UnequalLengths */
export function filterRows(
  columns: Iterable<readonly [name: string, column: Column]>, condition: Column,
): [name: string, column: Column][] {
  const rows = rowsWhere(condition);
  return Array.from(columns, ([name, column]) => {
    if (column.length !== condition.length) {
      throw new UnequalLengths(`where: the condition has ${condition.length} rows, column ${JSON.stringify(name)} has ${column.length}`);
    }
    return [name, rows.length === column.length ? column : takeRows(column, rows)];
  });
}
