/** The functions of a family as methods: each as one call; and their synchronous twins, by the same code. */
import type { PhasedRequest } from "../call/phased";
import { Column } from "../columns/column";
import type { Table } from "../columns/table";
import { UnsupportedInput, WrongArity } from "../errors";
import type { Instance } from "../instance/instance";
import { runPhased, runPhasedSync } from "../instance/phased";
import type { Asking } from "./asking";
import { isColumnar } from "./columns/has-columns";
import { cumsumColumn, rollingMeanColumn } from "./columns/series";
import { argsortColumn, quantileColumn, sortColumn } from "./columns/stats";
import { seriesRequests } from "./series";
import { statsRequests } from "./stats";

// biome-ignore lint/suspicious/noExplicitAny: the face types what a caller gives; what is given all the same, each request checks
type Ask = (asking: Asking, ...args: any[]) => PhasedRequest;
export type Asks = Record<string, Ask>;
type FamilyMethod = (...args: unknown[]) => unknown;

export function familyOn<F extends Asks>(
  instance: () => Instance, family: string, asks: F,
): Record<keyof F, FamilyMethod> {
  return methodsOf(asks, (name, ask, args) => runPhased(instance(), () => asked(ask, instance(), `${family}.${name}`, args)));
}

export function familyOnSync<F extends Asks>(
  instance: () => Instance, family: string, asks: F,
): Record<keyof F, FamilyMethod> {
  return methodsOf(asks, (name, ask, args) => runPhasedSync(instance(), () => asked(ask, instance(), `sync.${family}.${name}`, args)));
}

function methodsOf<F extends Asks>(
  asks: F, run: (name: string, ask: Ask, args: unknown[]) => unknown,
): Record<keyof F, FamilyMethod> {
  const rows = Object.entries(asks).map(([name, ask]) => [name, (...args: unknown[]) => run(name, ask, args)]);
  return Object.fromEntries(rows) as Record<keyof F, FamilyMethod>;
}

/** @throws WrongArity, and what the request is refused with */
export function asked(ask: Ask, { settings, engines: { arena } }: Instance, where: string, args: unknown[], isPlan = false): PhasedRequest {
  const most = ask.length; // who asks is none of them; the options have a default, and are not counted
  if (args.length > most) {
    const inputs = most - 1 === 1 ? "1 input" : `${most - 1} inputs`;
    throw new WrongArity(`${where}: takes ${inputs} and at most one options object, got ${args.length} arguments`);
  }
  const asking = { where, settings, arena, isPlan };
  return isColumnar(args[0]) ? askedOfColumn(ask, asking, args) : ask(asking, ...args);
}

/** @throws UnsupportedInput for a table, and what the request is refused with */
function askedOfColumn(ask: Ask, asking: Asking, [x, ...rest]: unknown[]): PhasedRequest {
  const { where } = asking;
  if (Column.is(x)) {
    const ofColumn = columnAsks.get(ask);
    if (ofColumn) return ofColumn(asking, x, ...rest);
    throw new UnsupportedInput(`${where}: takes arrays alone, got a column. Give its values: column.values`);
  }
  const [name = "name"] = (x as Table).columns;
  const wayOut = `Give one of its columns: table.column(${JSON.stringify(name)})`;
  throw new UnsupportedInput(`${where}: takes a column, got a table. ${wayOut}`);
}

/** What the functions are over columns. */
const columnAsks = new Map<Ask, Ask>([
  [statsRequests.sort, sortColumn],
  [statsRequests.argsort, argsortColumn],
  [statsRequests.quantile, quantileColumn],
  [seriesRequests.cumsum, cumsumColumn],
  [seriesRequests.rollingMean, rollingMeanColumn],
]);
