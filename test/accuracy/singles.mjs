/**
 * `node test/accuracy/singles.mjs [kernel ...]`: the largest error of each kernel with lanes of float32 and a method of its own, over all
 * 2^32 inputs, in ulp of float32 from the kernel on float64; some minutes a kernel. Writes singles.json beside this file.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const here = (name) => new URL(name, import.meta.url);
const { catalog } = createRequire(import.meta.url)("../../dist/catalog.cjs");
const approximate = catalog.filter(({ arity, steps, maxUlp }) => arity === 1 && !steps && maxUlp > 0.5);
const KERNELS = approximate.filter(({ kernels }) => kernels.includes("float32")).map(({ name }) => name);
const BATCH = 1 << 20;
const results = existsSync(here("singles.json")) ? JSON.parse(readFileSync(here("singles.json"), "utf8")) : {};
const names = process.argv.length > 2 ? process.argv.slice(2) : KERNELS;

/** An ulp of float32 where the float64 result is; 2^-149 at zero and among subnormals. */
const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);
const ULPS = Float64Array.from({ length: 2048 }, (_, biased) => 2 ** (Math.max(biased - 1023, -126) - 23));
function ulpOf(x) {
  double[0] = x;
  return ULPS[(halves[1] >>> 20) & 0x7ff];
}

for (const build of ["baseline", "relaxed"]) {
  const bytes = readFileSync(here(`../../build/${build}.wasm`));
  if (!WebAssembly.validate(bytes)) continue;
  const memory = new WebAssembly.Memory({ initial: 400, maximum: 400, shared: true });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const begin = Math.ceil(exports.heap_base() / 64) * 64;
  const place = (kind, at) => new kind(memory.buffer, begin + at * BATCH, BATCH);
  const [x, y, wideX, wideY] = [place(Float32Array, 0), place(Float32Array, 4), place(Float64Array, 8), place(Float64Array, 16)];
  const patterns = new Uint32Array(memory.buffer, x.byteOffset, BATCH);
  for (const name of names) {
    let ulp = 0;
    let at = 0;
    for (let from = 0; from < 2 ** 32; from += BATCH) {
      for (let i = 0; i < BATCH; i++) patterns[i] = from + i;
      exports.promote(x.byteOffset, wideX.byteOffset, BATCH);
      exports[`${name}_f64`](wideX.byteOffset, wideY.byteOffset, BATCH);
      exports[`${name}_f32`](x.byteOffset, y.byteOffset, BATCH);
      for (let i = 0; i < BATCH; i++) {
        const want = wideY[i];
        if (y[i] === want || (y[i] !== y[i] && want !== want)) continue;
        const rounded = Math.fround(want);
        const error = Number.isFinite(rounded) ? Math.abs(y[i] - want) / ulpOf(want) : Object.is(rounded, y[i]) ? 0 : Number.POSITIVE_INFINITY;
        if (!(error <= ulp)) [ulp, at] = [error, x[i]];
      }
    }
    results[name] = { ...results[name], [build]: { ulp: Number(ulp.toFixed(3)), at } };
    writeFileSync(here("singles.json"), `${JSON.stringify(results, null, 1)}\n`);
    console.log(`${name.padEnd(5)} ${build.padEnd(9)} ${ulp.toFixed(3)} ulp of float32 at ${at}`);
    if (!(ulp <= 1)) process.exitCode = 1;
  }
}
