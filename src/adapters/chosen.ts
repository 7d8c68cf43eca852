/** Which of a file's columns are wanted. */
import { DuplicateColumn, UnknownColumn } from "../data-errors";
import { nearest } from "../nearest";
import { quoted } from "./shown";

const MOST_NAMES = 20;

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
    const near = nearest(name, names);
    const hint = near === undefined ? "." : `; did you mean ${quoted(near)}?`;
    const all = names.slice(0, MOST_NAMES).map(quoted).join(", ");
    throw new UnknownColumn(`${file}: no column is named ${quoted(name)}${hint} There are: ${all}`, name);
  });
}
