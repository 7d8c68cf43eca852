/**
 * Code that is loaded at its first use, as a file of its own that has no copy of what is loaded already: an import that leads from it to
 * a module of index.cjs is handed in. A bundler of CommonJS cannot split by itself.
 *
 * In the sources it is `require("...")` of a module; in index.cjs that is a call of the file's one function with what its modules import.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

/** Where a module is required, by which specifier, and the file that the build makes of it. */
const LATE = [
  { module: "src/methods/family-face.ts", from: "src/flux.ts", specifier: "./methods/family-face", file: "family-face" },
  { module: "src/methods/columns/formulas.ts", from: "src/flux.ts", specifier: "./methods/columns/formulas", file: "formulas" },
  { module: "src/streams/streams.ts", from: "src/flux.ts", specifier: "./streams/streams", file: "streams" },
];

/** For bundles of these options: the plugin of index.cjs, and what builds the late files. */
export async function lateFiles(root, options) {
  const { metafile } = await build({ ...options, entryPoints: ["src/index.ts"], write: false });
  const isCut = (from, { path: to }) => LATE.some(({ module, from: requirer }) => from === requirer && to === module);
  const early = reached("src/index.ts", metafile.inputs, isCut);
  const late = LATE.map((one) => {
    const own = [...reached(one.module, metafile.inputs, (_, { path: to }) => early.has(to))];
    if (early.has(one.module)) throw new Error(`${one.module}: is imported by what is loaded at once`);
    return { ...one, own, handed: handedIn(root, own, early, metafile.inputs) };
  });
  const owned = late.flatMap(({ own }) => own);
  const twice = owned.find((file, i) => owned.indexOf(file) !== i);
  if (twice) throw new Error(`${twice}: two files that are loaded late would have a copy each`);
  return {
    requiring: requiring(root, late),
    build: () => Promise.all(late.map((one) => buildLate(root, options, one))),
  };
}

/** What stands for a module of Node's (bundle-plugins.mjs): each file may have it. */
const OF_NODE = /^builtin(-by-name)?:/;

/** The modules that `entry` leads to, itself too. */
function reached(entry, inputs, isCut) {
  const found = new Set([entry]);
  for (const file of found) {
    const own = inputs[file].imports.filter((to) => !to.external && !OF_NODE.test(to.path) && !isCut(file, to));
    for (const to of own) found.add(to.path); // and is gone through in its turn
  }
  return found;
}

/** Of each module of index.cjs the names that the late modules import. */
function handedIn(root, own, early, inputs) {
  const handed = new Map();
  for (const file of own) {
    const text = readFileSync(path.join(root, file), "utf8");
    for (const { path: to, original, external } of inputs[file].imports) {
      if (external || !early.has(to)) continue;
      const names = handed.get(to) ?? handed.set(to, new Set()).get(to);
      for (const [, clause, specifier] of text.matchAll(/^import (?!type )([^;]*?) from "([^"]+)";/gm)) {
        if (specifier !== original) continue;
        if (!/^\{[^}]*\}$/.test(clause)) throw new Error(`${file}: only names can be handed in, not what it imports from ${specifier}`);
        const listed = clause.slice(1, -1).split(",").map((part) => part.trim().split(" as ")[0]);
        for (const name of listed) if (name !== "" && !name.startsWith("type ")) names.add(name);
      }
    }
  }
  const names = [...handed.values()].flatMap((each) => [...each]);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new Error(`${own[0]}: two modules of index.cjs hand in the name ${twice}`);
  return handed;
}

/** Puts the call in the place of the require(). */
const requiring = (root, late) => ({
  name: "late",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\.\/.*\.cjs$/ }, ({ path: file }) =>
      late.some((one) => file === `./${one.file}.cjs`) ? { path: file, external: true } : undefined,
    );
    onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const here = late.filter(({ from }) => path.join(root, from) === file);
      if (here.length === 0) return undefined;
      let contents = readFileSync(file, "utf8");
      for (const { specifier, file: name, handed } of here) {
        const call = `require("${specifier}")`;
        if (contents.split(call).length !== 2) throw new Error(`${file}: has not one ${call}`);
        const imports = [...handed].map(([from, names]) => {
          const renamed = [...names].map((each) => `${each} as handed_${each}`);
          return `import { ${renamed.join(", ")} } from ${JSON.stringify(path.join(root, from))};\n`;
        });
        const fields = [...handed.values()].flatMap((names) => [...names]).map((each) => `${each}: handed_${each},\n`);
        contents = `${imports.join("")}${contents.replace(call, `require("./${name}.cjs")({\n${fields.join("")}})`)}`;
      }
      return { contents, loader: "ts" };
    });
  },
});

/** A file whose one export is a function of what is handed in. */
function buildLate(root, { plugins, ...options }, { module, file, handed }) {
  const handing = {
    name: "handing",
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^[.#]/ }, async ({ path: specifier, pluginData, kind, resolveDir }) => {
        if (pluginData === handed) return undefined; // asked below
        const { path: found, external } = await resolve(specifier, { kind, resolveDir, pluginData: handed });
        const inRoot = path.relative(root, found).split(path.sep).join("/");
        return !external && handed.has(inRoot) ? { path: inRoot, namespace: "handed" } : undefined;
      });
      onLoad({ filter: /.*/, namespace: "handed" }, ({ path: from }) => ({
        contents: `export const { ${[...handed.get(from)].join(", ")} } = handed;`,
      }));
    },
  };
  return build({
    ...options,
    plugins: [...plugins, handing],
    entryPoints: { [file]: module },
    banner: { js: '"use strict";\nmodule.exports = (handed) => {\nconst module = { exports: {} };' },
    footer: { js: "return module.exports;\n};" },
  });
}
