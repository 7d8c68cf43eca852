/** {@link Flux.read}: a file, bytes or a stream as a table. */
import type { Table } from "../columns/table";
import { TooLarge } from "../data-errors";
import { inArena } from "./arena-columns";
import { lazyTable } from "./lazy";
import { type ReadCall, TableReading, type ReadingHost } from "./reading";

export async function readOn(host: ReadingHost, given: unknown, options: object = {}): Promise<Table> {
  const { instance } = host;
  instance.open();
  const reading = new TableReading(host, given, options);
  const call = reading.call(false);
  return instance.track(call, [], async (parts) => {
    const stop = new AbortController();
    call.onStop(() => stop.abort());
    try {
      const table = await readWith(reading, { call, parts, stop });
      call.lastProgressAt(table.isLazy ? 0 : table.numRows);
      return table;
    } catch (error) {
      call.check(); // a call that was stopped tells why itself
      throw error;
    }
  });
}

async function readWith(reading: TableReading, within: ReadCall): Promise<Table> {
  const { asked: { lazy, mostBytes: given, where, limit, home }, origin } = reading;
  const mostBytes = reading.mostBytes(lazy === true);
  const open = await reading.open(within, mostBytes);
  let isKept = false;
  try {
    const isAll = where === undefined && limit === Number.POSITIVE_INFINITY;
    const isLong = isAll && lazy === undefined && given === undefined && open.estimate !== undefined && open.estimate > mostBytes;
    if (lazy === true || isLong) {
      isKept = !origin.isRepeatable;
      return await lazyTable(reading, open, within);
    }
    const table = await reading.whole(open, mostBytes, within);
    return home === "arena" ? inArena(reading.host, table) : table;
  } catch (error) {
    // The memory's own limit, rather than the caller's: what cannot be held is gone through.
    const mayBeLazy = error instanceof TooLarge && lazy === undefined && given === undefined && origin.isRepeatable;
    isKept = false;
    if (!mayBeLazy) throw error;
  } finally {
    if (!isKept) await open.close();
  }
  const again = await reading.open(within, reading.mostBytes(true));
  try {
    return await lazyTable(reading, again, within);
  } finally {
    await again.close();
  }
}
