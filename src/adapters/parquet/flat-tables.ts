/** FlatBuffers written from the front: tables whose fields all stand, so that no default needs to be known. */

export type FlatField =
  | { is: "byte" | "short" | "int"; value: number }
  | { is: "long"; value: bigint }
  | { is: "text"; value: string }
  | { is: "table"; fields: readonly FlatField[] }
  | { is: "tables"; tables: readonly (readonly FlatField[])[] }
  /** Has no value; its number is taken. */
  | { is: "none" };

const SIZES: Record<FlatField["is"], number> = { byte: 1, short: 2, int: 4, long: 8, text: 4, table: 4, tables: 4, none: 0 };
const WIDEST = 8;

/** The bytes of a buffer whose root is this table. */
export function flatBytes(root: readonly FlatField[]): Uint8Array {
  const out = new FlatWriter();
  const place = out.room(4);
  out.point(place, out.table(root));
  out.align(WIDEST);
  return out.bytes.subarray(0, out.size);
}

class FlatWriter {
  bytes = new Uint8Array(1024);
  size = 0;

  /** Zeros, and where they begin. */
  room(length: number): number {
    const at = this.size;
    this.size += length;
    if (this.size > this.bytes.length) {
      const grown = new Uint8Array(this.size * 2);
      grown.set(this.bytes);
      this.bytes = grown;
    }
    return at;
  }

  align(to: number): void {
    this.room((to - (this.size % to)) % to);
  }

  point(from: number, to: number): void {
    this.view.setUint32(from, to - from, true);
  }

  /** First where its fields lie, then the table, then what they point to. */
  table(fields: readonly FlatField[]): number {
    const placesSize = 4 + 2 * fields.length;
    this.align(WIDEST);
    this.room((WIDEST - (placesSize % WIDEST)) % WIDEST);
    const places = this.room(placesSize);
    const at = this.room(4);
    this.view.setInt32(at, at - places, true);
    const found = fields.map((field, i) => {
      const size = SIZES[field.is];
      if (size === 0) return 0;
      this.align(size);
      const place = this.room(size);
      this.view.setUint16(places + 4 + 2 * i, place - at, true);
      return place;
    });
    this.view.setUint16(places, placesSize, true);
    this.view.setUint16(places + 2, this.size - at, true);
    for (const [i, field] of fields.entries()) this.write(field, found[i]!);
    return at;
  }

  private write(field: FlatField, at: number): void {
    switch (field.is) {
      case "byte":
        this.view.setUint8(at, field.value);
        break;
      case "short":
        this.view.setInt16(at, field.value, true);
        break;
      case "int":
        this.view.setInt32(at, field.value, true);
        break;
      case "long":
        this.view.setBigInt64(at, field.value, true);
        break;
      case "table":
        this.point(at, this.table(field.fields));
        break;
      case "text":
        this.text(at, field.value);
        break;
      case "tables":
        this.tables(at, field.tables);
        break;
    }
  }

  private text(from: number, text: string): void {
    const utf8 = new TextEncoder().encode(text);
    this.align(4);
    const at = this.room(4 + utf8.length + 1);
    this.view.setUint32(at, utf8.length, true);
    this.bytes.set(utf8, at + 4);
    this.point(from, at);
  }

  private tables(from: number, tables: readonly (readonly FlatField[])[]): void {
    this.align(4);
    const at = this.room(4 + 4 * tables.length);
    this.view.setUint32(at, tables.length, true);
    this.point(from, at);
    for (const [i, fields] of tables.entries()) this.point(at + 4 + 4 * i, this.table(fields));
  }

  private get view(): DataView {
    return new DataView(this.bytes.buffer);
  }
}
