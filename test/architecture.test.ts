import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CORE_METHODS, CORE_ROOMS } from "./core-rooms";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The rooms of src, from the bottom. A file imports only from rooms before its own in this list, or from its own. */
const ROOMS = [
  ["src/errors.ts", "src/dtype.ts"],
  ["src/program.ts", "src/data-errors.ts", "src/nearest.ts", "src/shown.ts"],
  ["src/platform/host.ts"],
  ["src/platform/node", "src/platform/web"],
  ["src/clock.ts", "src/typed-array.ts", "src/realm.ts"],
  ["src/columns"],
  ["src/catalog"],
  ["src/memory"],
  ["src/expression"],
  ["src/kernels"],
  ["src/lowering"],
  ["src/threads"],
  ["src/stats", "src/series", "src/text"],
  ["src/engines"],
  ["src/functions"],
  ["src/call"],
  ["src/instance"],
  ["src/methods"],
  ["src/adapters"],
  ["src/streams"],
  ["src/reading"],
  ["src/face"],
  ["src/telemetry"],
  ["src/flux.ts"],
  ["src/index.ts"],
  ["src/cli"],
];
const WORDS = ROOMS[0]!;
/** What `#platform` means to Node, and to bundlers for browsers. */
const PLATFORMS = ["src/platform/node/index.ts", "src/platform/web/index.ts"];
/** Any host can run them. */
const CORE_PACKAGES = ["@assemblyscript/loader", "acorn", "re2js"];
const NAMES_NOTHING = /^(utils?|common|helpers?|core|managers?)$/;
const MOST_LINES = 300;
const MOST_COLUMNS = 140;
/** Rooms and functions of families to come are called so (docs/architecture.md). */
const FAMILY_WORDS = ["statistics", "group", "plan", "signal", "log", "logs"];

const isCore = (file: string) => CORE_ROOMS.test(file) || CORE_METHODS.test(file);
const slashed = (file: string) => file.split(path.sep).join("/");
const filesOf = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => slashed(path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name))));
const sources = [...filesOf("src"), ...filesOf("assembly")];
const modules = sources.filter((file) => file.endsWith(".ts"));
const isTable = (file: string) => /^(assembly|src\/catalog)\/tables\//.test(file);
const isCode = (file: string) => /\.m?[jt]s$/.test(file) && !/\/(node_modules|\.venv|results)\//.test(file);
const linesOf = (file: string) => readFileSync(path.join(root, file), "utf8").split("\n");
/** A module's text, comments left out. */
const codeOf = (file: string) => readFileSync(path.join(root, file), "utf8").replace(/^\s*(\/?\*|\/\/).*$/gm, "");

