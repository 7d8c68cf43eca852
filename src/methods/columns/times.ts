/** Durations times numbers, and one duration by another. */
import { Column } from "../../columns/column";
import { lengthNs } from "../../columns/functions/duration-length";
import type { DurationValue, ValueType } from "../../columns/functions/interface";
import { durationMoment, type Moments, momentsOf } from "../../columns/functions/moments";
import type { TimeUnit } from "../../columns/types";
import { isValid } from "../../columns/validity";
import { BadValue } from "../../data-errors";
import type { TypedArray } from "../../dtype";
import { nsOf } from "../../expression/typed/types";
import { type ColumnOrConstant, type Evaluation, inSlices, typeOf, validIn } from "./values";

/** The values of timestamps or durations in a unit that is at least as fine as theirs. */
export function bigintsIn(value: ColumnOrConstant, unit: TimeUnit): (row: number) => bigint {
  if (!Column.is(value)) {
    const given = value.value as DurationValue | bigint | null;
    const ns = typeof given === "bigint" ? given * nsOf(value.type.unit ?? "s") : given ? lengthNs(given) : 0n;
    const units = ns / nsOf(unit);
    return () => units;
  }
  const values = value.values as BigInt64Array;
  const factor = nsOf(typeOf(value).unit ?? "s") / nsOf(unit);
  return factor === 1n ? (row) => values[row]! : (row) => values[row]! * factor;
}

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/** Durations times numbers, or divided by them; to the nearest unit. @throws BadValue where one is too large */
export function* scaled(
  type: ValueType, divides: boolean, duration: ColumnOrConstant, by: { value: ColumnOrConstant; numbers: TypedArray | number },
  length: number, where: string,
): Evaluation<Column> {
  const { unit = "us" } = type;
  const { numbers } = by;
  const units = bigintsIn(duration, unit);
  const values = new BigInt64Array(length);
  const validity = validIn([duration, by.value], length);
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) {
      if (validity && !isValid(validity, row)) continue;
      const value = times(units(row), typeof numbers === "number" ? numbers : (numbers[row] as number), divides);
      if (value === undefined || value < LEAST || value > MOST) {
        throw new BadValue(`${where}: row ${row + 1}: the result is beyond what a duration in ${unit} can hold`, row + 1, "");
      }
      values[row] = value;
    }
  });
  return new Column({ type: "duration", values, unit }, length, validity);
}

/** Undefined for what is no number. */
function times(value: bigint, factor: number, divides: boolean): bigint | undefined {
  if (!divides && Number.isSafeInteger(factor)) return value * BigInt(factor);
  const result = divides ? Number(value) / factor : Number(value) * factor;
  return Number.isFinite(result) ? BigInt(Math.round(result)) : undefined;
}

/** How often durations go into others. */
export function* ratio(a: ColumnOrConstant, b: ColumnOrConstant, length: number): Evaluation<Column> {
  const values = new Float64Array(length);
  const validity = validIn([a, b], length);
  const [first, second] = [momentsIn(a), momentsIn(b)];
  const [firstNs, secondNs] = [bigintsIn(a, "ns"), bigintsIn(b, "ns")];
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) {
      if (validity && !isValid(validity, row)) continue;
      first.read(row);
      second.read(row);
      const areSeconds = first.ns === 0 && second.ns === 0;
      values[row] = areSeconds ? first.seconds / second.seconds : quotient(firstNs(row), secondNs(row));
    }
  });
  return new Column({ type: "float64", values }, length, validity);
}

function momentsIn(value: ColumnOrConstant): Moments {
  if (Column.is(value)) return momentsOf(value, undefined);
  return durationMoment((value.value as DurationValue | null) ?? { months: 0, days: 0, ns: 0n });
}

/** Exact where the result is whole. */
function quotient(a: bigint, b: bigint): number {
  return b !== 0n && a % b === 0n ? Number(a / b) : Number(a) / Number(b);
}
