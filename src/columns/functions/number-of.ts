/** Columns of numbers as float64. */
import { Column } from "../column";
import { decimalNumber } from "../decimals";
import { halvesOf, int64Number } from "../int64";

const HALF = 2 ** 32;

/** Numbers, decimals and booleans as the nearest float64. */
export function numberOf(column: Column): Column {
  const { data, length, validity } = column;
  if (data.type === "float64") return column;
  const values = new Float64Array(length);
  switch (data.type) {
    case "int64": {
      const halves = halvesOf(data.values as BigInt64Array);
      for (let row = 0; row < length; row++) values[row] = int64Number(halves, row);
      break;
    }
    case "uint64": {
      const halves = halvesOf(data.values as BigUint64Array);
      for (let row = 0; row < length; row++) values[row] = (halves[2 * row + 1]! >>> 0) * HALF + (halves[2 * row]! >>> 0);
      break;
    }
    case "decimal":
      for (let row = 0; row < length; row++) if (!column.isNull(row)) values[row] = decimalNumber(data, row);
      break;
    case "text":
    case "date":
    case "timestamp":
    case "duration":
      throw new TypeError(`expected numbers, got ${data.type}`);
    default:
      values.set((data.values as Float64Array).subarray(0, length));
  }
  return new Column({ type: "float64", values }, length, validity);
}

/** Their values. */
export const numbersOf = (column: Column): Float64Array => numberOf(column).values as Float64Array;
