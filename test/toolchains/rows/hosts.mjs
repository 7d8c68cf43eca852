/** Hosts other than Node. They have no processes as Node has them, which is a typed error. */
import { CHECKS, program } from "../checks.mjs";

const host = (installed, command, checks = CHECKS) => ({
  packages: [installed], command, typed: /function over batches, process/,
  files: { "package.json": { private: true }, "use.mjs": program("esm", checks) },
});
/** Its structuredClone copies a WebAssembly memory. */
const COPIES = {
  "why arrays are ordinary": `const { fallbackReason } = flux.status();
    if (!/structuredClone/.test(fallbackReason)) throw new Error("fallbackReason: " + fallbackReason);`,
};

export const rows = {
  "bun run": host("bun@1", ["npx", "bun", "run", "use.mjs"]),
  "bun 1.3": host("bun@1.3.12", ["npx", "bun", "run", "use.mjs"], { ...CHECKS, ...COPIES }),
  "deno": host("deno@2", ["npx", "deno", "run", "--allow-all", "use.mjs"]),
};
