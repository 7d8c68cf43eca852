/** What the bundles need from esbuild beyond its defaults. Used by build.mjs. */
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";

/** What several bundles need is a file of its own, so that it exists once: in the package, and as an object (an error's class). */
const SHARED = {
  "src/errors.ts": "errors.cjs",
  "src/catalog/index.ts": "catalog.cjs",
  "src/adapters/csv.ts": "csv.cjs",
  "build/kernels.wasm": "wasm.cjs",
  "build/families.wasm": "families.cjs",
};

export const shareIn = (root) => ({
  name: "share",
  setup({ onResolve }) {
    onResolve({ filter: /\/errors$|\/catalog\/index$|\/adapters\/csv$|\.wasm$/ }, ({ path: specifier, importer }) => {
      const target = path.resolve(path.dirname(importer), specifier);
      const file = Object.keys(SHARED).find((name) => path.join(root, name).replace(/\.ts$/, "") === target);
      return importer && file ? { path: `./${SHARED[file]}`, external: true } : undefined;
    });
    // The command line uses the package as its users do.
    onResolve({ filter: /\/index$/ }, ({ path: specifier, importer }) =>
      path.resolve(path.dirname(importer), specifier) === path.join(root, "src/index")
        ? { path: "./index.cjs", external: true }
        : undefined,
    );
  },
});

/**
 * Node's own modules without require(), which bundlers of ES modules cannot follow into CommonJS: so one file serves Node and bundles.
 * A module whose exports our own files import by name is loaded when the first of them is used.
 */
export const builtinsOf = (root) => ({
  name: "builtins",
  setup({ onResolve, onLoad }) {
    const imported = namedImports(path.join(root, "src"));
    const filter = new RegExp(`^(node:.*|${builtinModules.filter((name) => /^[a-z]/.test(name)).join("|")})$`);
    onResolve({ filter }, ({ path: name, importer }) => {
      const full = name.startsWith("node:") ? name : `node:${name}`;
      return { path: full, namespace: importer.startsWith(path.join(root, "src")) && imported.has(full) ? "builtin-by-name" : "builtin" };
    });
    onLoad({ filter: /.*/, namespace: "builtin" }, ({ path: name }) => ({
      contents: `module.exports = process.getBuiltinModule("${name}");`,
    }));
    onLoad({ filter: /.*/, namespace: "builtin-by-name" }, ({ path: name }) => {
      const getters = [...imported.get(name)]
        .sort()
        .map((exported) => `  get ${exported}() { return (loaded ??= process.getBuiltinModule("${name}")).${exported}; },`);
      return { contents: `let loaded;\nmodule.exports = {\n${getters.join("\n")}\n};` };
    });
  },
});

/** The names that the files of `folder` import, by module; none for a module that one of them imports as a whole. */
function namedImports(folder) {
  const names = new Map();
  const whole = new Set();
  for (const file of readdirSync(folder, { recursive: true }).filter((entry) => entry.endsWith(".ts"))) {
    const text = readFileSync(path.join(folder, file), "utf8");
    for (const [, clause, module] of text.matchAll(/^import (?!type )([^;]*?) from "(node:[^"]+)";/gm)) {
      if (!clause.startsWith("{")) whole.add(module);
      const listed = clause
        .replace(/[{}]/g, "")
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== "" && !part.startsWith("type "));
      names.set(module, new Set([...(names.get(module) ?? []), ...listed.map((part) => part.split(" as ")[0])]));
    }
  }
  for (const module of whole) names.delete(module);
  return names;
}

/**
 * The loader of AssemblyScript assigns Object.hasOwn, which Node has had since version 16 and which frozen intrinsics forbid, and takes
 * TextDecoder from the global object, which has none in Jest's jsdom.
 */
export const loader = {
  name: "loader",
  setup({ onLoad }) {
    onLoad({ filter: /@assemblyscript\/loader\/index\.js$/ }, ({ path: file }) => {
      const text = readFileSync(file, "utf8");
      const contents = "import { TextDecoder } from " +
        `"node:util";\n${text.replace(/^Object\.hasOwn = Object\.hasOwn \|\| function[\s\S]*?^};\n/m, "")}`;
      if (/Object\.hasOwn =/.test(contents)) throw new Error(`${file}: has another polyfill of Object.hasOwn than this build takes out`);
      return { contents };
    });
  },
};

/** What the installed benchmark cannot run, as it needs files that are only in a clone. */
export const cloneIn = (root) => ({
  name: "clone",
  setup({ onResolve }) {
    const filter = /\/(peers|native|families|reading|runtime)\.mjs$/;
    onResolve({ filter }, () => ({ path: path.join(root, "bench/parts/only-in-a-clone.mjs") }));
  },
});

/** What the command line's tables and bar could do, and do not: colours of their own, emoji, several bars. A tenth of its size. */
export const spare = {
  name: "spare",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(@colors\/colors\/safe|emoji-regex|\.\/lib\/multi-bar)$/ }, ({ path: name }) => ({
      path: name,
      namespace: "spare",
    }));
    onLoad({ filter: /.*/, namespace: "spare" }, ({ path: name }) => ({
      contents: name === "emoji-regex" ? "module.exports = () => /(?!)/g;" : "module.exports = {};",
    }));
  },
};
