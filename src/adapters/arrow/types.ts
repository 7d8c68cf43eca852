/** The types of Arrow, what a schema says of them, and how many buffers an array of each has. */
import type { TimeUnit } from "../../columns/types";

/** As Arrow's format numbers them. */
export const ARROW = {
  null: 1, int: 2, float: 3, binary: 4, text: 5, bool: 6, decimal: 7, date: 8, time: 9, timestamp: 10, interval: 11, list: 12, struct: 13,
  union: 14, fixedBinary: 15, fixedList: 16, map: 17, duration: 18, largeBinary: 19, largeText: 20, largeList: 21, runEndEncoded: 22,
  binaryView: 23, textView: 24, listView: 25, largeListView: 26,
} as const;

/** Arrow's own names, as messages have them. */
const NAMES = new Map<number, string>([
  ...(Object.entries(ARROW).map(([name, id]) => [id, name]) as [number, string][]),
  [ARROW.text, "utf8"], [ARROW.largeText, "large_utf8"], [ARROW.textView, "utf8_view"], [ARROW.fixedBinary, "fixed_size_binary"],
  [ARROW.fixedList, "fixed_size_list"], [ARROW.largeBinary, "large_binary"], [ARROW.largeList, "large_list"],
  [ARROW.runEndEncoded, "run_end_encoded"], [ARROW.binaryView, "binary_view"], [ARROW.listView, "list_view"],
  [ARROW.largeListView, "large_list_view"],
]);

export interface ArrowDataType {
  readonly id: number;
  /** Of integers, floats, decimals, times and dates: bits of a value. */
  readonly bits?: number;
  readonly isSigned?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly unit?: TimeUnit;
  /** Undefined where timestamps are of the clock on the wall. */
  readonly zone?: string | undefined;
  /** Of unions: whether each value has an offset. */
  readonly isDense?: boolean;
}

export interface ArrowField {
  readonly name: string;
  /** Of the values, where a dictionary has them. */
  readonly type: ArrowDataType;
  readonly children: readonly ArrowField[];
  readonly dictionary?: { readonly id: string; readonly index: ArrowDataType } | undefined;
}

/** What a schema has at its leaves: a field that is no struct, by its path. */
export interface ArrowLeaf {
  readonly name: string;
  readonly field: ArrowField;
}

export function typeName({ id, bits, isSigned }: ArrowDataType): string {
  if (id === ARROW.int) return `${isSigned ? "int" : "uint"}${bits}`;
  if (id === ARROW.decimal || id === ARROW.float) return `${NAMES.get(id)}${bits}`;
  return NAMES.get(id) ?? `type ${id}`;
}

/** Structs are taken apart: their fields are "struct.field". Values of a dictionary are not. */
export function leavesOf(fields: readonly ArrowField[], path = ""): ArrowLeaf[] {
  return fields.flatMap((field) => {
    const name = path + field.name;
    return isTakenApart(field) ? leavesOf(field.children, `${name}.`) : [{ name, field }];
  });
}

export function isTakenApart({ type, dictionary }: ArrowField): boolean {
  return type.id === ARROW.struct && !dictionary;
}

export const isText = (id: number) => id === ARROW.text || id === ARROW.largeText || id === ARROW.textView;
export const isView = (id: number) => id === ARROW.textView || id === ARROW.binaryView;

/** Buffers of an array of this type itself, bitmap of nulls included; of views without those of long values. `version`: 5 is today's. */
export function buffersOf(type: ArrowDataType, version: number): number {
  switch (type.id) {
    case ARROW.null:
    case ARROW.runEndEncoded:
      return 0;
    case ARROW.struct:
    case ARROW.fixedList:
      return 1;
    case ARROW.union:
      return (type.isDense ? 2 : 1) + (version < 5 ? 1 : 0);
    case ARROW.text:
    case ARROW.largeText:
    case ARROW.binary:
    case ARROW.largeBinary:
    case ARROW.listView:
    case ARROW.largeListView:
      return 3;
    default:
      return 2;
  }
}
