/** The files beside this one in the package: kernels, and the entries of threads. A bundle made of the package has none. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Build } from "../../program";

export function workerFile(name: "worker" | "function-worker" = "worker"): string | undefined {
  return typeof __dirname === "string" ? path.join(__dirname, `autoflux-${name}.cjs`) : undefined;
}

/** Read when they are first needed: a file beside this one, which takes a fifth of the time of text that is unpacked. */
export function kernelBytes(build: Build): Uint8Array<ArrayBuffer> {
  return fileOf(build) ?? textOf(build);
}

/** The same of a family's. */
export function familyBytes(family: string): Uint8Array<ArrayBuffer> {
  return fileOf(family) ?? familyText(family);
}

function fileOf(name: string): Uint8Array<ArrayBuffer> | undefined {
  if (typeof __dirname !== "string") return undefined;
  try {
    return readFileSync(path.join(__dirname, `autoflux-${name}.wasm`)) as Uint8Array<ArrayBuffer>;
  } catch {
    return undefined; // a whole bundle has no files beside it
  }
}

/** Both builds as text, which every bundler takes along. */
function textOf(build: Build): Uint8Array<ArrayBuffer> {
  const { default: bytes } = require("../../../build/kernels.wasm") as typeof import("../../../build/kernels.wasm");
  return bytes(build);
}

function familyText(family: string): Uint8Array<ArrayBuffer> {
  const { default: bytes } = require("../../../build/families.wasm") as typeof import("../../../build/families.wasm");
  return bytes(family);
}
