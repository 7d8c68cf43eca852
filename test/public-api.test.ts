import * as autoflux from "autoflux";
import { parse } from "@babel/parser";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { catalog, reductions } from "../src/catalog/index";

const DATA_ERRORS = [
  "AmbiguousDate", "BadPattern", "BadValue", "DuplicateColumn", "FileChanged", "FormulaType", "LazyTable", "PrecisionLost", "RaggedRow",
  "TooLarge", "TruncatedFile", "UnknownColumn", "UnknownFormat", "UnsupportedType",
] as const;
const ERRORS = [
  ...DATA_ERRORS,
  "ArenaFull", "BadFile", "BadIterator", "BadOption", "BadOutput", "BatchFailed", "CyclicFormula", "DetachedBuffer", "EmptyInput", "EngineUnavailable", "FormulaSyntax", "FormulaTooDeep",
  "FormulaTooLong", "FreedArray", "FreeVariable", "FunctionFailed", "InstanceClosed", "MissingInput", "MissingPeer", "NotANumber", "NotCompilable",
  "NotEnoughMemory", "PartialOverlap", "QueueFull", "RaggedArray", "TimeoutError", "UnequalLengths", "UnknownName", "UnknownOperation",
  "UnsupportedInput", "UnusedInput", "WorkerLost", "WrongArity",
] as const;
const NAMES = [...ERRORS, "AutofluxError", "Column", "createFlux", "flux", "Table"].sort();
/** What the signatures of src/face name. */
const METHODS = [...signaturesOf("Computing", "Arrays", "ReadingFace", "Running", "Streaming", "Watching"), "series", "stats", "sync"].sort();
const STATUS = [
  "arithmetic", "build", "calls", "elapsedMs", "engine", "failed", "fallbackReason", "functionThreads", "inFlight", "lastCall", "maxWorkers", "memory",
  "memorySafe", "queued", "status", "successRate", "waiting", "workersActive",
];

/** The names of these interfaces' methods, a symbol apart. */
function signaturesOf(...interfaces: string[]): string[] {
  const face = new URL("../src/face/", import.meta.url);
  const declarations = readdirSync(face).flatMap((file) => {
    const { program } = parse(readFileSync(new URL(file, face), "utf8"), { sourceType: "module", plugins: ["typescript"] });
    return program.body.map((node) => (node.type === "ExportNamedDeclaration" ? node.declaration : node));
  });
  const found = declarations.filter((node) => node?.type === "TSInterfaceDeclaration").filter(({ id }) => interfaces.includes(id.name));
  const methods = found.flatMap(({ body }) => body.body.filter((member) => member.type === "TSMethodSignature"));
  return [...new Set(methods.flatMap(({ key }) => (key.type === "Identifier" ? [key.name] : [])))].sort();
}

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL("..", import.meta.url));
const cjs: typeof autoflux = require("../dist/index.cjs");

/** What the compiler says of a folder. */
async function problemsOf(folder: string): Promise<string> {
  const tsc = require.resolve("typescript/package.json").replace("package.json", "bin/tsc");
  return promisify(execFile)(process.execPath, [tsc, "-p", folder]).then(() => "", ({ stdout, stderr }) => `${stdout}${stderr}`);
}

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
    await promisify(execFile)(process.execPath, ["-e", code], { cwd: root });
  });

  it.each(ERRORS)("%s has its name as its code, and is an Error that says so", (name) => {
    const error = new (autoflux[name] as new (message: string, index: number) => Error & { code: string })("what happened", 0);
    expect(error).toMatchObject({ code: name, name, message: "what happened" });
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(name === "BadOption" ? RangeError : name === "BadIterator" ? TypeError : autoflux.AutofluxError);
  });

  it("has types that name the operations and reductions of the catalog, and no others", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-names-"));
    mkdirSync(path.join(folder, "node_modules"));
    symlinkSync(root, path.join(folder, "node_modules/autoflux"), "junction");
    const named = (names: string[]) => `(${JSON.stringify(Object.fromEntries(names.map((name) => [name, true])))})`;
    const ofArity = (arity: number) => named(catalog.filter((row) => row.arity === arity).map(({ name }) => name));
    writeFileSync(path.join(folder, "names.mts"), `
      import type { BinaryOperation, Reduction, TernaryOperation, UnaryOperation } from "autoflux";
      ${ofArity(1)} satisfies Record<UnaryOperation, true>;
      ${ofArity(2)} satisfies Record<BinaryOperation, true>;
      ${ofArity(3)} satisfies Record<TernaryOperation, true>;
      ${named(Object.keys(reductions))} satisfies Record<Reduction, true>;
    `);
    const compilerOptions = { module: "nodenext", lib: ["es2024", "esnext.disposable", "dom"], types: [], noEmit: true };
    writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    expect(await problemsOf(folder)).toBe("");
    rmSync(folder, { recursive: true });
  });

  it("has a row of its own for each name", () => {
    expect(new Set(catalog.map(({ name }) => name)).size).toBe(catalog.length);
  });

  it("compiles for its users, with the type of each result", async () => {
    expect(await problemsOf(path.join(root, "test/types"))).toBe("");
  });
});

describe("a Flux", () => {
  const made = autoflux.createFlux({ maxWorkers: 1 });

  it("has the methods that its types name, and no others", async () => {
    expect(METHODS.length).toBeGreaterThanOrEqual(24);
    for (const fx of [autoflux.flux, await made]) {
      expect(Object.keys(fx).sort()).toEqual(METHODS);
      expect(Object.getOwnPropertySymbols(fx)).toEqual([Symbol.asyncDispose]);
    }
  });

  it("has families with the functions that their types name, and each of them synchronously", async () => {
    for (const fx of [autoflux.flux, await made]) {
      expect(Object.keys(fx.stats).sort()).toEqual(signaturesOf("Stats"));
      expect(Object.keys(fx.series).sort()).toEqual(signaturesOf("Series"));
      expect(Object.keys(fx.sync.stats).sort()).toEqual(signaturesOf("SyncStats"));
      expect(Object.keys(fx.sync.series).sort()).toEqual(signaturesOf("SyncSeries"));
      expect(signaturesOf("SyncStats")).toEqual(signaturesOf("Stats"));
      expect(signaturesOf("SyncSeries")).toEqual(signaturesOf("Series"));
      expect(Object.keys(fx.sync).sort()).toEqual(["evaluate", "map", "reduce", "series", "stats"]);
    }
  });

  it("gives a scope what makes arrays, and what frees them", async () => {
    expect(await (await made).scope((scope) => Object.keys(scope).sort())).toEqual([
      "array", "empty", "evaluate", "evaluateSync", "free", "map", "mapSync", "reduce", "reduceSync", "series", "stats", "sync", "zeros",
    ]);
    const families = ["stats", "series", "sync"] as const;
    const names = (face: object) => Object.keys(face).sort();
    for (const family of families) expect(await (await made).scope((s) => names(s[family]))).toEqual(names((await made)[family]));
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
