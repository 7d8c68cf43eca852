/**
 * Every error a caller can act on, a class each. `code` is stable; the message says where, what was expected, what came, the way out.
 */

/** What all errors of this package have in common. A caller's own abort is no error of ours: the promise rejects with `signal.reason`. */
export class AutofluxError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = code;
    this.code = code;
  }
}

/** The operation's name is in no catalog. */
export class UnknownOperation extends AutofluxError {
  constructor(message: string) {
    super("UnknownOperation", message);
  }
}

/** More or fewer inputs than the operation has, or no array among them. */
export class WrongArity extends AutofluxError {
  constructor(message: string) {
    super("WrongArity", message);
  }
}

/** The array inputs differ in length. */
export class UnequalLengths extends AutofluxError {
  constructor(message: string) {
    super("UnequalLengths", message);
  }
}

/** An input's or the output's memory was detached (transferred) or has shrunk. */
export class DetachedBuffer extends AutofluxError {
  constructor(message: string) {
    super("DetachedBuffer", message);
  }
}

/** `out` shares some but not all of its bytes with an input. */
export class PartialOverlap extends AutofluxError {
  constructor(message: string) {
    super("PartialOverlap", message);
  }
}

/** `out` has the wrong kind, length or dtype. */
export class BadOutput extends AutofluxError {
  constructor(message: string) {
    super("BadOutput", message);
  }
}

/** An element of an array is not a number (a hole, a string, ...). */
export class NotANumber extends AutofluxError {
  constructor(
    message: string,
    /** Where it is, in elements of the flattened input. */
    readonly index: number,
  ) {
    super("NotANumber", message);
  }
}

/** A kind of input that holds no column of numbers. */
export class UnsupportedInput extends AutofluxError {
  constructor(message: string) {
    super("UnsupportedInput", message);
  }
}

/** Nested arrays whose rows differ in length, or a shape that does not match its data. */
export class RaggedArray extends AutofluxError {
  constructor(message: string) {
    super("RaggedArray", message);
  }
}

/** An arena array was used (or freed again) after it was freed. */
export class FreedArray extends AutofluxError {
  constructor(message: string) {
    super("FreedArray", message);
  }
}

/** The arena cannot hold the request within the memory limit. */
export class ArenaFull extends AutofluxError {
  constructor(message: string) {
    super("ArenaFull", message);
  }
}

/** The instance was closed. */
export class InstanceClosed extends AutofluxError {
  constructor(message: string) {
    super("InstanceClosed", message);
  }
}

/** The call took longer than its `timeout`. */
export class TimeoutError extends AutofluxError {
  constructor(message: string) {
    super("TimeoutError", message);
  }
}

/** A thread ended while it worked in place: what it overwrote cannot be computed again. */
export class WorkerLost extends AutofluxError {
  constructor(message: string) {
    super("WorkerLost", message);
  }
}

/** An option is unknown or its value is out of range. */
export class BadOption extends RangeError {
  readonly code = "BadOption";
  constructor(message: string) {
    super(message);
    this.name = "BadOption";
  }
}
