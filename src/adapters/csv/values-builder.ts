/** Values of many blocks as one column, whose array is made once where it is known how many rows there will be, about. */
import { Column } from "../../columns/column";
import type { ColumnData } from "../../columns/types";
import { cut } from "../../typed-array";
import { fitsInt32, lowWordsInto } from "./columns";
import { kept } from "./room";
import { ValidityBuilder } from "./validity-builder";

type ValuesData = Exclude<ColumnData, { type: "text" | "decimal" }>;
type ValuesArray = ValuesData["values"];
type AnyArrayConstructor = new (length: number) => ValuesArray;

const FEWEST_ROWS = 1024;

export class ValuesBuilder {
  #data: ValuesData | undefined;
  #values: ValuesArray = new Int32Array(0);
  #length = 0;
  readonly #validity = new ValidityBuilder();

  /** `rows`: how many will come, about. `narrows`: integers of 64 bits become int32, if all of them fit. */
  constructor(
    readonly rows: number,
    readonly narrows: boolean,
  ) {}

  /** Copies the values of a column, which is of the same type each time. */
  add(column: Column): void {
    const given = column.data as ValuesData;
    const isNarrow = this.narrows && given.type === "int64" && this.#data?.type !== "int64" && fitsInt32(column);
    if (!isNarrow && given.type !== this.#data?.type) this.#become(given);
    this.#data ??= isNarrow ? { type: "int32", values: new Int32Array(0) } : given;
    this.#reserve(this.#length + column.length, isNarrow ? Int32Array : (given.values.constructor as AnyArrayConstructor));
    if (isNarrow) lowWordsInto(this.#values as Int32Array, this.#length, given.values as BigInt64Array);
    else (this.#values as Float64Array).set(given.values as Float64Array, this.#length);
    this.#validity.add(column);
    this.#length += column.length;
  }

  /** The first values, or the first ones that are no int32. */
  #become(data: ValuesData): void {
    const narrow = this.#values;
    this.#data = data;
    if (this.#length === 0) return;
    this.#values = new BigInt64Array(narrow.length);
    for (let row = 0; row < this.#length; row++) this.#values[row] = BigInt(narrow[row]!);
  }

  #reserve(rows: number, Kind: AnyArrayConstructor): void {
    if (rows <= this.#values.length && this.#length > 0) return;
    const larger = new Kind(Math.max(rows, FEWEST_ROWS, this.#length === 0 ? this.rows : this.#length * 2));
    if (this.#length > 0) (larger as Float64Array).set(cut(this.#values, 0, this.#length) as Float64Array);
    this.#values = larger;
  }

  /** All rows. At least one column was added. */
  column(): Column {
    const values = kept(this.#values as Float64Array, this.#length);
    return new Column({ ...this.#data, values } as unknown as ColumnData, this.#length, this.#validity.bitmap());
  }
}
