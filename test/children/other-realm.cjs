/** Loads the package into a realm with as few globals as that of Jest with jsdom, and tells what functions and files give there. */
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const vm = require("node:vm");

const dist = path.join(__dirname, "../../dist");
const context = vm.createContext({
  process, console, Buffer, setTimeout, clearTimeout, URL, performance, AbortController, SharedArrayBuffer, WebAssembly, window: {}, expect() {},
});
const loaded = new Map();

function load(file) {
  if (!loaded.has(file)) {
    const module = { exports: {} };
    loaded.set(file, module);
    const run = vm.runInContext(`(function (exports, require, module, __filename, __dirname) {${readFileSync(file, "utf8")}\n})`, context, { filename: file });
    run(module.exports, (name) => (name.startsWith(".") ? load(path.join(path.dirname(file), name)) : require(name)), module, file, path.dirname(file));
  }
  return loaded.get(file).exports;
}

context.createFlux = load(path.join(dist, "index.cjs")).createFlux;
context.file = (name, bytes) => {
  const folder = mkdtempSync(path.join(tmpdir(), "autoflux-realm-"));
  process.once("exit", () => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, name), bytes);
  return path.join(folder, name);
};
context.finish = (told) => console.log(JSON.stringify(told));
vm.runInContext(`(async () => {
  const fx = await createFlux({ maxWorkers: 2 });
  const told = {};
  for (const strategy of ["auto", "threads", "process", "sequential"]) {
    const double = fx.parallel((b) => b.map((v) => v * 2), { strategy });
    for (let i = 0; i < 4; i++) await double([1, 2]);
    const list = await double([1, 2]);
    const typed = await double(new Float64Array([1, 2]));
    const error = await fx.parallel(() => { throw new TypeError("no", { cause: new RangeError("r") }); }, { strategy })([1]).catch((e) => e);
    told[strategy] = {
      list, isArray: list instanceof Array, typed: [...typed], isTyped: typed instanceof Float64Array, isError: error.cause instanceof TypeError && error.cause.cause instanceof RangeError,
      found: await fx.parallel((b) => b.map(() => [b instanceof Array, typeof window]), { strategy })([1]),
      imported: await fx.parallel((b) => b.map((v) => path.basename(v)), { strategy, imports: { path: "node:path" } })(["a/b"]),
      context: await fx.parallel((b) => b.map((v) => v + k.n), { strategy, context: { k: { n: 1 } } })([1]),
    };
  }
  told.late = await fx.parallel(() => { for (;;); }, { strategy: "sequential", batchTimeout: 20 })([1]).catch((e) => e.cause.code);
  told.names = ["window", "expect"].map((name) => { try { fx.parallel(new Function("b", "return b.map(() => " + name + ")")); } catch (e) { return e.variable; } });
  told.elements = [[...(await fx.map((v) => { for (;;) return v + 1; }, [1]))], [...fx.mapSync((v) => { for (;;) return v + 1; }, [1])]];
  told.column = await fx.reduceFile("sum", { path: file("a.csv", "v,w\\n1,2\\n3,4\\n"), column: "w" });
  told.doubles = await fx.reduceFile("sum", file("a.f64", Buffer.from(new Float64Array([1, 2]).buffer)));
  await fx.close();
  finish(told);
})().catch((error) => finish({ error: String(error.stack) }));`, context);
