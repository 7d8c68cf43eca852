/** Arrays of every kind, home and form, drawn at random, under operations drawn at random: the results are those of plain arrays. */
import { runInNewContext } from "node:vm";
import { createFlux } from "autoflux";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { expectSameBits } from "../values";

const fx = await createFlux({ maxWorkers: 2 });
const other = await createFlux({ maxWorkers: 1 });
afterAll(() => Promise.all([fx.close(), other.close()]));

const KINDS = { Float64Array, Float32Array, Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array };
type Kind = keyof typeof KINDS;
type Typed = Float64Array;
const HOMES = ["ordinary", "shared", "resizable", "arena", "other arena", "another realm"] as const;
const FORMS = ["itself", "subclass", "list", "shaped", "strided", "reversed", "rows", "lists of rows", "planes"] as const;

interface Drawn {
  kind: Kind;
  home: (typeof HOMES)[number];
  form: (typeof FORMS)[number];
  /** Elements before the first one. */
  skipped: number;
  seed: number;
}
const drawn = fc.record<Drawn>({
  kind: fc.constantFrom(...(Object.keys(KINDS) as Kind[])),
  home: fc.constantFrom(...HOMES),
  form: fc.constantFrom(...FORMS),
  skipped: fc.nat(3),
  seed: fc.nat(1000),
});

/** An array, what is given for it, and its elements as a call reads them. */
interface Made {
  typed: Typed;
  given: unknown;
  values: number[];
  shape: number[] | undefined;
  isFloat32: boolean;
}

function memory(home: Drawn["home"], bytes: number): ArrayBufferLike {
  if (home === "shared") return new SharedArrayBuffer(bytes);
  if (home === "resizable") return new (ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer)(bytes, { maxByteLength: bytes + 64 });
  return new ArrayBuffer(bytes);
}

function typedArray({ kind, home, skipped }: Drawn, length: number): Typed {
  const Kind = KINDS[kind] as unknown as { new (b: ArrayBufferLike, o: number, n: number): Typed; BYTES_PER_ELEMENT: number };
  const bytes = (skipped + length) * Kind.BYTES_PER_ELEMENT;
  if (home === "another realm") return runInNewContext(`new ${kind}(new ArrayBuffer(${bytes}), ${skipped * Kind.BYTES_PER_ELEMENT}, ${length})`) as Typed;
  if (home === "arena" || home === "other arena") {
    const array = (home === "arena" ? fx : other).zeros(Math.ceil(bytes / 8));
    return new Kind(array.buffer, array.byteOffset + skipped * Kind.BYTES_PER_ELEMENT, length);
  }
  return new Kind(memory(home, bytes), skipped * Kind.BYTES_PER_ELEMENT, length);
}

function make(drawn: Drawn, rows: number, columns: number): Made {
  const { kind, form, seed } = drawn;
  const length = rows * columns;
  const typed = typedArray(drawn, length);
  for (let i = 0; i < length; i++) typed[i] = kind.startsWith("Float") ? (i + seed) / 7 : (i * 3 + seed) % 100;
  const values: number[] = Array.from({ length }, (_, i) => typed[i]!);
  const isFloat32 = kind === "Float32Array";
  const part = (begin: number, end: number) => new (typed.constructor as typeof Float64Array)(typed.buffer as ArrayBuffer, typed.byteOffset + begin * typed.BYTES_PER_ELEMENT, end - begin);
  const inRows = Array.from({ length: rows }, (_, r) => part(r * columns, (r + 1) * columns));
  const ways: Record<Drawn["form"], () => Pick<Made, "given" | "values" | "shape" | "isFloat32">> = {
    itself: () => ({ given: typed, values, shape: undefined, isFloat32 }),
    subclass: () => ({ given: subclassed(typed), values, shape: undefined, isFloat32 }),
    list: () => ({ given: values, values, shape: undefined, isFloat32: false }),
    shaped: () => ({ given: { data: typed, shape: [rows, columns] }, values, shape: [rows, columns], isFloat32 }),
    strided: () => ({ given: { data: typed, shape: [rows, columns], stride: [1, rows], offset: 0 }, values: values.map((_, i) => values[Math.floor(i / columns) + (i % columns) * rows]!), shape: [rows, columns], isFloat32 }),
    reversed: () => ({ given: { data: typed, shape: [rows, columns], strides: [-columns, -1], offset: Math.max(0, length - 1) }, values: [...values].reverse(), shape: [rows, columns], isFloat32 }),
    rows: () => ({ given: inRows, values, shape: [rows, columns], isFloat32 }),
    "lists of rows": () => ({ given: inRows.map((row) => Array.from(row)), values, shape: [rows, columns], isFloat32: false }),
    planes: () => ({ given: [inRows.map((row) => Array.from(row))], values, shape: [1, rows, columns], isFloat32: false }),
  };
  return { typed, ...ways[form]() };
}

