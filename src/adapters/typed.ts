/** Columns of formats that have types of their own, as the types that a caller asks for. */
import type { TablePart, Wanted } from "./format";
import { retyped } from "./retype";

/** `before`: rows of the file before the part's first. @throws BadValue, and what {@link retyped} throws */
export function typedPart(file: string, part: TablePart, { types }: Wanted, before: number): TablePart {
  if (types.size === 0) return part;
  return part.map(([name, column]) => {
    const type = types.get(name);
    return [name, type ? retyped(column, type, { name, where: file, before }) : column];
  });
}
