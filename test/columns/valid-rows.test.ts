/** Rows that have a value: counted, found, brought together and put back, against plain loops. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ValidRows } from "../../src/columns/valid-rows";
import { validityOf } from "./made";

/** Runs of valid rows and of nulls, long and short. */
const lengths = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 1500 }));
const rowsIn = fc.array(fc.tuple(fc.boolean(), lengths), { maxLength: 8 })
  .map((runs) => runs.flatMap(([isValid, length]) => new Array<boolean>(length).fill(isValid)));

describe("valid rows", () => {
  it("are counted and found as a plain loop finds them, whatever bit the bitmap begins at", () => {
    fc.assert(fc.property(rowsIn, fc.nat(15), (valid, offset) => {
      const rows = new ValidRows(validityOf(valid.length, (row) => !valid[row], offset), valid.length);
      const wanted = [...valid.keys()].filter((row) => valid[row]);
      expect([rows.count, rows.rows]).toEqual([wanted.length, valid.length]);
      expect(wanted.map((_, i) => rows.rowOf(i))).toEqual(wanted);
      expect(rows.rowOf(wanted.length)).toBe(valid.length);
      expect(valid.map((_, row) => rows.isValid(row))).toEqual(valid);
      const listed = new Uint32Array(wanted.length), half = wanted.length >> 1;
      rows.list(half, wanted.length, listed);
      rows.list(0, half, listed);
      expect([...listed]).toEqual(wanted);
    }));
  });

  it("are brought together from any row on, as far as there is room, and put back", () => {
    fc.assert(fc.property(rowsIn, fc.nat(15), fc.nat(3000), fc.nat(3000), (valid, offset, from, room) => {
      const rows = new ValidRows(validityOf(valid.length, (row) => !valid[row], offset), valid.length);
      const values = Float64Array.from(valid, (_, row) => row);
      const row = Math.min(from, valid.length);
      const wanted = [...values].filter((at) => valid[at] && at >= row).slice(0, room);
      const target = new Float64Array(room + 1).fill(-1);
      expect(rows.compress(values.subarray(row), row, target.subarray(0, room), 0)).toBe(wanted.length);
      expect([...target.subarray(0, wanted.length)]).toEqual(wanted);
      expect(target[room]).toBe(-1);
      const all = Float64Array.from([...values].filter((at) => valid[at])), put = new Float64Array(valid.length), begin = all.length >> 1;
      rows.spread(all.subarray(begin), begin, put);
      rows.spread(all.subarray(0, begin), 0, put);
      expect([...put].filter((_, at) => valid[at])).toEqual([...all]);
    }));
  });
});
