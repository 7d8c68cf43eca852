/** Reductions of columns and tables: the values that are not null, as if there were no others. */
import { isPlainObject, optionsAmong, optionsOf } from "../../call/arguments";
import { type Reducing, reducingOf } from "../../call/reductions";
import { reduceRequest, type Request } from "../../call/request";
import { Column } from "../../columns/column";
import { Table } from "../../columns/table";
import { WrongArity } from "../../errors";
import { listOf } from "../../expression/formula";
import type { Instance } from "../../instance/instance";
import { isNumeric } from "./inputs";
import { reduceLazyRequest } from "./lazy-reduce";
import { checkAlone, tableRequest } from "./map";
import { valuesRequest } from "./reduce-values";
import { reduceOver } from "./reduced";

/** reduce(reductions, source?, ...columns, options?), reduce(reductions, source, table or { name: column }, options?) */
export function reduceColumnsRequest(instance: Instance, method: string, reduction: unknown, args: unknown[], sync: boolean): Request {
  const reducing = reducingOf(reduction, method);
  if (args.some(Table.is)) return tableReduction(instance, method, reducing, args, sync);
  const columns = args.filter(Column.is);
  const hasSource = typeof args[0] === "string" || typeof args[0] === "function";
  if (!hasSource && !columns.every(isNumeric)) {
    return valuesRequest(method, reducing, args.filter((one) => !isPlainObject(one)), optionsAmong(args), sync);
  }
  return reduceOver(instance, reduceRequest(method, reduction, args, sync));
}

function tableReduction(instance: Instance, method: string, reducing: Reducing, args: unknown[], sync: boolean): Request {
  const where = `${method}(${reducing.label})`;
  if (reducing.inputs === 2) throw new WrongArity(`${where}: takes two columns, got a table. Give table.column("a"), table.column("b")`);
  const [source, ...rest] = args;
  if (Table.is(source)) {
    throw new WrongArity(`${where}: takes a formula before a table, such as a column's name. There are: ${listOf(source.columns)}`);
  }
  checkAlone(rest, where);
  const table = rest[0] as Table, options = optionsOf(rest[1]);
  if (table.isLazy) return reduceLazyRequest(instance, method, reducing, source, table, options, sync);
  if (typeof source === "string" && table.columns.includes(source) && !isNumeric(table.column(source))) {
    return valuesRequest(method, reducing, [table.column(source)], options, sync);
  }
  return reduceOver(instance, tableRequest(method, source, table, options, sync, reducing));
}
