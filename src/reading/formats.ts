/** The formats: how each is read and written, by adapters that are loaded when they are first used. */
import type { ByteSource, TablePart, TableReader } from "../adapters/format";
import type { Watch } from "../engines/work";
import type { Instance } from "../instance/instance";
import type { FormatName } from "./detect";

export type FormatOptions = Readonly<Record<string, unknown>>;
/** Takes the bytes of what is written. */
export type TakeBytes = (bytes: Uint8Array) => Promise<void>;

/** The call in which a file is read. */
export type FormatCall = Watch & { readonly where: string; readonly instance: Instance };

export interface Format {
  /** Options of its reader and of its writer, beside those of all. */
  readKeys: readonly string[];
  writeKeys: readonly string[];
  /** Its reader goes to places of the file: what comes as a stream is held in memory. */
  needsAll: boolean;
  /** Its files have units that are decoded as a whole, however large: row groups, batches of rows, arrays of an archive. */
  hasUnits?: boolean;
  /** How many bytes of memory one of the file may take, about. */
  growth: number;
  open(source: ByteSource, options: FormatOptions, within: FormatCall): Promise<TableReader>;
  /** Undefined where it is only read. */
  write?(parts: AsyncIterable<TablePart>, out: TakeBytes, options: FormatOptions): Promise<void>;
}

export type Formats = Readonly<Record<FormatName, Format>>;
