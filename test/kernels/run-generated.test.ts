import { describe, expect, it } from "vitest";
import { catalog, rowOf } from "../../src/catalog/index";
import { type Fold, foldRow } from "../../src/catalog/folds";
import type { Dtype } from "../../src/dtype";
import { type Body, generate } from "../../src/kernels/generate";
import { generator, specials } from "../values";

const KIND = { float64: Float64Array, float32: Float32Array };
const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
const bytes = new Uint8Array(memory.buffer);
const GUARD = 0xa5;

type Values = readonly (readonly number[] | number)[];
interface Ran {
  outputs: number[][];
  flag: number;
}

/** Runs a body over `count` elements of arrays and numbers,
  at addresses that are no multiples of a vector's; what is beside the outputs must stay. */
function run(body: Body, operands: Values, count: number): Ran {
  const kind = KIND[body.dtype], size = kind.BYTES_PER_ELEMENT;
  bytes.fill(GUARD);
  let next = size;
  const place = (length: number) => {
    const view = new kind(memory.buffer, next, length);
    next += (length + 3) * size;
    return view;
  };
  const inputs = operands.map((operand) => {
    const view = place(typeof operand === "number" ? 16 / size : count);
    if (typeof operand === "number") view.fill(operand);
    else view.set(operand.slice(0, count));
    return view;
  });
  const outputs = body.outputs.map(() => place(body.fold ? 2 : count));
  const before = bytes.slice();
  const instance = new WebAssembly.Instance(new WebAssembly.Module(generate(body).bytes as Uint8Array<ArrayBuffer>), { env: { memory } });
  const flag = (instance.exports["run"] as (...args: number[]) => number)(...[...inputs, ...outputs].map((view) => view.byteOffset), count);
  const got = outputs.map((view) => Array.from(view));
  for (const view of outputs) new Uint8Array(view.buffer, view.byteOffset, view.byteLength).fill(GUARD);
  if (!Buffer.from(bytes).equals(before)) throw new Error("wrote beside the outputs");
  return { outputs: got, flag };
}

/** The same by the catalog's definitions, rounded after each step. */
function define(body: Body, operands: Values, count: number): Ran {
  const round = body.dtype === "float32" ? Math.fround : (value: number) => value;
  const rows = Array.from({ length: count }, (_, i) => {
    const values = operands.map((operand) => (typeof operand === "number" ? operand : operand[i]!));
    for (const [operation, ...read] of body.steps) {
      const [a, b, c] = read.map((value) => values[value]!);
      values.push(round(rowOf(operation).reference(a!, b!, c!)));
    }
    return body.outputs.map((output) => values[output]!);
  });
  return { outputs: body.outputs.map((_, o) => rows.map((row) => row[o]!)), flag: rows.some((row) => Number.isNaN(row.at(-1))) ? 1 : 0 };
}

function expectDefined(body: Body, operands: Values, count: number): void {
  expect(run(body, operands, count)).toEqual(define(body, operands, count)); // toEqual tells 0 from -0, and takes every NaN for the same
}

/** Special values and such as round differently, of each dtype. */
const EDGES: Record<Dtype, number[]> = {
  float64: [...specials, -0.5, 1.5, 2.5, -2.5, 3, 0.1, 2 ** 52 - 0.5, 2 ** 51 + 0.5, 2 ** 53 + 2],
  float32: [
    0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3, 0.1, 1e-45, -1e-45, 1.1754943508222875e-38, 3.4028234663852886e38, -3.4028234663852886e38,
    8388607.5, 8388609, 16777217, 2 ** -24, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY,
  ].map(Math.fround),
};
const DTYPES = ["float64", "float32"] as const;
const STEPS = catalog.filter(({ instruction }) => instruction);
const stepsOfArity = (arity: number) => STEPS.filter((row) => row.arity === arity).map(({ name }) => name);

function bodyOf(operation: string, operands: Body["operands"], dtype: Dtype): Body {
  return { dtype, operands, steps: [[operation, ...operands.keys()]], outputs: [operands.length] };
}

