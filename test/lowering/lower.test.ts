import { describe, expect, it, vi } from "vitest";
import type { Body, Generated } from "../../src/kernels/generate";
import { BLOCK, CALL_WORDS, GENERATED, NONE, OUTPUT, RECORD, REGISTER, SECOND_BLOCK, SPREAD } from "../../src/kernels/refs";
import type { InputKind } from "../../src/lowering/kinds";
import { type Fold, foldingOf } from "../../src/catalog/folds";
import { type KernelIndex, type Lowered, lower } from "../../src/lowering/lower";
import type { Program } from "../../src/program";
import { KERNELS, kernelName, programOf, scalarsOf, shown, stepsOf } from "./programs";

/** What generated kernels are made of. */
const bodies = vi.hoisted(() => new Map<Generated, Body>());
vi.mock("../../src/kernels/generate", async (original) => {
  const real = await original<typeof import("../../src/kernels/generate")>();
  const generate = (body: Body) => {
    const made = real.generate(body);
    bodies.set(made, body);
    return made;
  };
  return { ...real, generate };
});

/** The calls as text: inputs are x to w, numbers "=2:f64" by what they are in the program and how they are stored, registers r0 and up. */
function callsOf({ flat, constants }: Lowered, inputs: number): string[] {
  const nameOf = (ref: number): string => {
    if (ref === OUTPUT) return "out";
    if (ref === BLOCK) return "block";
    if (ref === SECOND_BLOCK) return "second";
    if (ref === RECORD) return "record";
    if (ref === SPREAD) return "spread";
    if (ref >= REGISTER) return `r${ref - REGISTER}`;
    const constant = constants[ref - inputs];
    return constant ? `=${shown(constant.of)}:${constant.dtype.replace("loat", "")}` : "xyzw"[ref]!;
  };
  const lines: string[] = [];
  for (let i = 0; i < flat.calls.length; i += CALL_WORDS) {
    const [kernel, a, b, c, out] = flat.calls.subarray(i, i + CALL_WORDS) as unknown as [number, number, number, number, number];
    if (kernel < GENERATED) {
      const operands = [a, b, c].filter((ref) => ref !== NONE).map(nameOf);
      lines.push(`${kernelName(kernel)} ${operands.join(" ")} -> ${nameOf(out)}`);
    } else {
      const { dtype, operands, steps, outputs, fold } = bodies.get(flat.generated[kernel - GENERATED]!)!;
      const refs = Array.from(flat.refs.subarray(a, a + b + c), nameOf);
      const marked = refs.map((ref, k) => (operands[k] === "number" ? `${ref}!` : ref)); // "!": the kernel takes it for a number
      const value = (at: number) => (at < operands.length ? refs[at]! : `#${at - operands.length}`);
      const body = steps.map(([operation, ...read]) => `${operation} ${read.map(value).join(" ")}`).join(", ");
      const written = outputs.map((o, k) => `${value(o)} ${refs[b + k]}`).join(", ");
      const folded = fold ? `, ${fold}` : "";
      lines.push(`${dtype.replace("loat", "")} { ${body}${folded} } ${marked.slice(0, b).join(" ")} -> ${written}`);
    }
  }
  return lines;
}

const double = "float64" as const, single = "float32" as const;
const spread = (dtype: "float64" | "float32") => ({ dtype, length: 3, inner: 2 });

interface Options {
  fold?: Fold;
  kernels?: KernelIndex;
}

function lowered(program: Program | string, kinds: InputKind[], { fold, kernels = KERNELS }: Options = {}): Lowered {
  const made = typeof program === "string" ? programOf(program) : program;
  return lower(made, kinds, scalarsOf(made, kinds), kernels, fold && foldingOf([fold], false));
}

const calls = (program: Program | string, kinds: InputKind[], options?: Options) => callsOf(lowered(program, kinds, options), kinds.length);

type Row = [formula: string, kinds: InputKind[], calls: string[]];

