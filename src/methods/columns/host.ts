/** What requests over columns are made with. */
import type { Instance } from "../../instance/instance";

export interface ColumnHost {
  readonly instance: Instance;
  /** What knows formulas over columns: loaded when it is first asked for. */
  formulas(): typeof import("./formulas");
}