describe.each(DTYPES)("in %s, a generated kernel of one step has the bits of the catalog's definition", (dtype) => {
  const edges = EDGES[dtype];

  it.each(stepsOfArity(1))("%s of edge values", (operation) => {
    expectDefined(bodyOf(operation, ["array"], dtype), [edges], edges.length);
    expectDefined(bodyOf(operation, ["number"], dtype), [edges[1]!], 5);
  });

  it.each(stepsOfArity(2))("%s of every pair of edge values, and of arrays and numbers", (operation) => {
    const pairs = edges.flatMap((a) => edges.map((b) => [a, b] as const));
    expectDefined(bodyOf(operation, ["array", "array"], dtype), [pairs.map(([a]) => a), pairs.map(([, b]) => b)], pairs.length);
    for (const edge of edges) {
      expectDefined(bodyOf(operation, ["number", "array"], dtype), [edge, edges], edges.length);
      expectDefined(bodyOf(operation, ["array", "number"], dtype), [edges, edge], edges.length);
    }
  });

  it("where of every condition: NaN is true, -0 is not", () => {
    const other = edges.map((_, i) => edges[(i * 7 + 3) % edges.length]!);
    expectDefined(bodyOf("where", ["array", "array", "array"], dtype), [edges, other, [...other].reverse()], edges.length);
    for (const edge of edges) expectDefined(bodyOf("where", ["number", "array", "number"], dtype), [edge, edges, 7], edges.length);
  });

  it("at any length: whole iterations, a vector and a tail", () => {
    const column = (step: number) => Array.from({ length: 41 }, (_, i) => Math.fround(step * i - 3));
    for (let count = 0; count <= 40; count++) {
      expectDefined(bodyOf("subtract", ["array", "array"], dtype), [column(1.5), column(0.25)], count);
      expectDefined({ dtype, operands: ["array"], steps: Array.from({ length: 25 }, (_, i) => ["negate", i]), outputs: [25] }, [column(1)],
        count);
    }
  });

  it("tells whether a value of the last output is NaN, wherever it is, and of no other output", () => {
    const both: Body = { dtype, operands: ["array", "array"], steps: [["sqrt", 0], ["sqrt", 1]], outputs: [2, 3] };
    for (let count = 0; count <= 13; count++) {
      const good = new Array<number>(count).fill(4);
      expect(run(both, [good, good], count).flag).toBe(0);
      for (let at = 0; at < count; at++) {
        const bad = good.with(at, -4);
        expect(run(both, [bad, good], count).flag).toBe(0);
        expect(run(both, [good, bad], count).flag).toBe(1);
      }
    }
  });
});

describe.each(DTYPES)("in %s, a generated kernel of several steps has the bits of its steps one by one", (dtype) => {
  const [x, y] = [EDGES[dtype], EDGES[dtype].map((_, i, all) => all[(i * 5 + 1) % all.length]!)];
  const both: Body["operands"] = ["array", "array"];
  const body = (steps: Body["steps"], outputs: number[], operands = both): Body => ({ dtype, operands, steps, outputs });
  // Values: 0 and 1 are x and y; steps are from 2 on.
  it.each<[string, Body]>([
    ["a comparison as a number: (x < y) * y + 1",
      body([["less", 0, 1], ["multiply", 3, 1], ["add", 4, 2]], [5], ["array", "array", "number"])],
    ["a comparison on both sides: (x < y) - (x > y)", body([["less", 0, 1], ["greater", 0, 1], ["subtract", 2, 3]], [4])],
    ["a comparison of comparisons: (x < y) == (x >= y)", body([["less", 0, 1], ["greater_equal", 0, 1], ["equal", 2, 3]], [4])],
    ["where of a comparison", body([["less_equal", 0, 1], ["where", 2, 0, 1]], [3])],
    ["where of a number", body([["where", 0, 1, 0]], [2])],
    ["where of where", body([["not_equal", 0, 1], ["where", 2, 0, 1], ["where", 3, 1, 0]], [4])],
    ["where of comparisons", body([["less", 0, 1], ["equal", 0, 0], ["where", 0, 2, 3], ["where", 1, 3, 2]], [4, 5])],
    ["where of a comparison that is used as a number too", body([["greater", 0, 1], ["where", 2, 2, 0], ["add", 2, 3]], [4])],
    ["a square, a reciprocal and a root of a comparison",
      body([["greater", 0, 1], ["square", 2], ["reciprocal", 2], ["sqrt", 2], ["subtract", 3, 4], ["add", 5, 6]], [7])],
    ["a comparison that is the result", body([["add", 0, 1], ["less", 2, 0]], [3])],
    ["three outputs, one of them a comparison", body([["less", 0, 1], ["negate", 0], ["multiply", 0, 1]], [4, 2, 3])],
    ["an output that other steps read", body([["add", 0, 1], ["square", 2]], [2, 3])],
    ["a product that is rounded before it is added to: x*y - x*y",
      body([["multiply", 0, 1], ["negate", 2], ["multiply", 0, 1], ["add", 3, 4]], [5])],
  ])("%s", (_, made) => {
    const operands: Values = made.operands.length === 3 ? [x, y, 1] : [x, y];
    for (const count of [1, 5, x.length]) expectDefined(made, operands, count);
  });

  it("of 600 operands, arrays and numbers by turns, which take more bytes than two groups of seven bits say", () => {
    const operands = Array.from({ length: 600 }, (_, i) => (i % 3 === 0 ? 1 + i / 4 : [0, 1, 2, 3, 4].map((k) => i - k * 0.5)));
    const steps = Array.from({ length: 599 }, (_, i): Body["steps"][number] => ["subtract", i === 0 ? 0 : 599 + i, i + 1]);
    const made = body(steps, [700, 1198], operands.map((operand) => (typeof operand === "number" ? "number" : "array")));
    expect(generate(made).bytes.length).toBeGreaterThan(2 ** 14);
    expectDefined(made, operands, 5);
  });

  it("of any shape: 200 bodies drawn by seed", () => {
    const next = generator(dtype.length);
    const below = (n: number) => next() % n;
    for (let round = 0; round < 200; round++) {
      const kinds = Array.from({ length: 1 + below(4) }, () => (below(4) === 0 ? ("number" as const) : ("array" as const)));
      const steps = Array.from({ length: 1 + below(30) }, (_, i): Body["steps"][number] => {
        const { name, arity } = STEPS[below(STEPS.length)]!;
        return [name, ...Array.from({ length: arity }, () => below(kinds.length + i))];
      });
      const outputs = Array.from({ length: 1 + below(3) }, () => kinds.length + below(steps.length));
      const value = () => x[below(x.length)]!;
      const operands = kinds.map((kind) => (kind === "number" ? value() : Array.from({ length: 13 }, value)));
      expectDefined(body(steps, outputs, kinds), operands, below(14));
    }
  });
});

