/** What a function threw, as plain data that can be sent anywhere, and as an error of the calling realm again. */
import { cloneData, isNativeError } from "#platform";
import { mainRealm } from "../realm";
import { isList } from "../typed-array";
import { withoutHostObjects } from "./host-objects";

/** What was thrown, as plain data. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  /** The built-in class that it is of, or extends; undefined for what is no Error. */
  readonly class?: string;
  readonly stack?: string;
  /** Own properties that can be cloned: code, errno, syscall and path among them. */
  readonly own?: Readonly<Record<string, ThrownPart>>;
  /** Those of them that are not enumerable. */
  readonly hidden?: readonly string[];
  readonly cause?: ThrownPart;
  /** Of an AggregateError. */
  readonly errors?: readonly ThrownPart[];
  /** What was thrown, where it is no Error and can be cloned. */
  readonly value?: ThrownPart;
}

/** A value that goes with an error: another error, or anything that can be cloned. */
type ThrownPart = { readonly thrown: Thrown } | { readonly cloned: unknown };

const CLASSES = [
  "Error",
  "TypeError",
  "RangeError",
  "SyntaxError",
  "ReferenceError",
  "URIError",
  "EvalError",
  "AggregateError",
  "SuppressedError",
  "DOMException",
];
/** What Node's errors have beside a message; some of them as accessors, or of their prototype. */
const SYSTEM = ["code", "errno", "syscall", "path", "dest", "address", "port"];
const NOT_OWN = new Set(["name", "message", "stack", "cause", "errors", "__proto__"]);
const MOST_DEPTH = 16;
/** The name of what was thrown and is no Error, as errors have one. */
const NOT_AN_ERROR = "NonError";

/** Why something cannot be cloned, as a part of a sentence. */
export function reasonOf(error: unknown): string {
  return described(error).message.replace(/\.$/, "");
}

/** What was thrown may be anything, and may throw when it is looked at. */
export function described(error: unknown): Thrown {
  return describe(error, []);
}

function describe(error: unknown, within: readonly unknown[]): Thrown {
  if (!readOr(() => isError(error), false)) {
    const value = partOf(error, within);
    return { name: NOT_AN_ERROR, message: readOr(() => String(error), "it cannot be shown"), ...(value && { value }) };
  }
  const of = error as Error;
  const inside = [...within, error];
  const read = (key: string): unknown => readOr(() => (of as unknown as Record<string, unknown>)[key], undefined);
  const text = (key: string, otherwise: string): string => readOr(() => String((of as unknown as Record<string, unknown>)[key]), otherwise);
  const builtIn = readOr(() => classOf(of), "Error");
  const cause = readOr(() => "cause" in of, false) ? partOf(read("cause"), inside) : undefined;
  const errors = read("errors");
  return {
    name: text("name", builtIn),
    message: text("message", "its message cannot be read"),
    class: builtIn,
    stack: text("stack", ""),
    ...ownOf(of, inside),
    ...(cause && { cause }),
    ...(isList(errors) && { errors: errors.map((one) => partOf(one, inside)).filter((part) => part !== undefined) }),
  };
}

/** Getters and proxies may throw anything: what one of them refuses costs nothing else. */
function readOr<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

export function isError(value: unknown): value is Error {
  return isNativeError(value) || value instanceof Error || value instanceof mainRealm().Error;
}

/** The first built-in class among those that it inherits from. */
function classOf(error: Error): string {
  for (let proto = Object.getPrototypeOf(error); proto !== null; proto = Object.getPrototypeOf(proto)) {
    const name = Object.hasOwn(proto, "constructor") && proto.constructor?.name;
    if (CLASSES.includes(name) && proto === proto.constructor.prototype) return name;
  }
  return "Error";
}

/** Own properties, and those of the system's errors, that can be read and cloned. */
function ownOf(error: Error, within: readonly unknown[]): Pick<Thrown, "own" | "hidden"> {
  const own: Record<string, ThrownPart> = {};
  const hidden: string[] = [];
  const keys = readOr(() => Object.getOwnPropertyNames(error), []);
  for (const key of new Set([...keys, ...SYSTEM])) {
    if (NOT_OWN.has(key)) continue;
    const found = readOr(() => Object.getOwnPropertyDescriptor(error, key), undefined);
    const isHidden = found?.enumerable === false && !SYSTEM.includes(key);
    if (isHidden && found.get) continue; // a getter that does not show itself is no data
    const part = readOr(
      () => (key in error ? partOf((error as unknown as Record<string, unknown>)[key], within) : undefined), undefined,
    );
    if (!part) continue;
    own[key] = part;
    if (isHidden) hidden.push(key);
  }
  return { own, ...(hidden.length > 0 && { hidden }) };
}

/** Undefined where it cannot be sent; an error that holds itself is told once. */
function partOf(value: unknown, within: readonly unknown[]): ThrownPart | undefined {
  try {
    if (isError(value)) return within.includes(value) || within.length >= MOST_DEPTH ? undefined : { thrown: describe(value, within) };
    return { cloned: cloneData(withoutHostObjects(value, "copied")) };
  } catch {
    return undefined;
  }
}

/** An error of this realm, of what was sent. */
export function errorOf(thrown: Thrown): Error {
  const { name, message, stack, own = {}, hidden: notShown = [], cause, errors, value } = thrown;
  const error = newError(thrown.class, name, message);
  const hidden = (key: string, value: unknown) =>
    Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false });
  if (error.name !== name) hidden("name", name);
  if (stack !== undefined) hidden("stack", stack);
  if (cause) hidden("cause", restored(cause));
  if (errors) hidden("errors", errors.map(restored));
  for (const [key, part] of Object.entries(own)) {
    if ((error as unknown as Record<string, unknown>)[key] === undefined)
      Object.defineProperty(error, key, { value: restored(part), writable: true, configurable: true, enumerable: !notShown.includes(key) });
  }
  if (value) Object.defineProperty(error, "value", { value: restored(value), writable: true, configurable: true, enumerable: true });
  return error;
}

function restored(part: ThrownPart): unknown {
  return "thrown" in part ? errorOf(part.thrown) : part.cloned;
}

function newError(of: string | undefined, name: string, message: string): Error {
  if (of === "DOMException") return new (mainRealm().DOMException)(message, name);
  if (of === "AggregateError") return new AggregateError([], message);
  type ErrorClass = new (...values: unknown[]) => Error;
  const classes = globalThis as unknown as Record<string, ErrorClass>;
  const Plain: ErrorClass = Error as never;
  const Class = (of !== undefined && CLASSES.includes(of) ? classes[of] : undefined) ?? Plain;
  return of === "SuppressedError" && Class !== Plain ? new Class(undefined, undefined, message) : new Class(message);
}
