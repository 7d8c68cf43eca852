/** Which columns a Parquet file has, and which type of ours each is. */
import type { SchemaElement, SchemaTree } from "hyparquet";
import type { NumberType, TimeUnit } from "../../columns/types";
import { isZone } from "../../columns/zones";
import type { ArrowType } from "./arrow-schema";

/** How the values of a column are to be taken. */
export type LeafType =
  | { is: NumberType | "boolean" | "date" | "text" }
  | { is: "float16" | "int96" }
  | { is: "uuid" }
  | { is: "timestamp"; unit: TimeUnit; zone: string | undefined; divisor: bigint }
  | { is: "duration"; unit: TimeUnit; divisor: bigint }
  | { is: "decimal"; precision: number; scale: number; words: 1 | 2 };

/** A column of the table: a leaf of the schema. Fields of structures are columns of their own, named "outer.inner". */
export interface ParquetLeaf {
  name: string;
  /** Which of the physical columns of a row group it is. */
  index: number;
  element: SchemaElement;
  /** Definition level at which a value is there. */
  levels: number;
  /** Or, as text, what it is that cannot be read. */
  type: LeafType | string;
}

/** `arrow` has the types that the Arrow schema beside it tells, by the names of outermost columns. */
export function leavesOf(root: SchemaTree, arrow: ReadonlyMap<string, ArrowType>): ParquetLeaf[] {
  const leaves: ParquetLeaf[] = [];
  let index = 0;
  const walk = (node: SchemaTree, names: string[], levels: number, nested: string | undefined) => {
    const { element, children } = node;
    const own = levels + (element.repetition_type === "OPTIONAL" ? 1 : 0);
    const kind = nested ?? nestedKind(node);
    if (children.length === 0) {
      const type = kind ?? leafType(element, names.length === 1 ? arrow.get(names[0]!) : undefined);
      if (nested === undefined) leaves.push({ name: names.join("."), index, element, levels: own, type });
      index++;
      return;
    }
    // A list or map is one column, whatever it is made of.
    if (nested === undefined && kind !== undefined) leaves.push({ name: names.join("."), index, element, levels: own, type: kind });
    for (const child of children) walk(child, [...names, child.element.name], own, kind);
  };
  for (const child of root.children) walk(child, [child.element.name], 0, undefined);
  return leaves;
}

function nestedKind({ element, children }: SchemaTree): string | undefined {
  const annotated = element.logical_type?.type ?? element.converted_type;
  if (annotated === "LIST") return `list of ${children[0]?.children[0]?.element.type?.toLowerCase() ?? "values"}`;
  if (annotated === "MAP" || annotated === "MAP_KEY_VALUE") return "map";
  if (annotated === "VARIANT") return "variant";
  return element.repetition_type === "REPEATED" ? "list" : undefined;
}

const UNITS: Record<string, TimeUnit> = { MILLIS: "ms", MICROS: "us", NANOS: "ns" };
const MOST_DIGITS = 38;
const MOST_DIGITS_OF_WORD = 18;
const INTEGERS: Record<string, NumberType> = {
  INT_8: "int8", INT_16: "int16", INT_32: "int32", INT_64: "int64",
  UINT_8: "uint8", UINT_16: "uint16", UINT_32: "uint32", UINT_64: "uint64",
};

function leafType(element: SchemaElement, arrow: ArrowType | undefined): LeafType | string {
  const { type, converted_type: converted, logical_type: logical, type_length: length } = element;
  const isInteger = type === "INT32" || type === "INT64";
  if (logical?.type === "DECIMAL" || converted === "DECIMAL") return decimalType(element);
  if (logical?.type === "TIMESTAMP" && type === "INT64") return timestampType(UNITS[logical.unit]!, logical.isAdjustedToUTC, arrow);
  if (converted === "TIMESTAMP_MILLIS" && type === "INT64") return timestampType("ms", true, arrow);
  if (converted === "TIMESTAMP_MICROS" && type === "INT64") return timestampType("us", true, arrow);
  if (logical?.type === "TIME" && isInteger) return { is: "duration", unit: UNITS[logical.unit]!, divisor: 1n };
  if (converted === "TIME_MILLIS" && isInteger) return { is: "duration", unit: "ms", divisor: 1n };
  if (converted === "TIME_MICROS" && isInteger) return { is: "duration", unit: "us", divisor: 1n };
  if ((logical?.type === "DATE" || converted === "DATE") && type === "INT32") return { is: "date" };
  if (logical?.type === "INTEGER" && isInteger) {
    return { is: INTEGERS[`${logical.isSigned ? "" : "U"}INT_${logical.bitWidth}`] ?? (type === "INT32" ? "int32" : "int64") };
  }
  if (converted !== undefined && Object.hasOwn(INTEGERS, converted) && isInteger) return { is: INTEGERS[converted]! };
  if (logical?.type === "FLOAT16") return length === 2 ? { is: "float16" } : "float16 of another length";
  if (logical?.type === "UUID") return length === 16 ? { is: "uuid" } : "uuid of another length";
  if (logical?.type === "GEOMETRY" || logical?.type === "GEOGRAPHY") return logical.type.toLowerCase();
  if (converted === "INTERVAL") return "interval";
  if (logical?.type === "BSON" || converted === "BSON") return "BSON";
  switch (type) {
    case "BOOLEAN":
      return { is: "boolean" };
    case "INT32":
      return { is: "int32" };
    case "INT64":
      return arrow?.is === "duration" ? { is: "duration", unit: arrow.unit, divisor: 1n } : { is: "int64" };
    case "INT96":
      return { is: "int96" };
    case "FLOAT":
      return { is: "float32" };
    case "DOUBLE":
      return { is: "float64" };
    case "BYTE_ARRAY":
      return { is: "text" };
    default:
      return length === undefined ? "values of no known type" : `binary of ${length} bytes`;
  }
}

function timestampType(unit: TimeUnit, isUtc: boolean, arrow: ArrowType | undefined): LeafType {
  const told = arrow?.is === "timestamp" ? arrow : undefined;
  const zone = isUtc ? (told?.zone !== undefined && isZone(told.zone) ? told.zone : "UTC") : undefined;
  // Parquet has no seconds: they are written as milliseconds.
  if (told?.unit === "s" && unit === "ms") return { is: "timestamp", unit: "s", zone, divisor: 1000n };
  return { is: "timestamp", unit, zone, divisor: 1n };
}

function decimalType(element: SchemaElement): LeafType | string {
  const { logical_type: logical, precision: digits, scale: power, type_length: length, type } = element;
  const isLogical = logical?.type === "DECIMAL";
  const precision = (isLogical ? logical.precision : digits) ?? 0;
  const scale = (isLogical ? logical.scale : power) ?? 0;
  const isStored = type === "INT32" || type === "INT64" || type === "BYTE_ARRAY" || (type === "FIXED_LEN_BYTE_ARRAY" && (length ?? 0) > 0);
  if (!isStored || precision < 1 || precision > MOST_DIGITS) return `decimal(${precision}, ${scale})`;
  return { is: "decimal", precision, scale, words: precision > MOST_DIGITS_OF_WORD ? 2 : 1 };
}
