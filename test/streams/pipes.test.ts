import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { createFlux, type StreamOptions } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 1 });
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-pipes-"));
const at = (name: string) => path.join(folder, name);
afterAll(async () => {
  await fx.close();
  rmSync(folder, { recursive: true });
});
let pipes = 0;
function fifo(): string {
  const name = at(`pipe${++pipes}`);
  execFileSync("mkfifo", [name]);
  return name;
}
const values = Float64Array.from({ length: 300_000 }, (_, i) => i % 1000);
writeFileSync(at("x.f64"), values);
writeFileSync(at("x.csv"), `v\n${values.slice(0, 50_000).join("\n")}\n`);

/** Every way to wait for a pipe for ever. */
const WAITS: [string, (on: typeof fx, pipe: string, options: StreamOptions) => Promise<unknown>, hold?: string | Uint8Array][] = [
  ["for a writer of numbers", (on, p, options) => on.reduceFile("sum", p, options)],
  ["for a writer of a CSV file", (on, p, options) => on.reduceFile("sum", { path: p, column: "v" }, options)],
  ["for the rest of the numbers", (on, p, options) => on.reduceFile("sum", p, options), new Uint8Array(Float64Array.of(1, 2).buffer)],
  ["for the rest of a header", (on, p, options) => on.reduceFile("sum", { path: p, column: "v" }, options), "v"],
  ["for a row after the header", (on, p, options) => on.reduceFile("sum", { path: p, column: "v" }, options), "v\n"],
  ["for more rows", (on, p, options) => on.mapFile("x", { path: p, column: "v" }, at("never.f64"), options), "v\n1\n2\n"],
  ["for a second input", (on, p, options) => on.reduceFile("dot", [{ path: at("x.csv"), column: "v" }, p], options)],
  ["for a reader", (on, p, options) => on.mapFile("x", at("x.f64"), p, options)],
  ["for a reader of text", (on, p, options) => on.mapFile("x", at("x.f64"), { path: p, column: "v" }, options)],
];

describe.skipIf(process.platform === "win32")("a call that waits for a pipe", () => {
  it.each(WAITS)("ends by timeout, signal and close({ abort }), and leaves nothing: %s", async (_, start, held) => {
    const reason = new Error("mine");
    const once = async (run: (pipe: string) => Promise<unknown>) => {
      const pipe = fifo();
      const writer = held === undefined ? undefined : await open(pipe, "r+"); // a writer that writes no more
      await writer?.writeFile(held!);
      try {
        await run(pipe);
      } finally {
        await writer?.close();
      }
    };
    await once((pipe) => expect(start(fx, pipe, { timeout: 60 })).rejects.toMatchObject({ code: "TimeoutError" }));
    await once((pipe) => expect(start(fx, pipe, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason));
    await once(async (pipe) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 60);
      await expect(start(fx, pipe, { signal: controller.signal })).rejects.toBe(reason);
    });
    await once(async (pipe) => {
      const other = await createFlux({ maxWorkers: 1 });
      const call = start(other, pipe, {});
      call.catch(() => {});
      await sleep(60);
      await other.close({ abort: true });
      await expect(call).rejects.toMatchObject({ code: "InstanceClosed" });
    });
    expect(fx.status()).toMatchObject({ inFlight: 0, memory: { arrays: 0, stagingBytes: 0 } });
    expect(readdirSync(folder).filter((name) => name.endsWith(".part") || name === "never.f64")).toEqual([]);
  });

  it("ends where a reader takes nothing more, and where it goes away", async () => {
    const slow = fifo();
    const reader = await open(slow, "r+");
    await expect(fx.mapFile("x", at("x.f64"), slow, { timeout: 200 })).rejects.toMatchObject({ code: "TimeoutError" });
    await reader.close();
    const left = fifo();
    const child = spawn("head", ["-c", "1000", left], { stdio: "ignore" });
    await expect(fx.mapFile("x", at("x.f64"), left)).rejects.toMatchObject({ code: "EPIPE" });
    await new Promise((resolve) => (child.exitCode === null ? child.on("close", resolve) : resolve(0)));
  });

  it("takes none of the threads that files are read with", async () => {
    const waiting = Array.from({ length: 8 }, (_, i) => (i % 2 ? fx.reduceFile("sum", fifo(), { timeout: 3000 }) : fx.mapFile("x", at("x.f64"), fifo(), { timeout: 3000 })));
    for (const call of waiting) call.catch(() => {});
    await sleep(50);
    expect(await fx.reduceFile("sum", at("x.f64"))).toBe(await fx.reduce("sum", values));
    for (const call of waiting) await expect(call).rejects.toMatchObject({ code: "TimeoutError" });
  });

  it("lets the process end when it has ended", async () => {
    const [source, target] = [fifo(), fifo()];
    const code = `import { flux } from ${JSON.stringify(new URL("../../dist/index.mjs", import.meta.url).href)};
      const told = (e) => e.code;
      const calls = [flux.reduceFile("sum", ${JSON.stringify(source)}, { timeout: 100 }), flux.reduceFile("sum", { path: ${JSON.stringify(source)}, column: "v" }, { timeout: 100 }),
        flux.mapFile("x", ${JSON.stringify(at("x.f64"))}, ${JSON.stringify(target)}, { timeout: 100 })];
      console.log((await Promise.all(calls.map((call) => call.catch(told)))).join());`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", code], { timeout: 30_000 });
    expect(stdout).toBe("TimeoutError,TimeoutError,TimeoutError\n");
  });
});

