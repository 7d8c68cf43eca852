/** The rooms whose sources are mutated, and the tests that must notice. They import src directly: what is built knows no mutant. */
import { readdirSync } from "node:fs";

const inFolder = (folder, ends, but = []) => readdirSync(new URL(`../../${folder}`, import.meta.url))
  .filter((name) => name.endsWith(ends) && !but.includes(name)).map((name) => `${folder}/${name}`);

export const rooms = {
  threads: {
    sources: inFolder("src/threads", ".ts"),
    // What starts two copies of the package runs built ones: those know no mutant.
    tests: inFolder("test/threads", ".test.ts", ["protocol.long.test.ts", "copies.test.ts"]),
  },
  lowering: { sources: inFolder("src/lowering", ".ts"), tests: inFolder("test/lowering", ".test.ts") },
  generate: { sources: ["generate", "emitter", "sum-emitter", "job", "run-tiles"].map((name) => `src/kernels/${name}.ts`),
    tests: inFolder("test/kernels", ".test.ts") },
};
