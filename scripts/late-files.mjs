/**
 * Code that is loaded at its first use, as a file of its own that has no copy of what is loaded already: an import that leads from it to
 * a module of a file that was loaded before is handed in. A bundler of CommonJS cannot split by itself.
 *
 * In the sources it is `require("...")` of a module; in the bundle that is a call of the file's one function with what its modules import.
 * A late file may require others. What two of them need is in the file from which both are required, or is loaded before it.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

/** Where a module is required, by which specifier, and the file that the build makes of it. */
const LATE = [
  { module: "src/methods/family-face.ts", from: "src/flux.ts", specifier: "./methods/family-face", file: "family-face" },
  { module: "src/methods/function-face.ts", from: "src/flux.ts", specifier: "./methods/function-face", file: "functions" },
  { module: "src/reading/beyond-arrays.ts", from: "src/flux.ts", specifier: "./reading/beyond-arrays", file: "beyond-arrays" },
  { module: "src/streams/streams.ts", from: "src/reading/beyond-arrays.ts", specifier: "../streams/streams", file: "streams" },
  { module: "src/reading/columnar.ts", from: "src/reading/beyond-arrays.ts", specifier: "./columnar", file: "columnar" },
  {
    module: "src/methods/columns/formulas.ts", from: "src/reading/columnar.ts", specifier: "../methods/columns/formulas", file: "formulas",
  },
  { module: "src/reading/reading-face.ts", from: "src/reading/columnar.ts", specifier: "./reading-face", file: "reading" },
  { module: "src/reading/csv-format.ts", from: "src/reading/known-formats.ts", specifier: "./csv-format", file: "csv-reader" },
  { module: "src/reading/arrow-format.ts", from: "src/reading/known-formats.ts", specifier: "./arrow-format", file: "arrow" },
  { module: "src/reading/json-format.ts", from: "src/reading/known-formats.ts", specifier: "./json-format", file: "json" },
  { module: "src/reading/npy-format.ts", from: "src/reading/known-formats.ts", specifier: "./npy-format", file: "npy" },
  { module: "src/reading/parquet-format.ts", from: "src/reading/known-formats.ts", specifier: "./parquet-format", file: "parquet" },
];
const FIRST = { module: "src/index.ts", file: "index" };

/** For bundles of these options: the plugin of index.cjs, and what builds the late files. */
export async function lateFiles(root, options) {
  const { metafile } = await build({ ...options, entryPoints: [FIRST.module], write: false });
  const { inputs } = metafile;
  const files = filesOf(inputs);
  const late = files.slice(1);
  for (const one of late) one.imported = importedBy(root, one, inputs);
  for (const one of late.toReversed()) passOn(one, files[0]); // a file stands behind the one that requires it
  for (const one of late) one.handed = numbered(one.imported);
  return {
    requiring: requiring(root, late),
    build: () => Promise.all(late.map((one) => buildLate(root, options, one, late))),
  };
}

/** What stands for a module of Node's (bundle-plugins.mjs): each file may have it. */
const OF_NODE = /^builtin(-by-name)?:/;

/** The modules that `entry` leads to, itself too, as far as nothing is loaded late. */
function reached(entry, inputs) {
  const found = new Set([entry]);
  for (const file of found) {
    const own = inputs[file].imports.filter((to) => !to.external && !OF_NODE.test(to.path) && !isCut(file, to));
    for (const to of own) found.add(to.path); // and is gone through in its turn
  }
  return found;
}

function isCut(from, { path: to }) {
  return LATE.some(({ module, from: requirer }) => from === requirer && to === module);
}

/** Index.cjs and the late files, each with its own modules and the file that requires it. */
function filesOf(inputs) {
  const files = [FIRST, ...LATE].map((one) => ({ ...one, reached: reached(one.module, inputs) }));
  const [first, ...late] = files;
  const requirerOf = (one) => files.filter((other) => other.reached.has(one.from));
  for (const one of late) {
    if (first.reached.has(one.module)) throw new Error(`${one.module}: is imported by what is loaded at once`);
    const [requirer, another] = requirerOf(one);
    if (!requirer || another) throw new Error(`${one.module}: must be required by one file, from ${one.from}`);
    one.requirer = requirer;
  }
  const trailOf = (one) => (one.requirer ? [...trailOf(one.requirer), one] : [one]);
  const placeOf = (module) => {
    const trails = files.filter((one) => one.reached.has(module)).map(trailOf);
    let place = first;
    for (let i = 0; trails.every((trail) => trail[i] && trail[i] === trails[0][i]); i++) place = trails[0][i];
    return place;
  };
  const modules = new Set(files.flatMap((one) => [...one.reached]));
  for (const one of files) one.own = new Set();
  for (const module of modules) placeOf(module).own.add(module);
  for (const one of late) if (!one.own.has(one.module)) throw new Error(`${one.module}: another file that is loaded late imports it`);
  return files;
}

