/** The error of a name that no column has. */
import { UnknownColumn } from "../data-errors";
import { nearest } from "../nearest";
import { quoted } from "../shown";

const MOST_NAMES = 20;

/** It names the nearest column, and some of those that there are. `detail`: what is to be said of the name, with its comma. */
export function unknownColumn(where: string, name: string, names: readonly string[], detail = ""): UnknownColumn {
  const near = nearest(name, names);
  const hint = near === undefined ? "." : `; did you mean ${quoted(near)}?`;
  const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : "";
  const all = `${names.slice(0, MOST_NAMES).map(quoted).join(", ") || "none"}${more}`;
  return new UnknownColumn(`${where}: no column is named ${quoted(name)}${detail}${hint} There are: ${all}`, name);
}