/** What a file imports, types too: packages by name, files by their path from the root. */
function importsOf(file: string): string[] {
  const specifiers = codeOf(file).matchAll(/\b(?:from|import|require)\s*\(?\s*["']([^"'\s]+)["']/g);
  return [...specifiers].flatMap(([, specifier]) => {
    if (specifier === "#platform") return PLATFORMS;
    if (!specifier!.startsWith(".")) return specifier!;
    const target = slashed(path.posix.join(path.posix.dirname(file), specifier!));
    return [target, `${target}.ts`, `${target}/index.ts`].find((candidate) => sources.includes(candidate)) ?? target;
  });
}

const imports = new Map(modules.map((file) => [file, importsOf(file)]));
const edges = [...imports].flatMap(([from, targets]) => targets.map((to) => ({ from, to, edge: `${from} imports ${to}` })));
const within = (file: string, place: string) => file === place || file.startsWith(`${place}/`);
const storeyOf = (file: string) => ROOMS.findIndex((rooms) => rooms.some((room) => within(file, room)));
const violations = (isWrong: (edge: { from: string; to: string }) => boolean) => edges.filter(isWrong).map(({ edge }) => edge);

describe("the house", () => {
  it("has a place for every file of src in the order of rooms", () => {
    expect(modules.filter((file) => within(file, "src") && storeyOf(file) < 0)).toEqual([]);
    expect(edges.length).toBeGreaterThan(50);
  });

  it("lets a file import only from rooms below its own, or from its own", () => {
    expect(violations(({ from, to }) => within(from, "src") && within(to, "src") && storeyOf(to) > storeyOf(from))).toEqual([]);
  });

  it("keeps the words simple: errors.ts and dtype.ts import nothing, program.ts only dtype.ts", () => {
    expect(violations(({ from }) => WORDS.includes(from))).toEqual([]);
    expect(imports.get("src/program.ts")).toEqual(["src/dtype.ts"]);
  });

  it("keeps assembly and src apart: only the compiled kernels are seen, by platform/node alone", () => {
    const isPackage = (to: string) => !/^(src|assembly|build|test|bench|docs|\.\.?)\//.test(to);
    const isKernels = (from: string, to: string) => from === "src/platform/node/files.ts" && /^build\/(kernels|families)\.wasm$/.test(to);
    expect(violations(({ from, to }) => within(from, "assembly") && !within(to, "assembly"))).toEqual([]);
    expect(violations(({ from, to }) => within(from, "src") && !within(to, "src") && !isPackage(to) && !isKernels(from, to))).toEqual([]);
  });

  it.each([
    ["piscina", ["src/platform/node/piscina.ts"]],
    ["tinypool", ["src/functions/processes.ts"]],
    ["acorn", ["src/expression/analyze.ts", "src/expression/tree.ts"]],
    ["re2js", ["src/columns/functions/patterns.ts"]],
  ])("lets %s be imported by %s alone", (name, owners) => {
    expect([...new Set(edges.filter(({ to }) => to === name).map(({ from }) => from))].sort()).toEqual(owners);
  });

  it("keeps adapters to reading and writing: they see no more of the house than the words and columns", () => {
    const seen = [...WORDS, "src/data-errors.ts", "src/nearest.ts", "src/shown.ts", "src/typed-array.ts", "src/columns", "src/adapters"];
    expect(
      violations(({ from, to }) => within(from, "src/adapters") && within(to, "src") && !seen.some((place) => within(to, place))),
    ).toEqual([]);
  });

  it("keeps the core free of Node: it imports no module or package of Node's, and of the platform what every host has", () => {
    const isOfNode = (to: string) => (to.startsWith("src/") ? within(to, "src/platform/node") : !CORE_PACKAGES.includes(to));
    expect(violations(({ from, to }) => isCore(from) && isOfNode(to) && to !== PLATFORMS[0])).toEqual([]);
    expect(edges.filter(({ from, to }) => isCore(from) && to === PLATFORMS[0]).length).toBeGreaterThan(5);
  });

  it("has no import cycle between files", () => {
    const finished = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, trail: string[]): void => {
      if (trail.includes(file)) cycles.push([...trail.slice(trail.indexOf(file)), file].join(" > "));
      if (finished.has(file) || trail.includes(file)) return;
      for (const target of imports.get(file) ?? []) visit(target, [...trail, file]);
      finished.add(file);
    };
    for (const file of modules) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it("has no file or folder whose name says nothing", () => {
    const folders = ["src", "assembly", "test", "examples"];
    const names = folders.flatMap(filesOf).filter((file) => file.split("/").some((part) => NAMES_NOTHING.test(part.replace(/\..*$/, ""))));
    expect(names).toEqual([]);
  });

  it(`has no file of more than ${MOST_LINES} lines, tables apart`, () => {
    const long = sources.filter((file) => !isTable(file))
      .map((file) => ({ file, lines: linesOf(file).length - 1 }))
      .filter(({ lines }) => lines > MOST_LINES);
    expect(long).toEqual([]);
  });

  it(`has no line of more than ${MOST_COLUMNS} columns, tables apart`, () => {
    const code = [...sources, ...["bench", "docs", "examples", "scripts"].flatMap(filesOf).filter(isCode), "build.mjs"].filter(
      (file) => !isTable(file),
    );
    expect(code.length).toBeGreaterThan(200);
    expect(code.flatMap((file) => linesOf(file).flatMap((line, i) => (line.length > MOST_COLUMNS ? [`${file}:${i + 1}`] : [])))).toEqual(
      [],
    );
  });

  it("gives the name of a type one meaning", () => {
    const definitions = new Map<string, string[]>();
    for (const file of modules.filter((module) => within(module, "src"))) {
      for (const [, name] of codeOf(file).matchAll(
        /^(?:export )?(?:declare )?(?:abstract )?(?:interface|type|class|(?:const )?enum) (\w+)/gm,
      )) {
        definitions.set(name!, [...(definitions.get(name!) ?? []), file]);
      }
    }
    expect(definitions.size).toBeGreaterThan(200);
    expect([...definitions].filter(([, files]) => files.length > 1)).toEqual([]);
  });

  it("leaves the words of families to come to them: no type and no file elsewhere has them for its name", () => {
    const isTaken = (name: string) => FAMILY_WORDS.includes(name.toLowerCase());
    const ofFiles = modules.filter((file) => within(file, "src")).filter((file) => isTaken(path.posix.basename(file).replace(/\..*$/, "")));
    const ofTypes = modules.filter((file) => within(file, "src")).flatMap((file) =>
      [...codeOf(file).matchAll(/^(?:export )?(?:interface|type|class) (\w+)/gm)]
        .filter(([, name]) => isTaken(name!))
        .map(([, name]) => `${file}: ${name}`),
    );
    expect([...ofFiles, ...ofTypes]).toEqual([]);
  });
});
