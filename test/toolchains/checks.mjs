/** What every toolchain must do with the package: statements over `flux`, `equal` and Node's modules fs, os, path and vm. */
export const STRATEGIES = ["auto", "threads", "sequential", "process"];

const over = (strategy) => `
  const twice = flux.parallel((batch) => { const double = (v) => v * 2; return batch.map(double); }, { strategy: "${strategy}" });
  for (let i = 0; i < 3; i++) equal(await twice([1, 2, 3]), [2, 4, 6]);
  equal(await flux.map("x + 1", await flux.parallel((batch) => batch, { strategy: "${strategy}" })(new Float64Array([1, 2]))), [2, 3]);`;
const overAsync = (strategy) => `
  equal(await flux.parallel(async (batch) => { await null; return batch.map((v) => v + 1); }, { strategy: "${strategy}" })([1, 2]), [2, 3]);`;

export const CHECKS = {
  "a formula": 'equal(await flux.map("x * 2 + 1", [1, 2, 3]), [3, 5, 7]);',
  "a reduction": 'equal([await flux.reduce("sum", [1, 2, 3])], [6]);',
  "functions of families": "equal(await flux.stats.sort([3, 1, 2]), [1, 2, 3]); equal(flux.sync.series.cumsum([1, 2, 3]), [1, 3, 6]);",
  "an array in shared memory": 'const x = flux.array([1, 2, 3]); equal(await flux.map("x + 1", x), [2, 3, 4]); equal(x, [1, 2, 3]);',
  "kernels in threads": 'equal((await flux.map("sqrt", new Float64Array(100000).fill(4), { engine: "threads" })).slice(99998), [2, 2]);',
  "a function of a number": "equal(await flux.map((x) => { const half = (v) => v / 2; return half(x) + 1; }, [2, 4]), [2, 3]);",
  ...Object.fromEntries(STRATEGIES.map((strategy) => [`a function over batches, ${strategy}`, over(strategy)])),
  ...Object.fromEntries(STRATEGIES.map((strategy) => [`an async function over batches, ${strategy}`, overAsync(strategy)])),
  "a function over batches, ended by a signal": `
    const controller = new AbortController();
    const ended = flux.parallel((batch) => new Promise(() => {}), { signal: controller.signal })([1]).catch((reason) => [reason]);
    controller.abort("enough");
    equal(await ended, ["enough"]);`,
  "a column of a CSV file": `
    const file = path.join(os.tmpdir(), "autoflux-" + process.pid + "-" + Math.random() + ".csv");
    fs.writeFileSync(file, "v,w\\n1,2\\n3,4\\n");
    try { equal([await flux.reduceFile("sum", { path: file, column: "w" })], [6]); } finally { fs.rmSync(file); }`,
  "arrays of another realm": `
    equal(await flux.map("x + 1", vm.runInNewContext("new Float64Array([1, 2])")), [2, 3]);
    equal(await flux.map("x + 1", vm.runInNewContext("[1, 2]")), [2, 3]);
    const out = vm.runInNewContext("new Float64Array(2)");
    await flux.map("x + 1", [1, 2], { out });
    equal(out, [2, 3]);`,
};

const EQUAL = `
function equal(got, expected) {
  if (JSON.stringify(Array.from(got)) !== JSON.stringify(expected)) throw new Error("expected " + JSON.stringify(expected) + ", got " + JSON.stringify(Array.from(got)));
}`;
const NODE = ["fs", "os", "path", "vm"];
const imports = (names) => names.map((name) => `import ${name} from "node:${name}";`).join("\n");
const requires = (names) => names.map((name) => `const ${name} = require("node:${name}");`).join("\n");

/** A program that does each check, and prints as its last line how each went: "works", an error's code, or what went wrong. */
export function program(format, checks = CHECKS) {
  return `${headOf(format)}${trying(format, checks)}
tryAll().then((told) => console.log(JSON.stringify(told)));
`;
}

/** The same as a route of Next.js, which is asked while it is built. */
export function route() {
  return `${headOf("esm")}${trying("esm", CHECKS)}
export const dynamic = "force-static";
export const GET = async () => Response.json(await tryAll());
`;
}

function headOf(format) {
  if (format === "cjs") return `const { flux } = require("autoflux");\n${requires(NODE)}`;
  return `import { flux } from "autoflux";\n${imports(NODE)}`;
}

/** A function tryAll() that gives how each check went, by its name. */
function trying(format, checks) {
  const tried = Object.entries(checks).map(([name, body]) => `await attempt(${JSON.stringify(name)}, async () => {${body}\n});`);
  return `${EQUAL}
const told${format === "ts" ? ": Record<string, string>" : ""} = {};
async function attempt(name${format === "ts" ? ": string, body: () => Promise<void>" : ", body"}) {
  try {
    await body();
    told[name] = "works";
  } catch (error) {
    told[name] = error.code !== undefined && error.code === error.name ? error.code + ": " + error.message : String(error.stack);
  }
}
async function tryAll() {
${tried.join("\n")}
await flux.close();
return told;
}`;
}

/** The same as a file of tests, for jest and vitest; `test` is a global, or imported by `head`. */
export function suite(format, head = "") {
  const tests = Object.entries(CHECKS).map(([name, body]) => `test(${JSON.stringify(name)}, async () => {${body}\n}, 60000);`);
  return `${head}\n${headOf(format)}${EQUAL}\n${tests.join("\n")}\n`;
}

/** What a runner prints that has counted what was run of the suite. */
export const COVERED = /suite\.js +\| +[1-9]/;
