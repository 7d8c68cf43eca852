/** Where mapFile writes to: doubles as memory holds them, or a CSV file of one column. */
import { isContainerName, isTextName } from "../adapters/kinds";
import { bad, knownKeys } from "../call/options";
import type { FileOutput } from "../call/types";
import { BadOption } from "../errors";
import { isList } from "../typed-array";
import { isPath } from "./paths";

export interface FileTarget {
  path: string | URL;
  /** Of a CSV file. */
  column: string | undefined;
  /** Between a CSV file's fields, of which there is one: what has it inside is quoted. */
  delimiter: string;
}

/** @throws BadOption */
export function outputOf(output: FileOutput, where: string): FileTarget {
  if (isPath(output)) return checked({ path: output, column: undefined }, where);
  if (typeof output !== "object" || output === null || isList(output)) {
    bad(where, "the output", "a path, a URL or { path, column }", output);
  }
  knownKeys(where, output, ["path", "column"]);
  const { path, column } = output as { path: unknown; column?: unknown };
  if (!isPath(path)) bad(where, "the output's path", "a path or a URL", path);
  if (column !== undefined && (typeof column !== "string" || column.trim() === "")) bad(where, "the output's column", "a name", column);
  return checked({ path, column: column as string | undefined }, where);
}

/** A file is what its name says. */
function checked({ path, column }: Omit<FileTarget, "delimiter">, where: string): FileTarget {
  const name = String(path);
  if (name === "") bad(where, "the output's path", "a path or a URL", path);
  const is = column === undefined ? "numbers as memory holds them" : "a CSV file";
  const isOther = isContainerName(name) || (column === undefined ? isTextName(name) : OTHER.test(name));
  if (isOther) {
    throw new BadOption(
      `${where}: mapFile would write ${is}, which ${name} does not say. For a CSV file give { path: "name.csv", column: "name" }; ` +
        "for numbers name it .f64, .bin or without an ending",
    );
  }
  return { path, column, delimiter: /\.(tsv|tab)$/i.test(name) ? "\t" : "," };
}

/** What no CSV file is called. */
const OTHER = /\.(json|jsonl|ndjson|geojson|xml|html?|ya?ml|toml|svg|f64|f32|bin|raw)$/i;
