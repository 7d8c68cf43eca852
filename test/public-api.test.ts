import * as autoflux from "autoflux";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { catalog } from "../src/catalog/index";

const ERRORS = [
  "ArenaFull", "BadFile", "BadIterator", "BadOption", "BadOutput", "BatchFailed", "CyclicFormula", "DetachedBuffer", "EmptyInput", "FormulaSyntax", "FormulaTooDeep",
  "FormulaTooLong", "FreedArray", "FreeVariable", "FunctionFailed", "InstanceClosed", "MissingInput", "MissingPeer", "NotANumber", "NotCompilable",
  "NotEnoughMemory", "PartialOverlap", "QueueFull", "RaggedArray", "TimeoutError", "UnequalLengths", "UnknownName", "UnknownOperation",
  "UnsupportedInput", "UnusedInput", "WorkerLost", "WrongArity",
] as const;
const NAMES = [...ERRORS, "AutofluxError", "createFlux", "flux"].sort();
const METHODS = [
  "array", "close", "compile", "empty", "evaluate", "evaluateSync", "explain", "free", "group", "map", "mapFile", "mapStream", "mapSync", "metrics",
  "openTelemetry", "parallel", "prometheus", "reduce", "reduceFile", "reduceStream", "reduceSync", "scope", "status", "zeros",
];
const STATUS = [
  "arithmetic", "build", "calls", "elapsedMs", "engine", "failed", "fallbackReason", "functionThreads", "inFlight", "lastCall", "maxWorkers", "memory",
  "memorySafe", "queued", "status", "successRate", "waiting", "workersActive",
];

/** Every operation by its types, with its arity: the compiler keeps this list complete, and the test compares it with the catalog. */
const OPERATIONS = {
  sqrt: 1, square: 1, reciprocal: 1, abs: 1, negate: 1, sign: 1, floor: 1, ceil: 1, round: 1, trunc: 1, rint: 1, isnan: 1, isfinite: 1, isinf: 1,
  exp: 1, exp2: 1, exp10: 1, expm1: 1, log: 1, log2: 1, log10: 1, log1p: 1, cbrt: 1, rsqrt: 1,
  sin: 1, cos: 1, tan: 1, asin: 1, acos: 1, atan: 1, sinpi: 1, cospi: 1, degrees: 1, radians: 1, sinh: 1, cosh: 1, tanh: 1, asinh: 1, acosh: 1, atanh: 1,
  erf: 1, erfc: 1, gamma: 1, lgamma: 1, sigmoid: 1, softplus: 1, relu: 1, gelu: 1, exp_sqrt: 1, sin_exp: 1, log_sqrt1: 1, sin_plus_cos: 1,
  add: 2, subtract: 2, multiply: 2, divide: 2, remainder: 2, pow: 2, hypot: 2, atan2: 2, logaddexp: 2, copysign: 2, minimum: 2, maximum: 2, fmin: 2, fmax: 2,
  less: 2, less_equal: 2, greater: 2, greater_equal: 2, equal: 2, not_equal: 2,
  clip: 3, where: 3, fma: 3,
} satisfies Record<autoflux.UnaryOperation, 1> & Record<autoflux.BinaryOperation, 2> & Record<autoflux.TernaryOperation, 3>;

const require = createRequire(import.meta.url);
const cjs: typeof autoflux = require("../dist/index.cjs");

describe("the package", () => {
  it("exports these names and no others, to import and to require()", () => {
    expect(Object.keys(autoflux).sort()).toEqual(NAMES);
    expect(Object.keys(cjs).sort()).toEqual(NAMES);
  });

  it("gives import and require() the very same flux, createFlux and error classes", () => {
    for (const name of NAMES as (keyof typeof autoflux)[]) expect(cjs[name]).toBe(autoflux[name]);
  });

  it("resolves by its own name in Node, where import and require() meet too", async () => {
    const code = 'import("autoflux").then(({ flux }) => process.exit(flux === require("autoflux").flux ? 0 : 1))';
    await promisify(execFile)(process.execPath, ["-e", code], { cwd: fileURLToPath(new URL("..", import.meta.url)) });
  });

  it.each(ERRORS)("%s has its name as its code, and is an Error that says so", (name) => {
    const error = new (autoflux[name] as new (message: string, index: number) => Error & { code: string })("what happened", 0);
    expect(error).toMatchObject({ code: name, name, message: "what happened" });
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(name === "BadOption" ? RangeError : name === "BadIterator" ? TypeError : autoflux.AutofluxError);
  });

  it("has types that name the operations of the catalog, and no others", () => {
    expect(OPERATIONS).toEqual(Object.fromEntries(catalog.map(({ name, arity }) => [name, arity])));
  });

  it("compiles for its users, with the type of each result", async () => {
    const tsc = require.resolve("typescript/package.json").replace("package.json", "bin/tsc");
    const compiled = promisify(execFile)(process.execPath, [tsc, "-p", fileURLToPath(new URL("types", import.meta.url))]);
    const problems = await compiled.then(() => "", ({ stdout, stderr }) => `${stdout}${stderr}`);
    expect(problems).toBe("");
  });
});

describe("a Flux", () => {
  const made = autoflux.createFlux({ maxWorkers: 1 });

  it("has these methods and no others", async () => {
    for (const fx of [autoflux.flux, await made]) {
      expect(Object.keys(fx).sort()).toEqual(METHODS);
      expect(Object.getOwnPropertySymbols(fx)).toEqual([Symbol.asyncDispose]);
    }
  });

  it("gives a scope what makes arrays, and what frees them", async () => {
    expect(await (await made).scope((scope) => Object.keys(scope).sort())).toEqual(["array", "empty", "evaluate", "evaluateSync", "free", "map", "mapSync", "reduce", "reduceSync", "zeros"]);
  });

  it("tells these things of itself, and no others", async () => {
    expect(Object.keys((await made).status()).sort()).toEqual(STATUS);
    expect(Object.keys((await made).status().memory).sort()).toEqual(["arenaBytes", "arrays", "freeBytes", "limitBytes", "stagingBytes"]);
    await (await made).map("exp", [1]);
    expect(Object.keys((await made).status().lastCall!).sort()).toEqual(["elapsedMs", "elements", "engine", "newNaN"]);
  });

  it("closes with close() and with Symbol.asyncDispose", async () => {
    const fx = await autoflux.createFlux({ maxWorkers: 1 });
    await fx[Symbol.asyncDispose]();
    expect(fx.status().status).toBe("closed");
    await (await made).close();
    await expect((await made).map("exp", [1])).rejects.toBeInstanceOf(autoflux.InstanceClosed);
  });
});
