import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createFlux } from "autoflux";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const child = (name: string) => fileURLToPath(new URL(`children/${name}`, import.meta.url));
const entry = JSON.stringify(fileURLToPath(new URL("../dist/index.cjs", import.meta.url)));
const script = async (code: string) => (await run(process.execPath, ["-e", code], { timeout: 50_000 })).stdout;

describe("fake timers", () => {
  it.each(["early", "late"])("that nobody advances hang no call, installed %s", async (when) => {
    const { stdout } = await run(process.execPath, [child("fake-timers.mjs"), when], { timeout: 50_000 });
    const [ended, late] = ["ended", "TimeoutError"];
    expect(JSON.parse(stdout)).toEqual([ended, ended, ended, ended, late, ended, ended, ended, ended, late, ended, ended, late, ended]);
  });
});

describe("a global Promise of someone else's", () => {
  it("changes no result, where calls wait for memory too", async () => {
    const told = await script(`
      const { createFlux } = require(${entry});
      globalThis.Promise = class Other extends Promise {};
      (async () => {
        const fx = await createFlux({ maxWorkers: 2 });
        const x = new Float64Array(2_000_000).fill(2);
        const [one] = fx.sync.map("sin_exp", [2]);
        const all = await Promise.all(Array.from({ length: 16 }, () => fx.map("sin_exp", x, { engine: "threads" })));
        console.log(all.every((y) => y.every((v) => v === one)), fx.status().memory.stagingBytes);
      })();`);
    expect(told).toBe("true 0\n");
  });
});

describe("one budget of threads", () => {
  it("holds the kernel threads of all instances and copies together, and their function threads; of the other kind only what works counts", async () => {
    const told = await script(`
      const os = require("node:os");
      os.availableParallelism = () => 4;
      const copy = () => { for (const key of Object.keys(require.cache)) if (/dist/.test(key)) delete require.cache[key]; return require(${entry}); };
      const load = async (fx) => {
        const x = new Float64Array(400_000);
        for (let i = 0; i < 6; i++) await Promise.all([fx.map("sin_exp", x, { engine: "threads" }), fx.parallel((batch) => { const end = performance.now() + 5; while (performance.now() < end); return batch; }, { strategy: "threads", batchSize: 1 })([1, 2, 3, 4, 5, 6])]);
      };
      (async () => {
        const instances = [];
        for (let i = 0; i < 3; i++) instances.push(await copy().createFlux());
        const most = { workersActive: 0, functionThreads: 0 };
        const count = () => { for (const kind in most) most[kind] = Math.max(most[kind], instances.reduce((sum, fx) => sum + fx.status()[kind], 0)); };
        const watch = setInterval(count, 2);
        await Promise.all(instances.map(load));
        clearInterval(watch);
        console.log(JSON.stringify(most));
        for (const fx of instances) await fx.close();
      })();
    `);
    const most = JSON.parse(told) as { workersActive: number; functionThreads: number };
    expect(most.workersActive).toBeGreaterThan(1);
    expect(most.workersActive).toBeLessThanOrEqual(4);
    // One is had in any case, as nothing else could run the function: by each instance, beside the budget if need be.
    expect(most.functionThreads).toBeGreaterThan(0);
    expect(most.functionThreads).toBeLessThanOrEqual(4 + 3);
  });

  it("is not asked by instances whose maxWorkers was given, and counts them", async () => {
    const fx = await createFlux({ maxWorkers: 3 });
    const wait = fx.parallel(async (batch: number[]) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return batch;
    }, { strategy: "threads", batchSize: 1 });
    const call = wait([1, 2, 3, 4, 5, 6]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(fx.status().functionThreads).toBe(3);
    await call;
    await fx.close();
    expect(fx.status().functionThreads).toBe(0);
  });
});

describe("a host that imports autoflux", () => {
  it("ends when it is done, with function threads and processes idle; and not while a call is pending", async () => {
    const told = await script(`
      const { flux } = require(${entry});
      const begun = performance.now();
      (async () => {
        await flux.parallel((batch) => batch, { strategy: "threads" })([1, 2]);
        await flux.parallel((batch) => batch, { strategy: "process" })([1, 2]);
        console.log("called");
        flux.parallel(async (batch) => { await new Promise((resolve) => setTimeout(resolve, 200)); return batch; }, { strategy: "process" })([1]).then(() => console.log("ended"));
        process.on("exit", () => console.log(performance.now() - begun < 4000 ? "exit" : "late"));
      })();
    `);
    expect(told).toBe("called\nended\nexit\n");
  });

  it("inside a worker thread runs functions on that thread, unless maxWorkers or the strategy asks for threads", async () => {
    const told = await script(`
      const { Worker } = require("node:worker_threads");
      new Worker(\`
        const { createFlux } = require(${entry.replaceAll('"', '\\"')});
        const { threadId } = require("node:worker_threads");
        (async () => {
          const where = async (options, parallelOptions) => {
            const fx = await createFlux(options);
            const run = fx.parallel((batch) => batch.map(() => threads.threadId), { imports: { threads: "node:worker_threads" }, ...parallelOptions });
            const [id] = await run([1]);
            await fx.close();
            return id === threadId ? "here" : "elsewhere";
          };
          console.log([await where({}, {}), await where({ maxWorkers: 1 }, {}), await where({}, { strategy: "threads" })].join(" "));
        })();
      \`, { eval: true });
    `);
    expect(told).toBe("here elsewhere elsewhere\n");
  });
});

