/** The compiled kernels: which build this engine takes, compiled once. */
import baseline from "../../build/baseline.wasm";
import relaxed from "../../build/relaxed.wasm";
import type { Arithmetic, Build } from "../program";

const compiled: Partial<Record<Build, WebAssembly.Module>> = {};

/** The build for an arithmetic: relaxed SIMD may fuse, so only "fast" takes it, where the engine has it. */
export function buildFor(arithmetic: Arithmetic): Build {
  return arithmetic === "fast" && (compiled.relaxed || WebAssembly.validate(relaxed)) ? "relaxed" : "baseline";
}

/** The compiled module of an arithmetic. @throws if there is no WebAssembly or no SIMD */
export function moduleFor(arithmetic: Arithmetic): { build: Build; module: WebAssembly.Module } {
  const build = buildFor(arithmetic);
  compiled[build] ??= new WebAssembly.Module(build === "relaxed" ? relaxed : baseline);
  return { build, module: compiled[build] };
}