describe("a generated kernel that folds its results to a sum", () => {
  const x = EDGES.float64, y = x.map((_, i) => x[(i * 5 + 1) % x.length]!);
  const both: Body["operands"] = ["array", "array"];
  const BODIES: [string, Body][] = ([
    ["a root", [["sqrt", 0]]], ["a product", [["multiply", 0, 1]]], ["a square of a difference", [["subtract", 0, 1], ["square", 2]]],
    ["a comparison", [["add", 0, 1], ["less", 2, 0]]], ["a larger one", [["maximum", 0, 1], ["minimum", 2, 0], ["maximum", 1, 3]]],
    ["a choice", [["less", 0, 1], ["where", 2, 0, 1]]],
  ] as [string, Body["steps"]][]).map(([name, steps]) => (
    [name, { dtype: "float64", operands: both, steps, outputs: [1 + steps.length], fold: "sum" }]
  ));
  const partial = (body: Body, operands: Values, count: number) => (
    Array.from(foldRow(body.fold as Fold).block([define(body, operands, count).outputs[0]!], false))
  );

  it.each(BODIES)("gives the partial of fold_sum: of %s, of any length up to a block", (_, body) => {
    const next = generator(7);
    const tame = (): number => (next() / 2 ** 32 - 0.25) * 2 ** (next() % 40);
    for (const count of [...Array.from({ length: 41 }, (_, i) => i), 1001, 1016, 1023, 1024]) {
      const operands = [Array.from({ length: count }, tame), Array.from({ length: count }, tame)];
      const wanted = count === 0 ? [0, 0] : partial(body, operands, count);
      expect(run(body, operands, count)).toEqual({ outputs: [wanted], flag: 0 });
    }
  });

  it.each(BODIES)("gives it of edge values: of %s", (_, body) => {
    for (let i = 0; i < x.length; i++) {
      for (const length of [1, 2, 7, 8, 9, 20]) {
        const of = (values: number[]) => Array.from({ length }, (_, k) => values[(i + k) % values.length]!);
        const operands = [of(x), of(y)];
        expect(run(body, operands, length).outputs).toEqual([partial(body, operands, length)]);
      }
    }
  });

  it("is another kernel than the one that writes them", () => {
    const [, body] = BODIES[0]!;
    const { fold, ...writes } = body;
    expect(fold).toBe("sum");
    expect(generate(writes)).not.toBe(generate(body));
  });
});
