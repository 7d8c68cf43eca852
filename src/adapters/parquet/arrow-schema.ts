/**
 * The Arrow schema that Arrow's libraries (pandas, Polars, ...) keep beside Parquet's own under the key "ARROW:schema": a message of
 * Arrow's IPC format, in base64. It alone has zones of timestamps, and says which integers are durations.
 */
import type { TimeUnit } from "../../columns/types";

export type ArrowType =
  | { is: "timestamp"; unit: TimeUnit; zone: string | undefined }
  | { is: "duration"; unit: TimeUnit }
  | { is: "other" };

const UNITS: readonly TimeUnit[] = ["s", "ms", "us", "ns"];
/** Of the union Type in Arrow's Schema.fbs. */
const TIMESTAMP = 10;
const DURATION = 18;
const SCHEMA_HEADER = 1;
const CONTINUATION = 0xffffffff;

/** Types by the names of outermost columns; empty where the text is no such schema: it only adds to what Parquet tells. */
export function arrowTypes(base64: string | undefined): Map<string, ArrowType> {
  const types = new Map<string, ArrowType>();
  try {
    const bytes = Buffer.from(base64 ?? "", "base64");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (view.byteLength < 8) return types;
    const begin = view.getUint32(0, true) === CONTINUATION ? 8 : 4;
    const message = tableAt(view, begin);
    if (byteIn(message, 1) !== SCHEMA_HEADER) return types;
    for (const field of tablesIn(tableIn(message, 2)!, 1)) types.set(textIn(field, 0) ?? "", typeOf(field));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return types;
}

function typeOf(field: FlatTable): ArrowType {
  const kind = byteIn(field, 2);
  const type = tableIn(field, 3);
  if (!type) return { is: "other" };
  if (kind === TIMESTAMP) return { is: "timestamp", unit: UNITS[shortIn(type, 0)] ?? "s", zone: textIn(type, 1) };
  if (kind === DURATION) return { is: "duration", unit: UNITS[shortIn(type, 0, 1)] ?? "ms" };
  return { is: "other" };
}

/** A table of FlatBuffers: its fields are found through the table of their places. */
interface FlatTable {
  view: DataView;
  at: number;
}

function tableAt(view: DataView, at: number): FlatTable {
  return { view, at: at + view.getUint32(at, true) };
}

/** Where a field lies; undefined where it has its default. */
function placeOf({ view, at }: FlatTable, field: number): number | undefined {
  const places = at - view.getInt32(at, true);
  const entry = 4 + 2 * field;
  if (entry >= view.getUint16(places, true)) return undefined;
  const place = view.getUint16(places + entry, true);
  return place === 0 ? undefined : at + place;
}

function byteIn(table: FlatTable, field: number): number {
  const place = placeOf(table, field);
  return place === undefined ? 0 : table.view.getUint8(place);
}

function shortIn(table: FlatTable, field: number, otherwise = 0): number {
  const place = placeOf(table, field);
  return place === undefined ? otherwise : table.view.getInt16(place, true);
}

function tableIn(table: FlatTable, field: number): FlatTable | undefined {
  const place = placeOf(table, field);
  return place === undefined ? undefined : tableAt(table.view, place);
}

function textIn(table: FlatTable, field: number): string | undefined {
  const text = tableIn(table, field);
  if (!text) return undefined;
  const { view, at } = text;
  const length = view.getUint32(at, true);
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("utf8", at + 4, at + 4 + length);
}

function* tablesIn(table: FlatTable, field: number): Generator<FlatTable> {
  const vector = tableIn(table, field);
  if (!vector) return;
  const { view, at } = vector;
  const count = view.getUint32(at, true);
  for (let i = 0; i < count; i++) yield tableAt(view, at + 4 + 4 * i);
}
