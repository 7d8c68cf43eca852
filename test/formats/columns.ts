/** Columns of every type for round trips: as they are, and as fast-check makes them. */
import fc from "fast-check";
import type { NamedColumn, TablePart } from "../../src/adapters/format";
import { Column } from "../../src/columns/column";
import { textsOf } from "../../src/columns/texts";
import { type ColumnData, NUMBER_ARRAYS, type NumberType, type TimeUnit } from "../../src/columns/types";
import { allValid, setNull } from "../../src/columns/validity";

export function withNulls(data: ColumnData, length: number, isNull: (row: number) => boolean): Column {
  const validity = allValid(length);
  for (let row = 0; row < length; row++) if (isNull(row)) setNull(validity, row);
  return new Column(data, length, validity);
}

/** Everything that tells a column from another: its type with all that belongs to it, and its values, bit by bit. */
export function known(column: Column) {
  const { type, unit, zone, data } = column;
  const digits = data.type === "decimal" ? { precision: data.precision, scale: data.scale } : {};
  const values = column.toArray().map((value) => (Object.is(value, -0) ? "-0" : value));
  return { type, unit, zone, ...digits, values };
}

export const knownIn = (part: TablePart) => part.map(([name, column]) => [name, known(column)]);

/** Some rows of a part, in parts of so many rows. */
export async function* cutInto(part: TablePart, rows: number): AsyncGenerator<TablePart> {
  const length = part[0]?.[1].length ?? 0;
  for (let at = 0; at < Math.max(1, length); at += rows) {
    yield part.map(([name, column]): NamedColumn => [name, column.slice(at, at + rows)]);
  }
}

const MOST_64 = 2n ** 63n;

function integersOf(type: NumberType): fc.Arbitrary<number | bigint> {
  if (type === "float64") return fc.double();
  if (type === "float32") return fc.float();
  if (type === "int64") return fc.bigInt({ min: -MOST_64, max: MOST_64 - 1n });
  if (type === "uint64") return fc.bigInt({ min: 0n, max: 2n * MOST_64 - 1n });
  const bits = Number(type.replace(/\D/g, ""));
  const least = type.startsWith("u") ? 0 : -(2 ** (bits - 1));
  return fc.integer({ min: least, max: least + 2 ** bits - 1 });
}

const list = <T>(of: fc.Arbitrary<T>, rows: number) => fc.array(of, { minLength: rows, maxLength: rows });
const wide = (rows: number, most = MOST_64) =>
  list(fc.bigInt({ min: -most, max: most - 1n }), rows).map((values) => BigInt64Array.from(values));
const units = fc.constantFrom<TimeUnit>("ms", "us", "ns");
const zones = fc.constantFrom(undefined, "UTC", "America/Sao_Paulo", "+05:30");

function dataOf(rows: number): fc.Arbitrary<ColumnData> {
  const numbers = fc.constantFrom(...(Object.keys(NUMBER_ARRAYS) as NumberType[])).chain((type) =>
    list(integersOf(type), rows).map((values): ColumnData => {
      const Kind = NUMBER_ARRAYS[type] as unknown as new (values: unknown[]) => Float64Array<ArrayBuffer>;
      return { type, values: new Kind(values) };
    }),
  );
  const strings = fc.string({ unit: "grapheme", maxLength: 8 });
  const plain = list(strings, rows).map((values): ColumnData => ({ type: "text", texts: textsOf(values) }));
  const coded = fc.uniqueArray(strings, { minLength: 1, maxLength: 4 }).chain((known) =>
    list(fc.nat({ max: known.length - 1 }), rows).map((codes): ColumnData => ({
      type: "text", texts: textsOf(known), codes: Uint32Array.from(codes),
    })),
  );
  return fc.oneof(
    numbers,
    plain,
    coded,
    list(fc.boolean(), rows).map((values): ColumnData => ({ type: "boolean", values: Uint8Array.from(values, Number) })),
    list(fc.integer({ min: -700_000, max: 2_900_000 }), rows).map((days): ColumnData => ({ type: "date", values: Int32Array.from(days) })),
    fc.tuple(units, zones, wide(rows, 2n ** 52n)).map(([unit, zone, values]): ColumnData => ({ type: "timestamp", unit, zone, values })),
    fc.tuple(zones, wide(rows, 2n ** 42n)).map(([zone, values]): ColumnData => ({ type: "timestamp", unit: "s", zone, values })),
    fc.tuple(fc.constantFrom<TimeUnit>("s", "ms", "us", "ns"), wide(rows)).map(([unit, values]): ColumnData => ({
      type: "duration", unit, values,
    })),
    fc.tuple(fc.integer({ min: 0, max: 18 }), wide(rows, 10n ** 18n - 1n)).map(([scale, values]): ColumnData => ({
      type: "decimal", words: 1, precision: 18, scale, values,
    })),
    fc.tuple(fc.integer({ min: 0, max: 38 }), list(fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), rows)).map(
      ([scale, values]): ColumnData => ({
        type: "decimal", words: 2, precision: 38, scale,
        values: BigInt64Array.from(values.flatMap((value) => [BigInt.asIntN(64, value), value >> 64n])),
      }),
    ),
  );
}

/** Tables of up to three columns of any types, with nulls. */
export const tables: fc.Arbitrary<TablePart> = fc.integer({ min: 0, max: 40 }).chain((rows) =>
  fc.uniqueArray(fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 })
    .chain((names) =>
      fc.tuple(...names.map((name) =>
        fc.tuple(dataOf(rows), fc.option(list(fc.boolean(), rows))).map(([data, nulls]): NamedColumn => [
          name, nulls ? withNulls(data, rows, (row) => nulls[row]!) : new Column(data, rows),
        ]),
      )),
    ),
);
