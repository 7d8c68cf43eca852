/** Errors of data: of columns, tables, files, and formulas over them. */
import { AutofluxError } from "./errors";

/** No column has this name. */
export class UnknownColumn extends AutofluxError {
  constructor(
    message: string,
    /** The name that was asked for. */
    readonly column: string,
  ) {
    super("UnknownColumn", message);
  }
}

/** Two columns of one name, where that cannot be. */
export class DuplicateColumn extends AutofluxError {
  constructor(message: string) {
    super("DuplicateColumn", message);
  }
}

/** A value that is not of its column's type: the message says in which row. */
export class BadValue extends AutofluxError {
  constructor(
    message: string,
    /** Rows of data are counted from 1, after the header. */
    readonly row: number,
    readonly column: string,
  ) {
    super("BadValue", message);
  }
}

/** Dates such as 03/04/2020, of which no row decides whether the day or the month is first. */
export class AmbiguousDate extends AutofluxError {
  constructor(
    message: string,
    readonly column: string,
  ) {
    super("AmbiguousDate", message);
  }
}

/** A row with more or fewer fields than the header. */
export class RaggedRow extends AutofluxError {
  constructor(
    message: string,
    /** Counted from 1, after the header. */
    readonly row: number,
  ) {
    super("RaggedRow", message);
  }
}

/** Content of no format that can be read, or of another one than was asked for. */
export class UnknownFormat extends AutofluxError {
  constructor(message: string) {
    super("UnknownFormat", message);
  }
}

/** A type, codec, encoding or version of a format that is not supported: the message names it. */
export class UnsupportedType extends AutofluxError {
  constructor(message: string) {
    super("UnsupportedType", message);
  }
}

/** A file that ends before its format says so. */
export class TruncatedFile extends AutofluxError {
  constructor(message: string) {
    super("TruncatedFile", message);
  }
}

/** Decompressed or decoded, the data are larger than the limit; or a text is too long for its pattern. */
export class TooLarge extends AutofluxError {
  constructor(message: string) {
    super("TooLarge", message);
  }
}

/** A file that was changed while it was read. */
export class FileChanged extends AutofluxError {
  constructor(message: string) {
    super("FileChanged", message);
  }
}

/** A table that does not fit in memory was asked for all of its rows. */
export class LazyTable extends AutofluxError {
  constructor(message: string) {
    super("LazyTable", message);
  }
}

/** A 64-bit integer that float64 cannot hold exactly. */
export class PrecisionLost extends AutofluxError {
  constructor(
    message: string,
    /** Counted from 1. */
    readonly row: number,
  ) {
    super("PrecisionLost", message);
  }
}

/** Text, dates and numbers in a formula where their types do not go together. */
export class FormulaType extends AutofluxError {
  constructor(
    message: string,
    /** Where it is, in characters of the formula from 0. */
    readonly position: number,
  ) {
    super("FormulaType", message);
  }
}

/** A regular expression that cannot be read, or cannot be matched in linear time. */
export class BadPattern extends AutofluxError {
  constructor(message: string) {
    super("BadPattern", message);
  }
}
