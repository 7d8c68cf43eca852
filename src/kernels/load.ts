/** The compiled kernels: which build this engine takes, compiled once. */
import { kernelBytes } from "#platform";
import type { Arithmetic, Build } from "../program";

const compiled: Partial<Record<Build, WebAssembly.Module>> = {};
let hasRelaxed: boolean | undefined;

/** A module that validates where the engine has relaxed SIMD: a function that returns f64x2.relaxed_madd of zeros. */
const RELAXED = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253,
  135, 2, 11,
];

/** Whether the engine has relaxed SIMD. */
export function relaxedSimd(): boolean {
  return (hasRelaxed ??= typeof WebAssembly === "object" && WebAssembly.validate(new Uint8Array(RELAXED)));
}

/** The build for an arithmetic: relaxed SIMD may fuse, so only "fast" takes it, where the engine has it. */
export function buildFor(arithmetic: Arithmetic): Build {
  return arithmetic === "fast" && relaxedSimd() ? "relaxed" : "baseline";
}

/** The compiled module of an arithmetic. @throws if there is no WebAssembly or no SIMD */
export function moduleFor(arithmetic: Arithmetic): { build: Build; module: WebAssembly.Module } {
  const build = buildFor(arithmetic);
  compiled[build] ??= new WebAssembly.Module(kernelBytes(build));
  return { build, module: compiled[build] };
}
