/** What autoflux is measured against, and how each of them is started. All may be absent; install.mjs brings most. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compiled } from "./gcc.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
export const PYTHON = here(process.platform === "win32" ? ".venv/Scripts/python.exe" : ".venv/bin/python");

const LOOPS_IN_C = "libmvec-driver.c";
/** OpenMP's threads sleep when they have nothing to do: spinning, they would take a core from the side that runs next. */
const IDLE = { OMP_WAIT_POLICY: "passive" };

/** @param peer.single it computes in float32 */
export const PEERS = [
  { name: "NumPy", start: python("numpy-driver.py", ["as-is"]) },
  { name: "NumPy without AVX-512", start: python("numpy-driver.py", ["without-avx512"]) },
  { name: "NumPy, 2 threads", start: python("numpy-driver.py", ["threads"]) },
  { name: "numexpr, 2 threads", start: python("numexpr-driver.py", [], { NUMEXPR_NUM_THREADS: "2", NUMEXPR_MAX_THREADS: "2" }) },
  { name: "numba parallel, 2 threads", start: python("numba-driver.py", [], { NUMBA_NUM_THREADS: "2", ...IDLE }) },
  { name: "gcc, SSE4.2", start: gcc("-msse4.2", "-mno-avx") },
  { name: "gcc, AVX2", start: gcc("-mavx2", "-mfma", "-mno-avx512f") },
  { name: "gcc, native", start: gcc("-march=native") },
  { name: "numpy-ts", start: node("numpy-ts-driver.mjs") },
  { name: "gpu.js webasm, f32", single: true, start: node("gpu-driver.mjs") },
  { name: "gpu.js webasm, 2 threads, f32", single: true, start: node("gpu-driver.mjs", "threads") },
  { name: "nodejs-polars", start: node("polars-driver.mjs") },
  { name: "nodejs-polars, from and to Float64Array", start: node("polars-driver.mjs", "arrays") },
];

/** Those that compute formulas, which are in a file. */
export const EXPRESSION_PEERS = (file) => [
  { name: "NumPy", start: python("expressions-driver.py", ["numpy", file]) },
  { name: "NumPy without AVX-512", start: python("expressions-driver.py", ["without-avx512", file]) },
  {
    name: "numexpr, 2 threads",
    start: python("expressions-driver.py", ["numexpr", file], { NUMEXPR_NUM_THREADS: "2", NUMEXPR_MAX_THREADS: "2" }),
  },
  { name: "numpy-ts", start: node("expressions-numpy-ts-driver.mjs", file) },
];

/** Those that sort, take quantiles, and go over windows. */
export const FAMILY_PEERS = [
  { name: "NumPy", start: python("families-driver.py", ["as-is"]) },
  { name: "NumPy without AVX-512", start: python("families-driver.py", ["without-avx512"]) },
  { name: "NumPy without AVX2", start: python("families-driver.py", ["without-avx2"]) },
];

function python(script, args, env) {
  return fromCheckout(script, () => {
    if (!existsSync(PYTHON)) return { skipped: "not installed: node bench/peers/install.mjs" };
    return { command: PYTHON, args: ["-B", here(script), ...args], env };
  });
}

function node(script, ...args) {
  return fromCheckout(script, () => ({ command: process.execPath, args: ["--expose-gc", here(script), ...args] }));
}

function gcc(...flags) {
  return fromCheckout(LOOPS_IN_C, () => compiled(here(LOOPS_IN_C), flags));
}

/** The package, when it is installed, has the benchmark without the peers' drivers. */
function fromCheckout(driver, start) {
  return () => (existsSync(here(driver)) ? start() : { skipped: "only in a clone of the repository" });
}