describe("float64", () => {
  it.each<Row>([
    ["exp(x)", [double], ["exp_f64 x -> out"]],
    ["pow(x, y)", [double, double], ["pow_f64 x y -> out"]],
    ["fma(x, y, z)", [double, double, double], ["fma_f64 x y z -> out"]],
    ["pow(x, 3)", [double], ["pow_number_f64 x =3:f64 -> out"]],
    ["pow(x, y)", [double, 3], ["pow_number_f64 x =y:f64 -> out"]],
    ["pow(y, x)", [double, { double: 3 }], ["pow_f64 =y:f64 x -> out"]],
    ["pow(x, y)", [double, { double: 3 }], ["pow_f64 x =y:f64 -> out"]],
    ["pow(x, y + 1)", [double, 3], ["pow_number_f64 x =#0:f64 -> out"]],
    ["pow(x, y + 1)", [double, { double: 3 }], ["pow_f64 x =#0:f64 -> out"]],
    ["pow(x, y * z)", [double, 3, { double: 3 }], ["pow_f64 x =#0:f64 -> out"]],
    ["sin(exp(x))", [double], ["exp_f64 x -> r0", "sin_f64 r0 -> out"]],
    ["exp(sqrt(x))", [double], ["exp_sqrt_f64 x -> out"]],
    ["sin(x) + cos(x)", [double], ["sin_plus_cos_f64 x -> out"]],
    ["x + 1", [double], ["add_f64 =1:f64 x -> out"]],
    ["2*x + 3*y", [double, double], ["f64 { multiply =2:f64 x, multiply =3:f64 y, add #0 #1 } =2:f64! x =3:f64! y -> #2 out"]],
    ["0.1*x + floor(x)", [double], ["f64 { multiply =0.1:f64 x, floor x, add #0 #1 } =0.1:f64! x -> #2 out"]],
    ["x*x*x + x", [double], ["f64 { square x, multiply x #0, add x #1 } x -> #2 out"]],
    ["x*y + x", [double, 3], ["f64 { multiply x =y:f64, add x #0 } x =y:f64! -> #1 out"]],
    ["(x < y) * 2 - 1", [double, double], ["f64 { less x y, multiply =2:f64 #0, subtract #1 =1:f64 } x y =2:f64! =1:f64! -> #2 out"]],
    ["x * -0 + 0", [double], ["f64 { multiply =-0:f64 x, add =0:f64 #0 } =-0:f64! x =0:f64! -> #1 out"]],
    ["exp(2*x + 1) * y", [double, double],
      ["f64 { multiply =2:f64 x, add =1:f64 #0 } =2:f64! x =1:f64! -> #1 r0", "exp_f64 r0 -> r0", "multiply_f64 r0 y -> out"]],
    ["exp(exp(x) * 2 + 1)", [double],
      ["exp_f64 x -> r0", "f64 { multiply =2:f64 r0, add =1:f64 #0 } =2:f64! r0 =1:f64! -> #1 r0", "exp_f64 r0 -> out"]],
    ["sqrt(x + 1) * exp(sqrt(x + 1))", [double],
      ["f64 { add =1:f64 x, sqrt #0 } =1:f64! x -> #1 r0", "exp_f64 r0 -> r1", "multiply_f64 r0 r1 -> out"]],
    ["(sqrt(x) + 1) * exp(sqrt(x) + 1) + sqrt(x)", [double],
      ["f64 { sqrt x, add =1:f64 #0 } x =1:f64! -> #0 r0, #1 r1", "exp_f64 r1 -> r2",
        "f64 { multiply r1 r2, add r0 #0 } r1 r2 r0 -> #1 out"]],
    ["pow(x + 1, y - 1)", [double, double],
      ["f64 { add =1:f64 x, subtract y =1:f64 } =1:f64! x y -> #0 r0, #1 r1", "pow_f64 r0 r1 -> out"]],
    ["x", [double], ["where_f64 =1:f64 x x -> out"]],
    ["x * 0 + 3 * 4", [double], ["f64 { multiply =0:f64 x, add #0 =#1:f64 } =0:f64! x =#1:f64! -> #1 out"]],
    ["exp(x) * sqrt(2)", [double], ["exp_f64 x -> r0", "multiply_f64 r0 =#1:f64 -> out"]],
    ["exp(x) * sqrt(y)", [double, 2], ["exp_f64 x -> r0", "multiply_f64 r0 =#1:f64 -> out"]],
    ["exp(sqrt(y)) * x", [double, 2], ["multiply_f64 =#1:f64 x -> out"]],
    ["sqrt(2) * 3", [{ double: 1 }], ["where_f64 =1:f64 =#1:f64 =#1:f64 -> out"]],
    ["3", [double], ["where_f64 =1:f64 =3:f64 =3:f64 -> out"]],
    ["x + y", [double, spread(double)], ["spread_f64 y spread -> r0", "add_f64 x r0 -> out"]],
    ["exp(y) * x + y", [double, spread(double)],
      ["spread_f64 y spread -> r0", "exp_f64 r0 -> r1", "f64 { multiply r1 x, add r0 #0 } r1 x r0 -> #1 out"]],
    ["exp(y) + sin(y) + x", [double, spread(double)],
      ["spread_f64 y spread -> r0", "exp_f64 r0 -> r1", "sin_f64 r0 -> r0", "f64 { add r1 r0, add #0 x } r1 r0 x -> #1 out"]],
  ])("%s of %j", (formula, kinds, want) => {
    expect(calls(formula, kinds)).toEqual(want);
  });
});

