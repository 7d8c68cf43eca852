/** Options of reading: checked, completed. */
import type { WantedType } from "../adapters/format";
import { bad, checkPhasedOptions, knownKeys } from "../call/options";
import { COLUMN_TYPES, columnTypeNamed } from "../columns/types";
import { DuplicateColumn } from "../data-errors";
import { shown } from "../errors";
import type { Instance } from "../instance/instance";
import { isList } from "../typed-array";
import { FORMATS, type FormatName } from "./detect";

/** What was asked for. */
export interface AskedTable {
  columns: readonly string[] | undefined;
  types: ReadonlyMap<string, WantedType>;
  /** A formula. */
  where: string | undefined;
  /** Rows; after `where`. */
  limit: number;
  format: FormatName | undefined;
  home: "arena" | "ordinary";
  /** undefined: as the size demands. */
  lazy: boolean | undefined;
  /** undefined: as much as memory has. */
  mostBytes: number | undefined;
  /** For the format's reader. */
  ofFormat: Readonly<Record<string, unknown>>;
}

const KEYS = ["columns", "types", "where", "limit", "format", "home", "lazy", "mostBytes"];
const CALL_KEYS = ["signal", "timeout", "onProgress"];
const TYPE_KEYS = ["type", "format", "unit", "zone", "precision", "scale"];
const UNITS: readonly unknown[] = ["s", "ms", "us", "ns"];

/** `formatKeys`: by format what its reader takes besides. @throws BadOption, DuplicateColumn */
export function askedOf(
  instance: Instance, given: object, formatKeys: Readonly<Record<FormatName, readonly string[]>>, where: string,
): AskedTable {
  const all = [...new Set(Object.values(formatKeys).flat())].filter((key) => !KEYS.includes(key));
  checkPhasedOptions(where, given, instance.settings, [...KEYS, ...CALL_KEYS, ...all]);
  const options = given as Record<string, unknown>;
  const { columns, types = {}, where: formula, limit = Number.POSITIVE_INFINITY, format, home = "ordinary", lazy, mostBytes } = options;
  if (columns !== undefined && !(isList(columns) && columns.every((name) => typeof name === "string"))) {
    bad(where, "columns", "an array of names", columns);
  }
  const names = columns as readonly string[] | undefined;
  const twice = names?.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new DuplicateColumn(`${where}: columns has ${shown(twice)} twice. Name each once`);
  if (formula !== undefined && typeof formula !== "string") bad(where, "where", "a formula (text)", formula);
  const isLimit = typeof limit === "number" && (limit === Number.POSITIVE_INFINITY || (Number.isSafeInteger(limit) && limit >= 0));
  if (!isLimit) bad(where, "limit", "a number of rows", limit);
  if (format !== undefined && !FORMATS.includes(format as FormatName)) bad(where, "format", `one of ${FORMATS.join(", ")}`, format);
  if (home !== "arena" && home !== "ordinary") bad(where, "home", '"arena" or "ordinary"', home);
  if (lazy !== undefined && typeof lazy !== "boolean") bad(where, "lazy", "true or false", lazy);
  if (mostBytes !== undefined && !(typeof mostBytes === "number" && mostBytes > 0)) bad(where, "mostBytes", "a number of bytes", mostBytes);
  return {
    columns: names, types: typesOf(types, where), where: formula as string | undefined, limit: limit as number,
    format: format as FormatName | undefined, home, lazy: lazy as boolean | undefined, mostBytes: mostBytes as number | undefined,
    ofFormat: Object.fromEntries(all.filter((key) => options[key] !== undefined).map((key) => [key, options[key]])),
  };
}

/** @throws BadOption */
function typesOf(given: unknown, where: string): Map<string, WantedType> {
  if (typeof given !== "object" || given === null || isList(given)) bad(where, "types", "an object, { column: type }", given);
  return new Map(Object.entries(given).map(([name, type]) => [name, typeOf(type, `types.${name}`, where)]));
}

function typeOf(given: unknown, key: string, where: string): WantedType {
  const whole = typeof given === "string" ? { type: given } : given;
  if (typeof whole !== "object" || whole === null || isList(whole)) {
    bad(where, key, "a type's name, or { type, format, unit, zone }", given);
  }
  knownKeys(`${where}: ${key}`, whole, TYPE_KEYS);
  const { type: name, format, unit, zone, precision, scale } = whole as Record<string, unknown>;
  const type = typeof name === "string" ? columnTypeNamed(name) : undefined;
  if (!type) bad(where, key, `one of ${COLUMN_TYPES.join(", ")}`, name);
  for (const [option, value] of [["format", format], ["zone", zone]]) {
    if (value !== undefined && typeof value !== "string") bad(where, `${key}.${option}`, "text", value);
  }
  if (unit !== undefined && !UNITS.includes(unit)) bad(where, `${key}.unit`, UNITS.join(", "), unit);
  for (const [option, value] of [["precision", precision], ["scale", scale]]) {
    if (value !== undefined && !Number.isInteger(value)) bad(where, `${key}.${option}`, "an integer", value);
  }
  return { type, format, unit, zone, precision, scale } as WantedType;
}