/** A view of the same elements whose constructor wants something else. */
function subclassed(typed: Typed): Typed {
  class Odd extends (typed.constructor as typeof Float64Array) {
    constructor(...args: unknown[]) {
      if (args.length !== 3 || typeof args[0] !== "object") throw new Error("the subclass's constructor was called");
      super(...(args as [ArrayBuffer, number, number]));
    }
  }
  return new Odd(typed.buffer as ArrayBuffer, typed.byteOffset, typed.length);
}

function flat(result: unknown): number[] {
  if (ArrayBuffer.isView(result)) return Array.from(result as Float64Array);
  if (Array.isArray(result)) return result.every((v) => typeof v === "number") ? result : result.flatMap(flat);
  return flat((result as { data: unknown }).data);
}

const OPERATIONS: [string, (x: number, y: number) => number][] = [["x + y", (x, y) => x + y], ["multiply", (x, y) => x * y], ["x - y", (x, y) => x - y], ["(x, y) => x / y", (x, y) => x / y]];

it("arrays of any kind, home and form have the results of plain arrays", async () => {
  const guards = [fx.array([1, 2, 3]), other.array([4, 5, 6])];
  const cases = fc.record({
    a: drawn, b: drawn, rows: fc.integer({ min: 1, max: 5 }), columns: fc.constantFrom(1, 2, 3, 7, 700),
    operation: fc.nat(OPERATIONS.length - 1), engine: fc.constantFrom("inline", "threads", "js", "auto"),
    out: fc.constantFrom("new", "given", "subclass", "in place", "arena", "other arena", "another realm"),
  });
  await fc.assert(fc.asyncProperty(cases, async ({ a, b, rows, columns, operation, engine, out }) => {
    const [x, y] = [make(a, rows, columns), make(b, rows, columns)];
    const [text, f] = OPERATIONS[operation]!;
    const isFloat32 = x.isFloat32 && y.isFloat32;
    // [rows, columns] and [1, rows, columns] hold the same elements in the same order.
    const want = x.values.map((v, i) => (isFloat32 ? Math.fround(f(v, y.values[i]!)) : f(v, y.values[i]!)));
    const home = out === "in place" ? a.home : (["arena", "other arena", "another realm"].includes(out) ? out : "ordinary") as Drawn["home"];
    const fresh = typedArray({ kind: isFloat32 ? "Float32Array" : "Float64Array", home, form: "itself", skipped: 1, seed: 0 }, rows * columns);
    const isOwn = ["itself", "subclass", "shaped", "rows"].includes(a.form) && a.kind === (isFloat32 ? "Float32Array" : "Float64Array");
    const given = out === "new" ? undefined : out === "subclass" ? subclassed(fresh) : out === "in place" && isOwn ? x.typed : fresh;
    const source = text.startsWith("(") ? ((p: number, q: number) => p / q) : text;
    const result = await (fx.map as unknown as (...args: unknown[]) => Promise<unknown>)(source, x.given, y.given, { engine, ...(given && { out: given }) });
    if (given) expect(result).toBe(given);
    expectSameBits(given ? Array.from({ length: want.length }, (_, i) => given[i]!) : flat(result), want);
    if (!given || given === fresh) expectSameBits(Array.from({ length: x.typed.length }, (_, i) => x.typed[i]!), Array.from(make(a, rows, columns).typed));
    const plain = fx.reduceSync("sum", Float64Array.from(y.values));
    expect(await (fx.reduce as unknown as (...args: unknown[]) => Promise<unknown>)("sum", y.given, { engine })).toBe(plain);
    expect([...guards[0]!, ...guards[1]!]).toEqual([1, 2, 3, 4, 5, 6]);
  }), { numRuns: 1500 });
  expect(fx.status().memory.stagingBytes).toBe(0);
  expect(fx.status().failed).toBe(0);
});