describe("a failure that nobody awaits", () => {
  const failing = {
    "a map on threads that is late": `flux.map("exp", new Float64Array(3e6), { engine: "threads", timeout: 1 })`,
    "a map of something wrong": `flux.map("exp", "no")`,
    "a map on the calling thread that is late": `flux.map("sin_exp", new Float64Array(3e7), { engine: "inline", timeout: 1 })`,
    "a function in threads": `flux.map((v) => { throw new Error("x"); }, new Float64Array(10), { engine: "threads" })`,
    "an evaluate": `flux.evaluate("a", { a: new Float64Array(3e6) }, { engine: "threads", timeout: Number.MIN_VALUE })`,
    "a reduce": `flux.reduce("norm", new Float64Array(3e6), { engine: "threads", timeout: Number.MIN_VALUE })`,
    "a batch in a thread": `flux.parallel(() => { throw new Error("x"); }, { strategy: "threads" })([1])`,
    "a batch on the calling thread": `flux.parallel(() => { throw new Error("x"); }, { strategy: "sequential" })([1])`,
    "a stream": `flux.reduceStream("sum", ["no"])`,
    "a file": `flux.reduceFile("sum", "/there/is/none")`,
    "a scope": `flux.scope(() => { throw new Error("x"); })`,
  };

  it.each(Object.entries(failing))("is an unhandled rejection: %s", async (_, call) => {
    const code = `const { flux } = require(${entry}); ${call};`;
    const failure = await run(process.execPath, ["-e", code], { timeout: 50_000 }).then(() => undefined, (error) => error as { code: number; stderr: string });
    expect(failure?.code).toBe(1);
    expect(failure?.stderr).toMatch(/Error|BatchFailed|FunctionFailed|UnsupportedInput|ENOENT/);
  });

  it("is none where it is awaited, later or by one of several", async () => {
    const told = await script(`
      const { flux } = require(${entry});
      process.on("unhandledRejection", (error) => console.log("unhandled", error.code));
      (async () => {
        const late = flux.map("exp", new Float64Array(3e6), { engine: "threads", timeout: 1 });
        console.log(await Promise.allSettled([late, flux.reduce("norm", [1e200], {})]).then((all) => all.map(({ status }) => status).join()));
      })();
    `);
    expect(told).toBe("rejected,fulfilled\n");
  });
});

describe("a pending call", () => {
  it("keeps the process alive until it settles, whatever its source does", async () => {
    const told = await script(`
      const { flux } = require(${entry});
      const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
      const late = (error) => console.log(error.code);
      flux.reduceStream("sum", never, { timeout: 300 }).catch(late);
      flux.parallel((batch) => batch, { strategy: "sequential" })(never, { timeout: 300 }).next().catch(late);
      flux.mapStream("x", never, { timeout: 300 }).next().catch(late);
    `);
    expect(told).toBe("TimeoutError\n".repeat(3));
  });

  it("does not where nobody asks for a stream's next result", async () => {
    const told = await script(`
      const { flux } = require(${entry});
      async function* numbers() { for (let i = 0; i < 1e6; i++) yield i; }
      (async () => {
        const [a, b] = [flux.mapStream("x + 1", numbers()), flux.parallel((batch) => batch, { strategy: "sequential" })(numbers())];
        console.log((await a.next()).value[0], (await b.next()).value);
      })();
    `);
    expect(told).toBe("1 0\n");
  });
});

describe("one signal for many calls", () => {
  it("is listened to once: Node takes them for no leak, and each call ends", async () => {
    const told = await script(`
      const { flux } = require(${entry});
      process.on("warning", ({ name }) => console.log(name));
      (async () => {
        const controller = new AbortController();
        const { signal } = controller;
        const x = new Float64Array(400_000);
        await Promise.all(Array.from({ length: 30 }, () => flux.map("exp", x, { engine: "threads", signal })));
        const calls = [
          ...Array.from({ length: 30 }, () => flux.map("sin_exp", new Float64Array(3e6), { engine: "threads", signal })),
          ...Array.from({ length: 15 }, () => flux.parallel(async (batch) => { await new Promise((r) => setTimeout(r, 1e5)); return batch; }, { strategy: "threads" })([1], { signal })),
          ...Array.from({ length: 15 }, () => flux.reduceStream("sum", (async function* () { for (;;) { await new Promise((r) => setTimeout(r, 5)); yield 1; } })(), { signal })),
          flux.group(Array.from({ length: 15 }, () => () => new Promise(() => {})), { signal }),
        ];
        setTimeout(() => controller.abort(new Error("enough")), 50);
        const ends = await Promise.allSettled(calls);
        console.log(ends.filter(({ reason }) => reason?.message === "enough").length, ends.at(-1).value.every(({ reason }) => reason.message === "enough"));
        const before = require("node:events").getEventListeners(signal, "abort").length;
        console.log(before);
      })();
    `);
    expect(told).toBe("60 true\n0\n");
  });
});