describe("float64 with arrays of float32, which are promoted once", () => {
  it.each<Row>([
    ["x + y", [double, single], ["promote y -> r0", "add_f64 x r0 -> out"]],
    ["sin(y) * x + exp(y)", [double, single],
      ["promote y -> r0", "sin_f64 r0 -> r1", "exp_f64 r0 -> r0", "f64 { multiply r1 x, add #0 r0 } r1 x r0 -> #1 out"]],
    ["2*y + x", [double, single], ["promote y -> r0", "f64 { multiply =2:f64 r0, add #0 x } =2:f64! r0 x -> #1 out"]],
    ["x * y", [double, spread(single)], ["spread_f32 y spread -> r0", "promote r0 -> r1", "multiply_f64 x r1 -> out"]],
    ["x * y", [single, { double: 0.5 }], ["promote x -> r0", "multiply_f64 r0 =y:f64 -> out"]],
  ])("%s of %j", (formula, kinds, want) => {
    expect(calls(formula, kinds)).toEqual(want);
    expect(lowered(formula, kinds).dtype).toBe("float64");
  });
});

describe("float32", () => {
  it.each<Row>([
    ["exp(x)", [single], ["exp_f32 x -> out"]],
    ["tan(x)", [single], ["promote x -> r0", "tan_f64 r0 -> r0", "demote r0 -> out"]],
    ["tan(x) + tan(y)", [single, single],
      ["promote x -> r0", "tan_f64 r0 -> r0", "demote r0 -> r0", "promote y -> r1", "tan_f64 r1 -> r1", "demote r1 -> r1",
        "add_f32 r0 r1 -> out"]],
    ["tan(tan(x))", [single],
      ["promote x -> r0", "tan_f64 r0 -> r0", "demote r0 -> r0", "promote r0 -> r1", "tan_f64 r1 -> r1", "demote r1 -> out"]],
    ["exp(sqrt(x))", [single], ["exp_sqrt_f32 x -> out"]],
    ["log(1 + sqrt(x))", [single], ["f32 { sqrt x, add =1:f32 #0 } x =1:f32! -> #1 r0", "log_f32 r0 -> out"]],
    ["sin(x) + cos(x)", [single], ["sin_f32 x -> r0", "cos_f32 x -> r1", "add_f32 r0 r1 -> out"]],
    ["2*x + 0.5", [single], ["f32 { multiply =2:f32 x, add =0.5:f32 #0 } =2:f32! x =0.5:f32! -> #1 out"]],
    ["2*x + 0.1", [single], ["multiply_f32 =2:f32 x -> r0", "promote r0 -> r1", "add_f64 =0.1:f64 r1 -> r1", "demote r1 -> out"]],
    ["(2*x + 0.1) * 2 + 1", [single],
      ["multiply_f32 =2:f32 x -> r0", "promote r0 -> r1", "add_f64 =0.1:f64 r1 -> r1", "demote r1 -> r1",
        "f32 { multiply =2:f32 r1, add =1:f32 #0 } =2:f32! r1 =1:f32! -> #1 out"]],
    ["x * y + z", [single, single, 0.5], ["f32 { multiply x y, add #0 =z:f32 } x y =z:f32! -> #1 out"]],
    ["x * y", [single, 0.1], ["promote x -> r0", "multiply_f64 r0 =y:f64 -> r0", "demote r0 -> out"]],
    ["cbrt(x) * 2", [single], ["promote x -> r0", "cbrt_f64 r0 -> r0", "demote r0 -> r0", "multiply_f32 =2:f32 r0 -> out"]],
    ["x * sqrt(4)", [single], ["multiply_f32 x =#0:f32 -> out"]],
    ["x * sqrt(2)", [single], ["promote x -> r0", "multiply_f64 r0 =#0:f64 -> r0", "demote r0 -> out"]],
    ["x", [single], ["where_f32 =1:f32 x x -> out"]],
    ["x + y", [single, spread(single)], ["spread_f32 y spread -> r0", "add_f32 x r0 -> out"]],
    ["tan(y) * x", [single, spread(single)],
      ["spread_f32 y spread -> r0", "promote r0 -> r1", "tan_f64 r1 -> r1", "demote r1 -> r1", "multiply_f32 r1 x -> out"]],
    ["exp(0.1 * x) - pow(x, 0.1)", [single],
      ["promote x -> r0", "multiply_f64 =0.1:f64 r0 -> r1", "demote r1 -> r1", "exp_f32 r1 -> r1", "pow_number_f64 r0 =0.1:f64 -> r0",
        "demote r0 -> r0", "subtract_f32 r1 r0 -> out"]],
    ["pow(x, 3) - pow(x, y)", [single, single], ["pow_number_f32 x =3:f32 -> r0", "promote x -> r1", "promote y -> r2",
      "pow_f64 r1 r2 -> r2", "demote r2 -> r2", "subtract_f32 r0 r2 -> out"]],
    ["where(x, 2, 0.5)", [single], ["where_f32 x =2:f32 =0.5:f32 -> out"]],
    ["where(x, 0.1, 2)", [single], ["promote x -> r0", "where_f64 r0 =0.1:f64 =2:f64 -> r0", "demote r0 -> out"]],
  ])("%s of %j", (formula, kinds, want) => {
    expect(calls(formula, kinds)).toEqual(want);
    expect(lowered(formula, kinds).dtype).toBe("float32");
  });
});

