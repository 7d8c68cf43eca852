/** Files as columns: of doubles, or a column of a CSV file. */
import type { FileInput } from "../call/types";
import { bad } from "../call/options";
import { isRevoked } from "../typed-array";
import { type Feed, named } from "./feed";
import { openCsvFeed } from "./csv-feed";
import { openDoubles } from "./doubles-file";
import { isPath } from "./paths";

/** @throws BadOption, BadFile, and what the system throws */
export async function openFile(given: FileInput, where: string, stop: AbortSignal): Promise<Feed> {
  const input = isPath(given) ? { path: given } : given;
  if (typeof input !== "object" || input === null || isRevoked(input) || !isPath(input.path)) {
    bad(where, "a file", "a path, a URL or { path }", given);
  }
  const name = String(input.path);
  try {
    return "column" in input ? await openCsvFeed(input, where, stop) : await openDoubles(input, where, stop);
  } catch (error) {
    throw named(error, name, where);
  }
}
