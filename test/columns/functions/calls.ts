/** Functions over columns called as the evaluator calls them. */
import { Column } from "../../../src/columns/column";
import { columnFunctions } from "../../../src/columns/functions/index";
import type { ColumnScalar, FunctionArgument, ValueKind, ValueType } from "../../../src/columns/functions/interface";

const KINDS: readonly string[] = ["text", "date", "timestamp", "duration", "boolean"];

export function typeOf(argument: FunctionArgument): ValueType {
  if (!Column.is(argument)) {
    const kind = typeof argument === "string" ? "text" : typeof argument === "boolean" ? "boolean" : "number";
    return { kind: argument === null ? "text" : kind };
  }
  const { type, unit, zone } = argument;
  return { kind: (KINDS.includes(type) ? type : "number") as ValueKind, type, unit, zone };
}

/** What a function says it gives: literals are the scalars. */
export function typeGiven(name: string, ...args: FunctionArgument[]): ValueType {
  return columnFunctions.get(name)!.gives(args.map(typeOf), args.map((one) => (Column.is(one) ? undefined : (one as ColumnScalar))));
}

/** The result, after its type: for two rows, where no argument is a column. */
export function call(name: string, ...args: FunctionArgument[]): Column {
  const given = typeGiven(name, ...args);
  const result = columnFunctions.get(name)!.run(args, args.find(Column.is)?.length ?? 2);
  const { kind, type } = typeOf(result);
  if (kind !== given.kind || (given.type && type !== given.type)) throw new Error(`${name} gives ${type}, and said ${given.type}`);
  return result;
}

export const results = (name: string, ...args: FunctionArgument[]) => call(name, ...args).toArray();
