/** An operation that the command line names. */
import { catalog, type Row } from "../catalog/index";
import { nearest } from "../nearest";
import { Usage } from "./command";

/** The operation's row of the catalog. @throws Usage */
export function operationNamed(name: string): Row {
  const row = catalog.find((candidate) => candidate.name === name);
  if (row) return row;
  const near = nearest(name, catalog.map((candidate) => candidate.name));
  throw new Usage(`unknown operation "${name}"${near ? `; did you mean "${near}"?` : "."} List them with: autoflux kernels`);
}
