/** What a caller asks of a function of a family: its arrays as memory, and the algorithm between them. */
import type { Allocation } from "../memory/arena";
import type { Algorithm, Lease } from "../threads/phase";
import type { CallOptions } from "./options";

export interface PhasedRequest {
  /** For messages: the method. */
  where: string;
  options: Pick<CallOptions, "signal" | "timeout" | "engine" | "onProgress">;
  /** What progress is told in. */
  elements: number;
  /** What all of it takes one thread, about, in nanoseconds; and the bytes of the arena it leases at most. */
  costNs: number;
  bytes: number;
  /** What must stay in its place while it runs. */
  held: readonly Allocation[];
  /** Bytes that are copied in and out. */
  copiedBytes: number;
  begin(lease: Lease): Algorithm<unknown>;
  /** A result that nobody will get. */
  discard(): void;
}
