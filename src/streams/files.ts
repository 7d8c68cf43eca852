/** Files as columns: of doubles, or a column of a CSV file. */
import type { FileInput } from "../call/types";
import { BadOption } from "../errors";
import { type Column, named } from "./column";
import { openCsvColumn } from "./csv-column";
import { openDoubles } from "./doubles-file";

/** @throws BadOption, BadFile, and what the system throws */
export async function openFile(given: FileInput, where: string): Promise<Column> {
  const input = typeof given === "string" || given instanceof URL ? { path: given } : given;
  if (typeof input !== "object" || input === null || !(typeof input.path === "string" || input.path instanceof URL)) {
    throw new BadOption(`${where}: a file must be a path, a URL or { path }, got ${given === null ? "null" : typeof given}`);
  }
  const name = String(input.path);
  try {
    return "column" in input ? await openCsvColumn(input, where) : await openDoubles(input, where);
  } catch (error) {
    throw named(error, name, where);
  }
}
