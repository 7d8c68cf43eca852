/** A table as text that fits a terminal. */
import { shown } from "../shown";
import { knownKeys } from "../call/options";
import type { Column } from "../columns/column";
import type { PrintOptions, Table } from "../columns/table";
import { isNumberType } from "../columns/types";
import { BadOption, shown as shownValue } from "../errors";
import { cutTo, padded, widthOf } from "./text-width";

const ROWS = 10;
const WIDTH = 100;
const GAP = "  ";
/** Of a text; numbers are shorter. */
const MOST_CELL = 32;
const LEAST_WIDTH = 10;
const DIGITS = 6;
/** Names of columns that are not shown. */
const MOST_NAMED = 5;

/** A column's cells, its name and type the first two of them. */
interface Shown {
  cells: string[];
  width: number;
  isRight: boolean;
}

/** @throws BadOption */
export function tableText(table: Table, options: PrintOptions = {}): string {
  knownKeys("print", options, ["rows", "width"]);
  const { rows = ROWS, width = process.stdout.columns || WIDTH } = options;
  checkAtLeast("rows", rows, 0);
  checkAtLeast("width", width, LEAST_WIDTH);
  const known = table.isLazy ? undefined : table.numRows;
  if (table.columns.length === 0) return "a table without columns";
  const first = firstRows(table, rows);
  const columns: Shown[] = [];
  let taken = 0;
  for (const name of table.columns) {
    const column = columnOf(name, first.column(name), Math.min(width, MOST_CELL));
    taken += column.width + (columns.length > 0 ? GAP.length : 0);
    if (taken > width) break;
    columns.push(column);
  }
  const lines = Array.from({ length: first.numRows + 2 }, (_, row) => lineOf(columns, (column) => column.cells[row]!));
  lines.splice(2, 0, columns.map((column) => "-".repeat(column.width)).join(GAP));
  lines.push(...footer(table, columns.length, first.numRows, known));
  return lines.map((line) => cutTo(line, width)).join("\n");
}

function checkAtLeast(key: string, value: unknown, least: number): void {
  const isNumber = typeof value === "number" && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY) && value >= least;
  if (!isNumber) throw new BadOption(`print: ${key} must be an integer from ${least} on, got ${shownValue(value)}`);
}

/** Of a lazy table no more than are in memory. */
function firstRows(table: Table, rows: number): Table {
  if (!table.isLazy) return table.head(rows);
  for (let most = rows; ; most = Math.floor(most / 2)) {
    try {
      return table.head(most);
    } catch (error) {
      if (most === 0) throw error;
    }
  }
}

function columnOf(name: string, column: Column, mostWidth: number): Shown {
  const cells = [shown(name), typeText(column)];
  for (let row = 0; row < column.length; row++) cells.push(cellText(column, row));
  const cut = cells.map((cell) => cutTo(cell, mostWidth));
  const isRight = isNumberType(column.type) || column.type === "decimal" || column.type === "duration";
  return { cells: cut, width: Math.max(...cut.map(widthOf)), isRight };
}

function typeText({ type, unit, zone }: Column): string {
  if (unit === undefined) return type;
  return `${type}[${unit}${zone === undefined ? "" : `, ${shown(zone)}`}]`;
}

function cellText(column: Column, row: number): string {
  const value = column.get(row);
  if (typeof value !== "number") return value === null ? "null" : shown(String(value));
  if (Object.is(value, -0)) return "-0";
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(DIGITS)));
}

function lineOf(columns: readonly Shown[], cellOf: (column: Shown) => string): string {
  return columns.map((column) => padded(cellOf(column), column.width, column.isRight)).join(GAP).trimEnd();
}

function footer(table: Table, shownColumns: number, shownRows: number, known: number | undefined): string[] {
  const lines: string[] = [];
  const hidden = table.columns.slice(shownColumns);
  if (hidden.length > 0) {
    const named = hidden.slice(0, MOST_NAMED).map((name) => shown(name)).join(", ");
    const more = hidden.length > MOST_NAMED ? ", ..." : "";
    lines.push(`... ${counted(hidden.length, "more column")}: ${named}${more}`);
  }
  if (known === undefined) lines.push(`the first ${counted(shownRows, "row")} of a lazy table`);
  else if (known > shownRows) lines.push(`${counted(shownRows, "row")} of ${known.toLocaleString("en-US")}`);
  else lines.push(counted(known, "row"));
  return lines;
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString("en-US")} ${what}${count === 1 ? "" : "s"}`;
}
