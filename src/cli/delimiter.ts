/** The sign between the fields of a CSV file, as the command line gives it. */
import { type Arguments, Usage } from "./command";

/** By default a comma, in .tsv files a tab. @throws Usage */
export function delimiterOf(args: Arguments, from: string): string {
  const given = args.values["delimiter"] as string | undefined;
  if (given === undefined) return /\.tsv$/i.test(from) ? "\t" : ",";
  const delimiter = given === "tab" || given === "\\t" ? "\t" : given;
  if (!/^[\t\x20-\x7e]$/.test(delimiter) || delimiter === '"') throw new Usage(`--delimiter must be one character, or tab, got "${given}"`);
  return delimiter;
}
