/** The schema of columns that are written: Parquet's own, and where that has no word for a type, Arrow's beside it. */
import type { KeyValue, SchemaElement } from "hyparquet-writer";
import type { Column } from "../../columns/column";
import type { ColumnData, TimeUnit } from "../../columns/types";
import { UnsupportedType } from "../../data-errors";
import type { NamedColumn } from "../format";
import { quoted } from "../../shown";
import { type FlatField, flatBytes } from "./flat-tables";

type Physical = Pick<SchemaElement, "type"> & Partial<SchemaElement>;

const MOST_DIGITS = 38;
const MOST_DIGITS_OF_INT64 = 18;
/** Of decimals of more digits. */
const DECIMAL_BYTES = 16;

export function schemaOf(columns: readonly NamedColumn[]): SchemaElement[] {
  return [
    { name: "schema", num_children: columns.length },
    ...columns.map(([name, { data }]): SchemaElement => ({ name, repetition_type: "OPTIONAL", ...physicalOf(name, data) })),
  ];
}

/** By the older of Parquet's two words: hyparquet-writer writes the bits of the newer one as a wider number, which others refuse. */
function integer(bits: number, isSigned: boolean): Physical {
  const converted = `${isSigned ? "INT" : "UINT"}_${bits}` as SchemaElement["converted_type"];
  return { type: bits === 64 ? "INT64" : "INT32", converted_type: converted };
}

function physicalOf(name: string, data: ColumnData): Physical {
  switch (data.type) {
    case "float64":
      return { type: "DOUBLE" };
    case "float32":
      return { type: "FLOAT" };
    case "int32":
      return { type: "INT32" };
    case "int64":
    case "duration":
      return { type: "INT64" };
    case "int8":
    case "int16":
      return integer(Number(data.type.slice(3)), true);
    case "uint8":
    case "uint16":
    case "uint32":
    case "uint64":
      return integer(Number(data.type.slice(4)), false);
    case "boolean":
      return { type: "BOOLEAN" };
    case "date":
      return { type: "INT32", converted_type: "DATE", logical_type: { type: "DATE" } };
    case "timestamp":
      return timestamp(data.unit, data.zone !== undefined);
    case "text":
      return { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } };
    case "decimal":
      return decimal(name, digitsOf(data));
  }
}

function timestamp(unit: TimeUnit, isAdjustedToUTC: boolean): Physical {
  const stored = unit === "us" ? "MICROS" : unit === "ns" ? "NANOS" : "MILLIS";
  const converted: Partial<SchemaElement> = isAdjustedToUTC && stored !== "NANOS" ? { converted_type: `TIMESTAMP_${stored}` } : {};
  return { type: "INT64", ...converted, logical_type: { type: "TIMESTAMP", isAdjustedToUTC, unit: stored } };
}

/** Parquet has no negative scales, and none that is larger than the precision. */
export function digitsOf({ precision, scale }: { precision: number; scale: number }): { precision: number; scale: number } {
  return scale < 0 ? { precision: precision - scale, scale: 0 } : { precision: Math.max(precision, scale, 1), scale };
}

function decimal(name: string, { precision, scale }: { precision: number; scale: number }): Physical {
  if (precision > MOST_DIGITS) {
    throw new UnsupportedType(`writing Parquet: column ${quoted(name)} has decimals of ${precision} digits; Parquet has 38 at most`);
  }
  const digits = { converted_type: "DECIMAL", precision, scale, logical_type: { type: "DECIMAL", precision, scale } } as const;
  return precision > MOST_DIGITS_OF_INT64
    ? { type: "FIXED_LEN_BYTE_ARRAY", type_length: DECIMAL_BYTES, ...digits }
    : { type: "INT64", ...digits };
}

/** "ARROW:schema", where only Arrow has a word: zones other than UTC, seconds, durations. Every reader of Arrow's family knows it. */
export function arrowMetadata(columns: readonly NamedColumn[]): KeyValue[] {
  if (!columns.some(([, column]) => isOnlyArrows(column))) return [];
  const schema: FlatField[] = [{ is: "short", value: 0 }, { is: "tables", tables: columns.map(fieldOf) }];
  const message = flatBytes([
    { is: "short", value: METADATA_V5 }, { is: "byte", value: SCHEMA_HEADER }, { is: "table", fields: schema }, { is: "long", value: 0n },
  ]);
  const bytes = Buffer.alloc(8 + message.length);
  bytes.writeUInt32LE(CONTINUATION, 0);
  bytes.writeUInt32LE(message.length, 4);
  bytes.set(message, 8);
  return [{ key: "ARROW:schema", value: bytes.toString("base64") }];
}

const METADATA_V5 = 4;
const SCHEMA_HEADER = 1;
const CONTINUATION = 0xffffffff;
const UNITS: readonly TimeUnit[] = ["s", "ms", "us", "ns"];

function isOnlyArrows({ type, unit, zone }: Column): boolean {
  return type === "duration" || (type === "timestamp" && (unit === "s" || (zone !== undefined && zone !== "UTC")));
}

function fieldOf([name, { data }]: NamedColumn): FlatField[] {
  const [kind, fields] = arrowType(data);
  return [
    { is: "text", value: name }, { is: "byte", value: 1 }, { is: "byte", value: kind }, { is: "table", fields },
    { is: "none" }, { is: "tables", tables: [] },
  ];
}

/** The number of the type in Arrow's union Type, and the fields of its table. */
function arrowType(data: ColumnData): [kind: number, fields: FlatField[]] {
  const unit = "unit" in data ? UNITS.indexOf(data.unit) : 0;
  switch (data.type) {
    case "float64":
    case "float32":
      return [3, [{ is: "short", value: data.type === "float64" ? 2 : 1 }]];
    case "text":
      return [5, []];
    case "boolean":
      return [6, []];
    case "decimal": {
      const { precision, scale } = digitsOf(data);
      return [7, [{ is: "int", value: precision }, { is: "int", value: scale }, { is: "int", value: 128 }]];
    }
    case "date":
      return [8, [{ is: "short", value: 0 }]];
    case "timestamp":
      return [10, [{ is: "short", value: unit }, data.zone === undefined ? { is: "none" } : { is: "text", value: data.zone }]];
    case "duration":
      return [18, [{ is: "short", value: unit }]];
    default:
      return [2, [{ is: "int", value: Number(/\d+/.exec(data.type)![0]) }, { is: "byte", value: data.type.startsWith("u") ? 0 : 1 }]];
  }
}
