/** What a function threw, as plain data that can be sent anywhere, and as an error of the calling realm again. */
import { types } from "node:util";
import { mainRealm } from "../realm";
import { deserialized, serialized } from "./clone";

/** What was thrown, as plain data. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  /** The built-in class that it is of, or extends; undefined for what is no Error. */
  readonly class?: string;
  readonly stack?: string;
  /** Own properties that can be cloned: code, errno, syscall and path among them. */
  readonly own?: Readonly<Record<string, Part>>;
  readonly cause?: Part;
  /** Of an AggregateError. */
  readonly errors?: readonly Part[];
  /** What was thrown, where it is no Error and can be cloned. */
  readonly value?: Part;
}

/** A value that goes with an error: another error, or anything that can be cloned. */
type Part = { readonly thrown: Thrown } | { readonly cloned: unknown };

const CLASSES = [
  "Error",
  "TypeError",
  "RangeError",
  "SyntaxError",
  "ReferenceError",
  "URIError",
  "EvalError",
  "AggregateError",
  "DOMException",
];
/** What Node's errors have beside a message; some of them as accessors, or of their prototype. */
const SYSTEM = ["code", "errno", "syscall", "path", "dest", "address", "port"];
const NOT_OWN = new Set(["name", "message", "stack", "cause", "errors", "__proto__"]);
const MOST_DEPTH = 16;

/** Why something cannot be cloned, as a part of a sentence. */
export function reasonOf(error: unknown): string {
  return described(error).message.replace(/\.$/, "");
}

/** What was thrown may be anything, and may throw when it is looked at. */
export function described(error: unknown): Thrown {
  return describe(error, []);
}

function describe(error: unknown, within: readonly unknown[]): Thrown {
  try {
    if (!isError(error)) {
      const value = partOf(error, within);
      return { name: "what is no Error", message: String(error), ...(value && { value }) };
    }
    const inside = [...within, error];
    const cause = "cause" in error ? partOf(error.cause, inside) : undefined;
    const { errors } = error as { errors?: unknown };
    return {
      name: String(error.name),
      message: String(error.message),
      class: classOf(error),
      stack: String(error.stack),
      own: ownOf(error, inside),
      ...(cause && { cause }),
      ...(Array.isArray(errors) && { errors: errors.map((one) => partOf(one, inside)).filter((part) => part !== undefined) }),
    };
  } catch {
    return { name: "what is no Error", message: "and cannot be shown" };
  }
}

export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error || value instanceof mainRealm().Error;
}

/** The first built-in class among those that it inherits from. */
function classOf(error: Error): string {
  for (let proto = Object.getPrototypeOf(error); proto !== null; proto = Object.getPrototypeOf(proto)) {
    const name = Object.hasOwn(proto, "constructor") && proto.constructor?.name;
    if (CLASSES.includes(name) && proto === proto.constructor.prototype) return name;
  }
  return "Error";
}

function ownOf(error: Error, within: readonly unknown[]): Record<string, Part> {
  const own: Record<string, Part> = {};
  for (const key of new Set([...Object.keys(error), ...SYSTEM])) {
    if (NOT_OWN.has(key)) continue;
    const part = key in error ? partOf((error as unknown as Record<string, unknown>)[key], within) : undefined;
    if (part) own[key] = part;
  }
  return own;
}

/** Undefined where it cannot be sent; an error that holds itself is told once. */
function partOf(value: unknown, within: readonly unknown[]): Part | undefined {
  try {
    if (isError(value)) return within.includes(value) || within.length >= MOST_DEPTH ? undefined : { thrown: describe(value, within) };
    return { cloned: deserialized(serialized(value)) };
  } catch {
    return undefined;
  }
}

/** An error of this realm, of what was sent. */
export function errorOf(thrown: Thrown): Error {
  const { name, message, stack, own = {}, cause, errors, value } = thrown;
  const error = newError(thrown.class, name, message);
  const hidden = (key: string, value: unknown) =>
    Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false });
  if (error.name !== name) hidden("name", name);
  if (stack !== undefined) hidden("stack", stack);
  if (cause) hidden("cause", restored(cause));
  if (errors) hidden("errors", errors.map(restored));
  for (const [key, part] of Object.entries(own)) {
    if ((error as unknown as Record<string, unknown>)[key] === undefined)
      Object.defineProperty(error, key, { value: restored(part), writable: true, configurable: true, enumerable: true });
  }
  if (value) Object.defineProperty(error, "value", { value: restored(value), writable: true, configurable: true, enumerable: true });
  return error;
}

function restored(part: Part): unknown {
  return "thrown" in part ? errorOf(part.thrown) : part.cloned;
}

function newError(of: string | undefined, name: string, message: string): Error {
  if (of === "DOMException") return new (mainRealm().DOMException)(message, name);
  if (of === "AggregateError") return new AggregateError([], message);
  const Class =
    of !== undefined && CLASSES.includes(of) ? (globalThis as unknown as Record<string, new (message: string) => Error>)[of] : undefined;
  return new (Class ?? Error)(message);
}
