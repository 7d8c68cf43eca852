/** Which of a file's columns are wanted. */
import { DuplicateColumn } from "../data-errors";
import { quoted } from "../shown";
import { unknownColumn } from "../columns/unknown-column";

/** Of each wanted column its place among `names`, in the order that is wanted. @throws UnknownColumn, DuplicateColumn */
export function chosenOf(file: string, names: readonly string[], wanted: readonly string[] | undefined): number[] {
  const repeated = (name: string) => names.indexOf(name) !== names.lastIndexOf(name);
  const twice = (wanted ?? names).find(repeated);
  if (twice !== undefined) {
    throw new DuplicateColumn(`${file}: two columns are named ${quoted(twice)}. Rename one, or read others (columns: [...])`);
  }
  if (!wanted) return names.map((_, at) => at);
  return wanted.map((name) => {
    const at = names.indexOf(name);
    if (at >= 0) return at;
    throw unknownColumn(file, name, names);
  });
}
