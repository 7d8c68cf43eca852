import { describe, expect, it } from "vitest";
import { type Body, cheapCost, costOf, generate, isCheap } from "../../src/kernels/generate";
import { disassemble } from "./disassemble";

const listing = (body: Body) => disassemble(generate(body).bytes);
const array = "array" as const, number = "number" as const;

/**
 * What one vector takes between its loads and its stores: "a", "b" and "c" are the operands, "1" and "0" the constants, "p" and "q" what is
 * kept (by "=p").
 */
function instructions(operation: string, dtype: Body["dtype"], arity: number): string {
  const operands = new Array<"array">(arity).fill("array");
  const { code } = listing({ dtype, operands, steps: [[operation, ...operands.keys()]], outputs: [arity] });
  // By local: the operands' addresses, out, count, at, end, one, zero, found, the operands, the result, and two for a step.
  const one = arity + 4, zero = arity + 5, values = arity + 7;
  const begin = code.indexOf(`local.set ${values + arity - 1}`) + 1;
  const names = new Map([[`local.get ${one}`, "1"], [`local.get ${zero}`, "0"],
    ...[..."abc"].map((name, i) => [`local.get ${values + i}`, name] as const),
    ...[..."pq"].flatMap((name, i) => (
      [[`local.get ${values + arity + 1 + i}`, name], [`local.set ${values + arity + 1 + i}`, `=${name}`]] as const
    ))]);
  return code.slice(begin, code.indexOf(`local.set ${values + arity}`)).map((line) => names.get(line) ?? line).join(" ");
}

