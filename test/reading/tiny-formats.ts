/** A host for reading with one tiny format: lines of numbers under a line of names. The real formats have tests of their own. */
import type { ByteSource, NamedColumn, TablePart, TableReader, Wanted } from "../../src/adapters/format";
import { instanceSettings, type FluxOptions } from "../../src/call/options";
import { Column } from "../../src/columns/column";
import { TooLarge } from "../../src/data-errors";
import { FunctionCrews } from "../../src/functions/crews";
import { Instance } from "../../src/instance/instance";
import * as formulas from "../../src/methods/columns/filter-rows";
import { FORMATS } from "../../src/reading/detect";
import type { Format, Formats } from "../../src/reading/formats";
import type { ReadingHost } from "../../src/reading/reading";

export interface Seen {
  /** Readers that were opened and not closed. */
  open: number;
  /** Rows that were parsed. */
  rows: number;
}

export const newTables = { describe: () => Promise.reject(new Error("not here")), shown: () => "a table" };

export function numbersOf(names: readonly string[], rows: readonly number[][]): NamedColumn[] {
  return names.map((name, at) => [name, new Column({ type: "float64", values: Float64Array.from(rows, (row) => row[at]!) }, rows.length)]);
}

async function* linesOf(source: ByteSource): AsyncGenerator<string> {
  let rest = "";
  for await (const bytes of source.stream()) {
    const lines = (rest + Buffer.from(bytes).toString("latin1")).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}

async function openTiny(source: ByteSource, seen: Seen, partRows: number): Promise<TableReader> {
  seen.open++;
  const lines = linesOf(source);
  const names = ((await lines.next()).value as string).split(",");
  async function* parts({ columns = names, limit }: Wanted): AsyncGenerator<TablePart> {
    try {
      let rows: number[][] = [];
      let left = limit;
      for await (const line of lines) {
        if (left-- <= 0) break;
        seen.rows++;
        rows.push(line.split(",").map(Number));
        if (rows.length < partRows) continue;
        yield numbersOf(names, rows).filter(([name]) => columns.includes(name));
        rows = [];
      }
      if (rows.length > 0) yield numbersOf(names, rows).filter(([name]) => columns.includes(name));
    } finally {
      await lines.return(undefined);
    }
  }
  return {
    names, numRows: undefined, parts,
    async whole(wanted) {
      const all: number[][] = [];
      for await (const part of parts({ ...wanted, columns: names })) {
        const rows = part[0]![1].length;
        for (let row = 0; row < rows; row++) all.push(part.map(([, column]) => column.get(row) as number));
        if (all.length * names.length * 8 > wanted.mostBytes) throw new TooLarge("read: more than mostBytes");
      }
      const { columns = names } = wanted;
      return numbersOf(names, all).filter(([name]) => columns.includes(name));
    },
    async close() {
      seen.open--;
      await lines.return(undefined);
    },
  };
}

const none: Format = { readKeys: [], writeKeys: [], needsAll: true, growth: 1, open: () => Promise.reject(new Error("not here")) };

export function hostOf(options: FluxOptions = {}, partRows = 100): { host: ReadingHost; seen: Seen; instance: Instance } {
  const settings = instanceSettings({ ...options, engine: "js" });
  const instance = new Instance(settings, new FunctionCrews(settings));
  const seen: Seen = { open: 0, rows: 0 };
  const csv: Format = {
    readKeys: ["delimiter"], writeKeys: ["delimiter"], needsAll: false, growth: 2,
    open: (source) => openTiny(source, seen, partRows),
    async write(parts, out) {
      let isFirst = true;
      for await (const part of parts) {
        if (isFirst) await out(Buffer.from(`${part.map(([name]) => name).join(",")}\n`));
        isFirst = false;
        const lines = Array.from({ length: part[0]![1].length }, (_, row) => `${part.map(([, column]) => column.get(row)).join(",")}\n`);
        await out(Buffer.from(lines.join("")));
      }
    },
  };
  const formats = { ...Object.fromEntries(FORMATS.map((name) => [name, none])), csv } as unknown as Formats;
  const host: ReadingHost = {
    instance, formats, tables: newTables,
    formulas: () => formulas,
  };
  return { host, seen, instance };
}
