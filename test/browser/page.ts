/** What the page of page.test.ts does: calls of each kind, without kernels and with them. Then it posts what it got. */
import { newInline, provideKernels } from "./inline";

/** Enough for several slices of the page's thread. */
const MANY = 5_000_000;

export interface Told {
  /** The kind of memory that flux.array() gave. */
  memory: string;
  status: { engine: string; build: string | null; fallbackReason: string | null; arrays: number };
  /** What each call gave, of the inputs 0, 0.5, 1 ... 49.5. */
  results: Record<string, number[]>;
  /** A large call: whether timers went off while it ran, and elements whose square root is not Math.sqrt's. */
  large: { turns: number; wrong: number };
  /** The error of a call that is wrong. */
  refused: string;
}

export interface Page {
  isIsolated: boolean;
  hasSharedArrayBuffer: boolean;
  withoutKernels: Told;
  withKernels: Told;
  failed?: string;
}

/** No formula: JavaScript runs it. */
const tripled = (v: number) => {
  let sum = 0;
  for (let i = 0; i < 3; i++) sum += v;
  return sum;
};

async function tell(): Promise<Told> {
  const flux = newInline({});
  const values = Float64Array.from({ length: 100 }, (_, i) => i / 2);
  const own = flux.array(values);
  const list = (got: unknown) => [...(got as Iterable<number>)];
  const rootPlusSquare = (v: number) => Math.sqrt(v) + v ** 2;
  const results = {
    ordinary: list(await flux.map("exp", values)),
    arena: list(await flux.map("exp", own)),
    formula: list(await flux.evaluate("sqrt(x) * 2 + y", { x: values, y: own })),
    arrow: list(await flux.map(rootPlusSquare, own)),
    loop: list(await flux.map(tripled, own)),
    sync: list(flux.mapSync("log1p", own)),
    sums: [(await flux.reduce("sum", values)) as number, (await flux.reduce("sum", own)) as number],
  };
  const large = Float64Array.from({ length: MANY }, (_, i) => i);
  let turns = 0;
  const ticking = setInterval(() => turns++, 1);
  const roots = (await flux.map("sqrt(x) + 0 * exp(x / 1e7)", large)) as Float64Array;
  clearInterval(ticking);
  const wrong = roots.reduce((count, root, i) => count + (root === Math.sqrt(i) ? 0 : 1), 0);
  const refused = await flux.map("exp", "text").then(() => "nothing", (error: Error) => error.name);
  const { engine, build, fallbackReason, memory } = flux.status();
  flux.free(own);
  await flux.close();
  const kind = Object.prototype.toString.call(own.buffer).slice(8, -1);
  return { memory: kind, status: { engine, build, fallbackReason, arrays: memory.arrays }, results, large: { turns, wrong }, refused };
}

async function run(): Promise<Page> {
  const withoutKernels = await tell();
  for (const build of ["baseline", "relaxed"] as const) {
    provideKernels(build, new Uint8Array(await (await fetch(`/${build}.wasm`)).arrayBuffer()));
  }
  const withKernels = await tell();
  return { isIsolated: crossOriginIsolated, hasSharedArrayBuffer: typeof SharedArrayBuffer === "function", withoutKernels, withKernels };
}

run()
  .catch((error: Error) => ({ failed: `${error.stack}` }))
  .then((page) => fetch("/told", { method: "POST", body: JSON.stringify(page) }));
