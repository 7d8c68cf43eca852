import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CORE_METHODS, CORE_ROOMS } from "./core-rooms";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The rooms of src, from the bottom. A file imports only from rooms before its own in this list, or from its own. */
const ROOMS = [
  ["src/errors.ts", "src/dtype.ts"],
  ["src/program.ts"],
  ["src/platform/host.ts"],
  ["src/platform/node", "src/platform/web"],
  ["src/clock.ts", "src/typed-array.ts", "src/realm.ts"],
  ["src/catalog"],
  ["src/memory"],
  ["src/expression"],
  ["src/kernels"],
  ["src/lowering"],
  ["src/threads"],
  ["src/engines"],
  ["src/functions"],
  ["src/call"],
  ["src/instance"],
  ["src/methods"],
  ["src/adapters"],
  ["src/streams"],
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
const CORE_PACKAGES = ["@assemblyscript/loader", "acorn"];
const NAMES_NOTHING = /^(utils?|common|helpers?|core|managers?)$/;
const MOST_LINES = 350;

const isCore = (file: string) => CORE_ROOMS.test(file) || CORE_METHODS.test(file);
const slashed = (file: string) => file.split(path.sep).join("/");
const filesOf = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => slashed(path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name))));
const sources = [...filesOf("src"), ...filesOf("assembly")];
const modules = sources.filter((file) => file.endsWith(".ts"));

/** What a file imports, types too: packages by name, files by their path from the root. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8").replace(/^\s*(\/?\*|\/\/).*$/gm, "");
  const specifiers = text.matchAll(/\b(?:from|import|require)\s*\(?\s*["']([^"'\s]+)["']/g);
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
    const isKernels = (from: string, to: string) => from === "src/platform/node/files.ts" && /^build\/\w+\.wasm$/.test(to);
    expect(violations(({ from, to }) => within(from, "assembly") && !within(to, "assembly"))).toEqual([]);
    expect(violations(({ from, to }) => within(from, "src") && !within(to, "src") && !isPackage(to) && !isKernels(from, to))).toEqual([]);
  });

  it.each([
    ["piscina", ["src/platform/node/piscina.ts"]],
    ["tinypool", ["src/functions/processes.ts"]],
    ["acorn", ["src/expression/analyze.ts", "src/expression/tree.ts"]],
  ])("lets %s be imported by %s alone", (name, owners) => {
    expect([...new Set(edges.filter(({ to }) => to === name).map(({ from }) => from))].sort()).toEqual(owners);
  });

  it("keeps adapters to reading and writing: they see no more of the house than the words", () => {
    expect(violations(({ from, to }) => within(from, "src/adapters") && within(to, "src") && !within(to, "src/adapters") && !WORDS.includes(to))).toEqual([]);
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
    const long = sources.filter((file) => !within(file, "assembly/tables"))
      .map((file) => ({ file, lines: readFileSync(path.join(root, file), "utf8").split("\n").length - 1 }))
      .filter(({ lines }) => lines > MOST_LINES);
    expect(long).toEqual([]);
  });

  it("keeps the kernels to 300 lines a file and 140 columns, tables apart", () => {
    const kernels = filesOf("assembly").filter((file) => !within(file, "assembly/tables") && !file.includes("__pycache__"));
    const lines = kernels.map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8").split("\n") }));
    expect(lines.filter(({ text }) => text.length - 1 > 300).map(({ file }) => file)).toEqual([]);
    expect(lines.flatMap(({ file, text }) => text.filter((line) => line.length > 140).map((line) => `${file}: ${line}`))).toEqual([]);
  });
});
