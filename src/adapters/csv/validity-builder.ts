/** Bitmaps of columns that follow each other, as one. */
import type { Column } from "../../columns/column";
import type { Validity } from "../../columns/types";
import { isValid } from "../../columns/validity";

export class ValidityBuilder {
  #bytes = new Uint8Array(64).fill(0xff);
  #length = 0;
  #hasNulls = false;

  add(column: Column): void {
    const begin = this.#length;
    this.#length += column.length;
    const size = Math.ceil(this.#length / 8);
    if (size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(size, this.#bytes.length * 2)).fill(0xff);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    const { validity } = column;
    if (!validity) return;
    this.#hasNulls = true;
    for (let row = 0; row < column.length; row++) {
      if (validity.offset === 0 && (row & 7) === 0) while (row < column.length && validity.bytes[row >> 3] === 0xff) row += 8;
      if (row >= column.length || isValid(validity, row)) continue;
      const at = begin + row;
      this.#bytes[at >> 3]! &= ~(1 << (at & 7));
    }
  }

  isNull(row: number): boolean {
    return !isValid({ bytes: this.#bytes, offset: 0 }, row);
  }

  /** Undefined where no row is null. */
  bitmap(): Validity | undefined {
    return this.#hasNulls ? { bytes: this.#bytes.slice(0, Math.ceil(this.#length / 8)), offset: 0 } : undefined;
  }
}
