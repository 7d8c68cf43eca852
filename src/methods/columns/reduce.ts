/** Reductions of columns and tables: what a caller gave, as a request. */
import { isPlainObject, optionsAmong, optionsOf } from "../../call/arguments";
import { type Reducing, reducingOf } from "../../call/reductions";
import { reduceRequest, type Request } from "../../call/request";
import { Column } from "../../columns/column";
import { Table } from "../../columns/table";
import { WrongArity } from "../../errors";
import { listOf } from "../../expression/formula";
import { hasColumnIn } from "./has-columns";
import type { ColumnHost } from "./host";
import { isNumeric } from "./inputs";
import { reduceLazyRequest } from "./lazy-reduce";
import { checkAlone, evaluateColumnsRequest, formulaIn, positionalRequest, tableRequest } from "./map";
import { valuesRequest } from "./reduce-values";
import { reduceOver } from "./reduced";

/** reduce(reductions, source?, ...columns, options?), reduce(reductions, source, table or { name: column }, options?) */
export function reduceColumnsRequest(host: ColumnHost, method: string, reduction: unknown, args: unknown[], sync: boolean): Request {
  const reducing = reducingOf(reduction, method);
  const [source, ...rest] = args;
  if (args.some(Table.is)) return tableReduction(host, method, reducing, args, sync);
  const hasSource = typeof source === "string" || typeof source === "function";
  if (hasSource && reducing.inputs === 1) {
    if (hasColumnIn(rest[0])) return evaluateColumnsRequest(host, method, source, rest, sync, reducing);
    const formula = formulaIn(source);
    if (formula) return positionalRequest(host, method, formula, rest, sync, reducing);
  }
  if (!hasSource && !args.filter(Column.is).every(isNumeric)) {
    const where = `${method}(${reducing.label})`;
    return valuesRequest(where, reducing, args.filter((one) => !isPlainObject(one)), optionsAmong(args), sync);
  }
  return reduceOver(host, reduceRequest(method, reduction, args, sync));
}

function tableReduction(host: ColumnHost, method: string, reducing: Reducing, args: unknown[], sync: boolean): Request {
  const where = `${method}(${reducing.label})`;
  if (reducing.inputs === 2) throw new WrongArity(`${where}: takes two columns, got a table. Give table.column("a"), table.column("b")`);
  const [source, ...rest] = args;
  if (Table.is(source)) {
    throw new WrongArity(`${where}: takes a formula before a table, such as a column's name. There are: ${listOf(source.columns)}`);
  }
  checkAlone(rest, where);
  const table = rest[0] as Table, options = optionsOf(rest[1]);
  if (table.isLazy) return reduceLazyRequest(host, method, reducing, source, table, options, sync);
  return tableRequest(host, method, source, table, options, sync, reducing);
}