/** Of each module that was loaded before, the names that the late file's own modules import. */
function importedBy(root, { own }, inputs) {
  const handed = new Map();
  for (const file of own) {
    const text = readFileSync(path.join(root, file), "utf8");
    for (const { path: to, original, external } of inputs[file].imports) {
      if (external || own.has(to) || OF_NODE.test(to) || isCut(file, { path: to })) continue;
      const names = handed.get(to) ?? handed.set(to, new Set()).get(to);
      for (const [, clause, specifier] of text.matchAll(/^(?:import|export) (?!type )([^;'"]*?) from ["']([^"']+)["']/gm)) {
        if (specifier !== original) continue;
        if (!/^\{[^}]*\}$/.test(clause)) throw new Error(`${file}: only names can be handed in, not what it imports from ${specifier}`);
        const listed = clause.slice(1, -1).split(",").map((part) => part.trim().split(" as ")[0]);
        for (const name of listed) if (name !== "" && !name.startsWith("type ")) names.add(name);
      }
    }
  }
  return handed;
}

/** What a file is handed, the one that requires it has: of its own, or handed in itself. */
function passOn({ imported, requirer }, first) {
  if (requirer === first) return;
  for (const [module, names] of imported) {
    if (requirer.own.has(module)) continue;
    const has = requirer.imported.get(module) ?? requirer.imported.set(module, new Set()).get(module);
    for (const name of names) has.add(name);
  }
}

/** Two modules may have a name each: a field has its module's number. */
function numbered(imported) {
  return [...imported].map(([module, names], number) => ({
    module, names: [...names].map((name) => ({ name, field: `${name}_${number}` })),
  }));
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
        const mark = `handed_to_${name.replaceAll("-", "_")}`;
        const imports = handed.map(({ module, names }) => {
          const renamed = names.map(({ name: each, field }) => `${each} as ${mark}_${field}`);
          return `import { ${renamed.join(", ")} } from ${JSON.stringify(path.join(root, module))};\n`;
        });
        const fields = handed.flatMap(({ names }) => names).map(({ field }) => `${field}: ${mark}_${field},\n`);
        contents = `${imports.join("")}${contents.replace(call, `require("./${name}.cjs")({\n${fields.join("")}})`)}`;
      }
      return { contents, loader: "ts" };
    });
  },
});

/** A file whose one export is a function of what is handed in. */
function buildLate(root, { plugins, ...options }, { module, file, handed }, late) {
  const handing = {
    name: "handing",
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^[.#\w@/]/ }, async ({ path: specifier, pluginData, kind, resolveDir, namespace }) => {
        if (pluginData === handed || kind === "entry-point" || namespace !== "file") return undefined; // asked below
        const { path: found, external, namespace: place, errors } = await resolve(specifier, { kind, resolveDir, pluginData: handed });
        if (external || place !== "file" || errors.length > 0) return undefined;
        const inRoot = path.relative(root, found).split(path.sep).join("/");
        return handed.some((one) => one.module === inRoot) ? { path: inRoot, namespace: "handed" } : undefined;
      });
      onLoad({ filter: /.*/, namespace: "handed" }, ({ path: from }) => {
        const { names } = handed.find((one) => one.module === from);
        return { contents: `export const { ${names.map(({ name, field }) => `${field}: ${name}`).join(", ")} } = handed;` };
      });
    },
  };
  return build({
    ...options,
    plugins: [...plugins, requiring(root, late), handing],
    entryPoints: { [file]: module },
    banner: { js: '"use strict";\nmodule.exports = (handed) => {\nconst module = { exports: {} };' },
    footer: { js: "return module.exports;\n};" },
  });
}
