/** Node's own options. What they load or decide must hold in the threads and processes of a function too. */
import { CHECKS, program, STRATEGIES } from "../checks.mjs";

/** A check over each strategy of a function that the option concerns. */
const everywhere = (name, options, expected) => Object.fromEntries(STRATEGIES.map((strategy) => [
  `${name}, ${strategy}`, `equal(await flux.parallel((batch) => batch.map(() => which), { strategy: "${strategy}", ${options} })([1]), ${JSON.stringify([expected])});`,
]));
const node = (options, { checks = CHECKS, format = "esm", files = {}, ...more } = {}) => ({
  files: { "package.json": { private: true }, [`use.${format === "esm" ? "mjs" : "cjs"}`]: program(format, checks), ...files },
  command: ["node", ...options, `use.${format === "esm" ? "mjs" : "cjs"}`],
  ...more,
});

const preloaded = everywhere("what a preload defined", 'imports: { which: ["./needs-preload.cjs", "which"] }', "preloaded");
const preload = {
  "preload.cjs": 'globalThis.preloaded = "preloaded";', "preload.mjs": 'globalThis.preloaded = "preloaded";',
  "needs-preload.cjs": "exports.which = preloaded;",
};
const conditional = everywhere("the module of a condition", 'imports: { which: ["conditional", "which"] }', "dev");
const conditions = {
  "node_modules/conditional/package.json": { name: "conditional", version: "1.0.0", exports: { dev: "./dev.cjs", default: "./other.cjs" } },
  "node_modules/conditional/dev.cjs": 'exports.which = "dev";', "node_modules/conditional/other.cjs": 'exports.which = "default";',
};

export const rows = {
  "node, ES module": node([]),
  "node, CommonJS": node([], { format: "cjs" }),
  "node --import": node(["--import", "./preload.mjs"], { checks: { ...CHECKS, ...preloaded }, files: preload }),
  "node --require": node(["--require", "./preload.cjs"], { checks: { ...CHECKS, ...preloaded }, files: preload, format: "cjs" }),
  "node --conditions": node(["--conditions=dev"], { checks: { ...CHECKS, ...conditional }, installed: conditions }),
  "NODE_OPTIONS": node([], { checks: { ...CHECKS, ...preloaded, ...conditional }, files: preload, installed: conditions, env: { NODE_OPTIONS: "--require ./preload.cjs --conditions=dev" } }),
  "node --frozen-intrinsics": node(["--frozen-intrinsics"]),
  "node --disallow-code-generation-from-strings": node(["--disallow-code-generation-from-strings"], { typed: /^an? (async )?function / }),
  "node --no-addons": node(["--no-addons"]),
  "node 18": {
    files: { "package.json": { private: true }, "use.mjs": program("esm"), "use.cjs": program("cjs") },
    command: ["npx", "-y", "node@18", "use.mjs"], refuses: /UnsupportedHost: autoflux needs Node 20\.16 or 22\.3 or later, this is v18/,
  },
  "node 18, the command": {
    files: { "package.json": { private: true } },
    command: ["npx", "-y", "node@18", "node_modules/autoflux/dist/cli.mjs", "kernels"], refuses: /^autoflux needs Node 20\.16 or 22\.3 or later, this is v18[.\d]*$/,
  },
};
