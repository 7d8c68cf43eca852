/** What the kinds of sources have in common. */
import type { ByteSource } from "../adapters/format";

/** A source that is open. Whoever opened it closes it, whatever comes. */
export interface OpenSource extends ByteSource {
  /** Settles when nothing of it is held or waited for any more. */
  close(): Promise<void>;
}

/** What a caller gave to be read. */
export interface Origin {
  /** As messages call it; its ending may tell the format. */
  readonly name: string;
  /** Whether it can be opened again, with the same bytes; known once it was opened. */
  readonly isRepeatable: boolean;
  /**
   * `stop` ends what waits for bytes. @throws FileChanged, LazyTable (the second time, where it cannot be repeated), what the system throws
   */
  open(stop: AbortSignal): Promise<OpenSource>;
}
