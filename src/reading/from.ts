/** {@link Flux.from}: what JavaScript has of tables, as a table. */
import type { NamedColumn } from "../adapters/format";
import { Column } from "../columns/column";
import { Table } from "../columns/table";
import { shown, UnsupportedInput } from "../errors";
import { isPath } from "../streams/paths";
import { isRevoked } from "../typed-array";
import { readOn } from "./read";
import type { ReadingHost } from "./reading";
import { isBytes } from "./sources";

const WHERE = "from";

export async function fromOn(host: ReadingHost, given: unknown, options?: object): Promise<Table> {
  if (Table.is(given)) return given;
  if (isPath(given) || isBytes(given)) return readOn(host, given, options);
  if (typeof given !== "object" || given === null || isRevoked(given)) throw unsupported(given);
  const columns = Object.entries(given).map(([name, value]): NamedColumn => {
    if (!Column.is(value)) throw unsupported(given);
    return [name, value];
  });
  return new Table(columns, host.tables);
}

function unsupported(given: unknown): UnsupportedInput {
  return new UnsupportedInput(
    `${WHERE}: must be an array of objects, { name: array }, a table of apache-arrow, nodejs-polars or DuckDB, bytes or a path, got ` +
      shown(given),
  );
}
