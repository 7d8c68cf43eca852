/** Tables that are larger than memory: their first rows, and passes over all of them, each of which opens the source again. */
import type { Call } from "../call/call";
import { onAbort } from "../call/aborts";
import { type LazyRows, Table } from "../columns/table";
import { LazyTable } from "../data-errors";
import type { Parts } from "../instance/parts";
import { trackStream } from "../methods/streaming";
import type { OpenTable } from "./opening";
import type { ReadCall, TableReading } from "./reading";

/**
 * Takes the first rows of what is open. A source that can be opened again is the caller's to close afterwards; any other stays open, and
 * its first pass closes it.
 */
export async function lazyTable(reading: TableReading, open: OpenTable, within: ReadCall): Promise<Table> {
  const all = reading.parts(open, undefined, reading.mostBytes(true), within);
  const begun: Table[] = [];
  let isEnded = false;
  // A part of which no row is left tells the types alone.
  do {
    const { value, done } = await all.next();
    if (done) isEnded = true;
    else begun.push(value);
  } while (!isEnded && begun.at(-1)!.numRows === 0);
  const first = begun.at(-1) ?? (await reading.empty(open));
  const { isRepeatable } = reading.origin;
  if (isRepeatable) await all.return(undefined);
  const columns = first.columns.map((name) => [name, first.column(name)] as const);
  const parts: LazyRows["parts"] = isRepeatable
    ? (names, stop) => passes(reading, names, stop)
    : onlyPass(reading, { open, begun, all, within });
  return new Table(columns, reading.host.tables, { first, parts });
}

/** A pass is a call of its own: it counts, close() waits for it, the signal ends it. One that writes or describes may have begun it. */
function passes(reading: TableReading, columns: readonly string[], ended?: AbortSignal): AsyncGenerator<Table> {
  const call = reading.call(true);
  return tracked(reading, call, ended, async function* (parts) {
    const stop = new AbortController();
    call.onStop(() => stop.abort());
    const mostBytes = reading.mostBytes(true);
    const within = { call, parts, stop };
    const open = await reading.open(within, mostBytes);
    try {
      yield* counted(call, reading.parts(open, columns, mostBytes, within));
    } finally {
      await open.close();
    }
  });
}

interface BegunTable {
  open: OpenTable;
  begun: Table[];
  all: AsyncGenerator<Table>;
  within: ReadCall;
}

function onlyPass(
  reading: TableReading, { open, begun, all, within }: BegunTable,
): LazyRows["parts"] {
  let isGone = false;
  return async function* (columns, ended) {
    if (isGone) {
      throw new LazyTable(
        `read: ${reading.origin.name} is a stream, which can be gone through once, and was. Write it to a file, and read that as often ` +
          "as you like",
      );
    }
    isGone = true;
    const call = reading.call(true);
    yield* tracked(reading, call, ended, async function* (parts) {
      call.onStop(() => within.stop.abort());
      Object.assign(within, { call, parts });
      try {
        yield* counted(call, rest(begun.splice(0), all, columns));
      } finally {
        await open.close();
      }
    });
  };
}

async function* rest(begun: Table[], all: AsyncGenerator<Table>, columns: readonly string[]): AsyncGenerator<Table> {
  for (const part of begun) yield part.select(columns);
  for await (const part of all) yield part.select(columns);
}

async function* counted(call: { elements: number }, parts: AsyncGenerator<Table>): AsyncGenerator<Table> {
  let rows = 0;
  for await (const part of parts) {
    rows += part.numRows;
    yield part;
  }
  call.elements = rows;
}

/** `ended`: of the call that goes through the parts. */
async function* tracked(
  reading: TableReading, call: Call, ended: AbortSignal | undefined, body: (parts: Parts) => AsyncGenerator<Table>,
): AsyncGenerator<Table> {
  reading.host.instance.open();
  const stopListening = ended && onAbort(ended, () => call.stop(ended.reason, true));
  try {
    yield* trackStream(reading.host.instance, call, [], body, { hasBegun: true });
  } finally {
    stopListening?.();
  }
}
