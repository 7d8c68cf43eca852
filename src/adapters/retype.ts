/** A column of a format that has types, as the type that a caller asks for. */
import type { Column } from "../columns/column";
import { columnOf } from "../columns/make";
import { BadValue } from "../data-errors";
import type { WantedType } from "./format";
import { shown } from "../shown";

export interface ColumnPlace {
  name: string;
  /** The file, as messages call it. */
  where: string;
  /** Rows before the column's first. */
  before: number;
}

/** @throws BadValue with the row that is not of the type, and what {@link columnOf} throws */
export function retyped(column: Column, wanted: WantedType, { name, where, before }: ColumnPlace): Column {
  const isSame = column.type === wanted.type && wanted.scale === undefined;
  if (isSame && (wanted.unit === undefined || wanted.unit === column.unit) && (wanted.zone === undefined || wanted.zone === column.zone)) {
    return column;
  }
  const { type, unit, zone, format, scale } = wanted;
  const values = type === "text" ? column.toArray().map((value) => (value === null ? null : String(value))) : column.toArray();
  try {
    return columnOf(values, { type, unit, zone, format, scale, name, where: `${where}, column ${shown(name)}` });
  } catch (error) {
    if (!(error instanceof BadValue) || before === 0) throw error;
    const row = error.row + before;
    throw new BadValue(error.message.replace(`row ${error.row}`, `row ${row}`), row, name);
  }
}