describe("a generated module", () => {
  it("is a loop of two vectors an iteration, and one of single elements, over the memory it is given", () => {
    const { code, ...head } = listing({ dtype: "float64", operands: [array, number], steps: [["add", 0, 1]], outputs: [2] });
    expect(head).toEqual({
      types: ["func (i32 i32 i32 i32) -> (i32)"], // x, the number's vector, out, count
      imports: ["env.memory kind 2 flags 3 pages 1 to 65536"],
      functions: [0], exports: ["run kind 0 index 0"],
      locals: ["2 i32", "8 v128"], // 4 at, 5 end; 6 one, 7 zero, 8 found, 9 x, 10 the number, 11 the sum; 12, 13 for a step
    });
    const oneVector = (offset: number) => [
      "local.get 0", "local.get 4", "i32.add", `v128.load +${offset}`, "local.set 9",
      "local.get 9", "local.get 10", "f64x2.add", "local.set 11",
      "local.get 2", "local.get 4", "i32.add", "local.get 11", `v128.store +${offset}`,
      "local.get 8", "local.get 11", "local.get 11", "f64x2.ne", "v128.or", "local.set 8",
    ];
    expect(code).toEqual([
      "f64.const 1", "f64x2.splat", "local.set 6", "f64.const 0", "f64x2.splat", "local.set 7",
      "local.get 1", "v128.load64_splat +0", "local.set 10",
      "local.get 3", "i32.const 3", "i32.shl", "i32.const -32", "i32.and", "local.set 5", // end = count * 8, of whole iterations
      "block", "loop", "local.get 4", "local.get 5", "i32.lt_u", "i32.eqz", "br_if 1",
      ...oneVector(0), ...oneVector(16),
      "local.get 4", "i32.const 32", "i32.add", "local.set 4", "br 0", "end", "end",
      "local.get 3", "i32.const 3", "i32.shl", "local.set 5",
      "block", "loop", "local.get 4", "local.get 5", "i32.lt_u", "i32.eqz", "br_if 1",
      "local.get 0", "local.get 4", "i32.add", "v128.load64_splat +0", "local.set 9",
      "local.get 9", "local.get 10", "f64x2.add", "local.set 11",
      "local.get 2", "local.get 4", "i32.add", "local.get 11", "v128.store64_lane +0 lane 0",
      "local.get 8", "local.get 11", "local.get 11", "f64x2.ne", "v128.or", "local.set 8",
      "local.get 4", "i32.const 8", "i32.add", "local.set 4", "br 0", "end", "end",
      "local.get 8", "v128.any_true", "end",
    ]);
  });

  it("has the bytes that the specification gives its listing", () => {
    const hex = Buffer.from(generate({ dtype: "float32", operands: [array], steps: [["negate", 0]], outputs: [1] }).bytes).toString("hex");
    const head = [
      "0061736d", "01000000", // magic, version 1
      "01 08", "01 60 03 7f7f7f 01 7f", // a type: of three i32 to one
      "02 12", "01 03 656e76 06 6d656d6f7279 02 03 01 808004", // env.memory, a shared one of 1 to 65,536 pages
      "03 02", "01 00", "07 07", "01 03 72756e 00 00", // a function of that type, exported as run
      "0a da01", "01 d701", // 218 bytes of code, 215 of them the one function's
      "02 02 7f 07 7b", // two locals of i32, seven of v128
      "43 0000803f fd13 21 05", "43 00000000 fd13 21 06", // one and zero in all lanes
    ].join("").replaceAll(" ", "");
    expect(hex.slice(0, head.length)).toBe(head);
    expect(hex.slice(-10)).toBe("2007fd530b"); // found, any true, end
  });

  it.each([[24, [0, 16], 32], [25, [0], 16]])("of %i steps takes vectors at %j an iteration", (steps, offsets, step) => {
    const chain = Array.from({ length: steps }, (_, i): Body["steps"][number] => ["negate", i]);
    const { code } = listing({ dtype: "float64", operands: [array], steps: chain, outputs: [steps] });
    const loop = code.slice(0, code.indexOf("end"));
    expect(loop.filter((line) => line.startsWith("v128.store"))).toEqual(offsets.map((offset) => `v128.store +${offset}`));
    expect(loop).toContain(`i32.const ${-step}`);
    expect(loop.slice(-5)).toEqual(["local.get 3", `i32.const ${step}`, "i32.add", "local.set 3", "br 0"]);
  });

  it("of float32 has lanes of float32 throughout", () => {
    const { code } = listing({ dtype: "float32", operands: [number, array], steps: [["where", 1, 0, 1]], outputs: [2] });
    expect(code.slice(0, 9)).toEqual([
      "f32.const 1", "f32x4.splat", "local.set 6", "f32.const 0", "f32x4.splat", "local.set 7", "local.get 0", "v128.load32_splat +0",
      "local.set 9",
    ]);
    expect(code).toContain("i32.const 2"); // four bytes an element
    expect(code).toContain("v128.store32_lane +0 lane 0");
    expect(code.filter((line) => /64/.test(line))).toEqual([]);
  });

  it("is one and the same for the same body, until a thousand others were made", () => {
    const operands = new Array<"array">(40).fill("array");
    const wide = (a: number, b: number): Body => ({ dtype: "float64", operands, steps: [["add", a, b]], outputs: [40] });
    const body: Body = { dtype: "float64", operands: [array], steps: [["trunc", 0], ["trunc", 1]], outputs: [2] };
    const first = generate(body);
    for (let i = 0; i < 999; i++) expect(generate(wide(i % 40, Math.floor(i / 40))).id).toBe(first.id + 1 + i);
    expect(generate(structuredClone(body))).toBe(first);
    generate(wide(39, 39));
    const again = generate(body);
    expect(again).not.toBe(first);
    expect(again).toEqual({ id: first.id + 1001, bytes: first.bytes });
    expect(generate(wide(1, 0)).id).toBe(first.id + 2); // only the oldest goes
  });
});

