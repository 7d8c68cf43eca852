/** The compiled kernels: which build this engine takes, compiled once. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Arithmetic, Build } from "../program";

const compiled: Partial<Record<Build, WebAssembly.Module>> = {};
let hasRelaxed: boolean | undefined;

/** A module that validates where the engine has relaxed SIMD: a function that returns f64x2.relaxed_madd of zeros. */
const RELAXED = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 135, 2, 11,
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
  compiled[build] ??= new WebAssembly.Module(bytesOf(build));
  return { build, module: compiled[build] };
}

/** Read when they are first needed: a file beside this one, which takes a fifth of the time of text that is unpacked. */
function bytesOf(build: Build): Uint8Array<ArrayBuffer> {
  return fileOf(build) ?? textOf(build);
}

function fileOf(build: Build): Uint8Array<ArrayBuffer> | undefined {
  if (typeof __dirname !== "string") return undefined;
  try {
    return readFileSync(path.join(__dirname, `autoflux-${build}.wasm`)) as Uint8Array<ArrayBuffer>;
  } catch {
    return undefined; // a whole bundle has no files beside it
  }
}

/** Both builds as text, which every bundler takes along. */
function textOf(build: Build): Uint8Array<ArrayBuffer> {
  const { default: bytes } = require("../../build/kernels.wasm") as typeof import("../../build/kernels.wasm");
  return bytes(build === "relaxed");
}