describe("a reduction", () => {
  it.each<[string, Program, InputKind[], string[], source: number]>([
    ["of an array as it lies", programOf("x"), [double], [], 0],
    ["of a second array as it lies", { name: "y", inputs: 2, steps: [], result: { input: 1 } }, [single, double], [], 1],
    ["of an array of float32", programOf("x"), [single], ["promote x -> block"], BLOCK],
    ["of a number", programOf("x"), [3], ["where_f32 =1:f32 =x:f32 =x:f32 -> r0", "promote r0 -> block"], BLOCK],
    ["of one step", programOf("exp(x)"), [double], ["exp_f64 x -> block"], BLOCK],
    ["of one step in float32", programOf("exp(x)"), [single], ["exp_f32 x -> r0", "promote r0 -> block"], BLOCK],
    ["of what has no lanes of float32, rounded before it is reduced", programOf("tan(x)"), [single],
      ["promote x -> r0", "tan_f64 r0 -> r0", "demote r0 -> r0", "promote r0 -> block"], BLOCK],
    ["of cheap steps in float32", programOf("2*x + 1"), [single],
      ["f32 { multiply =2:f32 x, add =1:f32 #0 } =2:f32! x =1:f32! -> #1 r0", "promote r0 -> block"], BLOCK],
  ])("%s", (_, program, kinds, want, source) => {
    const made = lowered(program, kinds, { fold: "sum" });
    expect(callsOf(made, kinds.length)).toEqual(want);
    expect(made.folding).toEqual(
      { bytes: 16, columns: [source], skip: NONE, folds: [{ kernel: KERNELS.get("fold_sum"), offset: 0, isOfAll: false }] },
    );
    expect(made.kernels.at(-1)).toBe("fold_sum");
  });

  it.each<[formula: string, kinds: InputKind[], calls: string[]]>([
    ["2*x + 1", [double], ["f64 { multiply =2:f64 x, add =1:f64 #0, sum } =2:f64! x =1:f64! -> #1 record"]],
    ["sqrt(x)", [double], ["f64 { sqrt x, sum } x -> #0 record"]],
    ["sqrt(exp(x) + 1)", [double], ["exp_f64 x -> r0", "f64 { add =1:f64 r0, sqrt #0, sum } =1:f64! r0 -> #1 record"]],
    ["x", [spread(double)], ["spread_f64 x spread -> r0", "f64 { where =1:f64 r0 r0, sum } =1:f64! r0 -> #0 record"]],
    ["x", [{ double: 3 }], ["f64 { where =1:f64 =x:f64 =x:f64, sum } =1:f64! =x:f64! -> #0 record"]],
    [`x${" + y".repeat(24)}`, [double, double], [`f64 { add x y, ${
      Array.from({ length: 23 }, (_, i) => `add y #${i}`).join(", ")}, sum } x y -> #23 record`]],
  ])("to a sum of cheap steps, %s of %j, is done by the kernel made for them", (formula, kinds, want) => {
    const made = lowered(formula, kinds, { fold: "sum" });
    expect(callsOf(made, kinds.length)).toEqual(want);
    expect(made.folding).toEqual({ bytes: 16, columns: [], skip: NONE, folds: [] });
    expect(made.kernels.at(-1)).toMatch(/^generated\(.*, sum\)$/);
  });

  it.each<[string, string | Program, InputKind[], folds: Fold[], skips: boolean]>([
    ["in float32, whose results are rounded first", "2*x + 1", [single], ["sum"], false],
    ["to another fold", "2*x + 1", [double], ["norm"], false],
    ["to several", "2*x + 1", [double], ["sum", "norm"], false],
    ["where NaN are skipped", "2*x + 1", [double], ["sum"], true],
    ["of more than 24 steps", `x${" + y".repeat(25)}`, [double, double], ["sum"], false],
    ["where a block is several tiles", { ...keeping(4), steps: [...keeping(4).steps, ...stepsOf("negate #6")], result: { register: 7 } },
      [double], ["sum"], false],
  ])("of cheap steps is not done by their kernel %s", (_, source, kinds, folds, skips) => {
    const program = typeof source === "string" ? programOf(source) : source;
    const made = lower(program, kinds, scalarsOf(program, kinds), KERNELS, foldingOf(folds, skips));
    expect(callsOf(made, kinds.length).at(-1)).toMatch(/ block$/);
    expect(made.folding!.folds).toHaveLength(folds.length);
  });

  const both: Program = { name: "x, y", inputs: 2, steps: [], result: { input: 0 }, second: { input: 1 } };
  it.each<[string, InputKind[], string[], columns: number[]]>([
    ["two arrays as they lie", [double, double], [], [0, 1]],
    ["two arrays of float32, in float64", [single, single], ["promote x -> block", "promote y -> second"], [BLOCK, SECOND_BLOCK]],
    ["arrays of two dtypes", [double, single], ["promote y -> second"], [0, SECOND_BLOCK]],
  ])("of two columns reads %s", (_, kinds, want, columns) => {
    const made = lowered(both, kinds, { fold: "dot" });
    expect(callsOf(made, kinds.length)).toEqual(want);
    expect(made.folding).toMatchObject({ bytes: 16, columns, folds: [{ kernel: KERNELS.get("fold_dot") }] });
  });

  it("to several takes each fold once, NaN left out before all but those that do it by themselves", () => {
    const folding = foldingOf(["sum", "argmin", "moments"], true);
    const made = lower(programOf("exp(x)"), [double], [], KERNELS, folding);
    const at = (name: string) => KERNELS.get(name);
    expect(made.folding).toEqual({
      bytes: 88, columns: [BLOCK], skip: at("kept"),
      folds: [
        { kernel: at("fold_sum"), offset: 8, isOfAll: false }, { kernel: at("fold_argmin_kept"), offset: 24, isOfAll: true },
        { kernel: at("fold_moments"), offset: 40, isOfAll: false },
      ],
    });
    expect(made.kernels).toEqual(["exp_f64", "kept", "fold_sum", "fold_argmin_kept", "fold_moments"]);
    expect(foldingOf(["sum", "argmin", "moments"], true)).toBe(folding);
  });
});

/** A program that keeps n values at once: it computes them all, then brings them together. */
function keeping(n: number): Program {
  const values = Array.from({ length: n }, () => "exp x"), powers = Array.from({ length: n - 1 }, (_,
    i) => `pow #${i === 0 ? 0 : n + i - 1} #${i + 1}`);
  const steps = stepsOf(...values, ...powers);
  return { name: `${n} values`, inputs: 1, steps, result: { register: steps.length - 1 } };
}

describe("what a plan says of itself", () => {
  it.each<[string, InputKind[], Options, Partial<Lowered>]>([
    ["exp(x)", [double], {}, { dtype: "float64", inputs: ["float64"], constants: [], createsNaN: false, kernels: ["exp_f64"], fused: [],
      folding: undefined }],
    ["log(x)", [single], {}, { dtype: "float32", inputs: ["float32"], createsNaN: true, kernels: ["log_f32"], fused: [] }],
    ["exp(log(x))", [double], {}, { createsNaN: true }],
    ["abs(x)", [double], {}, { createsNaN: false }],
    ["x", [double], {}, { createsNaN: false }],
    ["exp(sqrt(x))", [double], {}, { createsNaN: true, kernels: ["exp_sqrt_f64"], fused: ["exp_sqrt_f64"] }],
    ["exp(2*x + 1) * 3 - 1", [single], {}, {
      kernels: ["generated(multiply, add)", "exp_f32", "generated(multiply, subtract)"],
        fused: ["generated(multiply, add)", "generated(multiply, subtract)"],
    }],
    ["tan(x)", [single], {}, { kernels: ["promote", "tan_f64", "demote"] }],
    ["tan(x)", [single], { fold: "sum" }, { kernels: ["promote", "tan_f64", "demote", "promote", "fold_sum"], fused: [] }],
    ["2*x + y + z", [double, single, 0.1], {}, {
      inputs: ["float64", "float32", "float64"], constants: [{ of: { constant: 2 }, dtype: "float64" }, { of: { input: 2 },
        dtype: "float64" }],
    }],
    ["2*x + y + z", [single, 0.5, 0.1], {}, {
      inputs: ["float32", "float32", "float64"],
      constants: [{ of: { constant: 2 }, dtype: "float32" }, { of: { input: 1 }, dtype: "float32" },
        { of: { input: 2 }, dtype: "float64" }],
    }],
    ["x + y", [spread(single), { double: 0.5 }], {}, { inputs: ["float32", "float64"] }],
    ["x * 2 - pow(x, 2.1) * exp(2)", [single], {}, {
      constants: [{ of: { constant: 2.1 }, dtype: "float64" }, { of: { register: 1 }, dtype: "float64" },
        { of: { constant: 2 }, dtype: "float32" }],
    }],
  ])("%s of %j, %j", (formula, kinds, options, want) => {
    expect(lowered(formula, kinds, options)).toMatchObject(want);
  });

  it.each<[string, Program, InputKind[], Options, tile: number, registers: number]>([
    ["long where nothing is kept", programOf("exp(x)"), [double], {}, 4096, 0],
    ["no longer than a block", programOf("exp(x)"), [double], { fold: "sum" }, 1024, 0],
    ["of 1,024 elements where something is kept", programOf("sin(exp(x))"), [double], {}, 1024, 1],
    ["of 1,024 for three registers of doubles, which take 24 KiB", keeping(3), [double], {}, 1024, 3],
    ["of fewer for four", keeping(4), [double], {}, 768, 4],
    ["of a multiple of eight: 614 would fit", keeping(5), [double], {}, 608, 5],
    ["of a multiple of eight: 438 would fit", keeping(7), [double], {}, 432, 7],
    ["of what divides a block", keeping(5), [double], { fold: "sum" }, 512, 5],
    ["of what divides a block, the registers for conversions counted", keeping(4), [single], { fold: "sum" }, 512, 5],
  ])("tiles are %s", (_, program, kinds, options, tile, registers) => {
    const made = lowered(program, kinds, options);
    expect([made.tile, made.flat.registers]).toEqual([tile, registers]);
  });

  // By the catalog exp takes 2.5, add and multiply 0.8 as kernels of their own; in a generated one 0.1 each, and the pass 0.4.
  it.each<[string, InputKind[], Options, cost: number]>([
    ["exp(x)", [double], {}, 2.5],
    ["exp(x)", [double], { fold: "sum" }, 3],
    ["exp(x) + 1", [double], {}, 3.3],
    ["2*x + 1", [double], {}, 0.6],
    ["2*x + 1", [double], { fold: "sum" }, 0.7],
    ["sqrt(x)", [double], { fold: "sum" }, 1.6],
    ["exp(2*x + 1)", [double], {}, 3.1],
    ["exp(sqrt(x))", [double], {}, 3.3],
    ["x", [double], { fold: "sum" }, 0.5],
    ["exp(x) + y", [double, spread(double)], {}, 3.6],
    ["exp(y) + y", [double, spread(double)], {}, 3.6],
    ["exp(x) * sqrt(2)", [double], {}, 3.3],
    // To a whole number by squares and products, 0.9 each, and a quotient.
    ...[[10, 3.6], [-1, 1.5], [-32, 6], [33, 10], [-33, 10], [1, 10], [2.5, 10]].map(
      ([n, cost]): [string, InputKind[], Options, number] => [`pow(x, ${n})`, [double], {}, cost!],
    ),
    ["pow(x, y)", [double, { double: 10 }], {}, 10],
    // Without what the number decides.
    ["pow(x, y)", [double, 10], {}, 0],
    ["exp(x ** (y + 1))", [double, 10], {}, 2.5],
  ])("an element of %s, of %j, %j takes an estimate of %d ns", (formula, kinds, options, cost) => {
    const program = formula === "exp(y) + y" ? { ...programOf("exp(x) + x"), inputs: 2, steps: stepsOf("exp y", "add y #0") } : formula;
    expect(lowered(program, kinds, options).cost).toBeCloseTo(cost, 12);
  });

  it("takes what its reduction takes where nothing is computed", () => {
    expect(lowered({ name: "", inputs: 1, steps: [], result: { input: 0 } }, [double], { fold: "sum" }).cost).toBe(0.5);
  });
});

describe("without kernels, as on engine js, nothing is generated", () => {
  it("and every call says that there is none", () => {
    const made = lowered("2*x + 1", [double], { kernels: new Map() });
    expect(Array.from(made.flat.calls)).toEqual([NONE, 1, 0, NONE, REGISTER, NONE, 2, REGISTER, NONE, OUTPUT]);
    expect(made.kernels).toEqual(["multiply_f64", "add_f64"]);
    expect(lowered("2*x + 1", [double], { kernels: new Map(), fold: "sum" }).folding).toEqual({ bytes: 16, columns: [BLOCK], skip: NONE, folds: [{ kernel: NONE, offset: 0, isOfAll: false }] });
  });
});

it("a program whose steps are out of order is refused", () => {
  expect(() => lowered({ name: "", inputs: 1, steps: stepsOf("exp #1", "exp x"), result: { register: 0 } },
    [double])).toThrow("a step reads what no step before it wrote");
});
