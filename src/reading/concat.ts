/** Parts of a table, one after the other, as one. */
import type { NamedColumn } from "../adapters/format";
import type { Column } from "../columns/column";
import { concatColumns } from "../columns/concat";
import type { Table } from "../columns/table";
import { TooLarge } from "../data-errors";

/** How many bytes a table's columns take. */
export function bytesOfTable(table: Table): number {
  let bytes = 0;
  for (const name of table.columns) {
    const column = table.column(name);
    const { data, validity, length } = column;
    if (validity) bytes += Math.ceil(length / 8);
    if (data.type !== "text") bytes += data.values.byteLength;
    else bytes += (data.codes?.byteLength ?? 0) + data.texts.offsets.byteLength + textBytes(column);
  }
  return bytes;
}

function textBytes({ data }: Column): number {
  if (data.type !== "text") return 0;
  const { offsets } = data.texts;
  return offsets.length === 0 ? 0 : offsets[offsets.length - 1]! - offsets[0]!;
}

/** All rows of tables with the same columns of the same types, of which there is at least one. @throws TooLarge */
export function concatenated(parts: readonly Table[], where: string): NamedColumn[] {
  return parts[0]!.columns.map((name): NamedColumn => {
    const columns = parts.map((part) => part.column(name));
    try {
      return [name, concatColumns(columns)];
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      throw new TooLarge(`${where}: the texts of column ${name} take more than 4 GiB. Read it with lazy: true, or fewer rows`);
    }
  });
}
