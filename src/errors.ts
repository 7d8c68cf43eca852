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

/** The import was refused: this version of Node is older than the package supports. */
export class UnsupportedHost extends AutofluxError {
  constructor(message: string) {
    super("UnsupportedHost", message);
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

/** What the call needs of an engine is not there: WebAssembly, or the kernels of its family. */
export class EngineUnavailable extends AutofluxError {
  constructor(message: string) {
    super("EngineUnavailable", message);
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

/** A formula that cannot be read: the message points at the character. */
export class FormulaSyntax extends AutofluxError {
  constructor(
    message: string,
    /** Where it is, in characters of the formula from 0. */
    readonly position: number,
  ) {
    super("FormulaSyntax", message);
  }
}

/** Parentheses, calls or signs within each other without end. */
export class FormulaTooDeep extends AutofluxError {
  constructor(message: string) {
    super("FormulaTooDeep", message);
  }
}

/** A formula of too many characters, operations or inputs. */
export class FormulaTooLong extends AutofluxError {
  constructor(message: string) {
    super("FormulaTooLong", message);
  }
}

/** A const of a function is used before it is defined. */
export class CyclicFormula extends AutofluxError {
  constructor(message: string) {
    super("CyclicFormula", message);
  }
}

/** A name in a formula that is no input, constant or function. */
export class UnknownName extends AutofluxError {
  constructor(message: string) {
    super("UnknownName", message);
  }
}

/** A name in a formula for which no input was given. */
export class MissingInput extends AutofluxError {
  constructor(message: string) {
    super("MissingInput", message);
  }
}

/** An input that the formula does not use. */
export class UnusedInput extends AutofluxError {
  constructor(message: string) {
    super("UnusedInput", message);
  }
}

/** A function that cannot be used: native, bound, async, a generator, with `this`; or, with compile: "require", one that is no program. */
export class NotCompilable extends AutofluxError {
  constructor(message: string) {
    super("NotCompilable", message);
  }
}

/** A function uses a variable from outside: it runs elsewhere, by its source alone. */
export class FreeVariable extends AutofluxError {
  constructor(
    message: string,
    /** Its name. */
    readonly variable: string,
  ) {
    super("FreeVariable", message);
  }
}

/** A function threw, or gave what is no number. */
export class FunctionFailed extends AutofluxError {
  constructor(
    message: string,
    /** The element, or -1 where it is not known. */
    readonly index: number,
    /** What it threw, as far as that can be sent from one thread to another. */
    override readonly cause?: Error,
  ) {
    super("FunctionFailed", message);
  }
}

/** A batch of {@link Flux.parallel} failed: its function threw, took too long, or lost its thread or process. */
export class BatchFailed extends AutofluxError {
  constructor(
    message: string,
    /** The batch's number, from 0; its elements are [begin, end). */
    readonly batch: number,
    readonly begin: number,
    readonly end: number,
    /** How often it was tried. */
    readonly attempts: number,
    /** What it threw, as far as that can be sent; or TimeoutError, or WorkerLost. */
    override readonly cause?: Error,
  ) {
    super("BatchFailed", message);
  }
}

/** The instance has as many calls in flight as its `maxQueue` allows. */
export class QueueFull extends AutofluxError {
  constructor(message: string) {
    super("QueueFull", message);
  }
}

/** An ordinary result, or what a stream needs, does not fit in the memory that is free now (memorySafe). */
export class NotEnoughMemory extends AutofluxError {
  constructor(message: string) {
    super("NotEnoughMemory", message);
  }
}

/** A file that does not hold what it should: no whole number of doubles, no such column, a field that is no number. */
export class BadFile extends AutofluxError {
  constructor(message: string) {
    super("BadFile", message);
  }
}

/** A package that only some need is not installed: the message says which. */
export class MissingPeer extends AutofluxError {
  constructor(message: string) {
    super("MissingPeer", message);
  }
}

/** The smallest or largest of no elements was asked for. */
export class EmptyInput extends AutofluxError {
  constructor(message: string) {
    super("EmptyInput", message);
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

/** An iterator breaks the protocol: its next() gives no object, or there is no next(). */
export class BadIterator extends TypeError {
  readonly code = "BadIterator";
  constructor(message: string) {
    super(message);
    this.name = "BadIterator";
  }
}

/** A value as a message shows it, on one line, whatever it is: it may have no prototype, throw when it is looked at, or be a megabyte. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return Object.prototype.toString.call(value);
  } catch {
    return "[object]"; // a revoked proxy, or a getter that throws
  }
}