describe.skipIf(process.platform === "win32")("pipes are read and written whole", () => {
  it("numbers and columns, whenever the writer comes", async () => {
    for (const delay of [0, 50]) {
      const numbers = fifo();
      const sum = fx.reduceFile("sum", pathToFileURL(numbers));
      await sleep(delay);
      await writeFile(numbers, values);
      expect(await sum).toBe(await fx.reduce("sum", values));
      const rows = fifo();
      const count = fx.reduceFile("countNonzero", "x + 1", { path: rows, column: "v" });
      await sleep(delay);
      await writeFile(rows, readFileSync(at("x.csv")));
      expect(await count).toBe(50_000);
    }
  });

  it("a writer that writes nothing gives an empty column", async () => {
    const empty = fifo();
    const sum = fx.reduceFile("sum", empty);
    await writeFile(empty, "");
    expect(await sum).toBe(0);
  });

  it("results, for a reader that comes later", async () => {
    const target = fifo();
    const mapping = fx.mapFile("x + 1", at("x.f64"), target);
    await sleep(50);
    const bytes = await readFile(target);
    expect(await mapping).toEqual({ elements: values.length });
    expect(new Float64Array(new Uint8Array(bytes).buffer)).toEqual(await fx.map("x + 1", values));
  });

  it("from pipe to pipe", async () => {
    const [source, target] = [fifo(), fifo()];
    const mapping = fx.mapFile("x * 2", { path: source, column: "v" }, { path: target, column: "w" });
    const text = readFile(target, "utf8");
    await writeFile(source, "v\r\n1\r\n2\r\n");
    expect(await text).toBe("w\n2\n4\n");
    await mapping;
  });

  it("the standard input, be it a pipe, a socket or a file", async () => {
    const code = `import { flux } from ${JSON.stringify(new URL("../../dist/index.mjs", import.meta.url).href)};
      console.log(await flux.reduceFile("sum", { path: "/dev/stdin", column: "v" }));`;
    const script = at("stdin.mjs");
    writeFileSync(script, code);
    const child = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] }); // a socket
    child.stdin.end("v\n1\n2\n");
    let out = "";
    for await (const chunk of child.stdout) out += chunk;
    expect(out).toBe("3\n");
    const shell = (command: string) => execFileSync("sh", ["-c", command], { encoding: "utf8" });
    writeFileSync(at("in.csv"), "v\n1\n2\n");
    expect(shell(`cat "${at("in.csv")}" | "${process.execPath}" "${script}"`)).toBe("3\n");
    expect(shell(`"${process.execPath}" "${script}" < "${at("in.csv")}"`)).toBe("3\n");
  });
});
