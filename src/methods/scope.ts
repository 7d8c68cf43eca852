/** Scopes: arena arrays that live as long as a function runs. */
import type { FloatArray } from "../dtype";
import { BadOption, shown } from "../errors";
import { isFloatArray, isTypedArray } from "../typed-array";
import { freeOn, isOwn } from "./arrays";
import type { Instance } from "../instance/instance";

type Method = (...args: never[]) => unknown;
type Methods = Record<string, Method>;
interface Face {
  map: Method;
  mapSync: Method;
  evaluate: Method;
  evaluateSync: Method;
  reduce: Method;
  reduceSync: Method;
  array: Method;
  zeros: Method;
  empty: Method;
  free: Method;
  stats: Methods;
  series: Methods;
  sync: Record<string, Method | Methods>;
}

/** Runs `body` with a face that remembers the arena arrays it makes; frees them, except those in what `body` returns. */
export async function scopeOver<S>(face: S, instance: Instance, body: (scope: S) => unknown): Promise<unknown> {
  if (typeof body !== "function" || /^class\b/.test(Function.prototype.toString.call(body))) {
    throw new BadOption(
      `scope: must be given a function, got ${shown(body)}: scope(async (s) => s.map("exp", s.array([1, 2])))`,
    );
  }
  const made = new Set<FloatArray>();
  const remember = <T>(value: T): T => {
    const array = isFloatArray(value) ? value : (value as { data?: unknown } | null)?.data;
    if (isFloatArray(array) && isOwn(instance, array)) made.add(array);
    return value;
  };
  const whole = face as unknown as Face;
  const { map, mapSync, evaluate, evaluateSync, reduce, reduceSync, array, zeros, empty, free } = whole;
  const wrap = (method: Method) => (...args: never[]) => remember(method(...args));
  // A result in the caller's own `out` is the caller's.
  const now = (method: Method) => (...args: never[]) => (givesOut(args) ? method(...args) : remember(method(...args)));
  const later =
    (method: Method) =>
    (...args: never[]) =>
      givesOut(args) ? method(...args) : (method(...args) as Promise<unknown>).then(remember);
  let stats: Methods | undefined, series: Methods | undefined, sync: Face["sync"] | undefined;
  const scope = {
    array: wrap(array), zeros: wrap(zeros), empty: wrap(empty), free, reduce, reduceSync,
    map: later(map), mapSync: now(mapSync), evaluate: later(evaluate), evaluateSync: now(evaluateSync),
    get stats() {
      return (stats ??= eachOf(whole.stats, later));
    },
    get series() {
      return (series ??= eachOf(whole.series, later));
    },
    get sync() {
      return (sync ??= eachOf(whole.sync, (method) => (typeof method === "function" ? now(method) : eachOf(method, now))));
    },
  } as unknown as S;
  const kept = new Set<ArrayBufferLike>();
  try {
    const result = await body(scope);
    collect(result, kept, 0);
    return result;
  } finally {
    for (const one of made) if (!kept.has(one.buffer) && isOwn(instance, one)) freeOn(instance, one);
  }
}

/** Each is wrapped when it is first asked for: a family is loaded by then, and not before. */
function eachOf<M, W>(methods: Record<string, M>, wrap: (method: M) => W): Record<string, W> {
  const wrapped: Record<string, W> = {};
  for (const name of Object.keys(methods)) {
    let made: W | undefined;
    Object.defineProperty(wrapped, name, { enumerable: true, get: () => (made ??= wrap(methods[name]!)) });
  }
  return wrapped;
}

function givesOut(args: readonly unknown[]): boolean {
  const last = args.at(-1) as { out?: unknown } | undefined;
  return typeof last === "object" && last !== null && last.out !== undefined;
}

/** The buffers of all arrays in a returned value. */
function collect(value: unknown, into: Set<ArrayBufferLike>, depth: number): void {
  if (isFloatArray(value)) into.add(value.buffer);
  else if (typeof value === "object" && value !== null && depth < 8 && !isTypedArray(value)) {
    for (const inner of value instanceof Map || value instanceof Set ? value.values() : Object.values(value)) {
      collect(inner, into, depth + 1);
    }
  }
}
