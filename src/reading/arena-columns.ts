/** Columns in the arena: numbers, and which rows have one. Text stays where it is. */
import { Column } from "../columns/column";
import { Table } from "../columns/table";
import type { ColumnData } from "../columns/types";
import { aligned } from "../columns/validity";
import type { TypedArray } from "../dtype";
import type { Instance } from "../instance/instance";
import type { Arena } from "../memory/arena";
import type { ReadingHost } from "./reading";

const DOUBLE_BYTES = 8;

/** The table with copies in the arena, where there is one. @throws ArenaFull */
export function inArena({ instance, tables }: Pick<ReadingHost, "instance" | "tables">, table: Table): Table {
  const { arena } = (instance as Instance).engines;
  if (!arena) return table;
  const made: Float64Array[] = [];
  try {
    return new Table(table.columns.map((name) => [name, columnIn(arena, table.column(name), made)] as const), tables);
  } catch (error) {
    for (const array of made) arena.freeArray(array, "read");
    throw error;
  }
}

function columnIn(arena: Arena, column: Column, made: Float64Array[]): Column {
  const { data, validity, length } = column;
  if (data.type === "text") return column;
  const bitmap = validity && { bytes: copyIn(arena, aligned(validity, length), made), offset: 0 };
  return new Column({ ...data, values: copyIn(arena, data.values, made) } as ColumnData, length, bitmap);
}

/** Whatever the array's kind, its memory is one of doubles, as all of the arena's. */
function copyIn<A extends TypedArray>(arena: Arena, array: A, made: Float64Array[]): A {
  const room = arena.empty("float64", Math.ceil(array.byteLength / DOUBLE_BYTES)) as Float64Array;
  made.push(room);
  const Kind = array.constructor as new (buffer: ArrayBufferLike, byteOffset: number, length: number) => A;
  const copy = new Kind(room.buffer, room.byteOffset, array.length);
  (copy as unknown as Uint8Array).set(array as unknown as Uint8Array);
  return copy;
}
