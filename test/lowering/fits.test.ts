import { expect, it, vi } from "vitest";
import type { InputKind } from "../../src/lowering/kinds";
import { lower } from "../../src/lowering/lower";
import type { Fusion } from "../../src/program";
import { KERNELS, programOf, scalarsOf } from "./programs";

/** Fusions that the catalog might have: of two inputs, and of one dtype alone. */
vi.mock("../../src/catalog/index", async (original) => {
  const product = { operation: "multiply", operands: [{ input: 0 }, { input: 1 }] }, root = { operation: "sqrt", operands: [{ input: 0 }] };
  const after = (operation: string) => ({ operation, operands: [{ register: 0 }] });
  const fusions: Fusion[] = [
    { kernels: { float64: "exp_product", float32: "exp_product" }, steps: [product, after("exp")], inputs: 2, cost: 3 },
    { kernels: { float32: "sin_root" }, steps: [root, after("sin")], inputs: 1, cost: 3 },
  ];
  return { ...(await original<typeof import("../../src/catalog/index")>()), fusions };
});

const double = "float64" as const, single = "float32" as const;

it.each<[formula: string, kinds: InputKind[], kernels: string[]]>([
  ["exp(x*y)", [double, double], ["exp_product_f64"]],
  ["exp(x*y)", [single, single], ["exp_product_f32"]],
  // A number is an operand like an array where another is one ...
  ["exp(2*x)", [double], ["exp_product_f64"]],
  ["exp(0.1*x)", [double], ["exp_product_f64"]],
  ["exp(x*y)", [double, 0.1], ["exp_product_f64"]],
  ["exp(2*x)", [single], ["exp_product_f32"]],
  // ... but in float32 it must be a float32: else that step is one of float64.
  ["exp(0.1*x)", [single], ["promote", "multiply_f64", "demote", "exp_f32"]],
  ["exp(x*y)", [single, 0.1], ["promote", "multiply_f64", "demote", "exp_f32"]],
  ["sin(sqrt(x))", [single], ["sin_root_f32"]],
  ["sin(sqrt(x))", [double], ["sqrt_f64", "sin_f64"]],
])("%s of %j is done by %j", (formula, kinds, kernels) => {
  const program = programOf(formula);
  const made = lower(program, kinds, scalarsOf(program, kinds), KERNELS);
  expect(made.kernels).toEqual(kernels);
  expect(made.fused).toEqual(kernels.filter((name) => /product|root/.test(name)));
});
