/** Lists of objects that a caller gives, as columns. */
import { columnOf } from "../columns/make";
import { UnsupportedInput } from "../errors";
import type { TablePart, WantedType } from "./format";
import { quoted, shown } from "../shown";

export interface ObjectsOptions {
  /** Names, in the order in which they are to come; any other keys are left out. Default: all, in order of first appearance. */
  columns?: readonly string[] | undefined;
  /** By name; any other column's type comes from its values. */
  types?: ReadonlyMap<string, WantedType> | undefined;
  /** What errors begin with. Default "flux.from". */
  where?: string | undefined;
}

/**
 * A column for each key that any object has as its own, enumerable property; null where an object lacks it. Keys that are symbols, and
 * what a class has on its prototype (methods, accessors), are no columns. Nested objects and lists are refused, as no column holds them.
 *
 * @throws UnsupportedInput where a row is no object, and what {@link columnOf} throws: BadValue with the row
 */
export function tableOfObjects(rows: readonly unknown[], options: ObjectsOptions = {}): TablePart {
  const { where = "flux.from", types } = options;
  const columns = new Map<string, unknown[]>((options.columns ?? []).map((name) => [name, new Array(rows.length).fill(null)]));
  // By index: a hole is no row, and is told as one.
  for (let row = 0; row < rows.length; row++) {
    const object = rows[row];
    if (typeof object !== "object" || object === null || Array.isArray(object)) {
      const got = object === null ? "null" : Array.isArray(object) ? "a list" : typeof object;
      throw new UnsupportedInput(`${where}: row ${row + 1} of the list is no object with a value for each column, but ${got}`);
    }
    const names = Object.keys(object);
    if (names.length === 0) refuseHidden(object, row, where);
    for (const name of names) {
      let values = columns.get(name);
      if (!values) {
        if (options.columns) continue;
        columns.set(name, (values = new Array(rows.length).fill(null)));
      }
      values[row] = (object as Record<string, unknown>)[name];
    }
  }
  return [...columns].map(([name, values]) => {
    const { type, unit, zone, format, scale } = types?.get(name) ?? {};
    return [name, columnOf(values, { type, unit, zone, format, scale, name, where: `${where}, column ${quoted(name)}` })] as const;
  });
}

/** What a class keeps out of sight is no column: its row would be null, or no row at all. @throws UnsupportedInput */
function refuseHidden(object: object, row: number, where: string): void {
  const prototype = Object.getPrototypeOf(object) as { constructor?: { name?: unknown } } | null;
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return;
  const name = String(prototype.constructor?.name ?? "a class");
  const way = object instanceof Map ? "Give Object.fromEntries(map)" : "Give plain objects: rows.map(({ id, name }) => ({ id, name }))";
  throw new UnsupportedInput(`${where}: row ${row + 1} of the list is an object of ${shown(name)} without properties of its own. ${way}`);
}