describe("an operation that can be a step", () => {
  /** Operation, operands, and what it is in float64 and in float32. */
  const TABLE: [operation: string, arity: number, float64: string, float32: string][] = [
    ["add", 2, "a b f64x2.add", "a b f32x4.add"],
    ["subtract", 2, "a b f64x2.sub", "a b f32x4.sub"],
    ["multiply", 2, "a b f64x2.mul", "a b f32x4.mul"],
    ["divide", 2, "a b f64x2.div", "a b f32x4.div"],
    ["minimum", 2, "a b f64x2.pmin b a f64x2.pmin v128.or", "a b f32x4.pmin b a f32x4.pmin v128.or"],
    ["maximum", 2, ...["f64x2", "f32x4"].map((lanes) => (
      `a b ${lanes}.pmax b a ${lanes}.pmax =q =p p q v128.or p q v128.xor ${lanes}.sub`
    )) as [string, string]],
    ["abs", 1, "a f64x2.abs", "a f32x4.abs"],
    ["negate", 1, "a f64x2.neg", "a f32x4.neg"],
    ["sqrt", 1, "a f64x2.sqrt", "a f32x4.sqrt"],
    ["ceil", 1, "a f64x2.ceil", "a f32x4.ceil"],
    ["floor", 1, "a f64x2.floor", "a f32x4.floor"],
    ["trunc", 1, "a f64x2.trunc", "a f32x4.trunc"],
    ["rint", 1, "a f64x2.nearest", "a f32x4.nearest"],
    ["equal", 2, "a b f64x2.eq", "a b f32x4.eq"],
    ["not_equal", 2, "a b f64x2.ne", "a b f32x4.ne"],
    ["less", 2, "a b f64x2.lt", "a b f32x4.lt"],
    ["greater", 2, "a b f64x2.gt", "a b f32x4.gt"],
    ["less_equal", 2, "a b f64x2.le", "a b f32x4.le"],
    ["greater_equal", 2, "a b f64x2.ge", "a b f32x4.ge"],
    ["square", 1, "a a f64x2.mul", "a a f32x4.mul"],
    ["reciprocal", 1, "1 a f64x2.div", "1 a f32x4.div"],
    ["where", 3, "b c a 0 f64x2.ne v128.bitselect", "b c a 0 f32x4.ne v128.bitselect"],
  ];

  it.each(TABLE)("%s of %i: %s, %s", (operation, arity, float64, float32) => {
    expect(isCheap(operation)).toBe(true);
    expect(instructions(operation, "float64", arity)).toBe(float64);
    expect(instructions(operation, "float32", arity)).toBe(float32);
  });

  it.each(["exp", "remainder", "sign", "round", "fmin", "fma", "clip"])("%j is none", (operation) => {
    expect(isCheap(operation)).toBe(false);
  });

  it("costs what its instructions take, and a pass of several their sum and one of loads and stores", () => {
    const costs = (cost: number) => TABLE.map(([operation]) => operation).filter((operation) => cheapCost(operation) === cost);
    expect(costs(0.1)).toEqual(["add", "subtract", "multiply", "abs", "negate", "equal", "not_equal", "less", "greater", "less_equal",
      "greater_equal", "square"]);
    expect(costs(0.2)).toEqual(["minimum", "maximum", "ceil", "floor", "trunc", "rint", "where"]);
    expect(costs(0.7)).toEqual(["divide", "reciprocal"]);
    expect(costs(1.1)).toEqual(["sqrt"]);
    expect(costOf([])).toBe(0.4);
    expect(costOf(["add", "sqrt", "divide"])).toBeCloseTo(2.3, 12);
  });
});

describe("a value of a comparison", () => {
  const code = (steps: Body["steps"], outputs: number[]) => {
    const lines = listing({ dtype: "float64", operands: [array, array], steps, outputs }).code;
    return lines.slice(lines.indexOf("v128.load +0", lines.indexOf("v128.load +0") + 1) + 2, lines.indexOf("v128.load +16") - 3);
  };
  // 2 params, then outputs and the count: of one output, 4 at, 5 end, 6 one, 7 zero, 8 found, 9 x, 10 y, 11 the first step.
  it("is a mask to where, as it is", () => {
    expect(code([["less", 0, 1], ["where", 2, 0, 1]], [3]).slice(0, 8)).toEqual([
      "local.get 9", "local.get 10", "f64x2.lt", "local.set 11", "local.get 9", "local.get 10", "local.get 11", "v128.bitselect",
    ]);
  });

  it("is 1 or 0 to other steps, and where it is written", () => {
    expect(code([["less", 0, 1], ["square", 2]], [3]).slice(4, 10)).toEqual(["local.get 11", "local.get 6", "v128.and", "local.get 11",
      "local.get 6", "v128.and"]);
    expect(code([["less", 0, 1]], [2]).slice(4)).toEqual([
      "local.get 2", "local.get 4", "i32.add", "local.get 11", "local.get 6", "v128.and", "v128.store +0",
      "local.get 8", "local.get 11", "local.get 6", "v128.and", "local.get 11", "local.get 6", "v128.and", "f64x2.ne", "v128.or",
        "local.set 8",
    ]);
  });
});
